"""Gifts of drawn units, no-shows and attendance: by the rows of this item and person, and no others."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor, NotYourStall
from market.drop.refusals import DropCancelled, DropOver
from market.refusal import Refusal
from market.waitlist.gift import gift_by_code, give_booking, give_hold, take_gift
from market.waitlist.no_show import NoShow, no_shows
from market.waitlist.refusals import AlreadyCollected, BookingNotYours, BookingUnknown, GiftAlreadyPassedOn
from storage.gift import Gift
from storage.notification import Notification
from storage.shown import ShownKind
from storage.waitlist import Booking, Entry
from tests.market.shown_messages import due_again, show
from tests.market.waitlist.conftest import HOUR, NOW, ROS, ItemScenario

NewItem = Callable[..., Awaitable[ItemScenario]]


async def drawn(new_item: NewItem) -> ItemScenario:
    """The first and the second each hold one of two boxes, by a draw."""
    item = await new_item(quantity=2)
    await item.join_all(1, 1)

    def draw(session: Session) -> None:
        for entry in session.exec(select(Entry)):
            entry.pseudonym = f"p-{entry.person_id}"

    await item.store.write(draw)
    return item


async def give(item: ItemScenario, person: int, kept: bool) -> str:
    thing = await (item.booking_of(person) if kept else item.hold_of(person))
    action = give_booking if kept else give_hold
    return (await item.store.write(action, person, thing, item.now, item.rng)).code


async def accept(item: ItemScenario, person: int, code: str) -> None:
    await item.store.write(take_gift, person, code, item.now, rng=item.rng)


@pytest.mark.parametrize(("kept", "kept_later"), [(False, False), (False, True), (True, True)])
async def test_what_a_draw_gave_is_handed_on_once_as_a_hold_or_as_a_booking(
    new_item: NewItem, kept: bool, kept_later: bool
) -> None:
    item = await drawn(new_item)
    if kept:
        await item.confirm(1)
    await accept(item, 3, await give(item, 1, kept))
    if kept_later and not kept:
        await item.confirm(3)
    with pytest.raises(GiftAlreadyPassedOn):
        await give(item, 3, kept_later)
    await accept(item, 4, await give(item, 2, kept=False))


@pytest.mark.parametrize("kept", [False, True])
async def test_a_link_that_nobody_took_was_no_handing_on(new_item: NewItem, kept: bool) -> None:
    item = await drawn(new_item)
    if kept:
        await item.confirm(1)
    await give(item, 1, kept)
    await accept(item, 3, await give(item, 1, kept))


async def test_what_no_draw_gave_is_handed_on_as_often_as_one_likes(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    await item.join(1)
    for giver, taker in ((1, 3), (3, 2), (2, 4)):
        await accept(item, taker, await give(item, giver, kept=False))
    assert await item.holders() == [4]


@pytest.mark.parametrize("kept", [False, True])
async def test_a_new_link_ends_the_one_before_and_no_other(new_item: NewItem, kept: bool) -> None:
    item = await new_item(quantity=2)
    await item.join_all(1, 1)
    if kept:
        await item.confirm(1)
        await item.confirm(2)
    first, others = await give(item, 1, kept), await give(item, 2, kept)
    gifts = await item.store.read(lambda session: [*session.exec(select(Gift.id).order_by(col(Gift.id)))])
    for person, gift in zip((1, 2), gifts, strict=True):
        await item.store.write(show, person, ShownKind.GIFT, gift)
    second = await give(item, 1, kept)
    assert await item.store.read(due_again) == [(ShownKind.GIFT, gifts[0])], (
        "the message of the link that ended"
    )
    states = select(Gift.state).order_by(col(Gift.id))
    assert await item.store.read(lambda session: list(session.exec(states))) == [
        "withdrawn",
        "offered",
        "offered",
    ]
    assert first != second
    for code in (others, second):
        await item.store.read(gift_by_code, 3, code, item.now)
    await accept(item, 3, second)
    assert (await item.store.read(gift_by_code, 3, second, item.now)).accepted is not None


async def test_who_has_not_come_is_told_by_number_and_only_of_what_stands(new_item: NewItem) -> None:
    other, item = await new_item(quantity=9), await new_item(quantity=9)
    for one in (other, item):
        for person in (3, 1, 4, 2, 5):
            await one.join(person)
            await one.confirm(person)
    numbers = {3: 4, 1: 5, 4: 1, 2: 2, 5: 3}

    def write(session: Session) -> None:
        """Write entries whose numbers are in another sequence than ids; the fourth is a remainder."""
        rows = session.exec(select(Entry).where(col(Entry.item_id) == item.item)).all()
        for add in (100, 0):
            for row in rows:
                row.number = numbers[row.person_id or 0] + add
            session.flush()
        booking = session.exec(
            select(Booking).where(col(Booking.item_id) == item.item, col(Booking.person_id) == 4)
        ).one()
        booking.units, booking.collected = 2, 1

    await item.store.write(write)
    await item.release(5)
    await item.attend(3, await item.booking_of(3))
    since, found = await item.store.read(no_shows, Actor(ROS), item.item, NOW)
    assert since == NOW + 80 * HOUR + timedelta(minutes=30)
    ids = {person: await item.booking_of(person) for person in (2, 3, 1)}
    assert found == (
        NoShow(booking=ids[2], number=2, units=1, coming=False),
        NoShow(booking=ids[3], number=4, units=1, coming=True),
        NoShow(booking=ids[1], number=5, units=1, coming=False),
    )
    with pytest.raises(BookingUnknown):
        await item.store.read(no_shows, Actor(ROS), item.item + 99, NOW)
    with pytest.raises(NotYourStall):
        await item.store.read(no_shows, Actor(1), item.item, NOW)


async def coming(item: ItemScenario) -> dict[int, bool]:
    rows = select(Booking.person_id, Booking.coming)
    return await item.store.read(lambda session: {one or 0: said for one, said in session.exec(rows)})


async def queued(item: ItemScenario) -> list[tuple[int, str, object]]:
    rows = select(Notification.person_id, Notification.about, Notification.due_at).where(
        col(Notification.state) == "queued"
    )
    return await item.store.read(lambda session: sorted(session.exec(rows).all(), key=repr))  # type: ignore[arg-type]


async def test_who_says_that_they_come_is_written_to_no_more_for_it(new_item: NewItem) -> None:
    item = await new_item(quantity=2)
    await item.join_all(1, 1)
    booking = await item.confirm(1)
    await item.confirm(2)
    before = await queued(item)
    for _ in range(2):
        await item.attend(1, booking)
        assert await queued(item) == before
    assert await coming(item) == {1: True, 2: False}
    with pytest.raises(BookingNotYours):
        await item.attend(2, booking)


@pytest.mark.parametrize(
    ("drop", "booking", "refused"),
    [
        ({}, {"collected": 1}, AlreadyCollected),
        ({}, {"collected": 1, "state": "collected"}, AlreadyCollected),
        ({}, {"state": "released"}, DropOver),
        ({}, {"state": "missed"}, DropOver),
        ({"state": "cancelled", "cancelled_at": NOW}, {"state": "cancelled"}, DropCancelled),
    ],
)
async def test_nobody_comes_for_what_stands_no_more(
    new_item: NewItem, drop: dict[str, object], booking: dict[str, object], refused: type[Refusal]
) -> None:
    item = await new_item(quantity=1)
    await item.join(1)
    kept = await item.confirm(1)
    await item.change(**drop)

    def end(session: Session) -> None:
        session.get_one(Booking, kept).sqlmodel_update(booking)

    await item.store.write(end)
    with pytest.raises(refused):
        await item.attend(1, kept)
    assert await coming(item) == {1: False}
