"""Which letters a sender takes, in which order, and that what it notes is noted of those alone: two readers, two senders."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.hand import ORPHANED, Ended, hand_back, orphans, take, take_up
from market.mailbox import Fate, Lane
from storage.letter import Letter
from storage.reminder import Mute
from storage.store import Store
from tests.market.test_hand import HOUR, NOW, SECOND, SITI, TOM, ZONE, taken, town  # noqa: F401 - a fixture

MINUTE = timedelta(minutes=1)


async def put(store: Store, one: int, person: int = TOM, lane: Lane = Lane.REMINDER, **more: Any) -> None:
    values: dict[str, Any] = {"due_at": NOW, "send_at": NOW, "late_after": NOW + HOUR, "facts": {}, **more}

    def write(session: Session) -> None:
        row = Letter(id=one, person_id=person, notice="Any", about=f"drop:{one}", lane=int(lane))
        session.add(row.sqlmodel_update(values))

    await store.write(write)


async def rows(store: Store) -> dict[int, tuple[str, str | None]]:
    """By their numbers, how each stands and who has it in hand."""
    every = select(Letter.id, Letter.state, Letter.sender).order_by(col(Letter.id))
    found = await store.read(lambda session: session.exec(every).all())
    return {one or 0: (state, sender) for one, state, sender in found}


async def test_letters_are_taken_by_lane_then_by_moment_then_by_number_so_many_at_a_time(
    town: Store,  # noqa: F811
) -> None:
    for one, person, lane, minutes in (
        (30, TOM, Lane.BROADCAST, 9),
        (50, SITI, Lane.REMINDER, 1),
        (70, TOM, Lane.REMINDER, 2),
        (40, SITI, Lane.BOOKING, 0),
        (20, TOM, Lane.REMINDER, 1),
        (10, SITI, Lane.BOOKING, -1),
        (60, SITI, Lane.BOOKING, 3),
    ):
        await put(town, one, person, lane, send_at=NOW - minutes * MINUTE)
    hands = [await town.write(take, name, NOW, 3, ZONE) for name in ("one", "two", "one")]
    assert [[letter.id for letter in hand.letters] for hand in hands] == [[60, 40, 70], [20, 50, 30], []]
    assert [hand.more for hand in hands] == [True, True, False]
    assert await rows(town) == {
        10: ("queued", None),
        20: ("sending", "two"),
        30: ("sending", "two"),
        40: ("sending", "one"),
        50: ("sending", "two"),
        60: ("sending", "one"),
        70: ("sending", "one"),
    }


async def test_what_is_put_off_or_dropped_is_so_alone(town: Store) -> None:  # noqa: F811
    """Of one reader one kind is stopped; of the other kind, and of the other reader, nothing is."""
    await town.write(lambda session: session.add(Mute(person_id=TOM, notice="Any", since=NOW)))
    await put(town, 10)
    await put(town, 20, notice="Other")
    await put(town, 30, SITI)
    await put(town, 40, SITI, late_after=NOW - SECOND)
    await put(town, 50, SITI, send_at=NOW + HOUR)
    found = [[letter.id for letter in await taken(town, "one", most=1)] for _ in range(3)]
    assert found == [[20], [30], []], "one at a time, however many were looked at"
    assert {one: state for one, (state, _) in (await rows(town)).items()} == {
        10: "dropped",
        20: "sending",
        30: "sending",
        40: "dropped",
        50: "queued",
    }


async def two_senders(store: Store) -> None:
    """Each has a booking and an announcement in hand, since now or for long; one more of each waits or was sent."""
    for one, sender, minutes in ((10, "one", 0), (20, "two", 0), (30, "two", 1)):
        for more, lane in enumerate((Lane.BOOKING, Lane.BROADCAST)):
            await put(
                store, one + more, lane=lane, state="sending", sender=sender, taken_at=NOW - minutes * MINUTE
            )
    await put(store, 40, lane=Lane.BROADCAST)
    await put(store, 50, lane=Lane.BROADCAST, state="sent")


@pytest.mark.parametrize(
    ("alone", "lost"),
    [(True, {20: "queued", 21: "unknown"}), (False, {})],
    ids=["alone", "perhaps not alone"],
)
async def test_of_another_sender_only_what_it_has_lost_is_taken_from_it(
    town: Store,  # noqa: F811
    alone: bool,
    lost: dict[int, str],
) -> None:
    await two_senders(town)
    before = await rows(town)
    await town.write(orphans, "one", NOW, alone)
    gone = {30: "queued", 31: "unknown"} | lost
    assert await rows(town) == before | {one: (state, None) for one, state in gone.items()}


async def test_a_sender_begins_with_what_it_had_itself_but_for_what_has_ended(town: Store) -> None:  # noqa: F811
    await two_senders(town)
    before = await rows(town)
    await town.write(take_up, "one", NOW, [Ended(11, TOM, Fate.SENT, 7)], False)
    assert await rows(town) == before | {
        10: ("queued", None),
        11: ("sent", None),
        30: ("queued", None),
        31: ("unknown", None),
    }


async def test_what_has_ended_is_noted_of_that_letter_and_not_where_another_has_it(town: Store) -> None:  # noqa: F811
    await two_senders(town)
    before = await rows(town)
    ended = [
        Ended(10, TOM, Fate.FAILED, reason="x"),
        Ended(21, TOM, Fate.SENT, 7),
        Ended(40, TOM, Fate.SENT, 8),
    ]
    await town.write(hand_back, "one", NOW, ended)
    assert await rows(town) == before | {10: ("failed", None)}
    await town.write(hand_back, "two", NOW, [Ended(20, TOM, None, again_at=NOW + MINUTE, tried=True)])
    assert await rows(town) == before | {10: ("failed", None), 20: ("queued", None)}
    again = await town.read(lambda session: session.get_one(Letter, 20))
    assert (again.send_at, again.tries) == (NOW + MINUTE, 1)
    assert await town.read(lambda session: session.get_one(Letter, 40).tries) == 0


async def test_half_a_minute_in_hand_is_not_too_long(town: Store) -> None:  # noqa: F811
    await put(town, 10, state="sending", sender="two", taken_at=NOW - ORPHANED)
    await put(town, 20, state="sending", sender="two", taken_at=NOW - ORPHANED - SECOND)
    await town.write(orphans, "one", NOW, False)
    assert await rows(town) == {10: ("sending", "two"), 20: ("queued", None)}
