"""A drop's reminders are what they must be now, however it was moved, and what a reader put off goes along or goes."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from market.refusal import ClaimNotYours, DropCancelled, DropPaused, ReminderMoved, SnoozeTooLate
from market.reminder import (
    CLAIM_NEAR,
    HOLD_HALF_GONE,
    VENDOR_DAY,
    claim_of_letter,
    remind_claim,
    remind_hold,
    remind_loan,
    rewrite,
)
from market.reminder.moments import claim_moments, vendor_moments
from market.reminder.snooze import snooze
from market.ticket.issue import lend, unlend
from storage.letter import Letter
from storage.store import Store
from storage.waitlist import Claim, Hold
from tests.market.facts import DAY, HOUR, ZONE
from tests.market.waitlist.conftest import NOW, ROS, Alive, lay_out

AINA = 1
Said = set[tuple[str, str, datetime]]


@pytest.fixture
async def line(store: Store) -> Alive:
    return Alive(store, *await store.write(lay_out))


async def waits(line: Alive) -> Said:
    def look(session: Session) -> Said:
        rows = session.exec(select(Letter).where(col(Letter.state) == "queued", col(Letter.lane) == 2))
        return {(row.notice, row.facts["what"], row.due_at) for row in rows.all() if "what" in row.facts}

    return await line.store.read(look)


def must_wait(starts_at: datetime, ends_at: datetime, coming: bool, now: datetime) -> Said:
    days = {(VENDOR_DAY, one.what, one.due_at) for one in vendor_moments(starts_at, ends_at, ZONE)}
    claims = {("ClaimNear", one.what, one.due_at) for one in claim_moments(coming, starts_at, ZONE)}
    return {each for each in days | claims if each[2] > now}


async def move(line: Alive, starts_at: datetime, now: datetime) -> None:
    line.now = now
    await line.change(starts_at=starts_at, ends_at=starts_at + 4 * HOUR)
    await line.store.write(rewrite, line.drop, now)


def journeys() -> list[list[tuple[int, int, bool]]]:
    """Some: to how many hours from now it is moved, how many minutes pass, whether it is moved back at once."""
    seen: list[list[tuple[int, int, bool]]] = []
    steps = st.lists(
        st.tuples(st.integers(1, 400), st.integers(0, 3000), st.booleans()), min_size=1, max_size=4
    )
    settings(max_examples=12, database=None, derandomize=True)(
        given(steps)(lambda journey: seen.append(journey))
    )()
    return seen


async def test_however_it_is_moved_they_are_those_of_where_it_is_now(line: Alive) -> None:
    await line.join(AINA)
    claim = await line.keep(AINA)
    coming = False
    for journey in journeys():
        for hours, minutes, back in journey:
            now = line.now + timedelta(minutes=minutes)
            there = now + hours * HOUR
            await move(line, there, now)
            before = await waits(line)
            assert before == must_wait(there, there + 4 * HOUR, coming, now)
            if back:
                await move(line, there + 50 * HOUR, now)
                await move(line, there, now)
                assert await waits(line) == before, "there and back: as if it never moved"
            await line.store.write(rewrite, line.drop, now)
            assert await waits(line) == before, "twice is once"
        if not coming:
            await line.confirm(AINA, claim)
            coming = True


def sent(session: Session, line: Alive, what: str) -> int:
    """The stall's letter of that matter, as if it had gone out; its id."""
    rows = session.exec(select(Letter).where(col(Letter.about) == f"day:{line.drop}")).all()
    row = next(row for row in rows if row.facts["what"] == what)
    row.state, row.ended_at = "sent", row.due_at
    return row.id or 0


@pytest.fixture
async def eve(line: Alive) -> int:
    """The stock check of Thursday 10:00, for Friday 18:00, put off until the evening."""
    await line.store.write(rewrite, line.drop, NOW)
    letter = await line.store.write(sent, line, "eve")
    line.now = NOW + 48 * HOUR
    await line.store.write(snooze, ROS, letter, "night", ZONE, line.now)
    return letter


async def repeats(line: Alive) -> list[tuple[datetime, datetime | None]]:
    again = select(Letter.due_at, Letter.late_after).where(
        col(Letter.about).contains("/again"), col(Letter.state) == "queued"
    )
    return await line.store.read(lambda session: [*session.exec(again).all()])


NIGHT = NOW + 57 * HOUR


async def test_a_repeat_stays_where_the_drop_moves_by_hours_and_is_too_late_by_the_new_ones(
    line: Alive, eve: int
) -> None:
    assert await repeats(line) == [(NIGHT, NOW + 78 * HOUR)]
    await move(line, NOW + 82 * HOUR, line.now)
    assert await repeats(line) == [(NIGHT, NOW + 80 * HOUR)]
    await line.store.write(snooze, ROS, eve, "morning", ZONE, line.now)
    await move(line, NOW + 72 * HOUR, line.now)
    assert await repeats(line) == [], "at 10:00 now, so that 9:00 would be too late"
    with pytest.raises(SnoozeTooLate):
        await line.store.write(snooze, ROS, eve, "morning", ZONE, line.now)


async def test_a_repeat_goes_where_the_reminder_is_written_anew(line: Alive, eve: int) -> None:
    await move(line, NOW + 80 * HOUR + 7 * DAY, line.now)
    assert await repeats(line) == []
    with pytest.raises(ReminderMoved) as moved:
        await line.store.write(snooze, ROS, eve, "1h", ZONE, line.now)
    assert moved.value.at == NOW + 48 * HOUR + 7 * DAY


@pytest.mark.parametrize(
    ("state", "why", "left"), [("paused", DropPaused, 1), ("cancelled", DropCancelled, 0)]
)
async def test_a_repeat_stays_over_a_pause_and_goes_with_the_drop(
    line: Alive, eve: int, state: str, why: type[Exception], left: int
) -> None:
    await line.change(state=state)
    await line.store.write(rewrite, line.drop, line.now)
    assert len(await repeats(line)) == left
    with pytest.raises(why):
        await line.store.write(snooze, ROS, eve, "1h", ZONE, line.now)
    await line.change(state="published")
    await line.store.write(rewrite, line.drop, line.now)
    assert len(await repeats(line)) == left


async def test_putting_off_one_matter_leaves_the_others(line: Alive, eve: int) -> None:
    soon = await line.store.write(sent, line, "soon")
    line.now = NOW + 78 * HOUR
    await line.store.write(snooze, ROS, soon, "1h", ZONE, line.now)
    assert {due for due, _ in await repeats(line)} == {NIGHT, NOW + 79 * HOUR}
    assert {what for _, what, _ in await waits(line)} == {"eve", "soon", "open", "close", "crates"}


async def test_packaging_is_reminded_of_once_by_when_it_was_last_handed_over(line: Alive) -> None:
    await line.join(AINA, 2)
    claim = await line.keep(AINA)

    def hand_over(session: Session, now: datetime) -> None:
        lend(session, session.get_one(Claim, claim), 1, now, Random(7))
        remind_loan(session, claim, ZONE, now)

    for now in (NOW + 80 * HOUR, NOW + 81 * HOUR):
        await line.store.write(hand_over, now)
    assert await loans(line) == [(AINA, NOW + 56 * HOUR + 14 * DAY, NOW + 81 * HOUR + 14 * DAY)]
    await line.store.write(unlend, claim, 2, NOW + 81 * HOUR)
    assert len(await loans(line)) == 1, "whether something is out is looked at when it is sent"


async def loans(line: Alive) -> list[Any]:
    due = select(Letter.person_id, Letter.due_at, Letter.late_after).where(col(Letter.notice) == "LoanDue")
    return await line.store.read(lambda session: [*session.exec(due).all()])


async def test_a_letter_tells_of_its_claim_while_it_is_somebody_s(line: Alive) -> None:
    claims = {}
    for person in (2, AINA):
        await line.join(person)
        claims[person] = await line.keep(person)
    for person, claim in claims.items():
        assert (await line.store.read(claim_of_letter, claim)).claimed.id == claim, person

    def forget(session: Session) -> None:
        session.get_one(Claim, claims[AINA]).person_id = None

    await line.store.write(forget)
    for gone in (claims[AINA], 999):
        with pytest.raises(ClaimNotYours):
            await line.store.read(claim_of_letter, gone)


async def test_a_hold_is_reminded_of_once_half_of_its_time_is_gone_and_not_where_it_has_ended(
    line: Alive,
) -> None:
    for person in (2, AINA):
        await line.join(person)
    await line.decline(2)

    def halves(session: Session) -> list[tuple[int, str]]:
        rows = select(Letter.person_id, Letter.about).where(col(Letter.notice) == HOLD_HALF_GONE)
        return [tuple(one) for one in session.exec(rows.where(col(Letter.state) == "queued"))]

    hold = await line.hold_of(AINA)
    expected = [(AINA, f"hold:{hold}")]
    assert await line.store.read(halves) == expected
    await line.store.write(rewrite, line.drop, NOW)
    assert await line.store.read(halves) == expected

    def again(session: Session) -> None:
        for row in session.exec(select(Hold)):
            remind_hold(session, row, NOW)

    await line.store.write(again)
    assert await line.store.read(halves) == expected


async def test_a_claim_is_reminded_of_by_its_own_and_nobody_else_s(line: Alive) -> None:
    claims = {}
    for person in (2, AINA):
        await line.join(person)
        claims[person] = await line.keep(person)

    def end(session: Session) -> None:
        row = session.get_one(Claim, claims[2])
        row.state = "released"
        remind_claim(session, row, NOW)

    await line.store.write(end)
    rows = select(Letter.about).where(col(Letter.notice) == CLAIM_NEAR, col(Letter.state) == "queued")
    assert await line.store.read(lambda session: set(session.exec(rows))) == {f"claim:{claims[AINA]}"}
