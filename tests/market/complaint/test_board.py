"""The public board of an alley, on both databases, against figures that are counted from the raw rows another way."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from market.admins import NO_ADMINS
from market.alley import AlleyUnknown
from market.complaint.board import SHOWN_DAYS, complaint_board
from market.help_call.duty import start_duty
from market.link_secret import hash_secret
from storage.complaint import AlleyChange, AlleyChangeKind, Complaint, ComplaintKind, ComplaintState
from storage.help_call import OrganiserDuty
from storage.market_day import MarketDay, StallDay, StallDayState
from tests.market.help_call.conftest import BY, DAY, KEN, MEI, NOW, OLD, HelpMarket

TODAY = NOW.date()
CHANGES = (TODAY - 50 * DAY, TODAY - 30 * DAY, TODAY - 10 * DAY, TODAY + 2 * DAY)


def fill(session: Session, market: HelpMarket) -> None:
    """Write a hundred days of an alley: nights that were open, called off or are ahead, complaints and four changes."""
    rng, alley, stall = Random(7), market.alley.alley, market.stall.stall
    for back in range(-3, 100):
        day = TODAY - back * DAY
        if back == 0 or rng.random() < 0.5:
            continue
        market_day = MarketDay(alley_id=alley, day=day, made_at=NOW)
        session.add(market_day)
        session.flush()
        starts_at = NOW - back * DAY
        session.add(
            StallDay(
                market_day_id=market_day.id or 0,
                alley_id=alley,
                day=day,
                stall_id=stall,
                state=StallDayState.ON if rng.random() < 0.8 else StallDayState.OFF,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=4),
                made_at=NOW,
            )
        )
    for number in range(150):
        session.add(_complaint(alley, number, NOW - rng.randrange(100 * 24) * timedelta(hours=1), rng))
    for day in CHANGES:
        session.add(AlleyChange(alley_id=alley, kind=AlleyChangeKind.LIGHTS, day=day, noted_at=NOW))


def _complaint(alley: int, number: int, made_at: datetime, rng: Random) -> Complaint:
    seen = made_at + rng.randrange(400) * timedelta(minutes=1) if rng.random() < 0.8 else None
    closed = seen + rng.randrange(4000) * timedelta(minutes=1) if seen and rng.random() < 0.7 else None
    state = ComplaintState.OPEN if seen is None else ComplaintState.ACKNOWLEDGED
    return Complaint(
        alley_id=alley,
        kind=rng.choice(list(ComplaintKind)),
        code_hash=hash_secret(f"{alley} {number}"),
        night=made_at.date(),
        state=ComplaintState.CLOSED if closed else state,
        words="secret words",
        made_at=made_at,
        due_at=made_at + timedelta(hours=rng.randrange(1, 200)),
        acknowledged_at=seen,
        answer=f"Answer {number}" if closed else None,
        closed_at=closed,
    )


def raw(session: Session, statement: str, alley: int) -> list[Any]:
    """Return what plain SQL says, as the database stores it."""
    return [*session.connection().execute(text(statement), {"alley": alley})]


def day_of_row(stored: Any) -> date:
    return date.fromisoformat(stored) if isinstance(stored, str) else stored


def moment_of_row(stored: Any) -> datetime | None:
    found = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return found if found is None or found.tzinfo else found.replace(tzinfo=NOW.tzinfo)


@pytest.mark.feature("N05")
async def test_the_board_is_what_the_raw_rows_say(market: HelpMarket) -> None:
    store, alley = market.store, market.alley.alley
    await store.write(fill, market)
    board = await store.read(complaint_board, "BAKAU", NO_ADMINS, NOW)
    rows = await store.read(
        raw, "SELECT kind, made_at, due_at, acknowledged_at, closed_at, night FROM complaint WHERE alley_id = :alley", alley
    )  # fmt: skip
    nights = await store.read(
        raw, "SELECT d.day, s.starts_at FROM market_day d JOIN stall_day s ON s.market_day_id = d.id WHERE d.alley_id = :alley AND s.state = 'on'", alley
    )  # fmt: skip
    read = [
        (kind, *(moment_of_row(each) for each in (made, due, seen, closed)), day_of_row(night))
        for kind, made, due, seen, closed, night in rows
    ]
    recent = [each for each in read if each[1] and each[1] >= NOW - SHOWN_DAYS]
    assert board.count == len(recent) > 20
    assert {each.kind: (each.count, each.unclosed) for each in board.kinds} == {
        kind: (
            sum(row[0] == kind for row in recent),
            sum(row[0] == kind and row[4] is None for row in recent),
        )
        for kind in {row[0] for row in recent}
    }
    assert board.late == sum(row[4] is None and row[2] is not None and row[2] <= NOW for row in recent)
    for times, place in ((board.acknowledged, 3), (board.closed, 4)):
        taken = sorted(row[place] - row[1] for row in recent if row[place] and row[1])  # type: ignore[operator]
        assert (times.count, times.longest) == (len(taken), taken[-1])
        assert times.median == (taken[(len(taken) - 1) // 2] + taken[len(taken) // 2]) / 2
    was_open = {day_of_row(day) for day, starts_at in nights if (moment_of_row(starts_at) or NOW) <= NOW}
    compared = [*reversed(board.changes)]
    assert [each.change.day for each in compared] == list(CHANGES[:3]), "one that is ahead has no nights yet"
    for place, change in enumerate(CHANGES[:3]):
        first = max(change - 28 * DAY, CHANGES[place - 1] if place else date.min)
        end = min(change + 28 * DAY, CHANGES[place + 1])
        for share, begin, until in (
            (compared[place].figures.before, first, change),
            (compared[place].figures.after, change, end),
        ):
            of_it = [night for night in was_open if begin <= night < until]
            assert share.nights == len(of_it) > 0
            assert share.complaints == sum(row[5] in of_it for row in read)


async def test_it_has_ten_answers_and_nobodys_words_or_name(market: HelpMarket) -> None:
    await market.store.write(fill, market)
    for person in (KEN, MEI):
        await market.store.write(start_duty, BY[person], market.market_day, NOW)
    former = OrganiserDuty(market_day_id=market.market_day, person_id=OLD, since=NOW)
    await market.store.write(lambda session: session.add(former))
    board = await market.store.read(complaint_board, "BAKAU", NO_ADMINS, NOW)
    assert len(board.answers) == 10
    assert board.duty == 2, "somebody who organises no more is not on duty"
    said = str(board)
    assert not [word for word in ("secret words", "Ken", "Mei") if word in said]


async def test_an_alley_without_complaints_and_one_that_is_none(market: HelpMarket) -> None:
    board = await market.store.read(complaint_board, "BAKAU", NO_ADMINS, NOW)
    assert (board.count, board.late, board.answers, board.changes, board.next_day) == (0, 0, (), (), None)
    with pytest.raises(AlleyUnknown):
        await market.store.read(complaint_board, "NONE", NO_ADMINS, NOW)
