"""Ended entries, each once with its outcome; and the contents of a gift's link by reader."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlmodel import col, select

from market.refusal import LinkUnknown
from market.stock.wind_up import wind_up
from market.waitlist.gift import AcceptedGift, gift_by_code, give_booking, give_hold, take_gift, taken_gift
from market.waitlist.past_items import KEPT_FOR, past_items
from market.waitlist.refusals import GiftGone, OwnGift
from storage.gift import Gift
from tests.holding import join_for_hold
from tests.market.waitlist.conftest import HOUR, NOW, ItemScenario

NewItem = Callable[..., Awaitable[ItemScenario]]


async def ended(item: ItemScenario, person: int) -> list[tuple[str, int]]:
    """Return the outcome and the units of each ended entry, the newest first."""
    page = await item.store.read(past_items, person, item.now, 1)
    return [(each.outcome, each.units) for each in page.ended]


async def test_each_thing_that_ended_is_told_once_by_how_it_ended(new_item: NewItem) -> None:
    item = await new_item(quantity=3)
    await item.join(1, 2)
    await item.decline(1)
    item.now += timedelta(minutes=1)
    await item.join(1, 1)
    await item.confirm(1)
    assert await ended(item, 1) == [("declined", 2)]
    item.now += timedelta(minutes=1)
    await item.release(1)
    assert await ended(item, 1) == [("released", 1), ("declined", 2)]
    await item.join(2, 2)
    await item.join(3, 2)
    item.now += timedelta(minutes=1)
    await item.leave(3)
    assert await ended(item, 3) == [("left", 2)]
    item.now += timedelta(days=2)
    await item.sweep()
    assert await ended(item, 2) == [("expired", 2)]
    assert await ended(item, 4) == []


async def test_what_the_end_of_a_drop_ends_is_told_too(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    await item.join(1)
    await item.confirm(1)
    await item.join(2)
    item.now = NOW + 85 * HOUR
    assert await ended(item, 2) == []
    await item.store.write(wind_up, item.drop, item.now)
    assert await ended(item, 1) == [("missed", 1)]
    assert await ended(item, 2) == [("closed", 1)]
    item.now += KEPT_FOR
    assert await ended(item, 1) == [], "thirty days later it is past telling"


async def test_the_rest_of_an_entry_that_joined_the_hold_of_the_first_is_no_ending(new_item: NewItem) -> None:
    item = await new_item(quantity=3, fitting="split", per_person=4)
    await item.join(1, 2)
    await item.store.write(join_for_hold, 2, item.item, 3, now=item.now, split=True)
    await item.decline(1)
    item.now += timedelta(minutes=1)
    assert await ended(item, 2) == []
    await item.decline(2)
    assert await ended(item, 2) == [("declined", 3)]


async def test_pages_of_five_and_beyond_the_last_the_last(new_item: NewItem) -> None:
    item = await new_item(quantity=1)
    for _ in range(6):
        await item.join(1)
        await item.decline(1)
        item.now += timedelta(minutes=1)
    first = await item.store.read(past_items, 1, item.now, 1)
    last = await item.store.read(past_items, 1, item.now, 99)
    assert (len(first.ended), first.page, first.pages) == (5, 1, 2)
    assert (len(last.ended), last.page) == (1, 2)
    assert first.ended[0].at > first.ended[-1].at > last.ended[0].at


async def test_a_gift_is_looked_at_by_the_friend_and_told_of_among_what_ended(new_item: NewItem) -> None:
    item = await new_item()
    await item.join(1, 2)
    hold = await item.hold_of(1)
    offered = await item.store.write(give_hold, 1, hold, item.now, rng=item.rng)
    seen = await item.store.read(gift_by_code, 2, offered.code, item.now)
    assert (seen.units, seen.price, seen.until, seen.accepted) == (2, 850, offered.until, None)
    assert seen.confirm_by is not None
    for person, code, why in ((1, offered.code, OwnGift), (2, "x" * 22, LinkUnknown), (2, "", LinkUnknown)):
        with pytest.raises(why):
            await item.store.read(gift_by_code, person, code, item.now)
    with pytest.raises(GiftGone):
        await item.store.read(gift_by_code, 2, offered.code, offered.until)
    assert await item.holders() == [1], "to look changes nothing"

    item.now += timedelta(minutes=1)
    await item.store.write(take_gift, 2, offered.code, item.now, rng=item.rng)
    again = await item.store.read(gift_by_code, 2, offered.code, item.now)
    assert again.accepted == AcceptedGift(hold, None)
    with pytest.raises(GiftGone):
        await item.store.read(gift_by_code, 3, offered.code, item.now)
    assert await ended(item, 1) == [("given", 2)]
    assert await ended(item, 2) == []
    assert await item.notifications("GiftAccepted") == [1]


async def test_a_booking_is_given_at_the_price_it_was_confirmed_at(new_item: NewItem) -> None:
    item = await new_item()
    await item.join(1, 2)
    booking = await item.confirm(1)
    await item.change(ends_at=NOW + 84 * HOUR)
    offered = await item.store.write(give_booking, 1, booking, item.now, rng=item.rng)
    seen = await item.store.read(gift_by_code, 2, offered.code, item.now)
    assert (seen.units, seen.price, seen.confirm_by) == (2, 850, None)
    await item.store.write(take_gift, 2, offered.code, item.now, rng=item.rng)
    newest = select(Gift.id).order_by(col(Gift.id).desc())
    gift = await item.store.read(lambda session: session.exec(newest).first())
    gift_facts = await item.store.read(taken_gift, gift or 0)
    assert (gift_facts.units, gift_facts.drop.id, gift_facts.item.id) == (2, item.drop, item.item)
    await item.release(2)
    assert await ended(item, 1) == [("given", 2)]
    assert await ended(item, 2) == [("released", 2)]
