"""What is known of a drop, as values: an outcome that may leave the store, be kept on the shelf and be shown."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class AlleyFacts:
    id: int
    code: str
    name: str
    city: str
    zone: str
    territory: str
    currency: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class StallFacts:
    id: int
    code: str
    name: str
    words: str
    language: str
    alley: AlleyFacts


@dataclass(frozen=True)
class LineFacts:
    """Money in minor units. `waiting` counts the units asked for by those who wait."""

    id: int
    name: str
    unit: str
    price: int
    loan_deposit: int
    quantity: int
    claimed: int
    held: int
    waiting: int
    starts_at: datetime | None

    @property
    def free(self) -> int:
        """What a newcomer may have: what frees up goes to the waitlist first."""
        return max(0, self.quantity - self.claimed - self.held - self.waiting)


@dataclass(frozen=True)
class DropFacts:
    id: int
    code: str
    name: str
    words: str
    language: str
    picture: str | None
    tags: tuple[str, ...]
    policy: str
    per_person: int
    skips: int
    state: str
    reason: str
    opens_at: datetime
    closes_at: datetime | None
    pot_until: datetime | None
    draws_at: datetime | None
    starts_at: datetime
    ends_at: datetime
    moved_from: datetime | None
    cancelled_at: datetime | None
    stall: StallFacts
    alley: AlleyFacts
    lines: tuple[LineFacts, ...]

    @property
    def day(self) -> date:
        """The day it is on, in its alley."""
        return self.starts_at.astimezone(ZoneInfo(self.alley.zone)).date()

    @property
    def quantity(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def free(self) -> int:
        return sum(line.free for line in self.lines)

    @property
    def waiting(self) -> int:
        return sum(line.waiting for line in self.lines)
