"""Gifts of what was drawn, who did not come, and who is coming: by the rows of this line and person, and no other's."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from market.acting import Acting
from market.refusal import (
    AlreadyCollected,
    ClaimNotYours,
    ClaimUnknown,
    DropCancelled,
    DropOver,
    GiftOnce,
    NotYourStall,
    Refusal,
)
from market.waitlist.gift import gift_by_code, give_claim, give_hold, take_gift
from market.waitlist.no_show import NotCome, not_come
from storage.gift import Gift
from storage.letter import Letter
from storage.waitlist import Claim, Entry
from tests.market.waitlist.conftest import HOUR, NOW, ROS, Alive

Lay = Callable[..., Awaitable[Alive]]


async def drawn(lay: Lay) -> Alive:
    """The first and the second each hold one of two boxes, by a draw."""
    line = await lay(quantity=2)
    await line.all_join(1, 1)

    def draw(session: Session) -> None:
        for entry in session.exec(select(Entry)):
            entry.pseudonym = f"p-{entry.person_id}"

    await line.store.write(draw)
    return line


async def give(line: Alive, person: int, kept: bool) -> str:
    thing = await (line.claim_of(person) if kept else line.hold_of(person))
    action = give_claim if kept else give_hold
    return (await line.store.write(action, person, thing, line.now, line.dice)).code


async def accept(line: Alive, person: int, code: str) -> None:
    await line.store.write(take_gift, person, code, line.now, line.dice)


@pytest.mark.parametrize(("kept", "kept_later"), [(False, False), (False, True), (True, True)])
async def test_what_a_draw_gave_is_handed_on_once_as_a_hold_or_as_a_claim(
    lay: Lay, kept: bool, kept_later: bool
) -> None:
    line = await drawn(lay)
    if kept:
        await line.keep(1)
    await accept(line, 3, await give(line, 1, kept))
    if kept_later and not kept:
        await line.keep(3)
    with pytest.raises(GiftOnce):
        await give(line, 3, kept_later)
    await accept(line, 4, await give(line, 2, kept=False))


@pytest.mark.parametrize("kept", [False, True])
async def test_a_link_that_nobody_took_was_no_handing_on(lay: Lay, kept: bool) -> None:
    line = await drawn(lay)
    if kept:
        await line.keep(1)
    await give(line, 1, kept)
    await accept(line, 3, await give(line, 1, kept))


async def test_what_no_draw_gave_is_handed_on_as_often_as_one_likes(lay: Lay) -> None:
    line = await lay(quantity=1)
    await line.join(1)
    for giver, taker in ((1, 3), (3, 2), (2, 4)):
        await accept(line, taker, await give(line, giver, kept=False))
    assert await line.holders() == [4]


@pytest.mark.parametrize("kept", [False, True])
async def test_a_new_link_ends_the_one_before_and_no_other(lay: Lay, kept: bool) -> None:
    line = await lay(quantity=2)
    await line.all_join(1, 1)
    if kept:
        await line.keep(1)
        await line.keep(2)
    first, others = await give(line, 1, kept), await give(line, 2, kept)
    second = await give(line, 1, kept)
    states = select(Gift.state).order_by(col(Gift.id))
    assert await line.store.read(lambda session: list(session.exec(states))) == [
        "withdrawn",
        "offered",
        "offered",
    ]
    assert first != second
    for code in (others, second):
        await line.store.read(gift_by_code, 3, code, line.now)
    await accept(line, 3, second)
    assert (await line.store.read(gift_by_code, 3, second, line.now)).taken is not None


async def test_who_has_not_come_is_told_by_number_and_only_of_what_stands(lay: Lay) -> None:
    other, line = await lay(quantity=9), await lay(quantity=9)
    for one in (other, line):
        for person in (3, 1, 4, 2, 5):
            await one.join(person)
            await one.keep(person)
    numbers = {3: 4, 1: 5, 4: 1, 2: 2, 5: 3}

    def write(session: Session) -> None:
        """Numbers in another sequence than ids; the fourth has a part of theirs."""
        rows = session.exec(select(Entry).where(col(Entry.line_id) == line.line)).all()
        for add in (100, 0):
            for row in rows:
                row.number = numbers[row.person_id or 0] + add
            session.flush()
        claim = session.exec(
            select(Claim).where(col(Claim.line_id) == line.line, col(Claim.person_id) == 4)
        ).one()
        claim.units, claim.collected = 2, 1

    await line.store.write(write)
    await line.release(5)
    await line.confirm(3, await line.claim_of(3))
    since, found = await line.store.read(not_come, Acting(ROS), line.line, NOW)
    assert since == NOW + 80 * HOUR + timedelta(minutes=30)
    ids = {person: await line.claim_of(person) for person in (2, 3, 1)}
    assert found == (
        NotCome(ids[2], 2, 1, False),
        NotCome(ids[3], 4, 1, True),
        NotCome(ids[1], 5, 1, False),
    )
    with pytest.raises(ClaimUnknown):
        await line.store.read(not_come, Acting(ROS), line.line + 99, NOW)
    with pytest.raises(NotYourStall):
        await line.store.read(not_come, Acting(1), line.line, NOW)


async def coming(line: Alive) -> dict[int, bool]:
    rows = select(Claim.person_id, Claim.coming)
    return await line.store.read(lambda session: {one or 0: said for one, said in session.exec(rows)})


async def reminders(line: Alive) -> list[tuple[int, str, object]]:
    rows = select(Letter.person_id, Letter.about, Letter.due_at).where(col(Letter.state) == "queued")
    return await line.store.read(lambda session: sorted(session.exec(rows).all(), key=repr))  # type: ignore[arg-type]


async def test_who_says_again_that_they_come_is_written_to_no_more_for_it(lay: Lay) -> None:
    line = await lay(quantity=2)
    await line.all_join(1, 1)
    claim = await line.keep(1)
    await line.keep(2)
    before = await reminders(line)
    await line.confirm(1, claim)
    once = await reminders(line)
    await line.confirm(1, claim)
    assert await reminders(line) == once != before
    assert await coming(line) == {1: True, 2: False}
    with pytest.raises(ClaimNotYours):
        await line.confirm(2, claim)


@pytest.mark.parametrize(
    ("drop", "claim", "refused"),
    [
        ({}, {"collected": 1}, AlreadyCollected),
        ({}, {"collected": 1, "state": "collected"}, AlreadyCollected),
        ({}, {"state": "released"}, DropOver),
        ({}, {"state": "missed"}, DropOver),
        ({"state": "cancelled", "cancelled_at": NOW}, {"state": "cancelled"}, DropCancelled),
    ],
)
async def test_nobody_comes_for_what_stands_no_more(
    lay: Lay, drop: dict[str, object], claim: dict[str, object], refused: type[Refusal]
) -> None:
    line = await lay(quantity=1)
    await line.join(1)
    kept = await line.keep(1)
    await line.change(**drop)

    def end(session: Session) -> None:
        session.get_one(Claim, kept).sqlmodel_update(claim)

    await line.store.write(end)
    with pytest.raises(refused):
        await line.confirm(1, kept)
    assert await coming(line) == {1: False}
