"""Lists of broadcasts: by author, order and page. Rows are written in another order than they are read."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.broadcast import choices
from market.broadcast.advance import unfinished_broadcasts
from market.broadcast.audience import Audience, headcount
from market.broadcast.broadcast_notifications import correction_subject, recall_subject, subject
from market.broadcast.draft import BroadcastDraft, broadcast_draft, discard_draft, own_draft
from market.broadcast.preparing import write_words
from market.broadcast.progress import progress
from market.broadcast.report import FailureReason, delivery_rows, past_broadcasts, reasons
from market.broadcast.sample import send_sample
from market.broadcast.wording import announcement_of
from market.notification.priority import Priority
from storage.alley import Alley
from storage.broadcast import Broadcast, Wording
from storage.drop import Drop, DropTag
from storage.notification import Notification
from storage.stall import Stall
from tests.market.broadcast.conftest import (
    ADMINS,
    DAY,
    HOUR,
    KEN,
    NOW,
    ORGANISER,
    OTHER,
    READERS,
    WEI,
    ZONE,
    BroadcastScenario,
)

MINUTE = timedelta(minutes=1)


async def add(scenario: BroadcastScenario, *rows: Any) -> None:
    """One after the other, so that they are stored in this order."""

    def write(session: Session) -> None:
        for row in rows:
            session.add(row)
            session.flush()

    await scenario.store.write(write)


def broadcast(one: int, state: str = "sent", author: int = KEN, **more: Any) -> Broadcast:
    audience = Audience(languages=("en",)).stored()
    begun = None if state in ("draft", "scheduled") else NOW
    return Broadcast(
        id=one, author_id=author, state=state, audience=audience, **{"created_at": NOW, "started_at": begun, **more}
    )  # fmt: skip


def wording(one: int, language: str = "en", words: str = "") -> Wording:
    return Wording(broadcast_id=one, language=language, words=words or f"The words of {one}")


def notification(
    person: int, subject: str, state: str, reason: str = "", kind: str = "BroadcastMessage"
) -> Notification:
    return Notification(
        person_id=person, kind=kind, about=subject, payload={}, priority=int(Priority.BROADCAST), due_at=NOW,
        send_at=NOW, state=state, reason=reason, ended_at=NOW,
    )  # fmt: skip


async def test_earlier_ones_of_everybody_are_listed_newest_first_five_a_page(
    scenario: BroadcastScenario,
) -> None:
    numbers = (160, 120, 170, 110, 150, 130, 140)
    for number in numbers:
        begun = None if number == 150 else NOW + number * MINUTE
        author, state = (KEN, "sent") if number % 20 else (WEI, "scheduled")
        row = broadcast(number, state, author, started_at=begun, created_at=NOW - number * MINUTE)
        await add(scenario, row, wording(number, "ms", "Kata"), wording(number))
    await add(scenario, broadcast(180, "draft"))
    await add(scenario, broadcast(105))
    pages = [await scenario.store.read(past_broadcasts, OTHER, page) for page in (-1, 1, 2, 3)]
    assert [count for _, count in pages] == [2, 2, 2, 2]
    assert [[each.id for each in found] for found, _ in pages] == [
        [170, 160, 150, 140, 130],
        [170, 160, 150, 140, 130],
        [120, 110, 105],
        [],
    ]
    newest, _, unbegun, *_ = pages[0][0]
    assert (newest.words, newest.at, newest.state) == ("The words of 170", NOW + 170 * MINUTE, "sent")
    assert unbegun.at == NOW - 150 * MINUTE, "it has not begun, so it is when it was made"
    assert pages[2][0][-1].words == "", "nothing was written"


async def test_a_report_is_of_one_broadcast_as_it_was_last_corrected(scenario: BroadcastScenario) -> None:
    """Why notifications were not sent, the most frequent first; each notification by its reader."""
    one, other = subject(50), subject(51)
    again, before = correction_subject(50, 2), correction_subject(50, 1)
    await add(
        scenario,
        broadcast(50, revision=2),
        broadcast(51, author=WEI),
        notification(9, one, "unknown", "lost"),
        notification(3, one, "failed", "zzz"),
        notification(7, one, "failed", "aaa"),
        notification(5, one, "dropped", "stopped"),
        notification(2, one, "unknown", "lost"),
        notification(4, one, "sent"),
        notification(4, again, "failed", "too old", kind="BroadcastCorrection"),
        notification(4, before, "dropped", "corrected again", kind="BroadcastCorrection"),
        notification(4, recall_subject(50), "failed", "no rights", kind="BroadcastRecall"),
        *(notification(person, other, "unreachable", "blocked") for person in (6, 1, 8)),
    )
    assert await scenario.store.read(reasons, OTHER, 50, NOW) == (
        FailureReason(kind="BroadcastMessage", status="unknown", reason="lost", count=2),
        FailureReason(kind="BroadcastCorrection", status="failed", reason="too old", count=1),
        FailureReason(kind="BroadcastMessage", status="dropped", reason="stopped", count=1),
        FailureReason(kind="BroadcastMessage", status="failed", reason="aaa", count=1),
        FailureReason(kind="BroadcastMessage", status="failed", reason="zzz", count=1),
        FailureReason(kind="BroadcastRecall", status="failed", reason="no rights", count=1),
    )
    items = await scenario.store.read(delivery_rows, OTHER, 50, NOW)
    assert [(item.person, item.status) for item in items] == [
        (2, "unknown"),
        (3, "failed"),
        (4, "sent"),
        (5, "dropped"),
        (7, "failed"),
        (9, "unknown"),
    ]
    assert {item.language for item in items} == {"en"}
    assert [item.person for item in await scenario.store.read(delivery_rows, OTHER, 51, NOW)] == [1, 6, 8]


async def test_each_of_two_organisers_has_the_oldest_of_their_own_drafts(scenario: BroadcastScenario) -> None:
    """An author has several drafts where one that was scheduled is edited again."""
    await scenario.change(state="sent", started_at=NOW)
    await add(
        scenario,
        *(broadcast(one, "draft", author) for one, author in ((70, KEN), (40, WEI), (60, WEI), (50, KEN))),
        broadcast(20, "scheduled"),
        broadcast(30, "sent", WEI),
    )

    async def drafts() -> list[int]:
        found = [
            await scenario.store.read(broadcast_draft, who, ADMINS, ZONE, now=NOW)
            for who in (ORGANISER, OTHER)
        ]
        return [each.id for each in found]

    assert await drafts() == [50, 40]
    assert await scenario.store.write(lambda session: own_draft(session, OTHER, NOW).id) == 40
    await add(scenario, wording(50), wording(40))
    await scenario.store.write(discard_draft, ORGANISER)
    assert await drafts() == [70, 40]
    assert (await scenario.store.read(announcement_of, 40)).words == {"en": "The words of 40"}
    kept = await scenario.store.read(lambda session: {*session.exec(select(Broadcast.id))})
    assert kept == {scenario.broadcast, 20, 30, 40, 60, 70}


async def test_a_draft_names_its_alleys_by_their_number_and_its_languages_english_first(
    scenario: BroadcastScenario,
) -> None:
    await add(scenario, *(alley(one) for one in (90, 70, 80)), broadcast(50, "draft", WEI))
    await add(scenario, *(wording(50, code) for code in ("zh_Hans", "ms", "de", "en")), wording(scenario.broadcast, "zh_Hans"))  # fmt: skip
    await scenario.put(Broadcast, 50, {"audience": Audience(alleys=(90, 70)).stored()})
    found: BroadcastDraft = await scenario.store.read(broadcast_draft, OTHER, ADMINS, ZONE, now=NOW)
    assert found.alleys == ("Lorong 70", "Lorong 90")
    assert [*found.words] == ["en", "de", "ms", "zh_Hans"]


async def test_a_test_of_another_author_does_not_stand_in_for_ones_own(scenario: BroadcastScenario) -> None:
    """Nor one of a minute before."""
    await scenario.store.write(write_words, OTHER, "en", "Come at five", now=NOW)
    for who in (ORGANISER, OTHER):
        for minute, sent in ((0, ("en",)), (0, ()), (1, ("en",))):
            assert await scenario.store.write(send_sample, who, NOW + minute * MINUTE) == sent
    assert [each["person_id"] for each in await scenario.notifications("BroadcastTest")] == [
        KEN,
        KEN,
        WEI,
        WEI,
    ]


async def test_readers_are_counted_by_language_the_largest_first(scenario: BroadcastScenario) -> None:
    people = (
        (40, "th"),
        (41, "zh_Hans"),
        (42, "zh_Hans"),
        (43, "zh_Hans"),
        (44, "de"),
        (45, "ta"),
        (46, "fr"),
    )
    for person, language in people:
        await scenario.newcomer(person, language)
    counted = await scenario.store.read(headcount, Audience(), "operational", ADMINS, now=NOW)
    assert counted.languages == (
        ("en", 12),
        ("zh_Hans", 3),
        ("ms", 2),
        ("de", 1),
        ("fr", 1),
        ("ta", 1),
        ("th", 1),
    )


def alley(one: int) -> Alley:
    return Alley(
        id=one, code=f"A{one}", name=f"Lorong {one}", city="Kota Kinabalu", zone=ZONE, territory="MY",
        currency="MYR", latitude=5.98, longitude=116.07,
    )  # fmt: skip


async def a_calendar(scenario: BroadcastScenario) -> None:
    """Drops at three stalls, one of which is no longer approved; some are cancelled, over, hidden, or drafts."""
    place = await scenario.store.read(lambda session: session.exec(select(Alley.id)).one())
    stalls = ((33, "Kedai B", "approved"), (31, "Kedai B", "approved"), (32, "Kedai A", "approved"), (34, "Kedai 0", "turned_down"))  # fmt: skip
    rows: list[tuple[int, int, float, dict[str, Any]]] = [
        (67, 33, 3, {}),
        (62, 31, 1, {}),
        (65, 32, 2, {}),
        (61, 31, 3, {}),
        (64, 32, 2, {"state": "paused"}),
        (70, 33, 1, {"state": "cancelled", "cancelled_at": NOW}),
        (71, 33, 1, {"state": "draft"}),
        (72, 33, 1, {"hidden_at": NOW}),
        (73, 33, -1, {}),
        (74, 34, 1, {}),
    ]
    await scenario.move_drop(state="draft")
    await add(
        scenario,
        *(
            Stall(
                id=one, code=f"S{one}", name=name, owner_id=one - 30, alley_id=place or 0, language="ms",
                state=state, asked_at=NOW,
            )
            for one, name, state in stalls
        ),
        *(
            Drop(
                id=one, code=f"D{one}", stall_id=stall, alley_id=place or 0, name=f"Kuih {one}", language="ms",
                opens_at=NOW - 2 * DAY, starts_at=NOW + days * DAY, ends_at=NOW + days * DAY + HOUR,
                created_at=NOW, **{"state": "published", **more},
            )
            for one, stall, days, more in rows
        ),
    )  # fmt: skip
    tags = {"vegan": (61, 65, 64), "halal": (67, 62), "a": (74, 72, 71), "kuih": (70, 65)}
    await add(scenario, *(DropTag(drop_id=drop, tag=tag) for tag, drops in tags.items() for drop in drops))


async def test_an_organiser_chooses_among_what_is_ahead_in_its_order(scenario: BroadcastScenario) -> None:
    await a_calendar(scenario)
    read, asked = scenario.store.read, (ORGANISER, NOW)
    assert [each.id for each in await read(choices.coming_drops, *asked)] == [62, 64, 65, 61, 67]
    assert [each.id for each in await read(choices.coming_stalls, *asked)] == [32, 31, 33]
    days = await read(choices.coming_market_days, *asked)
    assert [each.day for each in days] == sorted({each.day for each in days})
    assert len(days) > 2
    assert await read(choices.tags_in_use, ORGANISER) == ("vegan", "halal", "kuih")
    found = await read(choices.coming_drop, ORGANISER, 64, NOW)
    assert asdict(found) == {"id": 64, "name": "Kuih 64", "at": NOW + 2 * DAY}


async def test_those_whose_author_has_yet_to_hear_are_gone_on_with_by_their_number(
    scenario: BroadcastScenario,
) -> None:
    await add(
        scenario,
        *(broadcast(one, state, WEI) for one, state in ((60, "sending"), (40, "scheduled"), (50, "stopped"))),
        broadcast(30, "sent", final_report_at=NOW),
        broadcast(20, "draft"),
    )
    assert await scenario.store.read(unfinished_broadcasts) == (40, 50, 60)


Deed = Callable[[BroadcastScenario], Awaitable[Any]]

DEEDS: dict[str, Deed] = {
    "paused": BroadcastScenario.pause,
    "stopped": BroadcastScenario.stop,
    "corrected": lambda scenario: scenario.correct("Come at six"),
    "taken back": BroadcastScenario.recall,
    "sent to new people": BroadcastScenario.extend,
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=[*DEEDS])
async def test_what_is_done_to_one_of_two_broadcasts_leaves_the_other_alone(
    scenario: BroadcastScenario, deed: Deed
) -> None:
    """They go to the same readers. Of the other some has arrived, and some waits."""
    await add(scenario, broadcast(90, "sending", WEI), wording(90))
    about, half = subject(90), len(READERS) // 2
    for person in reversed(READERS):
        row = notification(person, about, "queued" if person > half else "sent")
        row.message_id, row.send_at, row.ended_at = person, NOW + DAY, None if person > half else NOW
        await add(scenario, row)
    await scenario.send()
    if deed not in (DEEDS["paused"], DEEDS["stopped"]):
        await scenario.send_batch()
        await scenario.job()
    await scenario.newcomer(40)

    async def other() -> tuple[list[Any], Any]:
        rows = (
            select(Notification)
            .where(col(Notification.about).startswith(about))
            .order_by(col(Notification.person_id))
        )
        found = await scenario.store.read(lambda session: [row.model_dump() for row in session.exec(rows)])
        return found, await scenario.store.read(progress, 90, NOW)

    before = await other()
    changed = len(await scenario.notifications()), await scenario.progress()
    await deed(scenario)
    await scenario.job()
    assert await other() == before
    assert (len(await scenario.notifications()), await scenario.progress()) != changed
