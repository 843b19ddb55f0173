"""Random concurrent actions of people and a stall: the ledger is consistent at every commit."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from market.refusal import Refusal
from storage.deposit import Deposit, Transfer
from storage.drop import Item
from storage.store import Store
from storage.waitlist import Booking, Hold
from tests.market.deposit.conftest import EACH, DepositScenario, add_drop

PEOPLE, AT_ONCE = 6, 6
ACTS = (
    *("join", "join", "choose", "choose", "say", "say", "confirm", "confirm", "confirm"),
    *("deny", "release", "forfeit", "decline", "keep", "pay", "back", "collect", "undo", "sweep"),
)
Request = tuple[str, int, int]
EXPECTED: dict[str, tuple[tuple[str, ...], ...]] = {
    "asked": ((),),
    "said": ((),),
    "void": ((),),
    "paid": (("received",),),
    "settled": (("received", "settled"),),
    "kept": (("received", "kept"),),
    "due": (("received", "owed"),),
    "returned": (("received", "owed", "returned"),),
}


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """All there is of a drop's money in one snapshot."""

    item: Item
    holds: dict[int, Hold]
    bookings: dict[int, Booking]
    deposits: dict[int, Deposit]
    transfers: list[Transfer]


def read_ledger(session: Session, item: int) -> Ledger:
    def rows(table: Any, *conditions: Any) -> dict[int, Any]:
        return {one.id: one for one in session.exec(select(table).where(*conditions).order_by(table.id))}

    holds = rows(Hold, col(Hold.item_id) == item)
    deposits = rows(Deposit, col(Deposit.hold_id).in_(list(holds)))
    moves = rows(Transfer, col(Transfer.deposit_id).in_(list(deposits)))
    return Ledger(
        item=session.get_one(Item, item),
        holds=holds,
        bookings=rows(Booking, col(Booking.item_id) == item),
        deposits=deposits,
        transfers=list(moves.values()),
    )


def check(book: Ledger) -> None:
    """Check the invariants of every commit."""
    assert book.item.booked + book.item.held <= book.item.quantity
    for deposit in book.deposits.values():
        moves = [one for one in book.transfers if one.deposit_id == deposit.id]
        assert tuple(settled_once([one.kind for one in moves])) in EXPECTED[deposit.state]
        assert {one.amount for one in moves} <= {deposit.amount}
    check_accounts(book)
    for booking in book.bookings.values():
        paid = [one for one in book.deposits.values() if one.booking_id == booking.id]
        assert len(paid) == 1, "no claim without its money"
        assert paid[0].amount == booking.units * EACH
        stands = {
            "booked": {"settled"} if booking.collected else {"paid"},
            "collected": {"settled"},
            "released": {"due", "returned", "kept"},
            "missed": {"kept"},
            "cancelled": {"due", "returned"},
        }
        assert paid[0].state in stands[booking.state], (booking, paid[0])
    for hold in book.holds.values():
        open_ = [one for one in book.deposits.values() if one.hold_id == hold.id and one.state == "asked"]
        assert len(open_) <= 1
        assert not open_ or hold.state == "live", "nothing is asked for what is not held"


def settled_once(kinds: list[str]) -> list[str]:
    """Return the kinds without pairs that an undone scan reopened."""
    while "reopened" in kinds:
        at = kinds.index("reopened")
        assert kinds[at - 1] == "settled"
        kinds = kinds[: at - 1] + kinds[at + 1 :]
    return kinds


def check_accounts(book: Ledger) -> None:
    """The book sums to zero, and each account to what the states say."""
    accounts: dict[str, int] = {}
    for one in book.transfers:
        accounts[one.debit] = accounts.get(one.debit, 0) + one.amount
        accounts[one.credit] = accounts.get(one.credit, 0) - one.amount
    assert sum(accounts.values()) == 0
    for account, state in (
        ("deposits", "paid"),
        ("refunds", "due"),
        ("kept", "kept"),
        ("sales", "settled"),
    ):
        stands = sum(one.amount for one in book.deposits.values() if one.state == state)
        assert -accounts.get(account, 0) == stands, account


async def run_request(scenario: DepositScenario, request: Request, scans: list[int]) -> None:
    """Run one request about the newest row of its kind that this person has."""
    kind, person, units = request
    hold, deposit, booking = await newest(scenario, person)
    with suppress(Refusal):
        match kind:
            case "join":
                await scenario.join(person, units)
            case "choose":
                await scenario.choose(hold, ("bank", "cash", "invoice")[(person + units) % 3], person)
            case "say":
                await scenario.choose(hold, "bank", person)
                await scenario.say(deposit, person)
            case "confirm":
                await scenario.confirm(deposit)
            case "deny":
                await scenario.deny(deposit)
            case "release" | "forfeit":
                await scenario.release(booking, person, kind == "forfeit")
            case "decline":
                await scenario.decline(hold, person)
            case "keep":
                await scenario.confirm_hold(hold, person)
            case "pay" if deposit:
                amount = (await scenario.deposit(deposit)).amount
                await scenario.pay(deposit, person, amount, charge=f"{scenario.drop}/{deposit}/{units}")
            case "back":
                await scenario.report_refund(deposit)
            case "collect" if booking:
                scans.append(await scenario.collect(booking))
            case "undo" if scans:
                await scenario.undo(scans.pop())
            case "sweep":
                await scenario.sweep()


async def newest(scenario: DepositScenario, person: int) -> tuple[int, int, int]:
    """Return the newest hold, deposit and booking of a person on this item, 0 where there is none."""

    def found(session: Session) -> tuple[int, int, int]:
        mine = (col(Hold.item_id) == scenario.item, col(Hold.person_id) == person)
        hold = session.exec(select(Hold.id).where(*mine).order_by(col(Hold.id).desc())).first()
        deposit = session.exec(
            select(Deposit.id)
            .join(Hold, col(Hold.id) == col(Deposit.hold_id))
            .where(*mine)
            .order_by(col(Deposit.id).desc())
        ).first()
        booking = session.exec(
            select(Booking.id)
            .where(col(Booking.item_id) == scenario.item, col(Booking.person_id) == person)
            .order_by(col(Booking.id).desc())
        ).first()
        return hold or 0, deposit or 0, booking or 0

    return await scenario.store.read(found)


async def watch(scenario: DepositScenario, done: asyncio.Event) -> None:
    """Looks on all the while."""
    while not done.is_set():
        check(await scenario.store.read(read_ledger, scenario.item))


requests = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(1, PEOPLE), st.integers(1, 2)), min_size=40, max_size=90
)


@settings(
    max_examples=15,
    phases=(Phase.explicit, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    requests=requests,
    quantity=st.integers(1, 4),
    steps=st.lists(st.integers(0, 20), min_size=16, max_size=16),
    cancelled=st.booleans(),
)
async def test_the_book_is_whole_at_every_commit(
    store: Store, requests: list[Request], quantity: int, steps: list[int], cancelled: bool
) -> None:
    scenario = DepositScenario(store, *await store.write(add_drop, quantity))
    done, scans = asyncio.Event(), list[int]()
    async with asyncio.TaskGroup() as people:
        people.create_task(watch(scenario, done))
        for place, first in enumerate(range(0, len(requests), AT_ONCE)):
            await asyncio.gather(
                *(run_request(scenario, request, scans) for request in requests[first : first + AT_ONCE])
            )
            scenario.now += timedelta(hours=steps[place % len(steps)])
        if cancelled:
            with suppress(Refusal):
                await scenario.cancel()
        done.set()
    check(await store.read(read_ledger, scenario.item))
    scenario.now += timedelta(hours=100)
    await scenario.sweep()
    last = await store.read(read_ledger, scenario.item)
    check(last)
    assert {one.state for one in last.deposits.values()}.isdisjoint({"asked", "paid"}), "all has its end"
