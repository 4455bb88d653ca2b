"""The verbs of the program and their groups."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from apigen_mt.cli import blueprint, dataset, environment, generate, rehearse, status, worker
from apigen_mt.cli.exits import closing


class Verbs(TyperGroup):
    """The verbs, whose mistakes and interruptions end as `exits` says."""

    def invoke(self, context: Any) -> Any:
        """Run the verb that was asked for."""
        with closing():
            return super().invoke(context)


app = typer.Typer(
    cls=Verbs,
    help="Verified multi-turn tool-use training data from executable environments.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("generate")(generate.generate)
app.command("rollout")(blueprint.rollout)
app.command("status")(status.status)
app.command("worker")(worker.worker)
app.command("rehearse")(rehearse.rehearse)
app.add_typer(environment.app, name="env")
app.add_typer(blueprint.app, name="blueprint")
app.add_typer(dataset.app, name="dataset")
app.add_typer(generate.config_app, name="config")


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        from apigen_mt import __version__

        typer.echo(f"apigen-mt {__version__}")
        raise typer.Exit()
