"""Prompts: what a person was asked to write, so that their next message is read as the answer."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from markupsafe import Markup
from pydantic import BaseModel

from handlers.callbacks.callback import Callback, same_fields
from market.refusal import Refusal

OPEN_FOR = timedelta(minutes=15)
"""After that a text is no answer any more, but a reply to a message of ours is."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class NoAnswer(Exception):
    """A text is no answer to the question that is open. It is asked once more, with `reason`, or a refusal's sentence, as first line."""

    def __init__(self, reason: Markup | Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


class Prompt(BaseModel, frozen=True, defer_build=True):
    """The base of all prompts: `class QuantityPrompt(Prompt, name="quantity", returns_to=AskQuantity)`, with fields for what it is about.

    The name is stored with its person and never changes. A second prompt of one name raises TypeError.
    `returns_to`: the callback that asks this again, or shows where it was asked; it takes the prompt's fields of the same names.
    `free_words`: any text is an answer, so nothing but a ticket code comes before it. `ticket_codes`: a ticket's code is an answer, too.
    """

    known: ClassVar[dict[str, type["Prompt"]]] = {}
    stored_name: ClassVar[str]
    returns_to: ClassVar[type[Callback]]
    free_words: ClassVar[bool]
    ticket_codes: ClassVar[bool]

    def __init_subclass__(
        cls,
        *,
        name: str,
        returns_to: type[Callback],
        free_words: bool = False,
        ticket_codes: bool = False,
    ) -> None:
        super().__init_subclass__()
        if name in Prompt.known:
            raise TypeError(f"two prompts with the name {name}")
        cls.stored_name, cls.returns_to = name, returns_to
        cls.free_words, cls.ticket_codes = free_words, ticket_codes
        Prompt.known[name] = cls

    @property
    def takes_any_text(self) -> bool:
        """Return whether any text is an answer."""
        return self.free_words

    @property
    def takes_ticket_codes(self) -> bool:
        """Return whether the code of a ticket is an answer, and not something to look up."""
        return self.ticket_codes

    def fallback(self) -> Callback:
        """Return the callback to which a refused answer leads back."""
        return same_fields(self.returns_to, self)

    def pack(self, asked_at: datetime, again: bool = False) -> str:
        """Return the text to store: a JSON list of the second it was asked, `again` as 0 or 1, the name, and the fields in their order."""
        fields = self.model_dump(mode="json").values()
        second = int((asked_at - EPOCH).total_seconds())
        return json.dumps(
            [second, int(again), self.stored_name, *fields], ensure_ascii=False, separators=(",", ":")
        )


@dataclass(frozen=True)
class OpenPrompt:
    """A prompt as it is stored. `again`: a text was no answer to it, and it was asked once more."""

    prompt: Prompt
    asked_at: datetime
    again: bool

    def is_late(self, now: datetime) -> bool:
        """Return whether only a reply answers it."""
        return now >= self.asked_at + OPEN_FOR


def parse_prompt(stored: str) -> OpenPrompt | None:
    """Return the prompt in a stored text; None where there is none, or none that can still be read."""
    try:
        second, again, name, *values = json.loads(stored or "[]")
        prompt = Prompt.known[name]
        fields = dict(zip(prompt.model_fields, values, strict=True))
        return OpenPrompt(prompt.model_validate(fields), EPOCH + timedelta(seconds=second), bool(again))
    except (KeyError, OverflowError, TypeError, ValueError):
        return None
