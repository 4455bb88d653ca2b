"""People as they are: mistaken about themselves, in a hurry, confused."""

from __future__ import annotations

from itertools import pairwise

from apigen_mt.language.intent import presses, wonders
from apigen_mt.language.match import says
from apigen_mt.verification.behaviours.played import Played


def mistaken_identity(played: Played) -> bool:
    """A look-up of the caller fails over a wrong detail, and a later one works."""
    wrong = [fact.mistaken for fact in played.blueprint.facts if fact.mistaken]
    failed = False
    for _, step in played.calls:
        tool = played.environment.toolbox.get(step.tool)
        if tool is None or not played.environment.identifies(tool):
            continue
        if failed and step.error is None:
            return True
        failed |= step.error is not None and any(says(str(step.arguments), one) for one in wrong)
    return False


def impatient_user(played: Played) -> bool:
    """The user presses for time."""
    return any(presses(text) for _, text in played.users())


def confused_user(played: Played) -> bool:
    """The user does not understand a question, is asked again, and answers."""
    places = list(played.users())
    for (place, text), (later, answer) in pairwise(places):
        again = "?" in played.asked(place) and "?" in played.asked(later)
        if again and wonders(text) and not wonders(answer):
            return True
    return False
