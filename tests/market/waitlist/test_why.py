"""Why nothing moves: each of the eleven reasons, with what it knows, among others who hold and wait elsewhere."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.acting import Acting
from market.draw.beacon import time_of
from market.refusal import DropUnknown, NotYourStall
from market.waitlist.why import Cause, Reason, why, why_line
from storage.draw import Draw
from storage.drop import Line
from storage.store import Store
from storage.waitlist import Entry, Hold
from tests.market.waitlist.conftest import HOUR, NOW, ROS, Alive
from tests.market.waitlist.crowd import Crowd, gathered

Lay = Callable[..., Awaitable[Alive]]


async def cause(line: Alive | Crowd, person: int) -> Cause:
    """Of the one place in which this person waits."""
    [one] = await line.store.read(why, person, line.now)
    return one.cause


async def of_line(line: Alive) -> Cause:
    return (await line.store.read(why_line, Acting(ROS), line.line, line.now)).cause


async def numbered(line: Alive, numbers: dict[int, int]) -> None:
    """As after a draw: the numbers are not in the sequence in which people joined."""

    def write(session: Session) -> None:
        rows = {row.person_id: row for row in session.exec(select(Entry))}
        for person in numbers:
            rows[person].number = None
        session.flush()
        for person, number in numbers.items():
            rows[person].number = number

    await line.store.write(write)


async def bundles(store: Store, quantities: list[int], **drop: Any) -> Crowd:
    """`lines`: a part, another part, a bundle of one of the first, and one of two of the first and one of the other."""
    return await gathered(store, "bundle", quantities, **({"per_person": 3} | drop))


async def test_nobody_waits(lay: Lay) -> None:
    line, other = await lay(quantity=3), await lay(quantity=1)
    await line.join(1)
    await other.all_join(1, 1)
    assert await of_line(line) == Cause(Reason.NOBODY, free=2)
    assert await line.store.read(why, 1, NOW) == ()


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"opens_at": NOW + HOUR}, Cause(Reason.NOT_OPEN, at=NOW + HOUR)),
        ({"state": "paused"}, Cause(Reason.PAUSED)),
        ({"hidden_at": NOW}, Cause(Reason.HIDDEN)),
        ({"hidden_at": NOW, "state": "paused", "opens_at": NOW + HOUR}, Cause(Reason.HIDDEN)),
        ({"state": "paused", "opens_at": NOW + HOUR}, Cause(Reason.PAUSED)),
    ],
)
async def test_nothing_is_given_out_at_all(lay: Lay, columns: dict[str, Any], expected: Cause) -> None:
    line = await lay(quantity=1)
    await line.all_join(1, 1)
    await line.change(**columns)
    assert await of_line(line) == expected
    if expected.reason is not Reason.HIDDEN:
        assert await cause(line, 2) == expected


@pytest.mark.parametrize(
    "columns",
    [
        {"policy": "pot", "pot_until": NOW + HOUR},
        {"policy": "draw", "closes_at": NOW + HOUR, "draws_at": NOW + HOUR},
    ],
)
async def test_the_draw_is_waited_for_by_its_own_time(lay: Lay, columns: dict[str, Any]) -> None:
    other, line = await lay(**columns), await lay(**columns)
    for one in (other, line):
        await one.sweep()
        await one.join(1)
    await line.join(2)
    assert await of_line(line) == Cause(Reason.DRAW, at=NOW + HOUR)
    assert await cause(line, 2) == Cause(Reason.DRAW, at=NOW + HOUR)
    other.now, line.now = NOW + HOUR, NOW + 3 * HOUR
    await other.sweep()

    def decides_later(session: Session) -> None:
        """Of two draws that closed at one time."""
        draw = session.exec(select(Draw).where(col(Draw.line_id) == line.line)).one()
        draw.round = (draw.round or 0) + 999

    await line.store.write(decides_later)
    decides = await line.store.read(
        lambda session: session.exec(select(Draw.round).where(col(Draw.line_id) == line.line)).one()
    )
    assert await cause(line, 2) == Cause(Reason.DRAW, at=time_of(decides or 0))


async def test_what_is_free_is_too_little_for_oneself_or_for_the_first(lay: Lay) -> None:
    line = await lay(quantity=3, fitting="strict", per_person=3)
    await line.all_join(2, 2, 1)
    await line.join(4, 1)
    await numbered(line, {2: 4, 4: 2})
    await line.decline(1)
    await line.change(fitting="strict")
    await line.join(5, 2)
    assert await line.holders() == [4, 3]
    assert await cause(line, 2) == Cause(Reason.OWN_PARTY, number=4, party=2, free=1)
    assert await cause(line, 5) == Cause(Reason.HEAD_PARTY, number=4, party=2, free=1)
    assert await of_line(line) == Cause(Reason.OWN_PARTY, number=4, party=2, free=1)


async def test_two_lines_that_share_a_part_have_each_a_number_one(store: Store) -> None:
    crowd = await bundles(store, [4, 4, 4, 4])
    part, _, small, large = crowd.lines
    await crowd.join(9, part, 2)
    await crowd.join(1, small, 3)
    await crowd.join(2, large, 2)
    await crowd.join(3, small, 3)
    assert await cause(crowd, 1) == Cause(Reason.OWN_PARTY, number=1, party=3, free=2)
    assert await cause(crowd, 2) == Cause(Reason.OWN_PARTY, number=1, party=2, free=1)
    assert await cause(crowd, 3) == Cause(Reason.OWN_PARTY, number=2, party=3, free=2)


async def test_one_line_waits_for_the_first_of_another(store: Store) -> None:
    crowd = await bundles(store, [4, 4, 4, 4], fitting="strict")
    part, _, small, large = crowd.lines
    await crowd.join(9, part, 2)
    await crowd.join(1, small, 3)
    await crowd.join(2, large, 1)
    assert await cause(crowd, 2) == Cause(Reason.HEAD_PARTY, number=1, party=3, free=1)


@pytest.mark.parametrize(
    ("taken", "gone"), [((0, 3), "kuih lapis"), ((0, 2), "kuih lapis"), ((1, 2), "line 2")]
)
async def test_a_part_has_run_out_or_is_fewer_than_one_takes(
    store: Store, taken: tuple[int, int], gone: str
) -> None:
    crowd = await bundles(store, [3, 2, 9, 9])
    which, units = taken
    await crowd.join(9, crowd.lines[which], units)
    await crowd.join(1, crowd.lines[3], 1)
    assert await cause(crowd, 1) == Cause(Reason.PART, part=gone)


async def test_where_the_bundle_itself_has_run_out_it_is_not_for_its_part(store: Store) -> None:
    crowd = await bundles(store, [2, 2, 9, 9])
    large = crowd.lines[3]
    await store.write(lambda session: setattr(session.get_one(Line, large), "quantity", 1))
    await crowd.join(9, large, 1)
    await crowd.join(1, large, 1)
    assert (await cause(crowd, 1)).reason is Reason.HOLD


async def test_in_the_last_two_hours_it_is_anyones(lay: Lay) -> None:
    line = await lay(quantity=3, per_person=3)
    await line.all_join(2, 2)
    line.now = NOW + 82 * HOUR
    await line.change(state="paused")
    assert await cause(line, 2) == Cause(Reason.PAUSED)
    await line.change(state="published")
    assert await cause(line, 2) == Cause(Reason.LAST_CALL, free=1)
    line.now -= HOUR / 60
    assert (await cause(line, 2)).reason is Reason.OWN_PARTY


async def test_a_hold_runs_the_first_to_end_of_this_line(lay: Lay) -> None:
    other, line = await lay(quantity=1), await lay(quantity=3)
    await other.join(9)
    await line.all_join(1, 1, 1, 1)
    ends = {1: NOW + 5 * HOUR, 2: NOW + 3 * HOUR, 3: NOW + 2 * HOUR, 9: NOW + HOUR}

    def write(session: Session) -> None:
        for hold in session.exec(select(Hold)):
            hold.until = ends[hold.person_id or 0]

    await line.store.write(write)
    await line.keep(3)
    assert await cause(line, 4) == await of_line(line) == Cause(Reason.HOLD, at=ends[2], number=2)


async def test_all_is_claimed(lay: Lay) -> None:
    other, line = await lay(quantity=1), await lay(quantity=1)
    await other.join(9)
    await line.all_join(1, 1)
    await line.keep(1)
    assert await cause(line, 2) == await of_line(line) == Cause(Reason.CLAIMED)


async def test_a_stall_asks_of_its_own_line_and_hears_of_the_first_who_waits(lay: Lay) -> None:
    line = await lay(quantity=2, fitting="strict")
    await line.all_join(1, 2, 2, 2)
    await numbered(line, {2: 4, 4: 2})
    assert await of_line(line) == Cause(Reason.OWN_PARTY, number=2, party=2, free=1)
    await line.leave(4)
    expected = Cause(Reason.OWN_PARTY, number=3, party=2, free=1)
    assert await of_line(line) == expected, "who left waits no more"
    with pytest.raises(NotYourStall):
        await line.store.read(why_line, Acting(1), line.line, NOW)
    with pytest.raises(DropUnknown):
        await line.store.read(why_line, Acting(ROS), line.line + 99, NOW)
