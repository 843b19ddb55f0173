"""What a drop of the demo town is to be."""

from dataclasses import dataclass
from datetime import datetime, time

from bot.town.cast import StallPlan
from bot.town.stage import Day, Moment, Plot, at


@dataclass(frozen=True)
class LinePlan:
    """Money in sen; `taken`: claimed and held; `seat`: the hours of a slot; `parts`: by name, the lines of which each unit takes one.

    All in parties of `party`. `who` is a person who has claimed the first.
    """

    name: str
    unit: str
    price: int
    quantity: int
    taken: tuple[int, int] = (0, 0)
    waiting: int = 0
    loan_deposit: int = 0
    seat: tuple[time, time] | None = None
    party: int = 1
    who: int = 0
    parts: tuple[str, ...] = ()
    offered: bool = True


@dataclass(frozen=True)
class DropPlan:
    """In its stall's alley unless `alley` names another; `deposit` each in sen, back in full until a day before."""

    stall: StallPlan
    name: str
    words: str
    day: Day
    hours: tuple[time, time]
    stage: Plot
    tags: tuple[str, ...]
    lines: tuple[LinePlan, ...]
    per_person: int = 2
    alley: str = ""
    deposit: int = 0

    def moment(self, now: datetime) -> Moment:
        """The hours of this drop in a town that is seeded now."""
        starts, ends = self.hours
        day = self.day(now, starts)
        return Moment(now, at(day, starts), at(day, ends))


def sitting(
    hour: int,
    minutes: int,
    price: int,
    seats: int,
    taken: tuple[int, int] = (0, 0),
    waiting: int = 0,
    who: int = 0,
    parts: tuple[str, ...] = (),
) -> LinePlan:
    """A slot that begins on a full hour."""
    seat = (time(hour), time(hour + minutes // 60, minutes % 60))
    return LinePlan(f"{hour}:00", "seat", price, seats, taken, waiting, seat=seat, who=who, parts=parts)
