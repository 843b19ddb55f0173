"""A stall and its Fridays: people who book and collect, and the jobs of the forecast."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from random import Random
from typing import Any, TypeVar

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.forecast.forecast import DayForecast, ForecastHistory, TooFewDays, forecast_history, next_forecast
from market.sale.cart import CartLine
from market.sale.sell import SaleRequest, sell
from market.stock.wind_up import wind_up
from scheduler.forecast import ForecastJob, WeekJob
from storage.alley import Alley
from storage.deposit import Deposit
from storage.drop import Drop, Item
from storage.forecast import Forecast, StallDayCount
from storage.notification import Notification
from storage.sale import SaleMethod
from storage.stall import Stall
from storage.store import Store
from storage.waitlist import Booking, Entry, Hold
from tests.kept_rows import KeptRows
from tests.people import add_people

Outcome = TypeVar("Outcome")

FRIDAY = datetime(2026, 11, 6, 10, tzinfo=UTC)
"""Six in the evening in Kota Kinabalu."""
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
ZONE = "Asia/Kuching"
ROS, LIEN, CROWD = 9001, 9002, 60
ROS_ACTS = Actor(ROS)


@dataclass
class StallScenario:
    """Lorong Bakau with the stall of Ros; `now` stands still until it is moved."""

    store: Store
    now: datetime = FRIDAY - 3 * DAY
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def plan(self, starts_at: datetime = FRIDAY, quantity: int = 40, **drop: Any) -> tuple[int, int]:
        """Write a drop of four hours and its item; return their ids."""

        def write(session: Session) -> tuple[int, int]:
            columns = {
                "name": "Kuih lapis",
                "stall_id": 1,
                "alley_id": 1,
                "state": "published",
                "ends_at": starts_at + 4 * HOUR,
                "opens_at": starts_at - 30 * DAY,
                "per_person": 6,
            }
            row = Drop(
                code=f"D{next(self.numbers)}",
                language="ms",
                starts_at=starts_at,
                created_at=starts_at - 30 * DAY,
                **(columns | drop),
            )
            session.add(row)
            session.flush()
            item = Item(drop_id=row.id or 0, name="Kuih lapis", unit="box", price=850, quantity=quantity)
            session.add(item)
            session.flush()
            return row.id or 0, item.id or 0

        return await self.store.write(write)

    async def item_of(self, drop: int) -> int:
        """Return the only item of a drop."""
        rows = select(Item.id).where(col(Item.drop_id) == drop)
        return await self.store.read(lambda session: session.exec(rows).one()) or 0

    async def book(self, item: int, *people: int, **booking: Any) -> None:
        """Book one unit for each; `came` collected it, `paid` a deposit, `units` of them, `at` a time."""
        await self.store.write(self._book, item, people, booking)

    def _book(self, session: Session, item: int, people: tuple[int, ...], given: dict[str, Any]) -> None:
        came, paid = given.pop("came", False), given.pop("paid", False)
        at = given.pop("at", self.now)
        units = given.pop("units", 1)
        for person in people:
            number = next(self.numbers)
            entry = Entry(
                item_id=item, person_id=person, number=number, units=units, state="booked", joined_at=at
            )
            session.add(entry)
            session.flush()
            hold = Hold(
                entry_id=entry.id or 0, item_id=item, person_id=person, units=units, given_at=at,
                until=at + DAY, state="booked",
            )  # fmt: skip
            session.add(hold)
            session.flush()
            row = Booking(
                hold_id=hold.id or 0, item_id=item, person_id=person, units=units, price=850,
                collected=units if came else 0, booked_at=at, **given,
            )  # fmt: skip
            session.add(row)
            session.flush()
            stock = session.get_one(Item, item)
            if row.state in ("booked", "collected"):
                stock.booked += units
            stock.next_number = number + 1
            if paid:
                session.add(
                    Deposit(
                        hold_id=hold.id or 0,
                        booking_id=row.id,
                        stall_id=1,
                        person_id=person,
                        units=units,
                        amount=500,
                        currency="MYR",
                        way="cash",
                        reference=f"L{number}",
                        state="paid",
                        refund_until=at,
                        asked_at=at,
                        paid_at=at,
                    )
                )

    async def wait(self, item: int, *people: int, units: int = 1) -> None:
        """Let people wait without an offer."""

        def write(session: Session) -> None:
            for person in people:
                number = next(self.numbers)
                session.add(
                    Entry(item_id=item, person_id=person, number=number, units=units, joined_at=self.now)
                )
                session.get_one(Item, item).waiting += units

        await self.store.write(write)

    async def sell(self, item: int, units: int = 1) -> int:
        """Sell to a walk-in now, for cash; return the id of the receipt."""
        cart = (CartLine(item, units),)
        sale = SaleRequest(stall=1, cart=cart, method=SaleMethod.CASH, total=850 * units)
        return await self.store.write(sell, ROS_ACTS, sale, now=self.now, rng=Random(next(self.numbers)))

    async def end(self, *drops: int) -> None:
        """Let drops end, and wind them up."""
        for drop in drops:
            row = await self.store.read(lambda session, drop=drop: session.get_one(Drop, drop))
            self.now = max(self.now, row.ends_at)
            await self.store.write(wind_up, drop, self.now)

    async def hold_market(
        self, starts_at: datetime, booked: int = 20, came: int = 16, quantity: int = 40, **more: Any
    ) -> int:
        """Hold a drop that so many book a day ahead and so many attend, then count it; return its id."""
        drop, item = await self.plan(starts_at, quantity, **more)
        self.now = starts_at - DAY
        await self.book(item, *range(1, came + 1), came=True)
        await self.book(item, *range(came + 1, booked + 1))
        self.now = starts_at - HOUR
        await self.tick()
        await self.end(drop)
        self.now += 6 * HOUR
        await self.tick()
        return drop

    async def hold_fridays(self, weeks: int) -> None:
        """Hold so many Fridays before FRIDAY, at the beginning of a test."""
        await self.go_on(fridays(weeks))

    async def go_on(self, past: "KeptRows[tuple[Outcome, datetime, int]]") -> Outcome:
        """Let happen what has been kept, at the beginning of a test; return its outcome."""
        outcome, self.now, number = await past.lay(self.store)
        self.numbers = count(number)
        return outcome

    async def tick(self) -> None:
        """Run the jobs."""
        await ForecastJob(self.store, lambda: self.now).run_due()

    async def tell(self) -> None:
        await WeekJob(self.store, lambda: self.now).run_due()

    async def next(self) -> DayForecast | TooFewDays | None:
        return await self.store.read(next_forecast, ROS_ACTS, 1, self.now)

    async def history(self) -> ForecastHistory:
        return await self.store.read(forecast_history, ROS_ACTS, 1, self.now)

    async def stored(self) -> list[Forecast]:
        rows = select(Forecast).order_by(col(Forecast.day))
        return await self.store.read(lambda session: list(session.exec(rows)))

    async def days(self) -> list[StallDayCount]:
        rows = select(StallDayCount).order_by(col(StallDayCount.day))
        return await self.store.read(lambda session: list(session.exec(rows)))

    async def day(self, day: date) -> StallDayCount:
        return next(row for row in await self.days() if row.day == day)

    async def weeks(self) -> list[Notification]:
        rows = (
            select(Notification).where(col(Notification.kind) == "StallWeek").order_by(col(Notification.id))
        )
        return await self.store.read(lambda session: list(session.exec(rows)))

    async def change(self, table: Any, row: Any, **values: Any) -> None:
        def write(session: Session) -> None:
            session.get_one(table, row).sqlmodel_update(values)

        await self.store.write(write)


def past(happens: Callable[[StallScenario], Awaitable[Outcome]]) -> KeptRows[tuple[Outcome, datetime, int]]:
    """Return what happens in a market from its beginning, kept with the time and the next number after it."""

    async def make(store: Store) -> tuple[Outcome, datetime, int]:
        scenario = StallScenario(store)
        outcome = await happens(scenario)
        return outcome, scenario.now, next(scenario.numbers)

    return KeptRows(make)


@cache
def fridays(weeks: int) -> KeptRows[tuple[None, datetime, int]]:
    async def hold(scenario: StallScenario) -> None:
        for week in range(weeks, 0, -1):
            await scenario.hold_market(FRIDAY - week * WEEK)

    return past(hold)


def build_market(session: Session) -> None:
    people = {person: f"P{person}" for person in (ROS, LIEN, *range(1, CROWD + 1))}
    add_people(session, people, created_at=FRIDAY - 365 * DAY)
    session.add(
        Alley(
            id=1, code="BAKAU", name="Lorong Bakau", city="Kota Kinabalu", zone=ZONE, territory="MY",
            currency="MYR", latitude=5.98, longitude=116.07,
        )
    )  # fmt: skip
    session.flush()
    for stall, owner in ((1, ROS), (2, LIEN)):
        session.add(
            Stall(
                id=stall, code=f"S{stall}", name=f"Dapur {stall}", owner_id=owner, alley_id=1, language="ms",
                state="approved", asked_at=FRIDAY - 365 * DAY,
            )
        )  # fmt: skip
    session.flush()


@pytest.fixture
async def scenario(store: Store) -> StallScenario:
    await store.write(build_market)
    return StallScenario(store)
