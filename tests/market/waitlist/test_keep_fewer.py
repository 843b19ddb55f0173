"""Keeping fewer units of a booking: the others go on at once, and nothing else changes."""

from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import Session

from market.drop.refusals import DropCancelled, DropOver
from market.person import Blocked
from market.refusal import Refusal
from market.waitlist.keep_fewer import keep_fewer
from market.waitlist.refusals import AlreadyCollected, BookingNotYours, DepositForAll
from storage.deposit import Deposit, DepositState, PaymentMethod
from storage.drop import Drop, Item
from storage.person import Person
from storage.waitlist import Booking
from tests.market.waitlist.conftest import NOW, ItemScenario

NewItem = Callable[..., Awaitable[ItemScenario]]


async def counts(item: ItemScenario) -> tuple[int, int, int]:
    """Return what is booked, held and waited for."""

    def read(session: Session) -> tuple[int, int, int]:
        row = session.get_one(Item, item.item)
        return row.booked, row.held, row.waiting

    return await item.store.read(read)


async def keep(item: ItemScenario, person: int, booking: int, units: int) -> int | None:
    return await item.store.write(keep_fewer, person, booking, units, item.now)


async def of(item: ItemScenario, booking: int) -> tuple[int, str]:
    row = await item.store.read(lambda session: session.get_one(Booking, booking))
    return row.units, row.options


async def test_the_others_go_to_the_next_and_a_second_tap_gives_nothing_up(new_item: NewItem) -> None:
    item = await new_item(quantity=3, per_person=3)
    await item.join(1, 3)
    mine = await item.confirm(1)
    await item.join(2, 1)
    await item.join(3, 2)
    await item.store.write(lambda session: setattr(session.get_one(Booking, mine), "options", "021"))
    assert await keep(item, 1, mine, 2) == 2, "number 2 gets it"
    assert await of(item, mine) == (2, "02"), "the first units keep their options"
    assert await counts(item) == (2, 1, 2)
    for again in (2, 3, 6):
        assert await keep(item, 1, mine, again) is None
    assert await of(item, mine) == (2, "02")
    assert await counts(item) == (2, 1, 2)
    assert await keep(item, 1, mine, 0) is None, (
        "one is kept at least, and a free unit is too few for number 3"
    )
    assert await of(item, mine) == (1, "0")
    assert await counts(item) == (1, 1, 2)


async def test_what_its_person_was_shown_of_it_is_drawn_again(new_item: NewItem) -> None:
    item = await new_item(quantity=3, per_person=3)
    await item.join(1, 3)
    mine = await item.confirm(1)
    marks = await item.store.read(lambda session: session.get_one(Item, item.item).marks)
    await keep(item, 1, mine, 2)
    assert await item.store.read(lambda session: session.get_one(Item, item.item).marks) > marks


async def test_only_their_own_and_only_while_it_waits_for_them(new_item: NewItem) -> None:
    item = await new_item(quantity=4, per_person=3)
    await item.join(1, 3)
    mine = await item.confirm(1)
    with pytest.raises(BookingNotYours):
        await keep(item, 2, mine, 1)
    await item.store.write(lambda session: setattr(session.get_one(Person, 1), "blocked_at", NOW))
    with pytest.raises(Blocked):
        await keep(item, 1, mine, 1)
    assert await of(item, mine) == (3, "")


@pytest.mark.parametrize(
    ("drop", "booking", "refused"),
    [
        ({}, {"collected": 1}, AlreadyCollected),
        ({}, {"state": "released"}, DropOver),
        ({"state": "cancelled", "cancelled_at": NOW}, {"state": "cancelled"}, DropCancelled),
    ],
)
async def test_what_is_collected_or_over_stays_as_it_is(
    new_item: NewItem, drop: dict[str, object], booking: dict[str, object], refused: type[Refusal]
) -> None:
    item = await new_item(quantity=3, per_person=3)
    await item.join(1, 3)
    mine = await item.confirm(1)
    await item.change(**drop)
    await item.store.write(lambda session: session.get_one(Booking, mine).sqlmodel_update(booking))
    with pytest.raises(refused):
        await keep(item, 1, mine, 1)
    assert (await of(item, mine))[0] == 3


async def test_a_deposit_was_paid_for_all_of_them(new_item: NewItem) -> None:
    item = await new_item(quantity=3, per_person=3)
    await item.join(1, 3)
    hold = await item.hold_of(1)
    mine = await item.confirm(1)

    def pay(session: Session) -> None:
        session.add(
            Deposit(
                hold_id=hold,
                booking_id=mine,
                person_id=1,
                stall_id=session.get_one(Drop, item.drop).stall_id,
                units=3,
                way=PaymentMethod.CASH,
                currency="MYR",
                amount=300,
                reference="ABCDE",
                state=DepositState.PAID,
                asked_at=NOW,
                refund_until=NOW,
            )
        )

    await item.store.write(pay)
    with pytest.raises(DepositForAll):
        await keep(item, 1, mine, 1)
    assert await of(item, mine) == (3, "")
    assert await counts(item) == (3, 0, 0)
