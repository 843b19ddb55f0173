"""The log of calls, without tokens, secrets or the bytes of files."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.params import Params

MAX_CALLS = 2_000
MAX_TEXT = 4_096
SECRET = frozenset({"secret_token", "provider_token"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BotCall:
    """One call of a bot. `bot` is its username, `code` that of the response (0: it got none)."""

    id: int
    at: datetime
    bot: str
    method: str
    params: dict[str, Any]
    code: int

    def as_json(self) -> dict[str, Any]:
        at = self.at.isoformat(timespec="milliseconds")
        return {"id": self.id, "at": at, "method": self.method, "code": self.code, "params": self.params}


class CallLog:
    def __init__(self) -> None:
        self.newest: deque[BotCall] = deque(maxlen=MAX_CALLS)
        self.last = 0

    def record(self, bot: str, token: str, method: str, params: Params, code: int) -> BotCall:
        self.last += 1
        call = BotCall(
            id=self.last,
            at=datetime.now(UTC),
            bot=bot,
            method=method,
            params=redacted_params(params, token),
            code=code,
        )
        self.newest.append(call)
        return call


def redacted_params(params: Params, token: str) -> dict[str, Any]:
    """Return parameters without tokens, and with files as their name and size."""
    written = {name: "…" if name in SECRET else _clean(value, token) for name, value in params.values.items()}
    sizes = {name: f"{upload.name}, {len(upload.content)} bytes" for name, upload in params.files.items()}
    return written | sizes


def _clean(value: Any, token: str) -> Any:
    if isinstance(value, str):
        return value.replace(token, "…")[:MAX_TEXT]
    if isinstance(value, dict):
        return {str(key): _clean(inner, token) for key, inner in value.items()}
    return [_clean(inner, token) for inner in value] if isinstance(value, list) else value
