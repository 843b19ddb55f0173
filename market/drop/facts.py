"""What is known of a drop, as values: an outcome that may leave the store, be kept on the shelf and be shown."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LAST_CALL = timedelta(hours=2)
"""So long before the cut-off what frees up is everyone's who waits: the first tap has it."""


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
class PartFacts:
    """What each unit of a bundle takes with it."""

    line: int
    units: int
    name: str


@dataclass(frozen=True)
class DrawFacts:
    """The draw of a line, as anyone may see it; `entries` so far while it is open, `round` once it is closed."""

    name: str
    beacon: str
    commitment: str
    entries: int
    closed_at: datetime | None = None
    round: int | None = None
    drawn_at: datetime | None = None


@dataclass(frozen=True)
class LineFacts:
    """Money in minor units. `waiting` counts the units asked for by those who wait.

    `offered`: joined by itself. `draw` where the drop is drawn. Of a bundle `parts`, and how many more of it they make as `room`.
    """

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
    ends_at: datetime | None = None
    offered: bool = True
    room: int | None = None
    parts: tuple[PartFacts, ...] = ()
    draw: DrawFacts | None = None

    @property
    def unheld(self) -> int:
        """Units in nobody's hand, whatever its parts allow."""
        return self.quantity - self.claimed - self.held

    @property
    def free(self) -> int:
        """What a newcomer may have: what frees up goes to the waitlist first."""
        own = self.unheld - self.waiting
        return max(0, own if self.room is None else min(own, self.room))


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
    fitting: str
    weighing: str
    deposit: int
    refund_until: datetime | None
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

    def deposit_of(self, line: LineFacts) -> int:
        """What is asked for each unit of a line before it is kept: never more than its price."""
        return min(self.deposit, line.price)

    @property
    def day(self) -> date:
        """The day it is on, in its alley."""
        return self.starts_at.astimezone(ZoneInfo(self.alley.zone)).date()

    @property
    def offered(self) -> tuple[LineFacts, ...]:
        """The lines that are joined by themselves."""
        return tuple(line for line in self.lines if line.offered)

    @property
    def draws(self) -> tuple[DrawFacts, ...]:
        return tuple(line.draw for line in self.lines if line.draw)

    @property
    def quantity(self) -> int:
        return sum(line.quantity for line in self.offered)

    @property
    def free(self) -> int:
        return sum(line.free for line in self.offered)

    @property
    def waiting(self) -> int:
        return sum(line.waiting for line in self.offered)

    def awaits_draw(self, now: datetime) -> bool:
        """Until each line has been drawn, however late that is; where no draw is open yet, until the stated time."""
        if self.draws:
            return any(draw.drawn_at is None for draw in self.draws)
        stated = self.draws_at or self.pot_until
        return stated is not None and now < stated

    def line(self, line: int) -> LineFacts:
        """By its id. KeyError where it is none of this drop's."""
        return {each.id: each for each in self.lines}[line]

    def spare(self, line: LineFacts) -> int:
        """Units in nobody's hand, for those who wait; of a bundle as many as its parts make."""
        unheld = {each.id: each.unheld for each in self.lines}
        return max(0, min([line.unheld, *(unheld[part.line] // part.units for part in line.parts)]))

    def cut_off(self, line: LineFacts) -> datetime:
        """A slot's start; for goods the end of collection."""
        return line.starts_at or self.ends_at

    def calling(self, now: datetime) -> frozenset[int]:
        """The lines whose free units are for whoever waits and taps first: it is the last two hours."""
        if self.state != "published" or now < self.opens_at or self.awaits_draw(now):
            return frozenset()
        return frozenset(line.id for line in self.lines if self._calls(line, now))

    def _calls(self, line: LineFacts, now: datetime) -> bool:
        cut_off = self.cut_off(line)
        return cut_off - LAST_CALL <= now < cut_off and line.waiting > 0 and self.spare(line) > 0
