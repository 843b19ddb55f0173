"""What changes hands beside the line: a gift to a friend, another hour, the units of who did not come."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from market.acting import Acting
from market.drop.pause import pause, resume
from market.privacy.forget import forget
from market.refusal import (
    AlreadyHolding,
    ClaimNotYours,
    DropOver,
    DropUnknown,
    GiftGone,
    GiftOnce,
    HoldNotYours,
    LinkUnknown,
    NoShowTooSoon,
    NotYourStall,
    OwnGift,
    PartyTooBig,
    SlotFull,
)
from market.waitlist.actions import keep
from market.waitlist.gift import Accepted, Offered, give_claim, give_hold, take_gift
from market.waitlist.join import join
from market.waitlist.no_show import release_no_show
from market.waitlist.slot import move
from storage.drop import Line
from storage.store import Store
from storage.ticket import Ticket
from storage.waitlist import Entry
from tests.market.waitlist.conftest import HOUR, ROS, Alive
from tests.market.waitlist.crowd import Crowd, gathered

Lay = Callable[..., Awaitable[Alive]]


async def give(line: Alive, person: int) -> Offered:
    return await line.store.write(give_hold, person, await line.hold_of(person), line.now, line.dice)


async def accept(line: Alive, person: int, gift: Offered) -> Accepted:
    return await line.store.write(take_gift, person, gift.code, line.now, line.dice)


async def test_a_gift_of_a_hold_is_the_friends_once_and_the_link_works_once(lay: Lay) -> None:
    line = await lay(quantity=1)
    hold = (await line.join(1)).hold
    await line.join(2)
    gift = await give(line, 1)
    assert await line.holders() == [1], "until it is taken it is the giver's"
    assert (await accept(line, 3, gift)).hold == hold
    assert (await accept(line, 3, gift)).hold == hold, "again by the same person: the same"
    with pytest.raises(GiftGone):
        await accept(line, 4, gift)
    with pytest.raises(HoldNotYours):
        await line.keep(1, hold)
    assert await line.holders() == [3]
    assert await line.letters("GiftTaken") == [1]
    await line.keep(3)
    assert (await line.row()).claimed == 1


async def test_a_gift_of_a_claim_takes_its_ticket_along(lay: Lay) -> None:
    line = await lay(quantity=1)
    await line.join(1)
    claim = await line.keep(1)
    gift = await line.store.write(give_claim, 1, claim, line.now, line.dice)
    assert (await accept(line, 2, gift)).claim == claim
    rows = select(Ticket.person_id).where(col(Ticket.claim_id) == claim, col(Ticket.revoked_at).is_(None))
    assert await line.store.read(lambda session: list(session.exec(rows))) == [2]
    with pytest.raises(ClaimNotYours):
        await line.release(1, claim)
    assert await line.release(2, claim) is None


async def test_a_link_that_is_unknown_ones_own_withdrawn_too_late_or_overtaken_gives_nothing(
    lay: Lay,
) -> None:
    line = await lay(quantity=5)
    for person in (1, 2, 3):
        await line.join(person)
    with pytest.raises(LinkUnknown):
        await accept(line, 9, Offered("nonsense", line.now))
    first = await give(line, 1)
    with pytest.raises(OwnGift):
        await accept(line, 1, first)
    second = await give(line, 1)
    kept, declined = await give(line, 2), await give(line, 3)
    await line.keep(2)
    await line.decline(3)
    for gone in (first, kept, declined):
        with pytest.raises(GiftGone):
            await accept(line, 9, gone)
    line.now = second.until
    with pytest.raises(GiftGone):
        await accept(line, 9, second)


async def test_a_gift_counts_towards_the_limit_of_who_takes_it(lay: Lay) -> None:
    line = await lay(quantity=5, per_person=2)
    await line.join(1, 2)
    await line.join(2, 1)
    gift = await give(line, 1)
    with pytest.raises(AlreadyHolding):
        await accept(line, 2, gift)
    await line.keep(2)
    with pytest.raises(PartyTooBig):
        await accept(line, 2, gift)


async def test_while_a_drop_is_paused_a_hold_counts_towards_the_limit_however_late_it_is(
    store: Store,
) -> None:
    crowd = await gathered(store, "slots", [3, 3, 3, 3], per_person=2)
    claim = await claimed(crowd, 1, crowd.lines[0], 2)
    gift = await store.write(give_claim, 1, claim, crowd.now, crowd.dice)
    await crowd.act(("join", 2, 1, 2))
    await store.write(pause, Acting(ROS), crowd.drop, crowd.now)
    crowd.now += timedelta(hours=7)
    with pytest.raises(PartyTooBig):
        await store.write(take_gift, 2, gift.code, crowd.now, crowd.dice)
    await store.write(resume, Acting(ROS), crowd.drop, crowd.now)
    assert [one.person_id for one in (await crowd.look()).live] == [2], "the pause gave its time back"


async def test_who_takes_a_gift_waits_in_that_line_no_more(lay: Lay) -> None:
    line = await lay(quantity=1)
    await line.all_join(1, 1, 1)
    await accept(line, 2, await give(line, 1))
    assert (await line.row()).waiting == 1
    await line.decline(2)
    assert await line.holders() == [3]


async def test_what_a_draw_gave_is_handed_on_once(lay: Lay) -> None:
    line = await lay(quantity=1)
    entry = (await line.join(1)).entry

    def drawn(session: Session) -> None:
        session.get_one(Entry, entry).pseudonym = "A1"

    await line.store.write(drawn)
    await accept(line, 2, await give(line, 1))
    with pytest.raises(GiftOnce):
        await give(line, 2)


async def claimed(crowd: Crowd, person: int, line: int, units: int = 1) -> int:
    """Join a slot that has room and keep what it gives; the claim."""
    wish = (person, line, units, crowd.now)
    hold = (await crowd.store.write(join, *wish)).hold or 0
    return await crowd.store.write(keep, person, hold, units, crowd.now, crowd.dice)


async def moved(crowd: Crowd, person: int, claim: int, line: int) -> int:
    return await crowd.store.write(move, person, claim, line, crowd.now, crowd.dice)


async def test_a_claim_moves_to_another_hour_and_its_own_goes_to_the_next(store: Store) -> None:
    crowd = await gathered(store, "slots", [1, 1, 1, 1])
    first, second, third = crowd.lines
    claim = await claimed(crowd, 1, first)
    await crowd.act(("join", 2, 0, 1))
    await moved(crowd, 1, claim, second)
    seen = await crowd.look()
    assert {one.person_id: one.line_id for one in seen.standing} == {1: second}
    assert {one.person_id: one.line_id for one in seen.live} == {2: first}
    with pytest.raises(SlotFull):
        await moved(crowd, 3, await claimed(crowd, 3, third), second)
    with pytest.raises(ClaimNotYours):
        await moved(crowd, 9, claim, third)


async def test_nobody_moves_out_of_an_hour_that_has_begun(store: Store) -> None:
    crowd = await gathered(store, "slots", [1, 1, 1, 1])
    first, second, _ = crowd.lines
    claim = await claimed(crowd, 1, first)
    begins = await store.read(lambda session: session.get_one(Line, first).starts_at)
    assert begins is not None
    crowd.now = begins
    with pytest.raises(DropOver):
        await moved(crowd, 1, claim, second)
    crowd.now = begins - HOUR / 60
    await moved(crowd, 1, claim, second)


async def test_who_moves_overtakes_nobody_who_waits_there(store: Store) -> None:
    crowd = await gathered(store, "slots", [2, 3, 1, 1], fitting="strict", per_person=3)
    first, second, _ = crowd.lines
    claim = await claimed(crowd, 1, first)
    await claimed(crowd, 2, second, 2)
    await crowd.act(("join", 3, 1, 2))
    with pytest.raises(SlotFull):
        await moved(crowd, 1, claim, second)
    assert {one.line_id for one in (await crowd.look()).standing} == {first, second}, "nothing is given up"


async def test_who_moves_to_where_they_wait_keeps_back_nothing_there_any_more(store: Store) -> None:
    crowd = await gathered(store, "slots", [1, 5, 1, 1], fitting="strict", per_person=6)
    first, second, _ = crowd.lines
    claim = await claimed(crowd, 1, first)
    await claimed(crowd, 2, second, 3)
    await crowd.act(("join", 1, 1, 3))
    await crowd.act(("join", 3, 1, 1))
    assert (await crowd.look()).live == [], "two are kept back for the party of three"
    await moved(crowd, 1, claim, second)
    seen = await crowd.look()
    assert [(one.person_id, one.line_id) for one in seen.live] == [(3, second)]
    assert {one.person_id: one.line_id for one in seen.standing} == {1: second, 2: second}


async def test_only_slots_of_one_drop_are_hours_to_move_to(store: Store, lay: Lay) -> None:
    plain, crowd = await lay(quantity=3), await gathered(store, "slots", [1, 1, 1, 1])
    await plain.join(1)
    with pytest.raises(DropUnknown):
        await moved(crowd, 1, await plain.keep(1), crowd.lines[0])
    with pytest.raises(DropUnknown):
        await moved(crowd, 2, await claimed(crowd, 2, crowd.lines[0]), plain.line)


async def test_the_units_of_who_does_not_come_go_on_half_an_hour_after_the_start(lay: Lay) -> None:
    line = await lay(quantity=1)
    await line.all_join(1, 1)
    claim = await line.keep(1)

    async def given_on(by: int) -> int | None:
        return await line.store.write(release_no_show, Acting(by), claim, line.now)

    line.now += 80 * HOUR + timedelta(minutes=29)
    with pytest.raises(NoShowTooSoon):
        await given_on(ROS)
    line.now += timedelta(minutes=1)
    with pytest.raises(NotYourStall):
        await given_on(2)
    assert await given_on(ROS) == 2
    assert await given_on(ROS) is None, "once"
    assert await line.holders() == [2]
    assert await line.letters("ClaimGivenOn") == [1]


async def test_who_is_forgotten_leaves_nothing_held_though_their_party_was_parted(lay: Lay) -> None:
    line = await lay(quantity=4, fitting="split", per_person=4)
    await line.join(1, 3)
    await line.join(2, 3, split=True)
    await line.join(3, 1)
    await line.store.write(forget, 2, line.now)
    assert await line.holders() == [1, 3]
