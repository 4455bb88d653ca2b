"""What went wrong with one attempt, and what it means: try again, give up, or stop the run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NoReturn

import orjson

from apigen_mt.config import ModelConfig
from apigen_mt.errors import ModelError
from apigen_mt.llm.model import CallFailed
from apigen_mt.records.review import Reason

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]+")
_QUOTA = ("insufficient_quota", "billing_hard_limit", "exceeded your current quota")
_LONGEST = 200


class Transient(Exception):
    """A failure that another attempt may mend.

    Args:
        what: the failure in a few words.
        after: seconds that the endpoint asks to wait, or None.
        crowded: whether the endpoint has too much to do.
        unreached: whether nobody was there at all.
    """

    def __init__(
        self,
        what: str,
        after: float | None = None,
        crowded: bool = False,
        unreached: bool = False,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.after = after
        self.crowded = crowded
        self.unreached = unreached


class Refused(CallFailed):
    """A request that the endpoint does not take (400, 413, 422)."""


def judge(
    status: int, headers: Mapping[str, str], content: bytes, config: ModelConfig, key: str
) -> NoReturn:
    """Raise what a response with a status other than 200 means.

    Raises:
        Transient: 408, 409, 425, 429, 5xx.
        ModelError: 401, 402, 403, 404, no quota, a redirect: nothing will be answered.
        Refused: any other 4xx: this request is not taken.
    """
    said = _said(content, key)
    where = f"{config.base_url} ({status})"
    if status in (401, 403):
        held = f"the key in {config.api_key_env}" if config.api_key_env else "a call without a key"
        raise ModelError(
            f"{where} refuses {held}{said}. Set api_key_env to the environment variable "
            "that holds a valid key; what was answered is kept."
        )
    if status == 402 or (status == 429 and any(one in said for one in _QUOTA)):
        raise ModelError(
            f"{where} has no quota left{said}. Top it up; the same command then continues."
        )
    if status == 404:
        raise ModelError(
            f"{where} does not know model '{config.model}', or the address is wrong{said}. "
            "base_url ends with /v1; `model` is a name that the endpoint lists under /models."
        )
    if 300 <= status < 400:
        raise ModelError(
            f"{where} answers with a redirect, which is not followed: a key stays with its host. "
            "Set base_url to the final address."
        )
    if status in (408, 409, 425, 429) or status >= 500:
        raise Transient(f"status {status}", retry_after(headers), crowded=status in (429, 503, 529))
    raise Refused(Reason.NO_ANSWER, f"the endpoint does not take the request ({status}){said}")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a response asks to wait: milliseconds, seconds or an HTTP date.

    None where there is no such header, or none that can be read; never negative.
    """
    for name, scale in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        text = headers.get(name)
        if text is None:
            continue
        try:
            seconds = float(text) * scale
        except ValueError:
            seconds = _until(text)
        if seconds == seconds:  # not NaN
            return max(0.0, seconds)
    return None


def _until(date: str) -> float:
    try:
        then = parsedate_to_datetime(date)
    except (TypeError, ValueError):
        return float("nan")
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return (then - datetime.now(UTC)).total_seconds()


def _said(content: bytes, key: str) -> str:
    """Return what the endpoint says, short, on one line and without the key."""
    try:
        body = orjson.loads(content)
        error = body.get("error", body) if isinstance(body, dict) else {}
        parts = [error.get("message"), error.get("code")] if isinstance(error, dict) else [error]
        text = " ".join(str(part) for part in parts if part)
    except orjson.JSONDecodeError:
        text = ""
    text = _CONTROL.sub(" ", redact(text, key)).strip(" .")[:_LONGEST]
    return f": {text}" if text else ""


def redact(text: str, key: str) -> str:
    """Return `text` with the key blotted out, and the longer halves of it as well."""
    if not key:
        return text
    for part in (key, key[: len(key) // 2], key[len(key) // 2 :]):
        if len(part) >= 6:
            text = text.replace(part, "***")
    return text
