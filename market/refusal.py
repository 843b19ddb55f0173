"""The base of all refusals, and the few that every feature may raise.

A feature declares its own in `market/<feature>/refusals.py`, or in its module where it has only one. The sentence of a refusal is in
`locales/refusals/`, under its class name; the fields of the class are the facts that the sentence needs.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TypeVar

FoundT = TypeVar("FoundT")


class Refusal(Exception):
    """An action was not done, and nothing was stored.

    Subclasses are dataclasses. Their times are aware UTC, and are shown in their `zone`.
    """

    def facts(self) -> dict[str, str | int | date]:
        """Return the fields by name."""
        return asdict(self)  # type: ignore[call-overload, no-any-return]

    @classmethod
    def unless(cls, found: FoundT | None) -> FoundT:
        """Return what was found. Raises this refusal, which has no fields, where that is None."""
        if found is None:
            raise cls
        return found


@dataclass
class LinkUnknown(Refusal):
    pass


@dataclass
class ButtonForged(Refusal):
    pass


@dataclass
class TooLong(Refusal):
    count: int
    limit: int


@dataclass
class NameUnfit(Refusal):
    """The name is empty or has more than `maximum` characters."""

    maximum: int


@dataclass
class DescriptionUnfit(Refusal):
    """The description is empty or has more than `maximum` characters."""

    maximum: int


@dataclass
class WhenPassed(Refusal):
    at: datetime
    zone: str
