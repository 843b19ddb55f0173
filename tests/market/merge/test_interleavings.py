"""Merges and recoveries in the middle of joining, paying, collecting and /forget, by each role: nothing is lost or there twice, and no role moves."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError, NoResultFound
from sqlmodel import Session, col, select

from market.actor import Actor
from market.admins import NO_ADMINS
from market.merge import accept_merge, offer_merge
from market.privacy.forget import forget
from market.recovery.move import move_account
from market.recovery.request import ask_recovery, refuse_recovery
from market.refusal import Refusal
from market.ticket.scan import collect
from storage.deposit import Deposit, DepositState, Transfer
from storage.hub import HubStaff
from storage.organiser import Organiser
from storage.person import Person
from storage.recovery import Recovery, RecoveryState
from storage.staff import StaffRole, StallStaff
from storage.stall import Stall
from storage.store import Store
from storage.ticket import Ticket
from storage.waitlist import Booking, BookingState, Hold, HoldState
from tests.market.deposit.conftest import KEN, MARIUS, NOW, ZONE, DepositScenario, add_drop
from tests.market.deposit.test_interleavings import check, read_ledger
from tests.market.waitlist.invariants import check_invariants, take_snapshot
from tests.people import add_people

FIRST, SECOND, TOM, MEI = 1, 2, 3, 4
"""The two accounts of the role that a case is about, and two shoppers beside them."""
ACCOUNTS = dict.fromkeys(("shopper", "helper", "organiser", "blocked"), (FIRST, SECOND)) | {
    "owner": (MARIUS, SECOND)
}
DROPS, AT_ONCE, SEEN_EVERY = 2, 3, 2
MIX = {"join": 8, "pay": 7, "collect": 2, "release": 1, "merge": 3, "recover": 4}
"""How often each action is tried in one round."""


@dataclass(kw_only=True)
class Crowd:
    """People with two accounts at the drops of one stall, and all that has succeeded."""

    role: str
    drops: tuple[DepositScenario, ...]
    stores: tuple[Store, ...]
    rng: Random
    accounts: tuple[int, ...]
    newcomers: Iterator[int] = field(default_factory=lambda: count(100))
    done: Counter[str] = field(default_factory=Counter)

    async def act(self, kind: str) -> None:
        """Try an action as somebody, on either of two processes. Whoever became another person meanwhile may fail as well."""
        people = (*self.accounts, *self.accounts, TOM, MEI)
        store = self.rng.choice(self.stores)
        actions: dict[str, Callable[[Store, int], Awaitable[bool]]] = {
            "join": self.join,
            "pay": self.pay,
            "collect": self.collect,
            "release": self.release,
            "merge": self.merge,
            "recover": self.recover,
            "forget": self.forget,
        }
        try:
            succeeded = await actions[kind](store, self.rng.choice(people))
        except Refusal:
            return
        except (DBAPIError, NoResultFound):
            assert await gone(store, people), "only who is gone fails"
            return
        self.done[kind] += succeeded

    async def come_back(self) -> None:
        """Let whoever became another person, or was forgotten, write again as somebody new."""
        for person in await gone(self.stores[0], self.accounts):
            new = next(self.newcomers)
            await self.stores[0].write(add_people, {new: f"P{new}"}, created_at=NOW)
            self.accounts = tuple(new if each == person else each for each in self.accounts)

    def at(self, store: Store) -> DepositScenario:
        found = self.rng.choice(self.drops)
        return DepositScenario(store, found.drop, found.item, found.now, found.rng)

    async def join(self, store: Store, person: int) -> bool:
        return (await self.at(store).join(person)).hold is not None

    async def pay(self, store: Store, person: int) -> bool:
        """Whoever holds something pays for it, in cash or by bank, and the stall has the money."""
        hold = await self.one_of(store, select(Hold).where(col(Hold.state) == HoldState.LIVE))
        if hold is None:
            return False
        scenario = self.at(store)
        deposit = await scenario.choose(hold.id, self.rng.choice(("cash", "bank")), hold.person_id)
        return await scenario.confirm(deposit, await owner(store)) is not None

    async def collect(self, store: Store, person: int) -> bool:
        open_ = select(Ticket).where(col(Ticket.booking_id).is_not(None), col(Ticket.revoked_at).is_(None))
        ticket = await self.one_of(store, open_)
        if ticket:
            await store.write(collect, Actor(await owner(store)), ticket.code, 1, now=NOW, rng=self.rng)
        return ticket is not None

    async def release(self, store: Store, person: int) -> bool:
        booking = await self.one_of(store, select(Booking).where(col(Booking.state) == BookingState.BOOKED))
        if booking:
            await self.at(store).release(booking.id, booking.person_id)
        return booking is not None

    async def one_of(self, store: Store, rows: Any) -> Any:
        """Return one of the rows of these people, at random; None where there is none."""
        people = (*self.accounts, TOM, MEI)
        found = await store.read(lambda session: session.exec(rows).all())
        theirs = [each for each in found if each.person_id in people]
        return self.rng.choice(theirs) if theirs else None

    async def merge(self, store: Store, person: int) -> bool:
        """One account asks, the other confirms, and where it is asked for an organiser decides; others come between."""
        first, second = self.rng.sample(self.accounts, 2)
        offer = await store.write(offer_merge, first, NOW, Random(self.rng.random()))
        if await store.write(accept_merge, second, offer.code, NOW, rng=self.rng):
            return True
        return await self.decide(store)

    async def recover(self, store: Store, person: int) -> bool:
        """One account asks for the other by a ticket of it, and an organiser decides."""
        first, second = self.rng.sample(self.accounts, 2)
        valid = select(Ticket.code).where(col(Ticket.person_id) == second, col(Ticket.revoked_at).is_(None))
        code = await store.read(lambda session: session.exec(valid).first()) or "7KQ2M9XF3"
        asks = {"zone": ZONE, "admins": NO_ADMINS, "now": NOW, "rng": self.rng}
        await store.write(ask_recovery, Actor(first), code, **asks)
        return await self.decide(store)

    async def decide(self, store: Store) -> bool:
        """Approve whatever waits, and now and then refuse it."""
        waits = select(Recovery.id).where(col(Recovery.state) == RecoveryState.ASKED)
        request = await store.read(lambda session: session.exec(waits).first())
        if request and self.rng.random() < 0.2:
            await store.write(refuse_recovery, Actor(KEN), request, NOW)
        elif request:
            await store.write(move_account, Actor(KEN), request, NO_ADMINS, now=NOW, rng=self.rng)
            return True
        return False

    async def forget(self, store: Store, person: int) -> bool:
        await store.write(forget, self.rng.choice((*self.accounts, TOM)), NOW)
        return True


async def gone(store: Store, people: Iterable[int]) -> list[int]:
    return await store.read(lambda session: [each for each in people if session.get(Person, each) is None])


async def owner(store: Store) -> int:
    return await store.read(lambda session: session.get_one(Stall, 1).owner_id) or 0


async def crowd_of(database_url: str, store: Store, role: str, seed: int) -> tuple[Crowd, Store]:
    drops = tuple(
        [DepositScenario(store, *await store.write(add_drop, 3, per_person=3)) for _ in range(DROPS)]
    )

    def roles(session: Session) -> None:
        session.add(Organiser(person_id=KEN, named_by=None, named_at=NOW))
        match role:
            case "organiser":
                session.add(Organiser(person_id=FIRST, named_by=KEN, named_at=NOW))
            case "helper":
                session.add(StallStaff(stall_id=1, person_id=FIRST, role=StaffRole.ALL, since=NOW))
            case "blocked":
                session.get_one(Person, FIRST).blocked_at = NOW

    await store.write(roles)
    another = Store(database_url, deadline=120.0)
    return Crowd(
        role=role, drops=drops, stores=(store, another), rng=Random(f"{role} {seed}"), accounts=ACCOUNTS[role]
    ), another


@dataclass(frozen=True, kw_only=True)
class Market:
    """What must not be lost, and who may do what, in one snapshot."""

    rows: dict[str, set[int]]
    money: dict[int, int]
    roles: set[tuple[str, int]]
    blocked: set[int]


def look(session: Session, drops: tuple[DepositScenario, ...]) -> Market:
    """Return the market of these drops, once all that holds for one commit is checked."""
    for each in drops:
        check(read_ledger(session, each.item))
        check_invariants(take_snapshot(session, each.drop), NOW)
    items = [each.item for each in drops]
    bookings = session.exec(select(Booking).where(col(Booking.item_id).in_(items))).all()
    tickets = session.exec(
        select(Ticket).where(col(Ticket.booking_id).in_([each.id for each in bookings]))
    ).all()
    valid = Counter(each.booking_id for each in tickets if each.revoked_at is None)
    for booking in bookings:
        if booking.state == BookingState.BOOKED:
            assert valid[booking.id] == 1, "each booking has one valid ticket"
            [ticket] = [each for each in tickets if each.booking_id == booking.id and each.revoked_at is None]
            assert ticket.person_id == booking.person_id, "a ticket is the person's who has the booking"
    holds = session.exec(select(Hold).where(col(Hold.item_id).in_(items))).all()
    deposits = session.exec(
        select(Deposit).where(col(Deposit.hold_id).in_([each.id for each in holds]))
    ).all()
    moves = session.exec(select(Transfer).where(col(Transfer.deposit_id).in_([each.id for each in deposits])))
    transfers = {each.id or 0: each.amount for each in moves}
    rows = {"booking": bookings, "hold": holds, "deposit": deposits, "ticket": tickets}
    roles = {("organiser", each) for each in session.exec(select(Organiser.person_id))}
    roles |= {
        ("helper", each)
        for each in session.exec(select(StallStaff.person_id).where(col(StallStaff.stall_id) == 1))
    }
    roles |= {("hub", each) for each in session.exec(select(HubStaff.person_id)) if each < 100}
    return Market(
        rows={name: {each.id or 0 for each in found} for name, found in rows.items()},
        money=transfers,
        roles=roles,
        blocked={
            each
            for each in session.exec(select(Person.id).where(col(Person.blocked_at).is_not(None)))
            if each
        },
    )


def compare(before: Market, after: Market, role: str) -> None:
    for name, ids in before.rows.items():
        assert ids <= after.rows[name], f"a {name} was lost"
    assert before.money.items() <= after.money.items(), "the ledger is never changed"
    assert after.roles <= before.roles, "nobody has a role that their account did not have"
    if role == "blocked":
        assert before.blocked >= after.blocked, "a block is nobody else's"


async def interleave(crowd: Crowd, rounds: int) -> None:
    """Try everything, a few at once on two processes, in a random order; look at the market between."""
    store, before = crowd.stores[0], await crowd.stores[0].read(look, crowd.drops)
    for each in range(rounds):
        acts = [kind for kind, count in MIX.items() for _ in range(count)]
        crowd.rng.shuffle(acts)
        if each == rounds - 1:
            acts.insert(len(acts) * 2 // 3, "forget")
        for place, first in enumerate(range(0, len(acts), AT_ONCE), 1):
            await asyncio.gather(*(crowd.act(kind) for kind in acts[first : first + AT_ONCE]))
            await crowd.come_back()
            if place % SEEN_EVERY and first + AT_ONCE < len(acts):
                continue
            after = await store.read(look, crowd.drops)
            compare(before, after, crowd.role)
            before = after


async def ends_well(crowd: Crowd) -> None:
    """What was paid is with whoever has its booking."""
    store = crowd.stores[0]
    deposits = await store.read(lambda session: session.exec(select(Deposit)).all())
    for each in deposits:
        if each.state == DepositState.PAID and each.booking_id:
            row = await crowd.drops[0].claim_row(each.booking_id)
            assert row.person_id == each.person_id, "money and booking have one owner"


@pytest.mark.parametrize("role", [*ACCOUNTS])
async def test_merges_and_recoveries_lose_nothing_and_move_no_role(
    database_url: str, store: Store, role: str
) -> None:
    crowd, another = await crowd_of(database_url, store, role, seed=2)
    try:
        await interleave(crowd, rounds=1)
        await ends_well(crowd)
    finally:
        await another.close()
    assert crowd.done["join"], "the case is about people who have something"


@pytest.mark.proof
@pytest.mark.parametrize("role", [*ACCOUNTS])
@pytest.mark.parametrize("seed", range(3, 7))
async def test_many_merges_and_recoveries_lose_nothing_and_move_no_role(
    database_url: str, store: Store, role: str, seed: int
) -> None:
    crowd, another = await crowd_of(database_url, store, role, seed)
    try:
        await interleave(crowd, rounds=3)
        await ends_well(crowd)
    finally:
        await another.close()
