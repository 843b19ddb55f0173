"""A forgotten or blocked person leaves every waitlist, and their units go to the next."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.admins import NO_ADMINS
from market.organiser.block import block
from market.privacy.forget import forget, open_matters
from storage.person import Person
from storage.store import Store
from storage.ticket import Loan, Ticket
from storage.waitlist import Booking, Entry, Hold
from tests.market.waitlist.conftest import HOUR, NOW, ItemScenario

NewItem = Callable[..., Awaitable[ItemScenario]]
GONE, NEXT, OTHER = 1, 2, 3
KEN = Actor(40, is_configured_admin=True)


@dataclass
class Case:
    """A first action of GONE, and the expected state: units booked, held and waited for, and the holders."""

    counts: tuple[int, int, int]
    holders: list[int]
    ended: dict[str, list[str]] = field(default_factory=dict)
    """How GONE's entries, holds and claims end when they are forgotten; a block has its own words for two of them."""


async def waits(item: ItemScenario) -> None:
    await item.join(OTHER, 3)
    await item.join(GONE, 2)
    await item.join(NEXT, 1)


async def holds(item: ItemScenario) -> None:
    await item.join(OTHER, 1)
    await item.join(GONE, 2)
    await item.join(NEXT, 2)


async def has_claimed(item: ItemScenario) -> None:
    await item.join(OTHER, 1)
    await item.join(GONE, 2)
    await item.confirm(GONE)
    await item.join(NEXT, 2)


async def is_parted(item: ItemScenario) -> None:
    """One is held for GONE, who waits for two more."""
    await item.join(OTHER, 2)
    await item.join(GONE, 3, split=True)
    await item.join(NEXT, 1)


async def has_collected_some(item: ItemScenario) -> None:
    await has_claimed(item)

    def collect(session: Session) -> None:
        session.exec(select(Booking)).one().collected = 1

    await item.store.write(collect)


Does = Callable[[ItemScenario], Awaitable[None]]
CASES: dict[Does, Case] = {
    waits: Case((0, 3, 1), [OTHER], {"entry": ["left"]}),
    holds: Case((0, 3, 0), [OTHER, NEXT], {"entry": ["declined"], "hold": ["declined"]}),
    has_claimed: Case(
        (0, 3, 0), [OTHER, NEXT], {"entry": ["booked"], "hold": ["booked"], "booking": ["released"]}
    ),
    is_parted: Case((0, 3, 0), [OTHER, NEXT], {"entry": ["declined", "left"], "hold": ["declined"]}),
    has_collected_some: Case(
        (2, 1, 2), [OTHER], {"entry": ["booked"], "hold": ["booked"], "booking": ["booked"]}
    ),
}


async def be_forgotten(item: ItemScenario) -> None:
    await item.store.write(forget, GONE, item.now)


async def be_blocked(item: ItemScenario) -> None:
    await item.store.write(block, KEN, GONE, NO_ADMINS, now=item.now)


def words(ending: Does, table: str, state: str) -> str:
    """Return the name of the same ending after a block."""
    if ending is be_forgotten or state not in ("left", "declined", "expired"):
        return state
    return "cancelled" if table == "hold" else "closed"


async def owned(store: Store) -> dict[str, tuple[int, ...]]:
    """The ids of GONE's rows in each table of the waitlist."""

    def read(session: Session) -> dict[str, tuple[int, ...]]:
        tables: tuple[Any, ...] = (Entry, Hold, Booking)
        rows = {table: select(table.id).where(table.person_id == GONE).order_by(table.id) for table in tables}
        found = {table.__tablename__: tuple(session.exec(rows[table])) for table in tables}
        return {name: ids for name, ids in found.items() if ids}

    return await store.read(read)


async def how_they_ended(store: Store, ids: dict[str, tuple[int, ...]]) -> dict[str, list[str]]:
    tables: dict[str, Any] = {"entry": Entry, "hold": Hold, "booking": Booking}

    def read(session: Session) -> dict[str, list[str]]:
        return {name: [session.get_one(tables[name], one).state for one in of] for name, of in ids.items()}

    return await store.read(read)


async def counts(item: ItemScenario) -> tuple[int, int, int]:
    row = await item.row()
    return row.booked, row.held, row.waiting


ENDINGS = pytest.mark.parametrize("ending", [be_forgotten, be_blocked])


@ENDINGS
@pytest.mark.parametrize("does", CASES)
async def test_what_they_had_goes_to_the_next(new_item: NewItem, does: Does, ending: Does) -> None:
    item, case = await new_item(quantity=3, per_person=3, fitting="split"), CASES[does]
    await does(item)
    theirs = await owned(item.store)
    await ending(item)
    assert (await counts(item), await item.holders()) == (case.counts, case.holders)
    expected = {name: [words(ending, name, state) for state in ended] for name, ended in case.ended.items()}
    assert await how_they_ended(item.store, theirs) == expected
    for person in (OTHER, NEXT):
        await item.leave(person) if person not in await item.holders() else await item.decline(person)
    assert (await counts(item))[1:] == (0, 0), "the place they had is nobody's any more"


@ENDINGS
@pytest.mark.parametrize("does", [waits, holds, has_claimed, is_parted])
async def test_while_the_drop_is_paused_it_goes_to_nobody_yet(
    new_item: NewItem, does: Does, ending: Does
) -> None:
    item, case = await new_item(quantity=3, per_person=3, fitting="split"), CASES[does]
    await does(item)
    theirs = await owned(item.store)
    await item.change(state="paused", paused_at=item.now)
    item.now += 24 * HOUR
    await ending(item)
    expected = {name: [words(ending, name, state) for state in ended] for name, ended in case.ended.items()}
    assert await how_they_ended(item.store, theirs) == expected
    assert await item.holders() == [OTHER], "nothing runs out while it is paused"
    item.now -= 24 * HOUR
    await item.change(state="published", paused_at=None)
    await item.restock(0)
    assert (await counts(item), await item.holders()) == (case.counts, case.holders)


@ENDINGS
async def test_of_two_drops_both_are_left_and_those_of_others_stay(new_item: NewItem, ending: Does) -> None:
    first, second, third = [await new_item(quantity=1) for _ in range(3)]
    for item in (second, first):
        await item.join(OTHER)
        await item.join(GONE)
    await third.join(GONE)
    await third.join(NEXT)
    await ending(first)
    assert [await counts(item) for item in (first, second, third)] == [(0, 1, 0)] * 3
    assert await first.holders() == [OTHER, OTHER, NEXT]


@ENDINGS
async def test_a_line_that_is_not_theirs_is_not_touched(new_item: NewItem, ending: Does) -> None:
    item, other = await new_item(), await new_item(quantity=1)
    await holds(item)
    await other.join(OTHER)
    await other.join(NEXT)

    def run_out(session: Session) -> None:
        session.exec(select(Hold).where(col(Hold.item_id) == other.item)).one().until = NOW

    await item.store.write(run_out)
    await ending(item)
    assert await counts(other) == (0, 1, 1), "an expired hold there is left to the job"


@ENDINGS
async def test_a_released_ticket_collects_nothing_and_one_that_was_used_stays(
    new_item: NewItem, ending: Does
) -> None:
    used, item = await new_item(), await new_item()
    await has_collected_some(used)
    await has_claimed(item)
    await ending(item)

    def revoked(session: Session) -> list[bool]:
        rows = select(Ticket.revoked_at).join(Booking, col(Booking.id) == col(Ticket.booking_id))
        return [bool(at) for at in session.exec(rows.order_by(col(Booking.item_id)))]

    assert await item.store.read(revoked) == [False, True]


@ENDINGS
async def test_what_nobody_has_wound_up_yet_hinders_nobody(new_item: NewItem, ending: Does) -> None:
    item = await new_item(quantity=3)
    await has_claimed(item)
    await item.join(4)
    theirs = await owned(item.store)
    item.now = NOW + 85 * HOUR
    await ending(item)
    assert (await how_they_ended(item.store, theirs))["booking"] == ["released"]
    assert await item.holders() == [], "after its end nothing is given out"


async def test_what_is_open_is_ones_own_and_not_over(new_item: NewItem) -> None:
    item = await new_item(quantity=9, per_person=3)
    for person in (GONE, OTHER):
        await item.join(person, 2)
        await item.confirm(person)
    second, third = await new_item(quantity=2), await new_item(quantity=1)
    await second.join(GONE)
    await second.join(OTHER)
    await second.join(NEXT, 2)
    await third.join(NEXT)
    await third.join(GONE)
    await third.join(OTHER)

    def lend(session: Session) -> None:
        for booking, units, returned in zip(session.exec(select(Booking)), (2, 1), (1, 0), strict=True):
            session.add(
                Loan(
                    booking_id=booking.id or 0,
                    person_id=booking.person_id,
                    units=units,
                    returned=returned,
                    deposit=300,
                    out_at=NOW,
                    due_at=NOW,
                )
            )

    await item.store.write(lend)

    async def matters(person: int) -> tuple[int, ...]:
        found = await item.store.read(open_matters, person, item.now)
        return found.bookings, found.holds, found.entries, found.packaging, found.drops

    assert [await matters(person) for person in (GONE, NEXT, 5)] == [
        (1, 1, 1, 1, 0),
        (0, 1, 1, 0, 0),
        (0,) * 5,
    ]
    settled = await item.store.write(forget, GONE, item.now)
    assert (settled.bookings, settled.holds, settled.entries, settled.packaging) == (1, 1, 1, 1)
    assert await matters(GONE) == (0,) * 5


@ENDINGS
async def test_what_ended_before_stays_ended_and_what_others_booked_stays_theirs(
    new_item: NewItem, ending: Does
) -> None:
    item = await new_item(quantity=3)
    await item.join(OTHER)
    await item.confirm(OTHER)
    await item.join(GONE)
    await item.confirm(GONE)
    await item.release(GONE)
    await item.join(GONE, 2)
    theirs = await owned(item.store)
    item.now += 48 * HOUR
    await item.store.write(block, KEN, NEXT, NO_ADMINS, now=item.now)
    await ending(item)
    assert await counts(item) == (1, 0, 0)
    assert await how_they_ended(item.store, theirs) == {
        "entry": ["booked", words(ending, "entry", "expired")],
        "hold": ["booked", words(ending, "hold", "expired")],
        "booking": ["released"],
    }
    blocked = await item.store.read(lambda session: session.get_one(Person, NEXT).blocked_at)
    assert blocked == item.now, "a block goes with the person it is of"
