"""A sender's hand: who gets a letter when, what is taken, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select, update

from market.hand import (
    LOOK,
    ORPHANED,
    Due,
    Ended,
    GiveUp,
    Send,
    Taken,
    Wait,
    hand_back,
    orphans,
    step,
    take,
    turn_over,
)
from market.mailbox import Fate, Lane, write_letter
from market.person import callers, meet
from market.rest import Rest, rest_end
from storage.letter import Letter
from storage.person import Person
from storage.reminder import Mute
from storage.store import Store

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 15, tzinfo=UTC)
"""23:00 in Kota Kinabalu."""
MORNING = datetime(2026, 11, 25, 0, tzinfo=UTC)
"""08:00 there."""
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
ZONE = "Asia/Kuching"
ZONES = (ZONE, "Asia/Kathmandu", "Australia/Adelaide", "Europe/Berlin", "America/New_York", "Pacific/Chatham")
TOM, SITI = 4003, 4001


@pytest.fixture
async def town(store: Store) -> Store:
    """Tom, who reads English, and Siti, who reads Malay."""
    await store.write(meet, TOM, "Tom", "en", NOW)
    await store.write(meet, SITI, "Siti", "ms", NOW)
    return store


async def letters(store: Store) -> list[Letter]:
    return await store.read(lambda session: list(session.exec(select(Letter).order_by(col(Letter.id)))))


async def the_letter(store: Store) -> Letter:
    (only,) = await letters(store)
    return only


async def write(
    store: Store,
    person: int,
    about: str,
    lane: Lane = Lane.REMINDER,
    due: datetime = NOW,
    late: timedelta = HOUR,
    facts: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    await store.write(
        lambda session: write_letter(
            session, person, "Any", about=about, facts=facts, lane=lane, due_at=due, late_after=due + late
        )
    )


async def taken(store: Store, sender: str, now: datetime = NOW, most: int = 9) -> tuple[Due, ...]:
    found = await store.write(take, sender, now, most, ZONE)
    return found.letters


async def end(
    store: Store, letter: Due, sender: str, fate: Fate, message: int | None = None, why: str = ""
) -> None:
    await store.write(hand_back, sender, NOW, [Ended(letter.id, letter.person, fate, message, why)])


@dataclass(frozen=True)
class Row:
    """What decides, as it comes with a letter."""

    lane: int
    late_after: datetime | None
    rest_from: int = 21 * 60
    rest_until: int = 8 * 60
    zone: str = ""
    unreachable_at: datetime | None = None
    muted: bool = False


moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
rows = st.builds(
    Row,
    st.sampled_from([*map(int, Lane)]),
    st.one_of(st.none(), moments),
    st.integers(0, 1439),
    st.integers(0, 1439),
    st.sampled_from(["", *ZONES]),
    st.one_of(st.none(), st.just(NOW)),
    st.booleans(),
)


@given(rows, moments)
def test_a_letter_goes_waits_or_is_dropped_by_these_rules(row: Row, now: datetime) -> None:
    ends = rest_end(now, Rest(row.rest_from, row.rest_until, row.zone or ZONE))
    match step(row, now, ZONE):
        case GiveUp(reason):
            why = {
                "too late": row.late_after is not None and now > row.late_after,
                "unreachable": row.unreachable_at is not None,
                "stopped by its reader": row.muted,
            }
            assert why[reason]
        case Wait(until):
            assert until == ends
            assert until > now
            assert row.lane != Lane.BOOKING
            assert row.lane == Lane.BROADCAST or row.late_after is None or until <= row.late_after
        case Send(silent):
            assert silent == (ends is not None)
            assert row.late_after is None or now <= row.late_after
            assert (row.muted, row.unreachable_at) == (False, None)
            assert not silent or row.lane != Lane.BROADCAST, "never in anyone's rest"


@given(rows, moments)
def test_what_waits_for_the_end_of_a_rest_waits_once(row: Row, now: datetime) -> None:
    first = step(row, now, ZONE)
    if isinstance(first, Wait) and row.rest_from != row.rest_until:
        second = step(row, first.until, ZONE)
        assert not isinstance(second, Wait) or second.until - first.until <= timedelta(hours=2), (
            "but for a clock that is put back"
        )


async def test_due_letters_are_taken_first_lane_first_and_by_one_sender(town: Store) -> None:
    await write(town, TOM, "news", Lane.BROADCAST)
    await write(town, TOM, "reminder", Lane.REMINDER)
    await write(town, SITI, "booking", Lane.BOOKING)
    await write(town, SITI, "later", Lane.BOOKING, NOW + HOUR)
    first = await taken(town, "one", most=2)
    assert [(each.person, each.language) for each in first] == [(SITI, "ms"), (TOM, "en")]
    (last,) = await taken(town, "two")
    assert await taken(town, "one") == ()
    await end(town, last, "one", Fate.SENT, 7)
    assert [row.state for row in await letters(town)].count("sending") == 3, "it is not one's to end"
    waits = Ended(first[0].id, SITI, None, again_at=NOW, tried=True)
    await town.write(hand_back, "one", NOW, [waits])
    (again,) = await taken(town, "two")
    assert (again.id, again.tries) == (first[0].id, 1)


async def test_a_letter_carries_its_own_number_for_its_buttons(town: Store) -> None:
    await write(town, TOM, "any")
    (letter,) = await taken(town, "one")
    assert letter.facts == {"letter": letter.id}


async def test_by_one_transaction_what_ended_is_noted_and_others_are_taken(town: Store) -> None:
    for about in ("first", "second"):
        await write(town, TOM, about)
    (first,) = await taken(town, "one", most=1)
    ended = [Ended(first.id, TOM, Fate.SENT, 7, "")]
    found = await town.write(turn_over, "one", NOW + SECOND, ended, 1, ZONE)
    assert [each.person for each in found.letters] == [TOM]
    told = [(row.state, row.message_id, row.ended_at) for row in await letters(town)]
    assert told == [("sent", 7, NOW + SECOND), ("sending", None, None)]
    assert await town.write(turn_over, "one", NOW, [], 0, ZONE) == Taken()


async def test_a_letter_too_late_is_dropped_and_says_why(town: Store) -> None:
    await write(town, TOM, "just in time")
    assert len(await taken(town, "one", NOW + HOUR)) == 1
    await write(town, SITI, "too late")
    assert await taken(town, "one", NOW + HOUR + SECOND) == ()
    (told,) = [row for row in await letters(town) if row.about == "too late"]
    assert (told.state, told.reason) == ("dropped", "too late")


async def test_who_stopped_a_kind_of_letter_gets_no_more_of_it(town: Store) -> None:
    await write(town, TOM, "any")
    await town.write(lambda session: session.add(Mute(person_id=TOM, notice="Any", since=NOW)))
    assert await taken(town, "one") == ()
    assert (await the_letter(town)).reason == "stopped by its reader"


async def test_at_night_a_booking_comes_silently_and_the_rest_in_the_morning(town: Store) -> None:
    for lane in Lane:
        await write(town, TOM, lane.name, lane, NIGHT, 24 * HOUR)
    assert [(each.lane, each.silent) for each in await taken(town, "one", NIGHT)] == [(1, True)]
    assert {row.send_at for row in await letters(town) if row.lane > 1} == {MORNING}
    assert await taken(town, "one", MORNING - SECOND) == ()
    assert [(each.lane, each.silent) for each in await taken(town, "one", MORNING)] == [
        (2, False),
        (3, False),
    ]


async def test_a_reminder_near_at_hand_breaks_the_rest_and_an_announcement_is_dropped(town: Store) -> None:
    for lane in (Lane.REMINDER, Lane.BROADCAST):
        await write(town, TOM, lane.name, lane, NIGHT, HOUR)
    assert [(each.lane, each.silent) for each in await taken(town, "one", NIGHT)] == [(2, True)]
    assert await taken(town, "one", MORNING) == ()
    assert [row.reason for row in await letters(town)] == ["", "too late"]


async def test_each_rests_by_the_wall_they_live_by(town: Store) -> None:
    def live(session: Session) -> None:
        session.execute(update(Person).where(col(Person.id) == SITI).values(zone="Asia/Kathmandu"))

    await town.write(live)
    for person in (TOM, SITI):
        await write(town, person, "any", Lane.REMINDER, NIGHT, 24 * HOUR)
    await taken(town, "one", NIGHT - 3 * HOUR)
    assert [each.person for each in await taken(town, "one", NIGHT)] == [SITI], "20:45 there"


async def test_however_many_wait_for_the_morning_others_are_found_behind_them(town: Store) -> None:
    def crowd(session: Session) -> None:
        for number in range(LOOK - 10):
            write_letter(
                session,
                TOM,
                "Any",
                about=f"news:{number}",
                facts={},
                lane=Lane.REMINDER,
                due_at=NIGHT - HOUR,
                late_after=NIGHT + 24 * HOUR,
            )
        session.execute(update(Person).where(col(Person.id) == SITI).values(rest_from=0, rest_until=0))

    await town.write(crowd)
    await write(town, SITI, "any", Lane.REMINDER, NIGHT)
    assert [each.person for each in await taken(town, "one", NIGHT, most=3)] == [SITI]


async def test_a_sender_that_is_gone_loses_its_letters_after_half_a_minute(town: Store) -> None:
    await write(town, TOM, "any")
    await taken(town, "gone")
    await town.write(orphans, "next", NOW + ORPHANED, False)
    assert (await the_letter(town)).state == "sending"
    await town.write(orphans, "gone", NOW + 2 * ORPHANED, True)
    assert (await the_letter(town)).state == "sending", "never one's own"
    await town.write(orphans, "next", NOW + ORPHANED + SECOND, False)
    assert (await the_letter(town)).state == "queued"
    assert len(await taken(town, "next")) == 1


async def test_who_is_the_only_sender_takes_over_at_once_and_repeats_no_announcement(town: Store) -> None:
    await write(town, TOM, "booking", Lane.BOOKING)
    await write(town, SITI, "news", Lane.BROADCAST)
    await write(town, SITI, "corrected news", Lane.BROADCAST, facts={"message": 7})
    assert [letter.once for letter in await taken(town, "gone")] == [False, True, False]
    await town.write(orphans, "next", NOW, True)
    told = {row.about: (row.state, row.sender) for row in await letters(town)}
    assert told == {
        "booking": ("queued", None),
        "news": ("unknown", None),
        "corrected news": ("queued", None),
    }
    assert [again.person for again in await taken(town, "next")] == [TOM, SITI]


async def test_who_cannot_be_reached_gets_no_letters_until_they_are_met_again(town: Store) -> None:
    await write(town, TOM, "first")
    (letter,) = await taken(town, "one")
    await end(town, letter, "one", Fate.UNREACHABLE, None, "blocked" * 99)
    assert not (await town.read(callers, [TOM]))[TOM].reachable
    await write(town, TOM, "second")
    assert await taken(town, "one") == ()
    assert [(row.state, row.reason[:11]) for row in await letters(town)] == [
        ("unreachable", "blockedbloc"),
        ("dropped", "unreachable"),
    ]
    await town.write(meet, TOM, "Tom", "en", NOW)
    await write(town, TOM, "third")
    assert len(await taken(town, "one")) == 1


async def test_that_a_reader_was_lost_is_heard_by_whoever_remembers_them(town: Store) -> None:
    heard: set[object] = set()
    town.listeners.append(heard.update)
    await write(town, TOM, "first")
    (letter,) = await taken(town, "one")
    await end(town, letter, "one", Fate.UNREACHABLE)
    assert ("person", TOM) in heard
