"""Whatever a crowd and a stall do at one time: the book is whole, and no money is where it should not be, at every commit."""

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
from storage.drop import Line
from storage.store import Store
from storage.waitlist import Claim, Hold
from tests.market.deposit.conftest import EACH, Till, lay_out

PEOPLE, AT_ONCE = 6, 6
ACTS = (
    *("join", "join", "choose", "choose", "say", "say", "confirm", "confirm", "confirm"),
    *("deny", "release", "forfeit", "decline", "keep", "pay", "back", "collect", "undo", "sweep"),
)
Wish = tuple[str, int, int]
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


@dataclass(frozen=True)
class Book:
    """All there is of a drop's money in one snapshot."""

    line: Line
    holds: dict[int, Hold]
    claims: dict[int, Claim]
    deposits: dict[int, Deposit]
    transfers: list[Transfer]


def look(session: Session, line: int) -> Book:
    def rows(table: Any, *conditions: Any) -> dict[int, Any]:
        return {one.id: one for one in session.exec(select(table).where(*conditions).order_by(table.id))}

    holds = rows(Hold, col(Hold.line_id) == line)
    deposits = rows(Deposit, col(Deposit.hold_id).in_(list(holds)))
    moves = rows(Transfer, col(Transfer.deposit_id).in_(list(deposits)))
    return Book(
        session.get_one(Line, line),
        holds,
        rows(Claim, col(Claim.line_id) == line),
        deposits,
        list(moves.values()),
    )


def check(book: Book) -> None:
    """What holds at every commit."""
    assert book.line.claimed + book.line.held <= book.line.quantity
    for deposit in book.deposits.values():
        moves = [one for one in book.transfers if one.deposit_id == deposit.id]
        assert tuple(settled_once([one.kind for one in moves])) in EXPECTED[deposit.state]
        assert {one.amount for one in moves} <= {deposit.amount}
    check_accounts(book)
    for claim in book.claims.values():
        paid = [one for one in book.deposits.values() if one.claim_id == claim.id]
        assert len(paid) == 1, "no claim without its money"
        assert paid[0].amount == claim.units * EACH
        stands = {
            "claimed": {"settled"} if claim.collected else {"paid"},
            "collected": {"settled"},
            "released": {"due", "returned", "kept"},
            "missed": {"kept"},
            "cancelled": {"due", "returned"},
        }
        assert paid[0].state in stands[claim.state], (claim, paid[0])
    for hold in book.holds.values():
        open_ = [one for one in book.deposits.values() if one.hold_id == hold.id and one.state == "asked"]
        assert len(open_) <= 1
        assert not open_ or hold.state == "live", "nothing is asked for what is not held"


def settled_once(kinds: list[str]) -> list[str]:
    """What an undone scan reopened counts as it never was."""
    while "reopened" in kinds:
        at = kinds.index("reopened")
        assert kinds[at - 1] == "settled"
        kinds = kinds[: at - 1] + kinds[at + 1 :]
    return kinds


def check_accounts(book: Book) -> None:
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


async def act(till: Till, wish: Wish, scans: list[int]) -> None:
    """One wish, about the newest thing of its kind that this person has."""
    kind, person, units = wish
    hold, deposit, claim = await newest(till, person)
    with suppress(Refusal):
        match kind:
            case "join":
                await till.join(person, units)
            case "choose":
                await till.choose(hold, ("bank", "cash", "invoice")[(person + units) % 3], person)
            case "say":
                await till.choose(hold, "bank", person)
                await till.say(deposit, person)
            case "confirm":
                await till.confirm(deposit)
            case "deny":
                await till.deny(deposit)
            case "release" | "forfeit":
                await till.release(claim, person, kind == "forfeit")
            case "decline":
                await till.decline(hold, person)
            case "keep":
                await till.keep(hold, person)
            case "pay" if deposit:
                amount = (await till.deposit(deposit)).amount
                await till.pay(deposit, person, amount, charge=f"{till.drop}/{deposit}/{units}")
            case "back":
                await till.back(deposit)
            case "collect" if claim:
                scans.append(await till.collect(claim))
            case "undo" if scans:
                await till.undo(scans.pop())
            case "sweep":
                await till.sweep()


async def newest(till: Till, person: int) -> tuple[int, int, int]:
    """Hold, deposit and claim of a person on this line; 0 where there is none."""

    def found(session: Session) -> tuple[int, int, int]:
        mine = (col(Hold.line_id) == till.line, col(Hold.person_id) == person)
        hold = session.exec(select(Hold.id).where(*mine).order_by(col(Hold.id).desc())).first()
        deposit = session.exec(
            select(Deposit.id)
            .join(Hold, col(Hold.id) == col(Deposit.hold_id))
            .where(*mine)
            .order_by(col(Deposit.id).desc())
        ).first()
        claim = session.exec(
            select(Claim.id)
            .where(col(Claim.line_id) == till.line, col(Claim.person_id) == person)
            .order_by(col(Claim.id).desc())
        ).first()
        return hold or 0, deposit or 0, claim or 0

    return await till.store.read(found)


async def watch(till: Till, done: asyncio.Event) -> None:
    """Looks on all the while."""
    while not done.is_set():
        check(await till.store.read(look, till.line))


wishes = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(1, PEOPLE), st.integers(1, 2)), min_size=40, max_size=90
)


@settings(
    max_examples=15,
    phases=(Phase.explicit, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    wishes=wishes,
    quantity=st.integers(1, 4),
    steps=st.lists(st.integers(0, 20), min_size=16, max_size=16),
    cancelled=st.booleans(),
)
async def test_the_book_is_whole_at_every_commit(
    store: Store, wishes: list[Wish], quantity: int, steps: list[int], cancelled: bool
) -> None:
    till = Till(store, *await store.write(lay_out, quantity))
    done, scans = asyncio.Event(), list[int]()
    async with asyncio.TaskGroup() as people:
        people.create_task(watch(till, done))
        for place, first in enumerate(range(0, len(wishes), AT_ONCE)):
            await asyncio.gather(*(act(till, wish, scans) for wish in wishes[first : first + AT_ONCE]))
            till.now += timedelta(hours=steps[place % len(steps)])
        if cancelled:
            with suppress(Refusal):
                await till.cancel()
        done.set()
    check(await store.read(look, till.line))
    till.now += timedelta(hours=100)
    await till.sweep()
    last = await store.read(look, till.line)
    check(last)
    assert {one.state for one in last.deposits.values()}.isdisjoint({"asked", "paid"}), "all has its end"
