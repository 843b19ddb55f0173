"""Letters that wait: written once, taken back, found and forgotten, each by its own reader and subject."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market import mailbox
from market.hand import ORPHANED, Ended, take, take_up
from market.mailbox import (
    Fate,
    Lane,
    is_written,
    letters_kept,
    next_due,
    purge,
    take_back,
    write_each,
    write_letter,
)
from market.person import meet
from storage.letter import Letter, unwrite_about
from storage.store import Store

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR, DAY, TICK = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)
TOM, SITI = 4003, 4001
NOTHING: Mapping[str, Any] = MappingProxyType({})


@pytest.fixture
async def town(store: Store) -> Store:
    for person in (TOM, SITI):
        await store.write(meet, person, "x", "en", NOW)
    return store


async def write(
    store: Store,
    person: int = TOM,
    notice: str = "Any",
    about: str = "drop:1",
    due: datetime = NOW,
    **more: Any,
) -> None:
    def put(session: Session) -> None:
        write_letter(
            session,
            person,
            notice,
            about=about,
            facts=more.get("facts", NOTHING),
            lane=more.get("lane", Lane.BOOKING),
            due_at=due,
            late_after=due + DAY,
        )

    await store.write(put)


async def letters(store: Store) -> list[Letter]:
    return await store.read(lambda session: list(session.exec(select(Letter).order_by(col(Letter.id)))))


async def put(store: Store, about: str, **values: Any) -> None:
    def change(session: Session) -> None:
        for row in session.exec(select(Letter).where(col(Letter.about) == about)):
            row.sqlmodel_update(values)

    await store.write(change)


async def test_the_same_is_written_once_and_what_differs_in_anything_is_another(town: Store) -> None:
    await write(town, facts={"new": 1})
    await write(town, facts={"new": 2})
    (first,) = await letters(town)
    assert (first.facts, first.send_at, first.late_after) == ({"new": 1}, NOW, NOW + DAY)
    await write(town, SITI)
    await write(town, notice="Other")
    await write(town, about="drop:2")
    await write(town, due=NOW + HOUR)
    assert len(await letters(town)) == 5


async def test_many_are_written_to_at_once_each_with_their_own(town: Store) -> None:
    await write(town, TOM, about="drop:1")
    people = [(TOM, "drop:1", {"claim": 1}), (SITI, "drop:1", {"claim": 2}), (TOM, "drop:2", NOTHING)]
    given = {"lane": Lane.REMINDER, "due_at": NOW, "late_after": NOW + HOUR}
    await town.write(lambda session: write_each(session, people, "Any", **given))  # type: ignore[arg-type]
    await town.write(lambda session: write_each(session, [], "Any", **given))  # type: ignore[arg-type]
    found = {(one.person_id, one.about): (one.lane, one.facts, one.late_after) for one in await letters(town)}
    assert found == {
        (TOM, "drop:1"): (Lane.BOOKING, {}, NOW + DAY),
        (SITI, "drop:1"): (Lane.REMINDER, {"claim": 2}, NOW + HOUR),
        (TOM, "drop:2"): (Lane.REMINDER, {}, NOW + HOUR),
    }


FOUR = ((TOM, "Any", "drop:1"), (SITI, "Any", "drop:1"), (TOM, "Other", "drop:1"), (TOM, "Any", "drop:2"))


async def test_one_that_waits_is_found_and_taken_back_and_no_other(town: Store) -> None:
    for person, notice, about in FOUR:
        await write(town, person, notice, about)
    assert await town.read(is_written, TOM, "Any", "drop:1")
    await town.write(take_back, TOM, "Any", "drop:1")
    assert [await town.read(is_written, *one) for one in FOUR] == [False, True, True, True]
    assert len(await letters(town)) == 3


async def test_what_is_about_some_subjects_is_taken_back_from_everybody(town: Store) -> None:
    for person, notice, about in (*FOUR, (SITI, "Any", "drop:3"), (SITI, "Any", "drop:33")):
        await write(town, person, notice, about)
    await town.write(
        lambda session: session.connection().execute(unwrite_about(("drop:1", "drop:3"))) and None
    )
    assert [one.about for one in await letters(town)] == ["drop:2", "drop:33"]


@pytest.mark.parametrize("state", ["paused", "sent"])
async def test_what_does_not_wait_stays_and_is_not_found(town: Store, state: str) -> None:
    await write(town)
    await put(town, "drop:1", state=state)
    assert not await town.read(is_written, TOM, "Any", "drop:1")
    await town.write(take_back, TOM, "Any", "drop:1")
    await town.write(lambda session: session.connection().execute(unwrite_about(("drop:1",))) and None)
    assert len(await letters(town)) == 1
    assert await town.read(next_due, NOW - HOUR) is None


async def test_the_next_is_the_first_that_is_ahead_in_any_lane(town: Store) -> None:
    assert await town.read(next_due, NOW) is None
    for hours, lane in ((4, Lane.BOOKING), (2, Lane.BROADCAST), (3, Lane.REMINDER), (0, Lane.BOOKING)):
        await write(town, notice=f"In{hours}", due=NOW + hours * HOUR, lane=lane)
    found = [await town.read(next_due, NOW + hours * HOUR) for hours in range(5)]
    assert found == [
        (NOW + 2 * HOUR, "In2"),
        (NOW + 2 * HOUR, "In2"),
        (NOW + 3 * HOUR, "In3"),
        (NOW + 4 * HOUR, "In4"),
        None,
    ]
    assert await town.read(next_due, NOW - TICK) == (NOW, "In0")


async def test_each_person_s_letters_are_counted_whatever_became_of_them(town: Store) -> None:
    for person, notice, about in FOUR:
        await write(town, person, notice, about)
    await put(town, "drop:2", state="sent", ended_at=NOW)
    assert [await town.read(letters_kept, person) for person in (TOM, SITI, 99)] == [3, 1, 0]


async def test_what_ended_a_month_ago_is_forgotten_so_many_at_a_time(
    town: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "PURGED", 2)
    for number, ago in enumerate((31, 40, 50, 30, None)):
        await write(town, about=f"drop:{number}")
        if ago:
            await put(town, f"drop:{number}", state="sent", ended_at=NOW - ago * DAY)
    assert [await town.write(purge, NOW) for _ in range(3)] == [2, 1, 0]
    assert [one.about for one in await letters(town)] == ["drop:3", "drop:4"]


async def test_a_sender_that_begins_anew_gives_back_what_it_never_sent_and_notes_what_it_did(
    town: Store,
) -> None:
    for number in range(4):
        await write(town, about=f"drop:{number}", due=NOW + number * TICK)
    later = NOW + HOUR
    mine = (await town.write(take, "me", later, 2, "Asia/Kuching")).letters
    await town.write(take, "another", later, 1, "Asia/Kuching")
    ended = [Ended(mine[0].id, TOM, Fate.SENT, 7)]
    await town.write(take_up, "me", later, ended, False)
    states = [(one.state, one.sender, one.message_id) for one in await letters(town)]
    waits = ("queued", None, None)
    assert states == [("sent", None, 7), waits, ("sending", "another", None), waits]
    await town.write(take_up, "me", later + ORPHANED, [], False)
    assert (await letters(town))[2].state == "sending", "it may be sending yet"
    await town.write(take_up, "me", later, [], True)
    assert (await letters(town))[2].state == "queued", "nobody else lives"
