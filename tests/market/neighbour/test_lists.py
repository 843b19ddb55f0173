"""What is noted for whom: of two alleys and several neighbours, in another order than it was written."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.mailbox import Lane
from market.neighbour import digest as digests
from market.neighbour.digest import digest, write_digests
from market.neighbour.evening import week_of
from market.neighbour.listening import listen, neighbourhood, neighbourhood_by_code, stop_listening
from market.neighbour.note import (
    about,
    alleys_listened,
    facts_of,
    has_news,
    next_digest,
    note_evenings,
    noted,
)
from storage.letter import Letter
from storage.neighbour import Evening, Neighbour
from storage.person import Person
from tests.market.neighbour.conftest import AINA, BEN, DAY, DEV, HOUR, MEI, NOW, Street, at

FRIDAY = 4
MONDAY = week_of(NOW.date())


async def add(street: Street, *rows: Any) -> None:
    """One after the other, so that they are stored in this order."""

    def write(session: Session) -> None:
        for row in rows:
            session.add(row)
            session.flush()

    await street.store.write(write)


def evening(alley: int, day: int, told_at: datetime = NOW, stalls: int = 1) -> Evening:
    starts_at = at(day, 18)
    return Evening(
        alley_id=alley, day=starts_at.date(), starts_at=starts_at, ends_at=starts_at + 4 * HOUR,
        stalls=stalls, told_at=told_at,
    )  # fmt: skip


def letter(
    person: int, subject: str, state: str, due_at: datetime = NOW, on: Sequence[date] = (), notice: str = "EveningNear"
) -> Letter:  # fmt: skip
    return Letter(
        person_id=person, notice=notice, about=subject, lane=int(Lane.REMINDER), due_at=due_at, send_at=due_at,
        facts={"on": [day.isoformat() for day in on]}, state=state, sender="one" if state == "sending" else None,
    )  # fmt: skip


async def letters(street: Street, *columns: Any) -> list[Any]:
    rows = select(*columns).order_by(col(Letter.id))
    return await street.store.read(lambda session: [*session.exec(rows)])


async def test_alleys_that_are_listened_to_are_named_once_by_their_number(street: Street) -> None:
    for alley, person in (
        (street.other, AINA),
        (street.alley, BEN),
        (street.other, DEV),
        (street.alley, MEI),
    ):
        await street.store.write(listen, person, alley, NOW)
    assert await street.store.read(alleys_listened) == (street.alley, street.other)


async def test_what_is_noted_of_an_alley_is_by_week_and_by_day_until_it_is_over(street: Street) -> None:
    days = (11, 5, 4, 12, 2, 6)
    await add(
        street, *(evening(street.alley, day) for day in days), *(evening(street.other, day) for day in (3, 4))
    )

    def look(session: Session, now: datetime) -> dict[date, list[int]]:
        return {
            week: [row.day.day for row in rows] for week, rows in noted(session, street.alley, now).items()
        }

    week = MONDAY + 7 * DAY
    assert await street.store.read(look, NOW) == {MONDAY: [25, 27, 28, 29], week: [4, 5]}
    assert await street.store.read(look, at(4, 22)) == {MONDAY: [28, 29], week: [4, 5]}
    assert await street.store.read(look, at(4, 21.9)) == {MONDAY: [27, 28, 29], week: [4, 5]}


async def test_the_next_digest_is_the_first_of_any_alley(street: Street) -> None:
    for alley, person in ((street.other, AINA), (street.alley, BEN)):
        await street.store.write(listen, person, alley, NOW)
    await street.publish(10, 18)
    await street.publish(8, 18, alley_id=street.other)
    assert await street.store.read(next_digest, NOW) == at(4, 10)
    await add(street, evening(street.other, 8))
    assert await street.store.read(next_digest, NOW) == at(6, 10), "of what is noted they are told anyway"


async def test_those_who_lack_a_letter_are_written_to_by_their_number_a_piece_at_a_time(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who listens to the other alley, or has the letter, is none of them; who had an older one is told that it changed."""
    monkeypatch.setattr(digests, "PIECE", 2)
    earlier, told = NOW - DAY, NOW
    people = (70, 30, 60, 20, 50, 40)
    await add(street, *(Person(id=one, first_name="x", language="en", created_at=NOW) for one in people))
    await add(
        street,
        *(Neighbour(person_id=one, alley_id=street.alley, since=NOW) for one in people),
        Neighbour(person_id=AINA, alley_id=street.other, since=NOW),
        evening(street.alley, FRIDAY, told),
        letter(30, about(street.alley, MONDAY), "sent", told),
        letter(60, about(street.alley, MONDAY), "sent", earlier),
        letter(50, about(street.alley, MONDAY), "sending", earlier),
        letter(20, about(street.alley, MONDAY), "dropped", earlier),
        letter(40, about(street.other, MONDAY), "sent", earlier),
        letter(70, about(street.alley, MONDAY - 7 * DAY), "sent", earlier),
    )
    await street.publish(FRIDAY)
    written = [await street.store.write(write_digests, street.alley, "Ken", NOW) for _ in range(4)]
    assert written == [2, 2, 1, 0]
    rows = await letters(street, Letter.person_id, Letter.notice, Letter.about)
    assert rows[6:] == [
        (person, notice, about(street.alley, MONDAY))
        for person, notice in (
            (20, "EveningNear"),
            (40, "EveningNear"),
            (50, "EveningChanged"),
            (60, "EveningChanged"),
            (70, "EveningNear"),
        )
    ]


async def test_a_letter_tells_what_came_after_the_last_its_reader_has(street: Street) -> None:
    """Neither another's letter, nor one of another alley or week, nor one that was never sent, counts as heard."""
    await street.listen(AINA, BEN)
    for day in (4, 5, 6):
        await street.publish(day)
    saturday = at(5, 18).date()
    subject, days = about(street.alley, MONDAY), (NOW - 2 * DAY, NOW - DAY, NOW - 2 * HOUR)
    await add(
        street,
        *(evening(street.alley, day, told_at) for day, told_at in zip((4, 5, 6), days, strict=True)),
        letter(AINA, subject, "sent", days[0]),
        letter(AINA, subject, "sent", days[1], [saturday]),
        letter(AINA, subject, "dropped", NOW - HOUR),
        letter(AINA, about(street.other, MONDAY), "sent", NOW - HOUR),
        letter(AINA, about(street.alley, MONDAY - 7 * DAY), "sent", NOW - HOUR),
        letter(DEV, subject, "sent", NOW - HOUR),
        letter(AINA, subject, "sending", NOW, notice="EveningChanged"),
        letter(BEN, subject, "sending", NOW),
    )
    numbers = await letters(street, Letter.id, Letter.person_id)
    of = {person: number for number, person in numbers}
    for person, again, told in ((AINA, True, [29]), (BEN, False, [27, 28, 29])):
        found = await street.store.read(digest, of[person], street.alley, MONDAY)
        assert (found.again, [one.day.day for one in found.evenings]) == (again, told)


async def test_who_leaves_an_alley_leaves_no_other_and_takes_nobody_along(street: Street) -> None:
    subject, elsewhere = about(street.alley, MONDAY), about(street.other, MONDAY)
    for alley, person in ((street.alley, AINA), (street.other, AINA), (street.alley, BEN)):
        await street.store.write(listen, person, alley, NOW)
    await add(
        street,
        letter(AINA, subject, "queued"),
        letter(AINA, about(street.alley, MONDAY + 7 * DAY), "queued"),
        letter(AINA, subject, "sent", NOW - DAY),
        letter(AINA, elsewhere, "queued"),
        letter(AINA, f"evening:{street.alley}0:20261123", "queued"),
        letter(BEN, subject, "queued"),
    )
    left = await street.store.write(stop_listening, AINA, street.alley)
    assert left.since is None
    for person, alley in ((AINA, street.other), (BEN, street.alley)):
        assert (await street.store.read(neighbourhood, person, alley)).since == NOW
    assert (await street.store.read(neighbourhood_by_code, AINA, "tanjung")).alley == street.other
    assert await letters(street, Letter.person_id, Letter.about, Letter.state) == [
        (AINA, subject, "sent"),
        (AINA, elsewhere, "queued"),
        (AINA, f"evening:{street.alley}0:20261123", "queued"),
        (BEN, subject, "queued"),
    ]


async def test_only_what_waits_about_its_own_week_tells_of_what_is_noted_now(street: Street) -> None:
    subject, earlier = about(street.alley, MONDAY), NOW - DAY
    await street.listen(AINA, BEN)
    await street.publish(FRIDAY)
    await street.publish(FRIDAY, alley_id=street.other)
    await add(
        street,
        evening(street.other, FRIDAY, NOW + HOUR),
        evening(street.other, FRIDAY + 1),
        letter(AINA, subject, "queued", earlier),
        letter(BEN, subject, "sent", earlier),
        letter(AINA, about(street.other, MONDAY), "queued", NOW + 2 * HOUR),
        letter(AINA, about(street.alley, MONDAY + 7 * DAY), "queued", NOW + 3 * HOUR),
    )
    now = at(0, 10)
    assert await street.store.read(has_news, street.alley, now)
    await street.store.write(note_evenings, street.alley, "Ken", now)
    told = await letters(street, Letter.due_at, Letter.facts)
    assert [due_at for due_at, _ in told] == [now, earlier, NOW + 2 * HOUR, NOW + 3 * HOUR]
    [row] = await street.rows()
    assert (row.told_at, row.stalls) == (now, 1), "another alley's note is not before it"
    assert told[0][1] == facts_of([row], "Ken", now)
    assert not await street.store.read(has_news, street.alley, now + timedelta(minutes=1))
