"""The number of people who will come on a stall's next market day: pure functions over the days before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt
from statistics import median

FEWEST_DAYS = 4
"""Below this many market days there is no forecast."""
WIDTHS = {4: 1.53, 5: 1.48, 6: 1.44, 7: 1.415, 8: 1.40}
"""Half of the range, in deviations, by the number of days."""
WIDTH = 1.36
"""The same for more days than those."""
WEIGHT, CAME_WITH, CAME_WITHOUT = 2.4, 1.8, 1.2
"""So many people are added to those who booked, and of them so many to those who came: few days prove little."""
SHARES = (0.1, 0.5, 0.9)
"""The shares of days on which at most `low`, `expected` and `high` people come."""
SERVED_PER_HOUR, BUSIEST = 12, 1.6
"""How many visitors one person serves in an hour, and the busiest hour's part in an even hour's. Neither is measured."""


@dataclass(frozen=True)
class BookedAhead:
    """People who have booked ahead, by whether they paid a deposit."""

    with_deposit: int
    without_deposit: int

    @property
    def people(self) -> int:
        return self.with_deposit + self.without_deposit


@dataclass(frozen=True)
class PastDay:
    """A market day that is over: who had booked ahead, who of them came, and who came besides."""

    booked: BookedAhead
    came: BookedAhead
    others: int

    @property
    def visitors(self) -> int:
        return self.came.people + self.others


@dataclass(frozen=True)
class Habits:
    """The shares of people who come, with and without a deposit, and how many others come on a day."""

    with_deposit: float
    without_deposit: float
    others: float

    def visitors(self, booked: BookedAhead) -> float:
        """Return how many come when so many have booked ahead."""
        return (
            booked.with_deposit * self.with_deposit
            + booked.without_deposit * self.without_deposit
            + self.others
        )


@dataclass(frozen=True)
class Visitors:
    """Whole people: at most `low` come on one day of ten, at most `high` on nine of ten."""

    low: int
    expected: int
    high: int


def habits_of(days: Sequence[PastDay]) -> Habits:
    """Return what the people of some days have in common."""
    return Habits(
        with_deposit=_share(
            sum(day.came.with_deposit for day in days),
            sum(day.booked.with_deposit for day in days),
            CAME_WITH,
        ),
        without_deposit=_share(
            sum(day.came.without_deposit for day in days),
            sum(day.booked.without_deposit for day in days),
            CAME_WITHOUT,
        ),
        others=sum(day.others for day in days) / max(1, len(days)),
    )


def forecast_visitors(days: Sequence[PastDay], booked: BookedAhead) -> Visitors | None:
    """Return how many will come when so many have booked ahead; None where there are too few days.

    How much whole days differ from what their bookings promised widens the range.
    """
    if len(days) < FEWEST_DAYS:
        return None
    ratios = [_ratio(days, place) for place in range(len(days))]
    count, promised = len(days), habits_of(days).visitors(booked)
    mean = (sum(ratios) + 1) / (count + 1)
    spread = sum((ratio - mean) ** 2 for ratio in ratios) + 0.01
    width = WIDTHS.get(count, WIDTH) * sqrt(spread / (count + 2) * (1 + 1 / count))
    low, high = max(0.0, mean - width), mean + width
    middle = min(max(median([*ratios, 1.0]), low), high)
    return Visitors(floor(promised * low), floor(promised * middle + 0.5), ceil(promised * high))


def staff_for(visitors: Visitors, hours: float) -> int:
    """Return the staff that the busiest hour of nine days in ten needs, when the stall is open for so many hours."""
    busiest = visitors.high * min(1.0, BUSIEST / hours)
    return max(1, ceil(busiest / SERVED_PER_HOUR))


def pinball(came: float, figures: Sequence[float]) -> float:
    """Return the loss of three figures against the number that came: being off costs by how rarely that should happen."""
    return sum(
        max(share * (came - figure), (share - 1) * (came - figure))
        for share, figure in zip(SHARES, figures, strict=True)
    )


def _share(came: int, booked: int, came_before: float) -> float:
    return (came + came_before) / (booked + WEIGHT)


def _ratio(days: Sequence[PastDay], place: int) -> float:
    """Return the visitors of a day by what the other days promised for it."""
    others = habits_of([*days[:place], *days[place + 1 :]])
    return days[place].visitors / max(1.0, others.visitors(days[place].booked))
