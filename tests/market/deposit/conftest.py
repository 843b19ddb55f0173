"""A drop of prints with a deposit, its stall, and a crowd: on SQLite and on PostgreSQL."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.acting import Acting
from market.deposit.answering import confirm_deposit, deny_deposit, give_back, say_paid
from market.deposit.asking import choose_way
from market.deposit.payment import Payment, take_payment
from market.drop.pause import cancel
from market.drop.wind_up import drops_to_wind_up, wind_up
from market.ticket.scan import collect, undo_scan
from market.waitlist.actions import decline, keep, release
from market.waitlist.join import Joined, join
from market.waitlist.sweep import lines_to_settle, settle_line
from storage.alley import Alley
from storage.deposit import Deposit, Payee, Transfer
from storage.drop import Drop, Line
from storage.letter import Letter
from storage.person import Person
from storage.stall import Stall
from storage.store import Store
from storage.ticket import Ticket
from storage.waitlist import Claim, Hold
from tests.market.deposit.payloads import DUITNOW

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONE = "Asia/Kuching"
MARIUS, KEN, AINA, TOM, MEI, STRANGER, CROWD = 9001, 9002, 1, 2, 3, 40, 12
EACH, PRICE = 1000, 4500
CODES = count(1)


@dataclass
class Till:
    """One line with a deposit and what people do about it; `now` stands still until it is moved."""

    store: Store
    drop: int
    line: int
    now: datetime = NOW
    dice: Random = field(default_factory=lambda: Random(next(CODES)))

    async def join(self, person: int = AINA, party: int = 1) -> Joined:
        return await self.store.write(join, person, self.line, party, self.now)

    async def hold(self, person: int = AINA, party: int = 1) -> int:
        """Join where units are free; the hold."""
        joined = await self.join(person, party)
        assert joined.hold is not None
        return joined.hold

    async def choose(self, hold: int, way: str = "cash", person: int = AINA, cards: bool = True) -> int:
        return await self.store.write(choose_way, person, hold, way, cards, self.now, self.dice)

    async def say(self, deposit: int, person: int = AINA) -> None:
        await self.store.write(say_paid, person, deposit, self.now)

    async def confirm(self, deposit: int, by: int = MARIUS) -> int | None:
        return await self.store.write(confirm_deposit, Acting(by), deposit, self.now, self.dice)

    async def deny(self, deposit: int, by: int = MARIUS) -> bool:
        return await self.store.write(deny_deposit, Acting(by), deposit, self.now)

    async def back(self, deposit: int, by: int = MARIUS) -> None:
        await self.store.write(give_back, Acting(by), deposit, self.now)

    async def pay(self, deposit: int, person: int = AINA, amount: int = EACH, charge: str = "ch") -> int:
        row = await self.deposit(deposit)
        paid = Payment(f"deposit:{deposit}:{row.hold_id}", amount, "MYR", charge)
        return await self.store.write(take_payment, person, paid, self.now, self.dice)

    async def paid(self, person: int = AINA, party: int = 1) -> tuple[int, int]:
        """Hold, pay, be seen: the deposit and the claim."""
        deposit = await self.choose(await self.hold(person, party), "bank", person)
        await self.say(deposit, person)
        claim = await self.confirm(deposit)
        assert claim is not None
        return deposit, claim

    async def keep(self, hold: int, person: int = AINA) -> int:
        return await self.store.write(keep, person, hold, 6, self.now, self.dice)

    async def decline(self, hold: int, person: int = AINA) -> None:
        await self.store.write(decline, person, hold, self.now)

    async def release(self, claim: int, person: int = AINA, forfeit: bool = False) -> None:
        await self.store.write(release, person, claim, self.now, forfeit)

    async def collect(self, claim: int, units: int = 1, by: int = MARIUS) -> int:
        code = await self.one(select(Ticket.code).where(col(Ticket.claim_id) == claim))
        return await self.store.write(collect, Acting(by), code, units, self.now, self.dice)

    async def undo(self, scan: int, by: int = MARIUS) -> None:
        await self.store.write(undo_scan, Acting(by), scan, self.now)

    async def cancel(self) -> None:
        await self.store.write(cancel, Acting(MARIUS), self.drop, self.now)

    async def sweep(self) -> None:
        """What the timetable does."""
        for line in await self.store.read(lines_to_settle, self.now):
            await self.store.write(settle_line, line, self.now)
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

    async def claim_row(self, claim: int) -> Claim:
        return await self.store.read(lambda session: session.get_one(Claim, claim))  # type: ignore[no-any-return]

    async def moves(self, deposit: int) -> list[str]:
        """The kinds of a deposit's transfers."""
        rows = select(Transfer.kind).where(col(Transfer.deposit_id) == deposit).order_by(col(Transfer.id))
        return await self.store.read(lambda session: list(session.exec(rows)))

    async def letters(self, notice: str) -> list[int]:
        told = select(Letter.person_id).where(col(Letter.notice) == notice).order_by(col(Letter.id))
        return await self.store.read(lambda session: list(session.exec(told)))

    async def change(self, table: Any, row: int, **values: Any) -> None:
        def write(session: Session) -> None:
            found = session.get_one(table, row)
            for name, value in values.items():
                setattr(found, name, value)

        await self.store.write(write)


def lay_out(session: Session, quantity: int = 10, **drop: Any) -> tuple[int, int]:
    """The ids of a new drop and its line; the town comes with the first."""
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
    line = Line(drop_id=row.id, name="Kinabalu at Dawn", unit="print", price=PRICE, quantity=quantity)
    session.add(line)
    session.flush()
    assert line.id is not None
    return row.id, line.id


def _found(session: Session) -> None:
    for person in (MARIUS, KEN, STRANGER, *range(1, CROWD + 1)):
        session.add(Person(id=person, first_name=f"P{person}", language="en", created_at=NOW))
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


@pytest.fixture
async def till(store: Store) -> Till:
    """Ten prints at RM45.00, RM10.00 ahead, back in full until a day before."""
    return Till(store, *await store.write(lay_out))
