"""The roles that judge: juror, feedback, critic."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from apigen_mt.language.intent import closes, refuses
from apigen_mt.language.match import leaves, normal
from apigen_mt.records.chat import STOP
from apigen_mt.rehearsal.reading import Heard
from apigen_mt.rehearsal.speech import is_key

_KEYLIKE = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
_TELLING = re.compile(r"\S+@\S+\.\w+|\b\d[\d,.]*\b")
_LOST = re.compile(r" (dont|do not|cant|cannot|couldnt) (know|remember|recall|tell) ")


def review(heard: Heard) -> dict[str, Any]:
    """Return a juror's verdict from the text of a task."""
    data = heard.data
    instruction = str(data.get("instruction", ""))
    said = normal(instruction)
    unsaid = [
        leaf
        for action in data.get("actions") or ()
        for leaf in leaves(action.get("arguments"))
        if _own(leaf, data) and normal(leaf) not in said
    ]
    leaked = sorted(set(_KEYLIKE.findall(instruction)))
    idle = not data.get("diff") and not data.get("outputs")
    odd = heard.random.random() < 0.04
    scores = {
        "correctness": (not odd, "something in the diff is not asked for"),
        "completeness": (
            not unsaid and not leaked,
            f"the instruction says '{leaked[0]}', which no caller knows"
            if leaked
            else f"the instruction does not say '{unsaid[0] if unsaid else ''}'",
        ),
        "satisfaction": (bool(instruction.strip()), "the instruction is empty"),
        "creativity": (not idle, "nothing is changed and nothing is asked"),
    }
    wrong = [reason for good, reason in scores.values() if not good]
    verdict: dict[str, Any] = {
        "reflection": f"I would mend this: {'; '.join(wrong)}." if wrong else "Good as it is."
    }
    for name, (good, reason) in scores.items():
        verdict[name] = {"score": int(good), "reason": "" if good else reason}
    return verdict


def _own(leaf: str, data: Mapping[str, Any]) -> bool:
    """Whether only the caller can know a value: an email or an address, no key, no figure."""
    return not is_key(leaf) and ("@" in leaf or re.match(r"\d+ [A-Z]", leaf) is not None)


def merge(heard: Heard) -> dict[str, Any]:
    """Return one list of changes out of objections."""
    changes: dict[str, None] = {}
    for one in heard.data.get("objections") or ():
        if one.get("reason") != "reflection" and one.get("detail"):
            changes[f"Mend this: {one['detail']}"] = None
    return {
        "summary": f"{len(changes)} thing{'s' if len(changes) != 1 else ''} to mend.",
        "changes": list(changes) or ["Look at the whole task again."],
    }


def criticise(heard: Heard) -> dict[str, Any]:
    """Return the score of a draft of the human's next message."""
    data = heard.data
    draft, conversation = str(data.get("draft", "")), data.get("conversation") or []
    spoken = " ".join(str(one.get("text", "")) for one in conversation)
    known = normal(f"{data.get('instruction', '')} {spoken}")
    invented = [one for one in _TELLING.findall(draft) if normal(one) not in known]
    desk = str(conversation[-1].get("text", "")) if conversation else ""
    score, reason = 8 + heard.random.randint(0, 2), "It fits the moment."
    if invented:
        score, reason = 2, f"'{invented[0]}' is not in the instruction."
    elif STOP in draft and not (closes(desk) or refuses(desk)):
        score, reason = 0, "It ends before everything is settled."
    elif _LOST.search(normal(draft)):
        score, reason = 4, "It knows less than the instruction tells."
    return {"reason": reason, "score": score, "contradicts": bool(invented)}
