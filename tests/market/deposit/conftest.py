"""A drop of prints with a deposit, its stall and twelve people, on SQLite and on PostgreSQL."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.deposit.confirm_deposit import confirm_deposit, deny_deposit, mark_returned, report_paid
from market.deposit.deposit_offer import choose_way
from market.deposit.payment import RawPayment, match_payment, record_payment
from market.stock.pause import cancel
from market.stock.wind_up import drops_to_wind_up, wind_up
from market.ticket.facts import facts_of
from market.ticket.scan import collect, undo_scan
from market.waitlist.join_batch import Joined
from market.waitlist.shopper_actions import confirm, decline, release
from market.waitlist.sweep import allocate_item, items_to_allocate
from storage.alley import Alley
from storage.deposit import Deposit, Payee, Transfer
from storage.drop import Drop, Item
from storage.notification import Notification, NotificationState
from storage.person import Person
from storage.stall import Stall
from storage.store import Store
from storage.ticket import Ticket
from storage.waitlist import Booking, Hold
from tests.holding import join_for_hold
from tests.kept_rows import KeptRows
from tests.market.deposit.payloads import DUITNOW
from tests.market.waitlist.notified_holds import notify_everybody
from tests.people import add_people

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONE = "Asia/Kuching"
MARIUS, KEN, AINA, TOM, MEI, STRANGER, CROWD = 9001, 9002, 1, 2, 3, 40, 12
EACH, PRICE = 1000, 4500
CODES = count(1)


@dataclass
class DepositScenario:
    """An item with a deposit and the actions on it; `now` stands still until it is moved."""

    store: Store
    drop: int
    item: int
    now: datetime = NOW
    rng: Random = field(default_factory=lambda: Random(next(CODES)))

    async def join(self, person: int = AINA, units: int = 1) -> Joined:
        return await self.store.write(join_for_hold, person, self.item, units, now=self.now)

    async def hold(self, person: int = AINA, units: int = 1) -> int:
        """Join where units are available; return the hold."""
        joined = await self.join(person, units)
        assert joined.hold is not None
        return joined.hold

    async def choose(self, hold: int, way: str = "cash", person: int = AINA, cards: bool = True) -> int:
        return await self.store.write(choose_way, person, hold, way, cards=cards, now=self.now, rng=self.rng)

    async def say(self, deposit: int, person: int = AINA) -> None:
        await self.store.write(report_paid, person, deposit, self.now)

    async def confirm(self, deposit: int, staff_id: int = MARIUS) -> int | None:
        return await self.store.write(confirm_deposit, Actor(staff_id), deposit, self.now, rng=self.rng)

    async def deny(self, deposit: int, staff_id: int = MARIUS) -> bool:
        return await self.store.write(deny_deposit, Actor(staff_id), deposit, self.now)

    async def report_refund(self, deposit: int, staff_id: int = MARIUS) -> None:
        await self.store.write(mark_returned, Actor(staff_id), deposit, self.now)

    async def pay(self, deposit: int, person: int = AINA, amount: int = EACH, charge: str = "ch") -> int:
        row = await self.deposit(deposit)
        payload = f"deposit:{deposit}:{row.hold_id}:{row.reference}"
        matched = await self.receive(
            RawPayment(charge=charge, payload=payload, amount=amount, currency="MYR", payer=person)
        )
        assert matched is not None
        return matched

    async def receive(self, paid: RawPayment) -> int | None:
        """Record a payment that Telegram reports, then match it."""
        await self.store.write(record_payment, paid, self.now)
        return await self.store.write(match_payment, paid.charge, self.now, rng=self.rng)

    async def paid(self, person: int = AINA, units: int = 1) -> tuple[int, int]:
        """Hold and pay; return the deposit and the booking."""
        deposit = await self.choose(await self.hold(person, units), "bank", person)
        await self.say(deposit, person)
        booking = await self.confirm(deposit)
        assert booking is not None
        return deposit, booking

    async def confirm_hold(self, hold: int, person: int = AINA) -> int:
        return await self.store.write(confirm, person, hold, 6, now=self.now, rng=self.rng)

    async def decline(self, hold: int, person: int = AINA) -> None:
        await self.store.write(decline, person, hold, self.now)

    async def release(self, booking: int, person: int = AINA, forfeit: bool = False) -> None:
        await self.store.write(release, person, booking, self.now, forfeit=forfeit)

    async def collect(self, booking: int, units: int = 1, staff_id: int = MARIUS) -> int:
        code = await self.one(select(Ticket.code).where(col(Ticket.booking_id) == booking))
        return await self.store.write(collect, Actor(staff_id), code, units, now=self.now, rng=self.rng)

    async def to_pay(self, booking: int, **changes: Any) -> int:
        """Return the price of the next unit of a booking at the stall."""

        def read(session: Session) -> int:
            of_booking = select(Ticket).where(col(Ticket.booking_id) == booking)
            return replace(facts_of(session, session.exec(of_booking).one()), **changes).to_pay(1)

        return await self.store.read(read)

    async def undo(self, scan: int, staff_id: int = MARIUS) -> None:
        await self.store.write(undo_scan, Actor(staff_id), scan, self.now, rng=self.rng)

    async def cancel(self) -> None:
        await self.store.write(cancel, Actor(MARIUS), self.drop, self.now)

    async def sweep(self) -> None:
        """Run the jobs, with everybody notified of their hold."""
        await notify_everybody(self.store)
        for item in await self.store.read(items_to_allocate, self.now):
            await self.store.write(allocate_item, item, self.now)
        for drop in await self.store.read(drops_to_wind_up, self.now):
            await self.store.write(wind_up, drop, self.now)

    async def one(self, rows: Any) -> Any:
        return await self.store.read(lambda session: session.exec(rows).one())

    async def deposit(self, deposit: int) -> Deposit:
        return await self.store.read(lambda session: session.get_one(Deposit, deposit))  # type: ignore[no-any-return]

    async def state(self, deposit: int) -> str:
        return (await self.deposit(deposit)).state

    async def hold_row(self, hold: int) -> Hold:
        return await self.store.read(lambda session: session.get_one(Hold, hold))  # type: ignore[no-any-return]

    async def claim_row(self, booking: int) -> Booking:
        return await self.store.read(lambda session: session.get_one(Booking, booking))  # type: ignore[no-any-return]

    async def moves(self, deposit: int) -> list[str]:
        """Return the kinds of a deposit's transfers."""
        rows = select(Transfer.kind).where(col(Transfer.deposit_id) == deposit).order_by(col(Transfer.id))
        return await self.store.read(lambda session: list(session.exec(rows)))

    async def notifications(self, kind: str) -> list[int]:
        told = (
            select(Notification.person_id)
            .where(col(Notification.kind) == kind)
            .order_by(col(Notification.id))
        )
        return await self.store.read(lambda session: list(session.exec(told)))

    async def sent_first(self, person: int) -> list[str]:
        """The kinds that wait to be sent to a person now, in the order of sending."""
        rows = select(Notification.kind).where(
            col(Notification.person_id) == person,
            col(Notification.state) == NotificationState.QUEUED,
            col(Notification.send_at) == self.now,
        )
        in_order = rows.order_by(col(Notification.priority), col(Notification.send_at), col(Notification.id))
        return await self.store.read(lambda session: list(session.exec(in_order)))

    async def change(self, table: Any, row: int, **values: Any) -> None:
        def write(session: Session) -> None:
            found = session.get_one(table, row)
            for name, value in values.items():
                setattr(found, name, value)

        await self.store.write(write)


def add_drop(session: Session, quantity: int = 10, **drop: Any) -> tuple[int, int]:
    """Write a drop and its item and return their ids; the first call writes the stall and the people too."""
    if session.get(Person, MARIUS) is None:
        _found(session)
    columns: dict[str, Any] = {
        "opens_at": NOW - HOUR,
        "starts_at": NOW + 80 * HOUR,
        "ends_at": NOW + 84 * HOUR,
        "refund_until": NOW + 56 * HOUR,
        "deposit": EACH,
        "state": "published",
        "code": f"D{next(CODES)}",
    }
    row = Drop(
        stall_id=1, alley_id=1, name="Kinabalu at Dawn", language="en", created_at=NOW, **(columns | drop)
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    item = Item(drop_id=row.id, name="Kinabalu at Dawn", unit="print", price=PRICE, quantity=quantity)
    session.add(item)
    session.flush()
    assert item.id is not None
    return row.id, item.id


def _found(session: Session) -> None:
    people = {person: f"P{person}" for person in (MARIUS, KEN, STRANGER, *range(1, CROWD + 1))}
    add_people(session, people, created_at=NOW)
    place = {"city": "Kota Kinabalu", "zone": ZONE, "territory": "MY", "latitude": 6.0, "longitude": 116.0}
    session.add(Alley(id=1, code="TANJUNG", name="Lorong Tanjung", currency="MYR", **place))
    session.flush()
    same: dict[str, Any] = {"alley_id": 1, "language": "en", "state": "approved", "asked_at": NOW}
    session.add(Stall(id=1, code="OMBAK", name="Ombak Print", owner_id=MARIUS, deposits_at=NOW, **same))
    session.add(Stall(id=2, code="OTHER", name="Other", owner_id=KEN, **same))
    session.flush()
    long_ago = NOW - 3 * DAY
    session.add(
        Payee(
            stall_id=1,
            payload=DUITNOW,
            name="OMBAK PRINT",
            set_by=MARIUS,
            set_at=long_ago,
            confirmed_at=long_ago,
        )
    )
    session.flush()


MARKET = KeptRows(lambda store: store.write(add_drop))


@pytest.fixture
async def scenario(store: Store) -> DepositScenario:
    """Yield ten prints at RM45.00, with RM10.00 paid ahead and refunded in full until a day before."""
    return DepositScenario(store, *await MARKET.lay(store))
