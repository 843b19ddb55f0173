"""After it was sent: to new people, corrected, taken back, reported."""

from collections import Counter

import pytest
from sqlmodel import Session

from market.broadcast.correcting import correctable, recallable
from market.broadcast.extending import count_new
from market.broadcast.notifications import BroadcastCorrection, BroadcastRecall
from market.broadcast.refusals import (
    BroadcastGone,
    BroadcastUnderway,
    NobodyNew,
    NothingArrived,
    NothingWritten,
    NotificationsGone,
    RecallTooLate,
    TextTooLong,
)
from market.broadcast.report import (
    DeliveryRow,
    FailureReason,
    PastBroadcast,
    delivery_rows,
    past_broadcasts,
    reasons,
)
from storage.broadcast import Wording
from storage.person import Person
from tests.market.broadcast.conftest import (
    ADMINS,
    DAY,
    HOUR,
    NOW,
    ORGANISER,
    OTHER,
    READERS,
    BroadcastScenario,
)


async def sent(scenario: BroadcastScenario, *outcomes: str) -> None:
    """To twelve, with these outcomes for the first ones."""
    await scenario.send()
    left = iter((*outcomes, *["sent"] * 12))
    await scenario.send_batch(outcome=lambda: next(left))
    await scenario.job()
    assert (await scenario.progress()).state == "sent"


async def test_new_people_get_it_and_nobody_twice(scenario: BroadcastScenario) -> None:
    await sent(scenario, "failed", "unknown")
    with pytest.raises(NobodyNew):
        await scenario.extend()
    await scenario.newcomer(50)
    await scenario.newcomer(51)
    await scenario.newcomer(52, language="ms")
    scenario.now += 3 * DAY
    asked = (ORGANISER, scenario.broadcast, ADMINS, scenario.now)
    assert await scenario.store.read(count_new, *asked) == 2
    assert (await scenario.extend()).total == 14
    with pytest.raises(BroadcastUnderway):
        await scenario.extend()
    assert await scenario.send_batch() == 2
    await scenario.job()
    found = await scenario.progress()
    assert (found.state, found.total, dict(found.statuses)) == (
        "sent",
        14,
        {"sent": 12, "failed": 1, "unknown": 1},
    )
    assert max(scenario.shown.values()) == 1


async def test_when_notifications_may_be_gone_nobody_can_tell_who_is_new(scenario: BroadcastScenario) -> None:
    await sent(scenario)
    await scenario.newcomer(50)
    scenario.now += 28 * DAY
    for asked in (scenario.extend(), scenario.correct("Six"), scenario.recall()):
        with pytest.raises(NotificationsGone):
            await asked
    with pytest.raises(NotificationsGone):
        await scenario.store.read(reasons, OTHER, scenario.broadcast, scenario.now)


async def test_a_correction_edits_what_arrived_and_changes_what_is_to_come(
    scenario: BroadcastScenario,
) -> None:
    await scenario.send()
    await scenario.send_batch(5)
    with pytest.raises(BroadcastUnderway):
        await scenario.correct("Come at six")
    await scenario.pause()
    asked = (ORGANISER, scenario.broadcast, scenario.now)
    assert await scenario.store.read(correctable, *asked) == (("en", 5),)
    await scenario.correct("Come at six")
    assert await scenario.send_batch() == 5, "edits go out while the rest is paused"
    await scenario.resume()
    await scenario.send_batch()
    await scenario.job()
    assert set(scenario.texts.values()) == {"Come at six"}
    assert set(scenario.shown.values()) == {1}
    found = await scenario.progress()
    assert (dict(found.statuses), dict(found.corrected)) == ({"sent": 12}, {"sent": 5})


async def test_a_second_correction_takes_the_place_of_what_waits_of_the_first(
    scenario: BroadcastScenario,
) -> None:
    await sent(scenario)
    await scenario.correct("Come at six")
    await scenario.send_batch(4)
    await scenario.correct("Come at seven")
    assert await scenario.states(BroadcastCorrection.kind) == Counter(sent=4, dropped=8, queued=12)
    await scenario.send_batch()
    await scenario.job()
    assert set(scenario.texts.values()) == {"Come at seven"}
    assert dict((await scenario.progress()).corrected) == {"sent": 12}


async def test_only_readers_of_the_words_are_corrected(scenario: BroadcastScenario) -> None:
    def more(session: Session) -> None:
        session.add(Wording(broadcast_id=scenario.broadcast, language="ms", words="Datang pukul lima"))
        for person in READERS[:4]:
            session.get_one(Person, person).language = "ms"

    await scenario.change(
        audience={
            "languages": [],
            "alleys": [],
            "roles": ["shopper"],
            "tags": [],
            "activities": [],
            "drop": 0,
        }
    )
    await scenario.store.write(more)
    await scenario.send()
    await scenario.send_batch()
    await scenario.job()
    asked = (ORGANISER, scenario.broadcast, scenario.now)
    written = dict(await scenario.store.read(correctable, *asked))
    assert written["ms"] + written["en"] == len(scenario.shown)
    await scenario.correct("Datang pukul enam", "ms")
    changed = {
        notification["person_id"] for notification in await scenario.notifications(BroadcastCorrection.kind)
    }
    assert changed == set(READERS[1:4])
    for words, language, refused in (
        ("x", "zh_Hans", NothingWritten),
        (" ", "ms", NothingWritten),
        ("x" * 4097, "ms", TextTooLong),
    ):
        with pytest.raises(refused):
            await scenario.correct(words, language)


async def test_it_is_taken_back_where_telegram_still_does(scenario: BroadcastScenario) -> None:
    await scenario.send()
    await scenario.send_batch(5)
    scenario.now += 47 * HOUR
    await scenario.change(state="paused")
    await scenario.resume()
    with pytest.raises(BroadcastUnderway):
        await scenario.recall()
    await scenario.job()
    await scenario.stop()
    await scenario.job()
    assert await scenario.store.read(recallable, OTHER, scenario.broadcast, scenario.now) == (5, 0)
    await scenario.correct("Come at six")
    found = await scenario.recall()
    assert (found.recalled_at, dict(found.recalled)) == (scenario.now, {"queued": 5})
    assert {
        notification["reason"] for notification in await scenario.notifications(BroadcastCorrection.kind)
    } == {"recalled"}
    assert {
        notification["payload"]["message_id"]
        for notification in await scenario.notifications(BroadcastRecall.kind)
    } == {person + 5000 for person in scenario.shown}
    await scenario.send_batch()
    await scenario.job()
    assert dict((await scenario.progress()).recalled) == {"sent": 5}
    for gone in (scenario.recall, scenario.extend):
        with pytest.raises(BroadcastGone):
            await gone()


async def test_its_author_follows_a_recall_where_they_tapped_and_nobody_elses_message(
    scenario: BroadcastScenario,
) -> None:
    await sent(scenario)
    assert (await scenario.recall(ORGANISER, 31)).message == 31
    await scenario.change(recalled_at=None)
    assert (await scenario.recall(OTHER, 77)).message == 31


async def test_after_two_days_nothing_is_taken_back(scenario: BroadcastScenario) -> None:
    await sent(scenario)
    scenario.now += 48 * HOUR
    with pytest.raises(RecallTooLate):
        await scenario.recall()


async def test_what_nobody_has_is_neither_corrected_nor_taken_back(scenario: BroadcastScenario) -> None:
    await scenario.send()
    await scenario.pause()
    with pytest.raises(NothingArrived):
        await scenario.correct("Six")
    with pytest.raises(BroadcastGone):
        await scenario.store.read(correctable, OTHER, scenario.broadcast, NOW)


async def test_the_report_has_each_reason_and_each_notification(scenario: BroadcastScenario) -> None:
    await sent(scenario, "failed", "failed", "unknown")
    asked = (OTHER, scenario.broadcast, scenario.now)
    assert await scenario.store.read(reasons, *asked) == (
        FailureReason(kind="BroadcastMessage", status="failed", reason="failed", count=2),
        FailureReason(kind="BroadcastMessage", status="unknown", reason="unknown", count=1),
    )
    lines = await scenario.store.read(delivery_rows, *asked)
    assert [line.person for line in lines] == list(READERS)
    assert Counter(line.status for line in lines) == {"sent": 9, "failed": 2, "unknown": 1}
    assert lines[0].at == scenario.now
    assert isinstance(lines[0], DeliveryRow)
    found, pages = await scenario.store.read(past_broadcasts, OTHER, 1)
    assert (found, pages) == (
        (PastBroadcast(id=scenario.broadcast, state="sent", at=NOW, words="Come at five"),),
        1,
    )
