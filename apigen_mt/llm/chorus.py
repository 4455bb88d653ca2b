"""Questions that are asked side by side: of a committee's seats, for several drafts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable
from typing import TypeVar

T = TypeVar("T")


async def together(questions: Iterable[Awaitable[T]]) -> list[T]:
    """Return all answers, in order; an error is raised once the others have come back.

    An answer that is on its way is paid for, so nobody lets go of it before it is stored. The first
    error in order is raised, whichever came first.
    """
    answers: list[T] = []
    for found in await asyncio.gather(*questions, return_exceptions=True):
        if isinstance(found, BaseException):
            raise found
        answers.append(found)
    return answers
