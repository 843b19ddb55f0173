"""An update before it is parsed: what the intake has to know of it."""

import json
from collections.abc import Container
from dataclasses import dataclass
from typing import Any

MAX_ID = 2**63 - 1
PRE_CHECKOUT = "pre_checkout_query"

TappedButton = tuple[int, str]
"""The message of a tapped button, and its data."""


@dataclass(frozen=True, kw_only=True)
class RawUpdate:
    """An update of a kind that is handled. `sender` is the Telegram id of its person."""

    id: int
    kind: str
    sender: int
    language_code: str
    raw: dict[str, Any]

    @property
    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = self.raw[self.kind]
        return body

    @property
    def payment(self) -> dict[str, Any] | None:
        """Return the payment that this update tells of, if it does."""
        payment = self.body.get("successful_payment")
        return payment if isinstance(payment, dict) else None

    @property
    def carries_file(self) -> bool:
        """Return whether somebody sent a photo or another file that may be opened."""
        return any(name in self.body for name in ("photo", "document"))

    @property
    def is_private(self) -> bool:
        """Return whether it comes from the private chat of its person with us."""
        message = self.body.get("message") if self.kind == "callback_query" else self.body
        chat = message.get("chat") if isinstance(message, dict) else None
        return isinstance(chat, dict) and chat.get("type") == "private"

    @property
    def tapped_button(self) -> TappedButton | None:
        """Return which button was tapped, if this is a tap on a message that Telegram names."""
        message = self.body.get("message") if self.kind == "callback_query" else None
        if not isinstance(message, dict):
            return None
        return _whole(message.get("message_id")) or 0, str(self.body.get("data"))

    def as_json(self) -> str:
        """Return what came, as JSON in ASCII, readable by `from_json`: somebody's unpaired surrogate is no text that a database takes."""
        return json.dumps(self.raw)


def update_id_of(raw: object) -> int | None:
    """Return the id of an update; None where it has none and so can be neither stored nor confirmed."""
    return _whole(raw.get("update_id")) if isinstance(raw, dict) else None


def read_raw_update(raw: object, kinds: Container[str]) -> RawUpdate | None:
    """Return an update of one of `kinds`; None for any other, and for one without a person."""
    update_id = update_id_of(raw)
    if not isinstance(raw, dict) or update_id is None:
        return None
    kind = next((name for name, body in raw.items() if name in kinds and isinstance(body, dict)), None)
    person = raw[kind].get("from") if kind else None
    if kind is None or not isinstance(person, dict) or (sender := _whole(person.get("id"))) is None:
        return None
    language_code = str(person.get("language_code") or "")
    return RawUpdate(id=update_id, kind=kind, sender=sender, language_code=language_code, raw=raw)


def from_json(body: str, kinds: Container[str]) -> RawUpdate | None:
    """Return an update that was stored; None for one that is too deep to be read again."""
    try:
        return read_raw_update(json.loads(body), kinds)
    except RecursionError:
        return None


def _whole(value: object) -> int | None:
    """Return a number that fits an id; JSON's true is none."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_ID:
        return value
    return None
