"""Refusals: why something was not done, as data. The sentence of each is in `locales/refusals.py`, under its class name and with its fields."""

from dataclasses import asdict, dataclass
from datetime import datetime


class Refusal(Exception):
    """Nothing was stored. Subclasses are dataclasses whose fields the sentence needs; times are aware UTC, in `zone` where one is named."""

    def facts(self) -> dict[str, str | int | datetime]:
        return asdict(self)  # type: ignore[call-overload, no-any-return]


@dataclass
class DropUnknown(Refusal):
    pass


@dataclass
class StallUnknown(Refusal):
    pass


@dataclass
class LinkUnknown(Refusal):
    pass


@dataclass
class OpeningPassed(Refusal):
    opened: datetime
    zone: str


@dataclass
class DropCancelled(Refusal):
    at: datetime
    zone: str


@dataclass
class DropPaused(Refusal):
    pass


@dataclass
class ButtonForged(Refusal):
    pass


@dataclass
class TooLong(Refusal):
    count: int
    limit: int
