"""The market's figures: the same by plain Python from the raw rows, and again from the file alone, on random markets and both databases."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import partial
from math import sqrt
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from locales.say import speak
from market.actor import Actor, NotOrganiser
from market.market_day.day import begins
from market.office.figures import (
    FEWEST,
    FEWEST_EVENINGS,
    FigureKey,
    FigureKind,
    MarketFigure,
    compared_figures,
    figure_keys,
    market_figure,
    wilson_interval,
)
from market.office.week_numbers import (
    SHOWN_WEEKS,
    WEEKS_BEFORE,
    MarketWeeks,
    WeekNumbers,
    market_weeks,
    week_mondays,
)
from storage.alley import Alley
from storage.drop import Drop, DropState, Item
from storage.forecast import StallDayCount
from storage.market_day import StallDay
from storage.power import PowerCut
from storage.sale import Receipt
from storage.stall import Stall
from storage.store import Store
from storage.waitlist import Booking, Entry, Hold
from tests.counted_statements import statements
from tests.people import add_people
from tests.seeds import seeds
from web.office.figures_page import RAW_NUMBERS, raw_columns
from web.parts.table import table_csv

NOW = datetime(2026, 12, 2, 12, tzinfo=UTC)
"""A Wednesday, in the evening in Kota Kinabalu."""
PRESENT = date(2026, 11, 30)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
ZONE = "Asia/Kuching"
MINUTE = timedelta(minutes=1)
ORGANISER, OWNER, CROWD = 9001, 9002, 30
CLOSED = 3
ORGANISES = Actor(ORGANISER, is_configured_admin=True)
ALLEYS = {
    1: (ZONE, "MY", "MYR"),
    2: (ZONE, "MY", "MYR"),
    CLOSED: ("Asia/Jakarta", "ID", "IDR"),
    4: ("Europe/London", "GB", "GBP"),
}
EXPONENTS = {"MYR": 2, "IDR": 2, "GBP": 2}
COUNTS = ("evenings", "stall_evenings", "booked", "came", "waited")
SHARES = {
    "booked_ahead": ("arrived_ahead", "arrived"),
    "acceptance": ("confirmed", "offered"),
    "refill": ("taken_again", "given_back"),
    "no_shows": ("missed", "ended"),
    "ran_out": ("ran_out", "items"),
}


def add_alleys(session: Session) -> None:
    """Four alleys, one of them closed, with two stalls each."""
    people = {person: f"P{person}" for person in (ORGANISER, OWNER, *range(1, CROWD + 1))}
    add_people(session, people, created_at=NOW - 365 * DAY)
    for alley, (zone, territory, currency) in ALLEYS.items():
        session.add(
            Alley(
                id=alley, code=f"A{alley}", name=f"Lorong {alley}", city="Kota Kinabalu", zone=zone,
                territory=territory, currency=currency, latitude=5.98, longitude=116.07,
                closed_at=NOW - DAY if alley == CLOSED else None,
            )
        )  # fmt: skip
    session.flush()
    for stall in range(1, 9):
        session.add(
            Stall(
                id=stall, code=f"S{stall}", name=f"Dapur {stall}", owner_id=OWNER, alley_id=1 + stall % 4,
                language="ms", state="approved", asked_at=NOW - 365 * DAY,
            )
        )  # fmt: skip
    session.flush()


@dataclass
class RandomMarket:
    """Rows of some weeks, as evenings leave them: with all that a figure has to leave out."""

    session: Session
    rng: Random
    number: int = 0
    live: set[tuple[int, int]] = field(default_factory=set)

    def add(self) -> None:
        add_alleys(self.session)
        self.add_evenings()

    def add_evenings(self) -> None:
        for _ in range(self.rng.choice((12, 60))):
            self._add_drop()
        self.session.flush()
        self._add_day_rows()
        self.session.flush()

    def _add_drop(self) -> None:
        rng, stall = self.rng, self.rng.randint(1, 8)
        alley = 1 + stall % 4 if rng.random() < 0.8 else rng.choice([*ALLEYS])
        day = rng.choice((-130, -113, -112, -29, *range(-40, 5)))
        starts_at = (
            datetime.combine(NOW.date(), datetime.min.time(), UTC)
            + day * DAY
            + rng.choice((8, 13, 21)) * HOUR
        )
        state = rng.choice((*[DropState.PUBLISHED] * 6, DropState.PAUSED, DropState.CANCELLED))
        self.number += 1
        over = starts_at + 4 * HOUR < NOW and rng.random() < 0.95
        drop = Drop(
            code=f"D{self.number}", name="Kuih", language="ms", stall_id=stall, alley_id=alley, state=state,
            starts_at=starts_at, ends_at=starts_at + 4 * HOUR, opens_at=starts_at - DAY,
            created_at=starts_at - DAY, wound_up_at=starts_at + 4 * HOUR if over else None,
        )  # fmt: skip
        self.session.add(drop)
        self.session.flush()
        for _ in range(rng.randint(1, 3)):
            self._add_item(drop, over)

    def _add_item(self, drop: Drop, over: bool) -> None:
        rng = self.rng
        item = Item(drop_id=drop.id or 0, name="Kuih lapis", unit="box", price=850, quantity=60)
        self.session.add(item)
        self.session.flush()
        had = sum(self._add_entry(drop, item.id or 0, over) for _ in range(rng.randint(0, 9)))
        sold = rng.choice((0, 0, 1, 5))
        item.booked, item.sold = had + sold, sold
        item.quantity = item.booked + rng.choice((0, 0, 1, 3, 20))

    def _add_entry(self, drop: Drop, item: int, over: bool) -> int:
        """Add one of the ways in which an entry goes; return the units that its person has."""
        rng, self.number = self.rng, self.number + 1
        units, person = rng.randint(1, 4), rng.choice((*range(1, CROWD + 1), None))
        at = drop.starts_at - rng.randint(1, 20) * HOUR
        way = rng.choice(
            ("direct", "confirmed", "confirmed", "released", "undone", "declined", "expired", "untold",
             "cancelled", "vain", "left", "closed")
        )  # fmt: skip
        states = {
            "direct": "booked", "confirmed": "booked", "released": "booked", "undone": "booked",
            "declined": "declined", "expired": "expired", "untold": "expired", "cancelled": "closed",
            "vain": "closed", "left": "left", "closed": "closed",
        }  # fmt: skip
        entry = Entry(
            item_id=item, person_id=person, number=self.number, units=units, state=states[way], joined_at=at
        )
        self.session.add(entry)
        self.session.flush()
        told = None if way in ("direct", "untold") else at
        shared = {"entry": entry, "units": units, "at": at, "told": told}
        match way:
            case "direct" | "confirmed":
                return self._book(self._hold("booked", **shared), over)
            case "released":
                self._book(self._hold("booked", **shared), over, state="released")
                if rng.random() < 0.5:
                    self._hold("expired", **shared | {"at": at + HOUR, "told": at + HOUR}, person=None)
            case "undone":
                self._book(self._hold("booked", **shared), over, state="released")
                return self._book(self._hold("booked", **shared), over)
            case "declined":
                self._hold("declined", **shared)
                self._hold("expired", **shared | {"at": at + HOUR, "told": at + HOUR}, person=None)
            case "expired" | "untold":
                self._hold("expired", **shared)
            case "cancelled":
                self._hold("cancelled", **shared)
        return 0

    def _hold(
        self, state: str, *, entry: Entry, units: int, at: datetime, told: datetime | None, **person: Any
    ) -> Hold:
        hold = Hold(
            entry_id=entry.id or 0, item_id=entry.item_id, units=units, given_at=at, until=at + HOUR,
            notified_at=told, state=state, ended_at=at + HOUR, **{"person_id": entry.person_id} | person,
        )  # fmt: skip
        self.session.add(hold)
        self.session.flush()
        return hold

    def _book(self, hold: Hold, over: bool, state: str = "") -> int:
        came = state == "" and self.rng.random() < 0.7
        state = state or ("collected" if came else "missed" if over else "booked")
        self.session.add(
            Booking(
                hold_id=hold.id or 0, item_id=hold.item_id, person_id=hold.person_id, units=hold.units,
                price=850, collected=hold.units if came else 0, state=state, booked_at=hold.given_at,
            )
        )  # fmt: skip
        return hold.units if state != "released" else 0

    def _add_day_rows(self) -> None:
        """Add the people of each stall's dates, and receipts on these and on others."""
        dates = {(row.stall_id, row.day) for row in self.session.exec(select(StallDay))}
        for stall, day in sorted(dates):
            came, others = self.rng.randint(0, 9), self.rng.randint(0, 9)
            self.session.add(
                StallDayCount(
                    stall_id=stall, day=day, count_at=NOW, with_deposit=came, came_with_deposit=came // 2,
                    without_deposit=came, came_without_deposit=came // 3, others=others,
                    counted_at=NOW if self.rng.random() < 0.9 else None,
                )
            )  # fmt: skip
        for stall, day in sorted(dates | {(stall, day + DAY) for stall, day in dates}):
            for _ in range(self.rng.randint(0, 3)):
                self._add_receipt(stall, day)

        opens = {row.market_day_id: row.starts_at for row in self.session.exec(select(StallDay))}
        for market_day, starts_at in sorted(opens.items()):
            began = starts_at + self.rng.randint(-90, 300) * MINUTE
            ended = began + self.rng.randint(0, 90) * MINUTE + timedelta(seconds=self.rng.randint(0, 59))
            if self.rng.random() < 0.4:
                self.session.add(
                    PowerCut(
                        market_day_id=market_day, began_at=began, ended_at=self.rng.choice((ended, None))
                    )
                )

    def _add_receipt(self, stall: int, day: date) -> None:
        self.number += 1
        currency = self.rng.choice(("MYR", "MYR", "GBP", "IDR"))
        paid = self.rng.choice((850, 12_345, 1))
        self.session.add(
            Receipt(
                stall_id=stall, number=self.number, code=f"R{self.number}", kind="sale", method="qr",
                currency=currency, exponent=EXPONENTS[currency], total=paid, paid=paid, day=day,
                sold_at=NOW, by_id=OWNER,
            )
        )  # fmt: skip


def add_random_market(session: Session, rng: Random) -> None:
    RandomMarket(session, rng).add()


# By hand


def by_hand(session: Session, alley: int | None, zone: str) -> list[dict[str, Any]]:
    """The numbers of each week, row by row."""
    days = {row.id: row for row in session.exec(select(StallDay))}
    drops = {row.id: row for row in session.exec(select(Drop))}
    holds = {row.id: row for row in session.exec(select(Hold))}
    rows = HandRows(
        days=days,
        drops=drops,
        items={row.id: row for row in session.exec(select(Item))},
        entries={row.id: row for row in session.exec(select(Entry))},
        holds=holds,
        bookings=[*session.exec(select(Booking))],
        counts={(row.stall_id, row.day): row for row in session.exec(select(StallDayCount))},
        receipts=[*session.exec(select(Receipt))],
        cuts=[*session.exec(select(PowerCut))],
    )
    today = (NOW.astimezone(begins(PRESENT, zone).tzinfo) - 4 * HOUR).date()
    present = today - today.weekday() * DAY
    mondays = [present - place * WEEK for place in range(16, -1, -1)]
    return [rows.week(monday, alley) for monday in mondays]


@dataclass(kw_only=True)
class HandRows:
    days: dict[Any, StallDay]
    drops: dict[Any, Drop]
    items: dict[Any, Item]
    entries: dict[Any, Entry]
    holds: dict[Any, Hold]
    bookings: list[Booking]
    counts: dict[Any, StallDayCount]
    receipts: list[Receipt]
    cuts: list[PowerCut]

    def week(self, monday: date, alley: int | None) -> dict[str, Any]:
        days = [
            day
            for day in self.days.values()
            if monday <= day.day < monday + WEEK and day.starts_at <= NOW and alley in (None, day.alley_id)
        ]
        ids = {day.id for day in days}
        drops = {drop.id: drop for drop in self.drops.values() if drop.stall_day_id in ids}
        items = [item for item in self.items.values() if item.drop_id in drops]
        over = [item for item in items if self._is_over(drops[item.drop_id])]
        return {
            "week": monday,
            **self._evenings(days),
            **self._people(items),
            **self._arrivals(days),
            **self._offers(items),
            **self._ended(over),
            **self._at_the_end(over),
            "waited": len(self._in_vain(over)),
            "taken": self._taken(days),
            "dark_minutes": sum(map(self._dark, {day.market_day_id for day in days})),
        }

    def _dark(self, market_day: int) -> int:
        """Minute by minute: those of the evening in which some outage ran."""
        on = [day for day in self.days.values() if (day.market_day_id, day.state) == (market_day, "on")]
        seconds = 0.0
        for cut in self.cuts if on else ():
            if cut.market_day_id == market_day:
                end = min(max(day.ends_at for day in on), cut.ended_at or NOW)
                begin = max(min(day.starts_at for day in on), cut.began_at)
                seconds += max((end - begin).total_seconds(), 0)
        return int(seconds // 60)

    def _is_over(self, drop: Drop) -> bool:
        return drop.state in ("published", "paused") and drop.wound_up_at is not None

    def _evenings(self, days: list[StallDay]) -> dict[str, int]:
        on = [day for day in days if day.state == "on"]
        return {"evenings": len({day.market_day_id for day in on}), "stall_evenings": len(on)}

    def _people(self, items: list[Item]) -> dict[str, int]:
        ids = {item.id for item in items}
        had = [
            row
            for row in self.bookings
            if row.item_id in ids and row.state in ("booked", "collected", "missed")
        ]
        names = {id(row): row.person_id or -(row.id or 0) for row in had}
        return {
            "booked": len({*names.values()}),
            "came": len({names[id(row)] for row in had if row.collected}),
        }

    def _last(self, days: list[StallDay]) -> Iterator[StallDay]:
        """The last stall day of each stall and date, if it is among these."""
        dates = defaultdict(list)
        for day in self.days.values():
            if day.state == "on":
                dates[day.stall_id, day.day].append(day)
        last = [max(found, key=lambda day: (day.ends_at, day.id)) for found in dates.values()]
        return (day for day in last if day in days)

    def _arrivals(self, days: list[StallDay]) -> dict[str, int]:
        ahead = all_of_them = 0
        for day in self._last(days):
            count = self.counts.get((day.stall_id, day.day))
            if count and count.counted_at:
                ahead += count.came_with_deposit + count.came_without_deposit
                all_of_them += count.came_with_deposit + count.came_without_deposit + count.others
        return {"arrived_ahead": ahead, "arrived": all_of_them}

    def _undone(self, hold: Hold) -> bool:
        """Whether its person had it again later, with the time it was first given at."""
        return any(
            other.entry_id == hold.entry_id
            and other.given_at == hold.given_at
            and (other.id or 0) > (hold.id or 0)
            for other in self.holds.values()
        )

    def _offers(self, items: list[Item]) -> dict[str, int]:
        ids, confirmed, offered = {item.id for item in items}, 0, 0
        for hold in self.holds.values():
            entry = self.entries[hold.entry_id]
            nobodys = hold.state == "expired" and hold.person_id is None and entry.state != "expired"
            asked = hold.state in ("booked", "declined", "expired") and hold.notified_at is not None
            if hold.item_id in ids and asked and not nobodys and not self._undone(hold):
                offered += 1
                confirmed += hold.state == "booked"
        return {"confirmed": confirmed, "offered": offered}

    def _ended(self, items: list[Item]) -> dict[str, int]:
        ids = {item.id for item in items}
        ended = [
            row.state
            for row in self.bookings
            if row.item_id in ids and row.state in ("booked", "collected", "missed")
        ]
        return {"missed": ended.count("missed"), "ended": len(ended)}

    def _at_the_end(self, items: list[Item]) -> dict[str, int]:
        sums = {"items": 0, "ran_out": 0, "given_back": 0, "taken_again": 0}
        for item in items:
            if item.quantity > 0:
                left, given = item.quantity - item.booked, self._given_back(item)
                sums["items"] += 1
                sums["ran_out"] += left == 0
                sums["given_back"] += given
                sums["taken_again"] += max(0, given - left)
        return sums

    def _given_back(self, item: Item) -> int:
        released = [row for row in self.bookings if row.item_id == item.id and row.state == "released"]
        given = sum(row.units for row in released if not self._undone(self.holds[row.hold_id]))
        declined = [
            row.units for row in self.holds.values() if row.item_id == item.id and row.state == "declined"
        ]
        return given + sum(declined)

    def _in_vain(self, items: list[Item]) -> set[int]:
        ids, held = {item.id for item in items}, {hold.entry_id for hold in self.holds.values()}
        return {
            entry.person_id or -(entry.id or 0)
            for entry in self.entries.values()
            if entry.item_id in ids and entry.state == "closed" and entry.id not in held
        }

    def _taken(self, days: list[StallDay]) -> dict[str, int]:
        sums: dict[str, int] = defaultdict(int)
        for day in self._last(days):
            for receipt in self.receipts:
                if (receipt.stall_id, receipt.day) == (day.stall_id, day.day):
                    sums[receipt.currency] += receipt.paid
        return sums


def as_hand(week: WeekNumbers) -> dict[str, Any]:
    taken = {each.currency: each.amount for each in week.taken}
    return {"week": week.monday, "taken": taken, **{name: getattr(week, name) for name in RAW_NUMBERS}}


def read_file(found: MarketWeeks) -> list[dict[str, str]]:
    """The rows of the file, as somebody else reads it."""
    text = table_csv(speak("ms"), raw_columns(found), found.weeks).decode("utf-8-sig")
    return [*csv.DictReader(io.StringIO(text, newline=""))]


def from_file(
    rows: list[dict[str, str]], name: str
) -> tuple[Fraction | None, int, tuple[float, float] | None]:
    """A figure of some rows of the file, with its n and its interval."""
    if name in SHARES:
        part, whole = (sum(int(row[column]) for row in rows) for column in SHARES[name])
        return (Fraction(part, whole), whole, by_roots(part, whole)) if whole >= 20 else (None, whole, None)
    evenings = sum(int(row["evenings"]) for row in rows)
    if name == "dark":
        dark = sum(int(row["dark_minutes"]) for row in rows)
        enough = evenings and (len(rows) == 1 or evenings >= 5)
        return (Fraction(dark, evenings) if enough else None), evenings, None
    mean = Fraction(sum(int(row.get(name, 0)) for row in rows), len(rows))
    return (mean if len(rows) == 1 or evenings >= 5 else None), evenings, None


def by_roots(part: int, whole: int) -> tuple[float, float]:
    """The two shares p of which the sample is 1.645 deviations away: (part/whole - p)^2 = z^2 p (1 - p) / whole."""
    z2, share = 1.6448536269514722**2, part / whole
    a, b, c = 1 + z2 / whole, -(2 * share + z2 / whole), share * share
    root = sqrt(max(0, b * b - 4 * a * c))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def agrees(figure: MarketFigure, hand: tuple[Fraction | None, int, tuple[float, float] | None]) -> bool:
    value, n, interval = hand
    if (figure.figure.value, figure.figure.n) != (value, n) or (figure.interval is None) != (
        interval is None
    ):
        return False
    return figure.interval is None or figure.interval == pytest.approx(interval, abs=1e-9)


def column_of(key: FigureKey) -> str:
    return f"taken_{key.currency}" if key.currency else key.kind.value


@pytest.mark.feature("H03")
@pytest.mark.empty_market("the figures of all stalls")
@pytest.mark.parametrize("seed", seeds(4, proof=50))
async def test_the_figures_are_those_of_raw_rows_and_again_of_the_file(store: Store, seed: int) -> None:
    await store.write(add_random_market, Random(seed))
    for alley in (None, 1, 2, 4):
        found = await store.read(market_weeks, ORGANISES, NOW, zone=ZONE, alley=alley)
        hand = await store.read(by_hand, alley, found.zone)
        assert [as_hand(week) for week in found.weeks] == hand
        rows = read_file(found)
        for place in range(WEEKS_BEFORE, len(rows)):
            monday = found.weeks[place].monday
            for each in compared_figures(found.weeks, monday, found.zone):
                column = column_of(each.week.key)
                assert agrees(each.week, from_file(rows[place : place + 1], column)), (alley, monday, column)
                before = from_file(rows[place - WEEKS_BEFORE : place], column)
                assert agrees(each.before, before), (alley, monday, column)


@pytest.mark.empty_market("the figures of all stalls")
async def test_a_random_market_has_something_of_everything(store: Store) -> None:
    """Otherwise the comparison above would compare zeros."""
    await store.write(add_random_market, Random(3))
    found = await store.read(market_weeks, ORGANISES, NOW, zone=ZONE)
    sums = {name: sum(getattr(week, name) for week in found.weeks) for name in RAW_NUMBERS}
    assert all(sums.values()), sums
    for part, whole in SHARES.values():
        assert sums[part] < sums[whole], part
    assert {taken.currency for week in found.weeks for taken in week.taken} == {"MYR", "GBP", "IDR"}


@pytest.mark.empty_market("the figures of all stalls")
async def test_nobody_but_an_organiser_reads_them_and_no_closed_alley_is_chosen(store: Store) -> None:
    await store.write(add_random_market, Random(1))
    with pytest.raises(NotOrganiser):
        await store.read(market_weeks, Actor(OWNER), NOW, zone=ZONE)
    whole = await store.read(market_weeks, ORGANISES, NOW, zone=ZONE)
    assert [each.id for each in whole.alleys] == [1, 2, 4]
    assert whole.territories == {"MYR": "MY", "IDR": "ID", "GBP": "GB"}
    for alley in (CLOSED, 99, 10**17):
        assert await store.read(market_weeks, ORGANISES, NOW, zone=ZONE, alley=alley) == whole
    london = await store.read(market_weeks, ORGANISES, NOW, zone=ZONE, alley=4)
    assert (london.alley, london.zone) == (whole.alleys[2], "Europe/London")


@pytest.mark.empty_market("the figures of all stalls")
async def test_as_many_statements_for_an_empty_market_as_for_a_full_one(store: Store) -> None:
    def made(session: Session) -> list[str]:
        return statements(session, partial(market_weeks, zone=ZONE), ORGANISES, NOW)

    await store.write(add_alleys)
    empty = await store.read(made)
    found = await store.read(market_weeks, ORGANISES, NOW, zone=ZONE)
    assert {replace(each, monday=PRESENT, is_over=True) for each in found.weeks} == {week()}
    await store.write(lambda session: RandomMarket(session, Random(2)).add_evenings())
    assert await store.read(made) == empty


@pytest.mark.empty_market("the figures of all stalls")
async def test_an_evening_of_later_tonight_is_none_yet_and_the_day_ends_at_four(store: Store) -> None:
    def plan(session: Session, starts_at: datetime) -> None:
        code = f"D{starts_at:%d%H}"
        session.add(
            Drop(
                code=code, name="Kuih", language="ms", stall_id=1, alley_id=1, state="published",
                starts_at=starts_at, ends_at=starts_at + HOUR, opens_at=starts_at - DAY, created_at=NOW,
            )
        )  # fmt: skip

    async def evenings(now: datetime) -> list[int]:
        found = await store.read(market_weeks, ORGANISES, now, zone=ZONE)
        return [week.evenings for week in found.weeks[-2:]]

    await store.write(add_alleys)
    sunday_night = datetime(2026, 11, 29, 18, 30, tzinfo=UTC)  # Monday, half past two
    await store.write(plan, NOW + HOUR)
    await store.write(plan, sunday_night)
    assert await evenings(NOW) == [1, 0]
    assert await evenings(NOW + HOUR) == [1, 1]
    assert await evenings(sunday_night + HOUR) == [0, 1], "it is still Sunday"
    assert await evenings(sunday_night + 2 * HOUR) == [1, 0]


# Pure


def test_the_weeks_are_twelve_complete_ones_after_four_and_the_present_one() -> None:
    for ahead in range(7):
        mondays = week_mondays(PRESENT + ahead * DAY)
        assert mondays[-1] == PRESENT
        assert len(mondays) == SHOWN_WEEKS + WEEKS_BEFORE + 1
    assert week_mondays(PRESENT + WEEK)[-1] == PRESENT + WEEK


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 20, 0.0, 0.1192), (20, 20, 0.8808, 1.0), (10, 20, 0.3274, 0.6726), (90, 100, 0.8396, 0.9393)],
)
def test_wilson_by_hand(part: int, whole: int, low: float, high: float) -> None:
    assert wilson_interval(part, whole) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 5000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_wilson_is_the_root_of_its_equation_and_narrows(sample: tuple[int, int]) -> None:
    part, whole = sample
    low, high = wilson_interval(part, whole)
    assert 0 <= low <= part / whole <= high <= 1
    assert (low, high) == pytest.approx(by_roots(part, whole), abs=1e-9)
    wider = wilson_interval(4 * part, 4 * whole)
    assert wider[1] - wider[0] < high - low
    mirrored = wilson_interval(whole - part, whole)
    assert (1 - mirrored[1], 1 - mirrored[0]) == pytest.approx((low, high), abs=1e-9)


def week(place: int = 0, **numbers: int) -> WeekNumbers:
    return WeekNumbers(monday=PRESENT + place * WEEK, is_over=True, **numbers)


def test_not_enough_is_said_below_twenty_of_a_share_and_five_evenings_of_an_average() -> None:
    no_shows, evenings = FigureKey(FigureKind.NO_SHOWS), FigureKey(FigureKind.CAME)
    few = market_figure([week(ended=FEWEST - 1, missed=3)], no_shows, ZONE)
    assert (few.figure.value, few.figure.n, few.interval) == (None, 19, None)
    two = [week(ended=19, missed=3), week(1, ended=1, missed=1)]
    assert market_figure(two, no_shows, ZONE).figure.value == Fraction(4, 20)
    alone = market_figure([week(evenings=1, came=7)], evenings, ZONE)
    assert alone.figure.value == 7, "a count is no estimate"
    weeks = [week(place, evenings=1, came=7) for place in range(4)]
    assert market_figure(weeks, evenings, ZONE).figure.value is None
    weeks[0] = week(0, evenings=FEWEST_EVENINGS - 3, came=8)
    assert market_figure(weeks, evenings, ZONE).figure.value == Fraction(29, 4)


def test_the_window_is_of_market_days() -> None:
    figure = market_figure([week(-1), week()], FigureKey(FigureKind.CAME), ZONE).figure
    assert figure.since == datetime(2026, 11, 22, 20, tzinfo=UTC)
    assert figure.until == datetime(2026, 12, 6, 20, tzinfo=UTC)


def test_all_figures_are_shown_in_one_order() -> None:
    keys: Mapping[FigureKey, int] = {key: place for place, key in enumerate(figure_keys([week()]))}
    assert [key.kind for key in keys] == [kind for kind in FigureKind if kind is not FigureKind.TAKEN]
