"""What ended, with how it ended, each once; and what a gift's link shows to whom."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlmodel import col, select

from market.drop.wind_up import wind_up
from market.refusal import GiftGone, LinkUnknown, OwnGift
from market.waitlist.gift import Accepted, gift_by_code, give_claim, give_hold, take_gift, taken_gift
from market.waitlist.join import join
from market.waitlist.past import KEPT, past
from storage.gift import Gift
from tests.market.waitlist.conftest import HOUR, NOW, Alive

Lay = Callable[..., Awaitable[Alive]]


async def ended(line: Alive, person: int) -> list[tuple[str, int]]:
    """How and of how many units, the newest first."""
    page = await line.store.read(past, person, line.now, 1)
    return [(each.how, each.units) for each in page.ended]


async def test_each_thing_that_ended_is_told_once_by_how_it_ended(lay: Lay) -> None:
    line = await lay(quantity=3)
    await line.join(1, 2)
    await line.decline(1)
    line.now += timedelta(minutes=1)
    await line.join(1, 1)
    await line.keep(1)
    assert await ended(line, 1) == [("declined", 2)]
    line.now += timedelta(minutes=1)
    await line.release(1)
    assert await ended(line, 1) == [("released", 1), ("declined", 2)]
    await line.join(2, 2)
    await line.join(3, 2)
    line.now += timedelta(minutes=1)
    await line.leave(3)
    assert await ended(line, 3) == [("left", 2)]
    line.now += timedelta(days=2)
    await line.sweep()
    assert await ended(line, 2) == [("expired", 2)]
    assert await ended(line, 4) == []


async def test_what_the_end_of_a_drop_ends_is_told_too(lay: Lay) -> None:
    line = await lay(quantity=1)
    await line.join(1)
    await line.keep(1)
    await line.join(2)
    line.now = NOW + 85 * HOUR
    assert await ended(line, 2) == []
    await line.store.write(wind_up, line.drop, line.now)
    assert await ended(line, 1) == [("missed", 1)]
    assert await ended(line, 2) == [("closed", 1)]
    line.now += KEPT
    assert await ended(line, 1) == [], "thirty days later it is past telling"


async def test_the_rest_of_a_party_that_joined_the_hold_of_the_first_is_no_ending(lay: Lay) -> None:
    line = await lay(quantity=3, fitting="split", per_person=4)
    await line.join(1, 2)
    await line.store.write(join, 2, line.line, 3, line.now, True)
    await line.decline(1)
    line.now += timedelta(minutes=1)
    assert await ended(line, 2) == []
    await line.decline(2)
    assert await ended(line, 2) == [("declined", 3)]


async def test_pages_of_five_and_beyond_the_last_the_last(lay: Lay) -> None:
    line = await lay(quantity=1)
    for _ in range(6):
        await line.join(1)
        await line.decline(1)
        line.now += timedelta(minutes=1)
    first = await line.store.read(past, 1, line.now, 1)
    last = await line.store.read(past, 1, line.now, 99)
    assert (len(first.ended), first.page, first.pages) == (5, 1, 2)
    assert (len(last.ended), last.page) == (1, 2)
    assert first.ended[0].at > first.ended[-1].at > last.ended[0].at


async def test_a_gift_is_looked_at_by_the_friend_and_told_of_among_what_ended(lay: Lay) -> None:
    line = await lay()
    await line.join(1, 2)
    hold = await line.hold_of(1)
    offered = await line.store.write(give_hold, 1, hold, line.now, line.dice)
    seen = await line.store.read(gift_by_code, 2, offered.code, line.now)
    assert (seen.units, seen.price, seen.until, seen.taken) == (2, 850, offered.until, None)
    assert seen.keep_by is not None
    for person, code, why in ((1, offered.code, OwnGift), (2, "x" * 22, LinkUnknown), (2, "", LinkUnknown)):
        with pytest.raises(why):
            await line.store.read(gift_by_code, person, code, line.now)
    with pytest.raises(GiftGone):
        await line.store.read(gift_by_code, 2, offered.code, offered.until)
    assert await line.holders() == [1], "to look changes nothing"

    line.now += timedelta(minutes=1)
    await line.store.write(take_gift, 2, offered.code, line.now, line.dice)
    again = await line.store.read(gift_by_code, 2, offered.code, line.now)
    assert again.taken == Accepted(hold, None)
    with pytest.raises(GiftGone):
        await line.store.read(gift_by_code, 3, offered.code, line.now)
    assert await ended(line, 1) == [("given", 2)]
    assert await ended(line, 2) == []
    assert await line.letters("GiftTaken") == [1]


async def test_a_claim_is_given_at_the_price_it_was_kept_at(lay: Lay) -> None:
    line = await lay()
    await line.join(1, 2)
    claim = await line.keep(1)
    await line.change(ends_at=NOW + 84 * HOUR)
    offered = await line.store.write(give_claim, 1, claim, line.now, line.dice)
    seen = await line.store.read(gift_by_code, 2, offered.code, line.now)
    assert (seen.units, seen.price, seen.keep_by) == (2, 850, None)
    await line.store.write(take_gift, 2, offered.code, line.now, line.dice)
    newest = select(Gift.id).order_by(col(Gift.id).desc())
    gift = await line.store.read(lambda session: session.exec(newest).first())
    told = await line.store.read(taken_gift, gift or 0)
    assert (told.units, told.drop.id, told.line.id) == (2, line.drop, line.line)
    await line.release(2)
    assert await ended(line, 1) == [("given", 2)]
    assert await ended(line, 2) == [("released", 2)]
