"""Moving a drop: a draw moves along as far as it has not happened, and who said they come is asked again."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from market.acting import Acting
from market.draw.closing import lines_to_close
from market.drop.change import move, move_alley
from market.drop.stock import Stock
from storage.alley import Alley
from storage.drop import Drop
from storage.waitlist import Claim
from tests.market.waitlist.conftest import HOUR, NOW, ROS, Alive, lay

__all__ = ["lay"]

Lay = Callable[..., Awaitable[Alive]]
STALL, DAY = Acting(ROS), timedelta(days=1)


async def to(line: Alive, days: int) -> None:
    """So many days later, at the same hour."""
    starts_at = (await row(line)).starts_at
    await line.store.write(move, STALL, line.drop, Stock(day=(starts_at + days * DAY).date()), line.now)


async def row(line: Alive) -> Drop:
    return await line.store.read(lambda session: session.get_one(Drop, line.drop))


async def times(line: Alive) -> tuple[datetime | None, datetime | None]:
    found = await row(line)
    return found.closes_at, found.draws_at


@pytest.mark.parametrize("days", [-1, 2])
async def test_a_draw_moves_along_by_as_much(lay: Lay, days: int) -> None:
    ends, draws = NOW + 40 * HOUR, NOW + 41 * HOUR
    line = await lay(policy="draw", closes_at=ends, draws_at=draws)
    other = await lay(policy="draw", closes_at=ends, draws_at=draws)
    await line.sweep()
    await line.join(1)
    await to(line, days)
    assert await times(line) == (ends + days * DAY, draws + days * DAY)
    assert await times(other) == (ends, draws)
    line.now = ends + days * DAY - HOUR / 60
    assert line.line not in await line.store.read(lines_to_close, line.now)
    line.now += HOUR / 60
    assert line.line in await line.store.read(lines_to_close, line.now)


async def test_what_has_happened_of_a_draw_stays(lay: Lay) -> None:
    ends, draws = NOW + HOUR, NOW + 2 * HOUR
    line = await lay(policy="draw", closes_at=ends, draws_at=draws)
    line.now = ends
    await to(line, 1)
    assert await times(line) == (ends, draws + DAY), "its entries have closed"
    line.now = draws + DAY
    await to(line, 1)
    assert await times(line) == (ends, draws + DAY), "it was drawn"


async def to_another_alley(line: Alive) -> None:
    there = Alley(
        id=2, code="OTHER", name="Lorong Lain", city="Kota Kinabalu", zone="Asia/Kuching", territory="MY",
        currency="MYR", latitude=6.1, longitude=116.1,
    )  # fmt: skip
    await line.store.write(lambda session: session.add(there))
    await line.store.write(move_alley, STALL, line.drop, 2, line.now)


async def a_day_later(line: Alive) -> None:
    await to(line, 1)


async def coming(line: Alive) -> dict[int, bool]:
    rows = select(Claim.person_id, Claim.coming).where(col(Claim.line_id) == line.line)
    return await line.store.read(lambda session: {one or 0: said for one, said in session.exec(rows)})


@pytest.mark.parametrize("moved", [a_day_later, to_another_alley])
async def test_who_said_they_come_is_asked_again_and_says_it_again(
    lay: Lay, moved: Callable[[Alive], Awaitable[None]]
) -> None:
    other, line = await lay(), await lay()
    claims = {}
    for one in (other, line):
        for person in (2, 1, 3):
            await one.join(person)
            claims[person] = await one.keep(person)
            await one.confirm(person, claims[person])

    def collect(session: Session) -> None:
        session.get_one(Claim, claims[3]).sqlmodel_update({"state": "collected", "collected": 1})

    await line.store.write(collect)
    await moved(line)
    assert await coming(line) == {1: False, 2: False, 3: True}, "who came, came"
    assert await coming(other) == {1: True, 2: True, 3: True}
    await line.confirm(1, claims[1])
    assert await coming(line) == {1: True, 2: False, 3: True}
