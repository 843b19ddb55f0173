"""A drop as values, which may leave the store, be cached and be shown."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from locales.packaging_kind import PackagingKind
from locales.stock import ADULTS
from storage.alley import Alley
from storage.beacon_kind import BeaconKind
from storage.drop import DropPolicy, DropState, Fitting, ItemDescription, Weighing
from storage.stop import StopKind

LAST_CALL = timedelta(hours=2)
"""In this time before the cut-off available units go to the first waiting person who taps."""


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
    closed_at: datetime | None = None
    """Since when nothing is given out there, by the organisers; None where it is open."""


def alley_facts(alley: Alley) -> AlleyFacts:
    """Return an alley as values."""
    return AlleyFacts(**{name: getattr(alley, name) for name in AlleyFacts.__dataclass_fields__})


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
    """An item that each unit of a bundle contains, and how many units of it."""

    item: int
    units: int
    name: str


@dataclass(frozen=True, kw_only=True)
class DrawFacts:
    """The public state of an item's draw; `entries` counts those so far while it is open, `round` is set at closing."""

    name: str
    beacon: BeaconKind
    commitment: str
    entries: int
    closed_at: datetime | None = None
    round: int | None = None
    drawn_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ItemPackaging:
    """The packaging type that an item goes out in: due after `free_days`, then a fee a day up to `price`, in minor units; 0 with a deposit."""

    name: str
    free_days: int
    fee_per_day: int
    price: int


@dataclass(frozen=True, kw_only=True)
class ItemFacts(ItemDescription):
    """An item. Money is in minor units; `waiting` counts the units that waiting entries ask for.

    `sold` units of those booked were sold at the stall. `sold_in` is None where the stall did not say.
    `packaging_id` is the type it goes out in, if it names one, `packaging` what that is.
    While a live session runs, holds last `live_minutes`. `draw` is set in a drawn drop. A bundle has `components`, and `room` is how many more of it they make.
    `marks` counts the changes of what messages show of it, when this was read; None where they are not known.
    """

    id: int
    price: int
    loan_deposit: int
    quantity: int
    booked: int
    held: int
    waiting: int
    starts_at: datetime | None
    ends_at: datetime | None = None
    room: int | None = None
    components: tuple[ComponentFacts, ...] = ()
    draw: DrawFacts | None = None
    packaging_id: int | None = None
    packaging: ItemPackaging | None = None
    sold: int = 0
    sold_in: PackagingKind | None = None
    live_minutes: int | None = None
    marks: int | None = field(default=None, compare=False)

    @property
    def unheld(self) -> int:
        """Return the units that are neither booked nor held, without regard to components."""
        return self.quantity - self.booked - self.held

    @property
    def free(self) -> int:
        """Return the units that a newcomer may have: released units go to the waitlist first."""
        own = self.unheld - self.waiting
        return max(0, own if self.room is None else min(own, self.room))


@dataclass(frozen=True, kw_only=True)
class DropFacts:
    """A drop. `note` is what the stall says of all of its day, `pitch` the code of its place, "" for nothing.

    While its market day is stopped, `stop_kind` says how, until `stop_until`. It was moved to `moved_to`, "" for under the roof, None: it was not.
    """

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
    revision: int = 0
    revised_at: datetime | None = None
    created_at: datetime | None = None
    waitlist_limit: int | None = None
    voice_at: datetime | None = None
    hidden_at: datetime | None = None
    hidden_reason: str | None = None
    note: str = ""
    pitch: str = ""
    moved_to: str | None = None
    stop_kind: StopKind | None = None
    stop_until: datetime | None = None
    series_id: int | None = None

    def deposit_of(self, item: ItemFacts) -> int:
        """Return the deposit for each unit of an item, at most its price."""
        return min(self.deposit, item.price)

    def most_each(self, item: ItemFacts) -> int:
        """Return the units of an item that one person may have: never more than there are, or than its components make."""
        quantities = {each.id: each.quantity for each in self.items}
        made = (quantities[component.item] // component.units for component in item.components)
        return max(1, min(self.per_person, item.quantity, *made))

    @property
    def limit_each(self) -> int:
        """Return the most units that one person may have of any item."""
        return max((self.most_each(item) for item in self.offered), default=self.per_person)

    @property
    def adults_only(self) -> bool:
        """Return whether the drop is for people of 18 and over."""
        return ADULTS in self.tags

    @property
    def day(self) -> date:
        """Return the day of the drop in its alley."""
        return self.starts_at.astimezone(ZoneInfo(self.alley.zone)).date()

    @property
    def offered(self) -> tuple[ItemFacts, ...]:
        """Return the items that can be joined by themselves."""
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
        """Return whether an item is still to be drawn; before the draws are opened, whether the planned time is ahead."""
        if self.draws:
            return any(draw.drawn_at is None for draw in self.draws)
        stated = self.draws_at or self.pot_until
        return stated is not None and now < stated

    def item(self, item: int) -> ItemFacts:
        """Return the item with this id. Raises KeyError."""
        return {each.id: each for each in self.items}[item]

    def spare(self, item: ItemFacts) -> int:
        """Return the units available to waiting entries; for a bundle as many as its components make."""
        unheld = {each.id: each.unheld for each in self.items}
        return max(
            0,
            min([item.unheld, *(unheld[component.item] // component.units for component in item.components)]),
        )

    def is_full(self, item: ItemFacts) -> bool:
        """Return whether a newcomer could neither have a unit of an item nor wait for one."""
        return self.waitlist_limit is not None and not item.free and item.waiting >= self.waitlist_limit

    def cut_off(self, item: ItemFacts) -> datetime:
        """Return the start of a slot, or for goods the end of collection."""
        return item.starts_at or self.ends_at

    def calling(self, now: datetime) -> frozenset[int]:
        """Return the items in their last call: their available units go to the first waiting person who taps."""
        if (
            self.state != DropState.PUBLISHED
            or self.stop_kind
            or now < self.opens_at
            or self.awaits_draw(now)
        ):
            return frozenset()
        return frozenset(item.id for item in self.items if self._calls(item, now))

    def _calls(self, item: ItemFacts, now: datetime) -> bool:
        cut_off = self.cut_off(item)
        if item.live_minutes:
            return False
        return cut_off - LAST_CALL <= now < cut_off and item.waiting > 0 and self.spare(item) > 0
