"""What is known of a drop, as values: an outcome that may leave the store, be kept on the shelf and be shown."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from storage.beacon_kind import BeaconKind
from storage.drop import DropPolicy, DropState, Fitting, Weighing

LAST_CALL = timedelta(hours=2)
"""So long before the cut-off what frees up is everyone's who waits: the first tap has it."""


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
class StallFacts:
    id: int
    code: str
    name: str
    words: str
    language: str
    alley: AlleyFacts


@dataclass(frozen=True)
class ComponentFacts:
    """What each unit of a bundle takes with it."""

    item: int
    units: int
    name: str


@dataclass(frozen=True, kw_only=True)
class DrawFacts:
    """The draw of a line, as anyone may see it; `entries` so far while it is open, `round` once it is closed."""

    name: str
    beacon: BeaconKind
    commitment: str
    entries: int
    closed_at: datetime | None = None
    round: int | None = None
    drawn_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ItemFacts:
    """Money in minor units. `waiting` counts the units asked for by those who wait.

    `offered`: joined by itself. `draw` where the drop is drawn. Of a bundle `components`, and how many more of it they make as `room`.
    """

    id: int
    name: str
    unit: str
    price: int
    loan_deposit: int
    quantity: int
    booked: int
    held: int
    waiting: int
    starts_at: datetime | None
    ends_at: datetime | None = None
    offered: bool = True
    room: int | None = None
    components: tuple[ComponentFacts, ...] = ()
    draw: DrawFacts | None = None

    @property
    def unheld(self) -> int:
        """Units in nobody's hand, whatever its parts allow."""
        return self.quantity - self.booked - self.held

    @property
    def free(self) -> int:
        """What a newcomer may have: what frees up goes to the waitlist first."""
        own = self.unheld - self.waiting
        return max(0, own if self.room is None else min(own, self.room))


@dataclass(frozen=True, kw_only=True)
class DropFacts:
    id: int
    code: str
    name: str
    words: str
    language: str
    picture: str | None
    tags: tuple[str, ...]
    policy: DropPolicy
    per_person: int
    skips: int
    fitting: Fitting
    weighing: Weighing
    deposit: int
    refund_until: datetime | None
    state: DropState
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
    items: tuple[ItemFacts, ...]

    def deposit_of(self, item: ItemFacts) -> int:
        """What is asked for each unit of a line before it is kept: never more than its price."""
        return min(self.deposit, item.price)

    @property
    def day(self) -> date:
        """The day it is on, in its alley."""
        return self.starts_at.astimezone(ZoneInfo(self.alley.zone)).date()

    @property
    def offered(self) -> tuple[ItemFacts, ...]:
        """The lines that are joined by themselves."""
        return tuple(item for item in self.items if item.offered)

    @property
    def draws(self) -> tuple[DrawFacts, ...]:
        return tuple(item.draw for item in self.items if item.draw)

    @property
    def quantity(self) -> int:
        return sum(item.quantity for item in self.offered)

    @property
    def free(self) -> int:
        return sum(item.free for item in self.offered)

    @property
    def waiting(self) -> int:
        return sum(item.waiting for item in self.offered)

    def awaits_draw(self, now: datetime) -> bool:
        """Until each line has been drawn, however late that is; where no draw is open yet, until the stated time."""
        if self.draws:
            return any(draw.drawn_at is None for draw in self.draws)
        stated = self.draws_at or self.pot_until
        return stated is not None and now < stated

    def item(self, item: int) -> ItemFacts:
        """By its id. KeyError where it is none of this drop's."""
        return {each.id: each for each in self.items}[item]

    def spare(self, item: ItemFacts) -> int:
        """Units in nobody's hand, for those who wait; of a bundle as many as its parts make."""
        unheld = {each.id: each.unheld for each in self.items}
        return max(
            0,
            min([item.unheld, *(unheld[component.item] // component.units for component in item.components)]),
        )

    def cut_off(self, item: ItemFacts) -> datetime:
        """A slot's start; for goods the end of collection."""
        return item.starts_at or self.ends_at

    def calling(self, now: datetime) -> frozenset[int]:
        """The lines whose free units are for whoever waits and taps first: it is the last two hours."""
        if self.state != DropState.PUBLISHED or now < self.opens_at or self.awaits_draw(now):
            return frozenset()
        return frozenset(item.id for item in self.items if self._calls(item, now))

    def _calls(self, item: ItemFacts, now: datetime) -> bool:
        cut_off = self.cut_off(item)
        return cut_off - LAST_CALL <= now < cut_off and item.waiting > 0 and self.spare(item) > 0
