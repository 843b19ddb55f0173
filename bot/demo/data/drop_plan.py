"""The plan of a demo drop."""

from dataclasses import dataclass
from datetime import datetime, time

from bot.demo.data.people_and_stalls import StallPlan
from bot.demo.data.schedule import DropTimes, PickDay, ProgressPlan, local_time
from locales.units import ItemUnit


@dataclass(frozen=True, kw_only=True)
class ItemPlan:
    """The plan of an item. Money in sen; `taken`: units booked and held; `slot_hours`: the hours of a slot; `components`: the names of the items of a bundle.

    Every entry asks for `units`. `booked_by` is the person of the first booking.
    """

    name: str
    unit: ItemUnit
    price: int
    quantity: int
    taken: tuple[int, int] = (0, 0)
    waiting: int = 0
    loan_deposit: int = 0
    slot_hours: tuple[time, time] | None = None
    units: int = 1
    booked_by: int = 0
    components: tuple[str, ...] = ()
    offered: bool = True


@dataclass(frozen=True, kw_only=True)
class DropPlan:
    """The plan of a drop, in its stall's alley unless `alley` names another; `deposit` in sen a unit, refundable until a day before."""

    stall: StallPlan
    name: str
    words: str
    day: PickDay
    hours: tuple[time, time]
    progress_plan: ProgressPlan
    tags: tuple[str, ...]
    items: tuple[ItemPlan, ...]
    per_person: int = 2
    alley: str = ""
    deposit: int = 0

    def drop_hours(self, now: datetime) -> DropTimes:
        """Return the hours of this drop in a database that is seeded now."""
        starts, ends = self.hours
        day = self.day(now, starts)
        return DropTimes(now, local_time(day, starts), local_time(day, ends))


def slot(
    hour: int,
    minutes: int,
    price: int,
    seats: int,
    taken: tuple[int, int] = (0, 0),
    waiting: int = 0,
    booked_by: int = 0,
    components: tuple[str, ...] = (),
) -> ItemPlan:
    """Return the start and end of a slot that begins on a full hour."""
    slot_hours = (time(hour), time(hour + minutes // 60, minutes % 60))
    return ItemPlan(
        name=f"{hour}:00",
        unit=ItemUnit.SEAT,
        price=price,
        quantity=seats,
        taken=taken,
        waiting=waiting,
        slot_hours=slot_hours,
        booked_by=booked_by,
        components=components,
    )
