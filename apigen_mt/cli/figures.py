"""What runs come to, as tables: counts, rates, what models take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from apigen_mt.cli.screen import console, listed, percent, print_json
from apigen_mt.cli.tasks import task_lines
from apigen_mt.records.usage import told

if TYPE_CHECKING:
    from apigen_mt.execution.phases import Tally
    from apigen_mt.execution.run import RunSummary


def print_summary(summary: RunSummary) -> None:
    """Print what lies in a run's folder."""
    manifest, counts = summary.manifest, summary.manifest.counts
    table = Table(title=f"{manifest.environment}, seed {manifest.seed}", show_header=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_row("items", str(counts["items"]))
    if summary.resumed_items:
        table.add_row("  there before", str(summary.resumed_items))
    table.add_row("accepted trajectories", f"[green]{counts['accepted']}")
    table.add_row("rejections", str(counts["rejected"]))
    for reason, count in counts["reasons"].items():
        table.add_row(f"  {reason}", str(count))
    spent = told(manifest.usage)
    for role, used in spent.get("roles", {}).items():
        tokens = used["prompt_tokens"] + used["completion_tokens"]
        table.add_row(f"calls as {role}", f"{used['calls']}, {tokens:,} tokens")
    if spent:
        table.add_row("HTTP attempts", str(spent["attempts"]))
        table.add_row("cost", f"${spent['cost']:.4f}")
    table.add_row("shards", str(len(manifest.shards)))
    table.add_row("data", f"{sum(shard.bytes for shard in manifest.shards) / 1e6:.1f} MB")
    screen = console()
    screen.print(table)
    folder = escape(str(summary.folder))
    screen.print(f"In {folder}. Read one: apigen-mt dataset show {folder} --index 0")


def print_counts(noun: str, tally: Tally, out: str, as_json: bool) -> None:
    """Print how many of something were kept, why others were not, and what it took."""
    if as_json:
        print_json({"out": out, **_counted(tally)})
        return
    print(f"{tally.accepted} {noun} accepted, {tally.rejected} rejected; written to {out}")
    for reason, count in sorted(tally.reasons.items()):
        print(f"  {reason}: {count}")
    if tally.spent:
        print(spending(tally.spent))


def print_ablation(found: Mapping[str, Tally], revisions: int, as_json: bool) -> None:
    """Print acceptance without and with feedback, side by side."""
    rates = {
        name: round(tally.accepted / max(tally.accepted + tally.rejected, 1), 4)
        for name, tally in found.items()
    }
    if as_json:
        counted = {name: _counted(tally) for name, tally in found.items()}
        print_json({"max_revisions": revisions, "rates": rates, **counted})
        return
    table = Table("", "items", "accepted", "rate", title="Phase 1")
    for name, tally in found.items():
        label = "without feedback" if name == "without" else f"with, at most {revisions} revisions"
        items = tally.accepted + tally.rejected
        table.add_row(label, str(items), str(tally.accepted), f"{rates[name]:.1%}")
    console().print(table)


def print_forecast(expected: Mapping[str, Any]) -> None:
    """Print what models are expected to take, a line a role."""
    if not expected:
        print("No model is asked.")
        return
    table = Table("role", "calls", "prompt tokens", "completion tokens", "cost")
    for role, used in [*expected["roles"].items(), ("all", expected)]:
        table.add_row(
            role,
            f"{used['calls']:,}",
            f"{used['prompt_tokens']:,}",
            f"{used['completion_tokens']:,}",
            f"${used['cost']:.4f}",
        )
    console().print(table)
    print(f"From {expected['sample']} items played without any model; HTTP retries come on top.")


def spending(spent: Mapping[str, Any]) -> str:
    """Return what models took, in one line."""
    guess = " (tokens estimated)" if spent.get("usage_estimated") else ""
    return (
        f"{spent['calls']} answered calls, {spent['prompt_tokens']:,} + "
        f"{spent['completion_tokens']:,} tokens{guess}, ${spent['cost']:.4f}"
    )


def _counted(tally: Tally) -> dict[str, Any]:
    counted = {
        "accepted": tally.accepted,
        "rejected": tally.rejected,
        "revised": tally.revised,
        "reasons": dict(sorted(tally.reasons.items())),
    }
    return {**counted, "spent": tally.spent} if tally.spent else counted


def print_stats(figures: Mapping[str, Any]) -> None:
    """Print the figures of a run."""
    screen = console()
    counts = figures["counts"]
    table = Table(title=f"{figures['environment']}", show_header=False)
    table.add_column(style="bold")
    table.add_column()
    table.add_row("items", f"{counts['items']}, {percent(figures['yield']['items'])} kept")
    table.add_row("accepted", f"{counts['accepted']}")
    table.add_row("rejected", f"{counts['rejected']}  {listed(counts['reasons'])}")
    one, two, jury = figures["phase_1"], figures["phase_2"], figures["jury"]
    table.add_row(
        "phase 1, accepted",
        f"{percent(one['with_feedback'])} of {one['items']} items; as first drafts "
        f"{percent(one['without_feedback'])}",
    )
    table.add_row(
        "phase 2, success",
        f"{percent(two['success_by_blueprint'])} of blueprints, "
        f"{percent(two['success_by_attempt'])} of {two['attempts']} attempts",
    )
    kappa = jury["kappa"]["accepted"]
    agreed = "none (all votes are equal)" if kappa is None else f"{kappa}"
    table.add_row("jury, Fleiss' kappa", f"{agreed} over {jury['drafts']} drafts")
    for name, size in figures["sizes"].items():
        label = name.replace("_", " ")
        table.add_row(label, f"mean {size['mean']}, {size['least']} to {size['most']}")
    tools, edges = figures["tools"], figures["edges"]
    table.add_row("tools used", f"{tools['used']} of {tools['of']}  {' '.join(tools['unused'])}")
    table.add_row(
        "edges used",
        f"{edges['used']} of {edges['feasible']} feasible ({percent(edges['share'])})",
    )
    for label, text in task_lines(figures):
        table.add_row(label, text)
    table.add_row("behaviours", _mix(figures))
    table.add_row("turn labels", listed(figures["turn_labels"]))
    table.add_row("distinct first turns", percent(figures["distinct_first_turns"]))
    table.add_row("distinct call sequences", percent(figures["distinct_call_sequences"]))
    table.add_row("facts told in the first turn", percent(figures["first_turn_tells"]))
    trial = figures["verifier"]
    if trial is not None:
        table.add_row(
            "verifier",
            f"recall {percent(trial['recall'])}, false rejects {percent(trial['false_rejects'])} "
            f"on edits of {trial['trajectories']} trajectories",
        )
    screen.print(table)
    if figures["models"]["spent"]:
        screen.print(_spent_beside_forecast(**figures["models"]))


def _mix(figures: Mapping[str, Any]) -> str:
    """Return each behaviour with its share, beside its target if it has one."""
    targets = figures["behaviour_targets"]
    shares = {**dict.fromkeys(targets, 0.0), **figures["behaviour_shares"]}
    return ", ".join(
        f"{name} {share:.1%}" + (f" ({targets[name]:.0%})" if name in targets else "")
        for name, share in sorted(shares.items())
    )


def print_trial(told: Mapping[str, Any]) -> None:
    """Print what the verifier made of edits, a line an operator."""
    table = Table("kind", "operator", "tried", "rejected", "", "reasons", title="Verifier")
    for row in told["operators"]:
        if row["tried"]:
            harmless = row["kind"] == "equivalence"
            good = not row["rejected"] if harmless else row["rejected"] == row["tried"]
            style = "" if good else "yellow"
            reasons = " ".join(list(row["reasons"])[:3])
            share = percent(row["rate"])
            counts = (str(row["tried"]), str(row["rejected"]))
            table.add_row(row["kind"], row["operator"], *counts, share, reasons, style=style)
    screen = console()
    screen.print(table)
    idle = [row["operator"] for row in told["operators"] if not row["tried"]]
    if idle:
        screen.print(f"No place for: {', '.join(idle)}.")
    print(
        f"{told['trajectories']} trajectories; recall {percent(told['recall'])}, "
        f"false rejects {percent(told['false_rejects'])}"
    )
    if told["refused"]:
        print(
            f"{told['refused']} trajectories do not pass as they are and were left out. "
            "See why: apigen-mt dataset verify"
        )


def _spent_beside_forecast(forecast: Mapping[str, Any], spent: Mapping[str, Any]) -> Table:
    table = Table(
        "role", "calls", "expected", "tokens", "expected", "cost", "expected", title="Models"
    )
    roles = {**forecast.get("roles", {}), **spent.get("roles", {})}
    for role in [*roles, "all"]:
        used = spent if role == "all" else spent["roles"].get(role, {})
        guess = forecast if role == "all" else forecast.get("roles", {}).get(role, {})
        table.add_row(role, *_pairs(used, guess))
    return table


def _pairs(used: Mapping[str, Any], guess: Mapping[str, Any]) -> list[str]:
    found = []
    for one in ("calls", "tokens", "cost"):
        for side in (used, guess):
            tokens = side.get("prompt_tokens", 0) + side.get("completion_tokens", 0)
            value = tokens if one == "tokens" else side.get(one, 0)
            found.append(f"${value:.4f}" if one == "cost" else f"{value:,}")
    return found
