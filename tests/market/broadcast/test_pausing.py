"""Paused, resumed, stopped: letters follow their broadcast, and none gets out beside it."""

from collections import Counter

import pytest
from sqlmodel import Session, col, select

from market.broadcast.letters import NOTICE
from market.hand import take
from market.mailbox import Fate
from market.refusal import BroadcastGone
from storage.letter import Letter
from tests.market.broadcast.conftest import DAY, HOUR, ZONE, Announcing


async def test_paused_letters_wait_and_go_on_when_it_does(announcing: Announcing) -> None:
    await announcing.send()
    assert await announcing.post(4) == 4
    await announcing.pause()
    assert await announcing.states() == Counter(sent=4, paused=8)
    assert await announcing.post() == 0
    await announcing.resume()
    assert await announcing.post() == 8
    await announcing.job()
    found = await announcing.progress()
    assert (found.state, found.total, found.of("sent")) == ("sent", 12, 12)


async def test_a_pause_when_nothing_waits_any_more_is_its_end(announcing: Announcing) -> None:
    await announcing.send()
    await announcing.post(12)
    await announcing.pause()
    assert (await announcing.progress()).state == "sent"


async def test_it_ends_when_what_was_in_hand_at_its_pause_was_the_rest(announcing: Announcing) -> None:
    await announcing.send()
    letters = (await announcing.store.write(take, "one", announcing.now, 100, ZONE)).letters
    await announcing.pause()
    assert (await announcing.progress()).state == "paused"
    announcing.shut = False
    for letter in letters:
        await announcing._finish(letter, "one", Fate.SENT, "")
    await announcing.job()
    assert (await announcing.progress()).state == "sent"


async def test_stopped_letters_are_dropped_paused_ones_too(announcing: Announcing) -> None:
    await announcing.send()
    await announcing.post(4)
    await announcing.pause()
    await announcing.stop()
    await announcing.job()
    found = await announcing.progress()
    assert (found.state, dict(found.fates)) == ("stopped", {"sent": 4, "dropped": 8})
    assert {letter["reason"] for letter in await announcing.letters()} == {"", "stopped"}
    for gone in (announcing.pause, announcing.resume, announcing.stop):
        with pytest.raises(BroadcastGone):
            await gone()


async def test_a_letter_in_hand_that_is_put_back_after_a_pause_does_not_get_out(
    announcing: Announcing,
) -> None:
    await announcing.send()
    letters = (await announcing.store.write(take, "one", announcing.now, 3, ZONE)).letters
    await announcing.pause()
    for letter in letters:
        await announcing.deliver(letter, "later", "one")
    assert (await announcing.states())["queued"] == 3
    assert await announcing.post() == 3, "the sender takes them again"
    assert announcing.shown == Counter()
    assert (await announcing.progress()).of("paused") == 12
    await announcing.job()
    assert await announcing.states() == Counter(paused=12)
    await announcing.resume()
    assert await announcing.post() == 12
    assert set(announcing.shown.values()) == {1}


async def test_more_than_a_piece_is_shut_at_once_though_it_is_moved_by_and_by(
    announcing: Announcing, small_pieces: None
) -> None:
    await announcing.send()
    await announcing.job()
    await announcing.pause()
    assert await announcing.states() == Counter(paused=4, queued=8)
    assert await announcing.post() == 8
    assert announcing.shown == Counter(), "none of them was put into words"
    await announcing.job()
    assert await announcing.states() == Counter(paused=12)


async def test_a_paused_one_writes_no_further_letters(announcing: Announcing, small_pieces: None) -> None:
    await announcing.send()
    assert len(await announcing.letters()) == 3
    await announcing.pause()
    await announcing.job()
    assert len(await announcing.letters()) == 3
    await announcing.resume()
    await announcing.job()
    assert len(await announcing.letters()) == 12


async def test_a_pause_of_days_makes_no_letter_too_late(announcing: Announcing) -> None:
    await announcing.send()
    await announcing.pause()
    announcing.now += 5 * DAY
    await announcing.resume()
    assert await announcing.post() == 12
    assert await announcing.states() == Counter(sent=12)


async def test_those_who_rest_are_counted_apart_and_hear_of_it_in_the_morning(announcing: Announcing) -> None:
    """At ten in the evening of the alley everybody rests until eight."""
    announcing.now += 12 * HOUR
    await announcing.send()
    assert await announcing.post() == 0
    await announcing.job()
    found = await announcing.progress()
    assert (found.state, found.asleep, found.awake_at) == ("sending", 12, announcing.now + 10 * HOUR)
    announcing.now += 10 * HOUR
    assert await announcing.post() == 12
    await announcing.job()
    assert (await announcing.progress()).state == "sent"


async def test_the_counts_outlive_the_letters(announcing: Announcing) -> None:
    await announcing.send()
    outcomes = iter(["unknown", "failed", *["sent"] * 10])
    await announcing.post(how=lambda: next(outcomes))
    await announcing.job()

    def erase(session: Session) -> None:
        for letter in session.exec(select(Letter).where(col(Letter.notice) == NOTICE)):
            session.delete(letter)

    await announcing.store.write(erase)
    announcing.now += 31 * DAY
    found = await announcing.progress()
    assert (dict(found.fates), found.total) == ({"sent": 10, "unknown": 1, "failed": 1}, 12)
    assert not found.kept
