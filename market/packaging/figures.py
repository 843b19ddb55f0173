"""Figures of packaging: pure functions over the movements that stand, those undone left out.

Each has its number of units and its window. Below MINIMUM units, or before a window is over, its value is None: not enough yet.
"""

import csv
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from io import StringIO
from math import ceil
from zoneinfo import ZoneInfo

from locales.csv_cell import text_cell
from storage.packaging import MovementReason, PackagingState, Stream

MINIMUM = 20
"""Units below which a share says nothing."""
DAY, WEEK = timedelta(days=1), timedelta(days=7)
WASHED_WITHIN, PERIOD = timedelta(hours=24), 4 * WEEK
ISSUES = (MovementReason.LENT, MovementReason.UNRECORDED, MovementReason.SWAPPED_OUT)
RETURNS = (MovementReason.TAKEN_BACK, MovementReason.SWAPPED_IN, MovementReason.BACK_AFTER_ALL)
NOWHERE = 0
"""Outside of the books."""


@dataclass(frozen=True, kw_only=True)
class MovementFacts:
    """A movement: `source` and `target` are rows of places, NOWHERE outside of the books. A loan's `lender` is the place that lent it."""

    packaging: int
    stream: Stream
    units: int
    reason: MovementReason
    source: int
    source_state: PackagingState | None
    target: int
    target_state: PackagingState | None
    at: datetime
    asset: int | None = None
    lender: int | None = None


@dataclass(frozen=True, kw_only=True)
class Trip:
    """One unit that went out: from where and when; where and when it came back, and when it was clean again. `lost`: written off."""

    packaging: int
    stream: Stream
    lender: int
    issued_at: datetime
    place: int | None = None
    returned_at: datetime | None = None
    cleaned_at: datetime | None = None
    lost: bool = False
    asset: int | None = None


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A value with its number of units and its window; None is not enough yet."""

    value: Fraction | None
    n: int
    since: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Window:
    """From `since` until before `until`."""

    since: datetime
    until: datetime

    def has(self, instant: datetime | None) -> bool:
        return instant is not None and self.since <= instant < self.until


def trips(movements: Iterable[MovementFacts]) -> tuple[Trip, ...]:
    """Return each trip, one a unit. Units of one place and state leave it in the order in which they came, pieces with a serial by themselves."""
    return _Flow().follow(movements)


def return_rate(all_trips: Sequence[Trip], window: Window, days: int, now: datetime) -> Figure:
    """Return the share of units issued in the window that came back within so many days of their issue, never the returns of the window by its issues."""
    issued = [trip for trip in all_trips if window.has(trip.issued_at)]
    back = [trip for trip in issued if trip.returned_at and trip.returned_at - trip.issued_at <= days * DAY]
    over = now >= window.until + days * DAY
    return _share(len(back), len(issued), window, over)


def days_out(all_trips: Sequence[Trip], window: Window, percent: int) -> Figure:
    """Return the days out that so many percent of the units that came back in the window did not exceed: 50 is the median."""
    lengths = sorted(
        trip.returned_at - trip.issued_at
        for trip in all_trips
        if trip.returned_at and window.has(trip.returned_at)
    )
    if len(lengths) < MINIMUM:
        return _figure(None, len(lengths), window)
    rank = max(1, ceil(Fraction(percent * len(lengths), 100)))
    return _figure(Fraction(lengths[rank - 1] // timedelta(seconds=1), 86_400), len(lengths), window)


def returned_elsewhere(all_trips: Sequence[Trip], window: Window) -> Figure:
    """Return the share of the units that came back in the window at another place than the one that lent them."""
    back = [trip for trip in all_trips if window.has(trip.returned_at)]
    return _share(sum(trip.place != trip.lender for trip in back), len(back), window)


def loops_per_unit(all_trips: Sequence[Trip], window: Window, units: int) -> Figure:
    """Return how often one of so many units came back in the window, on average."""
    loops = sum(window.has(trip.returned_at) for trip in all_trips)
    return _share(loops, units, window)


def loss_rate(all_trips: Sequence[Trip], window: Window, lost_after: timedelta, now: datetime) -> Figure:
    """Return the share of units issued in the window that were written off and did not come back, once all of it could have been."""
    issued = [trip for trip in all_trips if window.has(trip.issued_at)]
    gone = [trip for trip in issued if trip.lost and trip.returned_at is None]
    return _share(len(gone), len(issued), window, now >= window.until + lost_after)


def washed_in_time(all_trips: Sequence[Trip], window: Window, now: datetime) -> Figure:
    """Return the share of the units that came back in the window that were clean within 24 hours."""
    back = [trip for trip in all_trips if window.has(trip.returned_at)]
    clean = [trip for trip in back if _washed_in_time(trip)]
    return _share(len(clean), len(back), window, now >= window.until + WASHED_WITHIN)


@dataclass(frozen=True, kw_only=True)
class UseCosts:
    """The costs of a type in minor units: each unit once, each wash, each use; and the uses that are expected of a unit."""

    buy: int
    wash: int
    haul: int
    expected_uses: int


def cost_per_use(costs: UseCosts, *, uses: int, washes: int, lost: int) -> Fraction | None:
    """Return the cost of a use in minor units; None without any.

    The price of a unit is spread over its expected uses; a lost unit costs its whole price again.
    """
    if not uses:
        return None
    bought = Fraction(costs.buy * uses, costs.expected_uses)
    return (bought + costs.wash * washes + costs.haul * uses + costs.buy * lost) / uses


def break_even(costs: UseCosts, single_use: int) -> int | None:
    """Return after how many uses a unit costs no more than as many single-use ones of this price; None: never."""
    saved = single_use - costs.wash - costs.haul
    return ceil(Fraction(costs.buy, saved)) if saved > 0 else None


def expected_uses(rate: Fraction) -> Fraction | None:
    """Return how often a unit is used until it does not come back, at a return rate; None: for ever."""
    return 1 / (1 - rate) if rate < 1 else None


def needed_rate(uses: int) -> Fraction:
    """Return the return rate at which a unit is used so often: six uses need five in six."""
    return 1 - Fraction(1, max(1, uses))


@dataclass(frozen=True, kw_only=True)
class RecentFigures:
    """The figures of one type, each of the last PERIOD for which it can be known."""

    back_14: Figure
    back_28: Figure
    median_days: Figure
    p90_days: Figure
    elsewhere: Figure
    loops: Figure
    loss: Figure
    washed: Figure


def recent_figures(
    all_trips: Sequence[Trip], *, units: int, zone: str, lost_after: timedelta, now: datetime
) -> RecentFigures:
    """Return the figures of the last whole weeks that ended long enough ago for each.

    `units` are those in the books, `lost_after` is counted from the issue.
    """
    issued_14, issued_28, issued_lost, washed, back = (
        last_weeks(now, zone, wait) for wait in (14 * DAY, 28 * DAY, lost_after, WASHED_WITHIN, 0 * DAY)
    )
    return RecentFigures(
        back_14=return_rate(all_trips, issued_14, 14, now),
        back_28=return_rate(all_trips, issued_28, 28, now),
        median_days=days_out(all_trips, back, 50),
        p90_days=days_out(all_trips, back, 90),
        elsewhere=returned_elsewhere(all_trips, back),
        loops=loops_per_unit(all_trips, back, units),
        loss=loss_rate(all_trips, issued_lost, lost_after, now),
        washed=washed_in_time(all_trips, washed, now),
    )


def last_weeks(now: datetime, zone: str, wait: timedelta) -> Window:
    """Return the last PERIOD of whole weeks that ended at least `wait` ago, in a time zone."""
    ends = week_of(now - wait, zone)
    return Window(since=window_of(ends - PERIOD, zone).since, until=window_of(ends, zone).since)


@dataclass(frozen=True, kw_only=True)
class FigureRow:
    """The figures of one week of what `kind` and `name` say: a type, a stream, or a place that lends."""

    kind: str
    name: str
    week: date
    back_14: Figure
    back_28: Figure
    median_days: Figure
    p90_days: Figure
    elsewhere: Figure
    loss: Figure
    washed: Figure


FIGURES = ("back_14", "back_28", "median_days", "p90_days", "elsewhere", "loss", "washed")


def figure_rows(
    all_trips: Sequence[Trip],
    kind: str,
    name_of: Callable[[Trip], str],
    *,
    zone: str,
    lost_after: timedelta,
    now: datetime,
) -> tuple[FigureRow, ...]:
    """Return a row for each name and week of issue, by name and week. Weeks begin on Monday in the time zone."""
    weeks = defaultdict[tuple[str, date], list[Trip]](list)
    issued = set[tuple[str, date]]()
    for trip in all_trips:
        name, week = name_of(trip), week_of(trip.issued_at, zone)
        issued.add((name, week))
        # A figure of a week looks at what was issued or came back in it, and at nothing else.
        for each in {week, week_of(trip.returned_at, zone)} if trip.returned_at else {week}:
            weeks[name, each].append(trip)
    return tuple(
        _row(weeks[name, week], (kind, name), week, zone=zone, lost_after=lost_after, now=now)
        for name, week in sorted(issued)
    )


def figures_csv(rows: Iterable[FigureRow]) -> str:
    """Return the rows as CSV, each figure with its n; an empty cell is not enough yet."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    columns = [part for name in FIGURES for part in (name, f"{name}_n")]
    writer.writerow(["kind", "name", "week", *columns])
    for row in rows:
        cells = [part for name in FIGURES for part in _cells(getattr(row, name))]
        writer.writerow([row.kind, text_cell(row.name), row.week.isoformat(), *cells])
    return out.getvalue()


def week_of(instant: datetime, zone: str) -> date:
    """Return the Monday of a moment's week, in a time zone."""
    day = instant.astimezone(ZoneInfo(zone)).date()
    return day - timedelta(days=day.weekday())


def window_of(week: date, zone: str) -> Window:
    """Return the week that begins on this Monday, in a time zone."""
    tz = ZoneInfo(zone)
    starts, ends = (datetime(day.year, day.month, day.day, tzinfo=tz) for day in (week, week + WEEK))
    return Window(since=starts, until=ends)


Point = tuple[int, int, PackagingState | None, int | None]


@dataclass
class _Flow:
    """Units on their way, first in first out: `at` holds at each point the numbers of trips, or None for units that made none since they were clean."""

    made: list[Trip] = field(default_factory=list)
    at: defaultdict[Point, deque[int | None]] = field(default_factory=lambda: defaultdict(deque))

    def follow(self, movements: Iterable[MovementFacts]) -> tuple[Trip, ...]:
        for move in movements:
            for _ in range(move.units):
                self._carry(move)
        return tuple(self.made)

    def _carry(self, move: MovementFacts) -> None:
        source = self.at[move.source, move.packaging, move.source_state, move.asset]
        number = source.popleft() if source else None
        if move.reason in ISSUES:
            number = self._issue(move)
        elif number is not None:
            self.made[number] = _after(self.made[number], move)
        done = move.reason is MovementReason.WASH_DONE
        target = self.at[move.target, move.packaging, move.target_state, move.asset]
        target.append(None if done else number)

    def _issue(self, move: MovementFacts) -> int:
        trip = Trip(
            packaging=move.packaging,
            stream=move.stream,
            lender=move.lender if move.lender is not None else move.source,
            issued_at=move.at,
            asset=move.asset,
        )
        self.made.append(trip)
        return len(self.made) - 1


def _after(trip: Trip, move: MovementFacts) -> Trip:
    """Return a trip after a movement of its unit."""
    if move.reason in RETURNS and trip.returned_at is None:
        return replace(trip, place=move.target, returned_at=move.at)
    if move.reason is MovementReason.WRITTEN_OFF:
        return replace(trip, lost=True)
    if move.reason is MovementReason.WASH_DONE:
        return replace(trip, cleaned_at=move.at)
    return trip


def _row(
    all_trips: Sequence[Trip],
    subject: tuple[str, str],
    week: date,
    *,
    zone: str,
    lost_after: timedelta,
    now: datetime,
) -> FigureRow:
    window = window_of(week, zone)
    return FigureRow(
        kind=subject[0],
        name=subject[1],
        week=week,
        back_14=return_rate(all_trips, window, 14, now),
        back_28=return_rate(all_trips, window, 28, now),
        median_days=days_out(all_trips, window, 50),
        p90_days=days_out(all_trips, window, 90),
        elsewhere=returned_elsewhere(all_trips, window),
        loss=loss_rate(all_trips, window, lost_after, now),
        washed=washed_in_time(all_trips, window, now),
    )


def _washed_in_time(trip: Trip) -> bool:
    if trip.returned_at is None or trip.cleaned_at is None:
        return False
    return trip.cleaned_at - trip.returned_at <= WASHED_WITHIN


def _share(part: int, whole: int, window: Window, is_over: bool = True) -> Figure:
    enough = is_over and whole >= MINIMUM
    return _figure(Fraction(part, whole) if enough else None, whole, window)


def _figure(value: Fraction | None, n: int, window: Window) -> Figure:
    return Figure(value=value, n=n, since=window.since, until=window.until)


def _cells(figure: Figure) -> tuple[str, int]:
    return "" if figure.value is None else f"{float(figure.value):.4f}", figure.n
