"""Lists about broadcasts: whose they are, in which order, a page at a time. Rows are written in another order than they are read."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.broadcast import choices
from market.broadcast.audience import Audience, headcount
from market.broadcast.draft import Draft, broadcast_draft, discard_draft, own_draft
from market.broadcast.letters import about, about_correction, about_recall
from market.broadcast.preparing import write_words
from market.broadcast.progress import progress
from market.broadcast.report import Reason, earlier_broadcasts, letter_lines, reasons
from market.broadcast.trying import try_broadcast
from market.broadcast.underway import underway
from market.broadcast.wording import announcement_of
from market.mailbox import Lane
from storage.alley import Alley
from storage.broadcast import Broadcast, Wording
from storage.drop import Drop, DropTag
from storage.letter import Letter
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
    Announcing,
)

MINUTE = timedelta(minutes=1)


async def add(announcing: Announcing, *rows: Any) -> None:
    """One after the other, so that they are stored in this order."""

    def write(session: Session) -> None:
        for row in rows:
            session.add(row)
            session.flush()

    await announcing.store.write(write)


def broadcast(one: int, state: str = "sent", author: int = KEN, **more: Any) -> Broadcast:
    audience = Audience(languages=("en",)).stored()
    begun = None if state in ("draft", "scheduled") else NOW
    return Broadcast(
        id=one, author_id=author, state=state, audience=audience, **{"created_at": NOW, "started_at": begun, **more}
    )  # fmt: skip


def wording(one: int, language: str = "en", words: str = "") -> Wording:
    return Wording(broadcast_id=one, language=language, words=words or f"The words of {one}")


def letter(person: int, subject: str, state: str, reason: str = "", notice: str = "Announcement") -> Letter:
    return Letter(
        person_id=person, notice=notice, about=subject, facts={}, lane=int(Lane.BROADCAST), due_at=NOW,
        send_at=NOW, state=state, reason=reason, ended_at=NOW,
    )  # fmt: skip


async def test_earlier_ones_of_everybody_are_listed_newest_first_five_a_page(announcing: Announcing) -> None:
    numbers = (160, 120, 170, 110, 150, 130, 140)
    for number in numbers:
        begun = None if number == 150 else NOW + number * MINUTE
        author, state = (KEN, "sent") if number % 20 else (WEI, "scheduled")
        row = broadcast(number, state, author, started_at=begun, created_at=NOW - number * MINUTE)
        await add(announcing, row, wording(number, "ms", "Kata"), wording(number))
    await add(announcing, broadcast(180, "draft"))
    await add(announcing, broadcast(105))
    pages = [await announcing.store.read(earlier_broadcasts, OTHER, page) for page in (-1, 1, 2, 3)]
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


async def test_a_report_is_of_one_broadcast_as_it_was_last_corrected(announcing: Announcing) -> None:
    """Why letters were not sent, the most frequent first; each letter by its reader."""
    one, other = about(50), about(51)
    again, before = about_correction(50, 2), about_correction(50, 1)
    await add(
        announcing,
        broadcast(50, revision=2),
        broadcast(51, author=WEI),
        letter(9, one, "unknown", "lost"),
        letter(3, one, "failed", "zzz"),
        letter(7, one, "failed", "aaa"),
        letter(5, one, "dropped", "stopped"),
        letter(2, one, "unknown", "lost"),
        letter(4, one, "sent"),
        letter(4, again, "failed", "too old", "AnnouncementCorrected"),
        letter(4, before, "dropped", "corrected again", "AnnouncementCorrected"),
        letter(4, about_recall(50), "failed", "no rights", "AnnouncementRecalled"),
        *(letter(person, other, "unreachable", "blocked") for person in (6, 1, 8)),
    )
    assert await announcing.store.read(reasons, OTHER, 50, NOW) == (
        Reason("Announcement", "unknown", "lost", 2),
        Reason("Announcement", "dropped", "stopped", 1),
        Reason("Announcement", "failed", "aaa", 1),
        Reason("Announcement", "failed", "zzz", 1),
        Reason("AnnouncementCorrected", "failed", "too old", 1),
        Reason("AnnouncementRecalled", "failed", "no rights", 1),
    )
    lines = await announcing.store.read(letter_lines, OTHER, 50, NOW)
    assert [(line.person, line.fate) for line in lines] == [
        (2, "unknown"),
        (3, "failed"),
        (4, "sent"),
        (5, "dropped"),
        (7, "failed"),
        (9, "unknown"),
    ]
    assert {line.language for line in lines} == {"en"}
    assert [line.person for line in await announcing.store.read(letter_lines, OTHER, 51, NOW)] == [1, 6, 8]


async def test_each_of_two_organisers_has_the_oldest_of_their_own_drafts(announcing: Announcing) -> None:
    """An author has several drafts where one that was scheduled is edited again."""
    await announcing.change(state="sent", started_at=NOW)
    await add(
        announcing,
        *(broadcast(one, "draft", author) for one, author in ((70, KEN), (40, WEI), (60, WEI), (50, KEN))),
        broadcast(20, "scheduled"),
        broadcast(30, "sent", WEI),
    )

    async def drafts() -> list[int]:
        found = [
            await announcing.store.read(broadcast_draft, who, ADMINS, ZONE, NOW) for who in (ORGANISER, OTHER)
        ]
        return [each.id for each in found]

    assert await drafts() == [50, 40]
    assert await announcing.store.write(lambda session: own_draft(session, OTHER, NOW).id) == 40
    await add(announcing, wording(50), wording(40))
    await announcing.store.write(discard_draft, ORGANISER)
    assert await drafts() == [70, 40]
    assert (await announcing.store.read(announcement_of, 40)).words == {"en": "The words of 40"}
    kept = await announcing.store.read(lambda session: {*session.exec(select(Broadcast.id))})
    assert kept == {announcing.broadcast, 20, 30, 40, 60, 70}


async def test_a_draft_names_its_alleys_by_their_number_and_its_languages_english_first(
    announcing: Announcing,
) -> None:
    await add(announcing, *(alley(one) for one in (90, 70, 80)), broadcast(50, "draft", WEI))
    await add(announcing, *(wording(50, code) for code in ("zh_Hans", "ms", "de", "en")), wording(announcing.broadcast, "zh_Hans"))  # fmt: skip
    await announcing.put(Broadcast, 50, {"audience": Audience(alleys=(90, 70)).stored()})
    found: Draft = await announcing.store.read(broadcast_draft, OTHER, ADMINS, ZONE, NOW)
    assert found.alleys == ("Lorong 70", "Lorong 90")
    assert [*found.words] == ["en", "de", "ms", "zh_Hans"]


async def test_a_test_of_another_author_does_not_stand_in_for_ones_own(announcing: Announcing) -> None:
    """Nor one of a minute before."""
    await announcing.store.write(write_words, OTHER, "en", "Come at five", NOW)
    for who in (ORGANISER, OTHER):
        for minute, sent in ((0, ("en",)), (0, ()), (1, ("en",))):
            assert await announcing.store.write(try_broadcast, who, NOW + minute * MINUTE) == sent
    assert [each["person_id"] for each in await announcing.letters("AnnouncementTest")] == [
        KEN,
        KEN,
        WEI,
        WEI,
    ]


async def test_readers_are_counted_by_language_the_largest_first(announcing: Announcing) -> None:
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
        await announcing.newcomer(person, language)
    counted = await announcing.store.read(headcount, Audience(), "operational", ADMINS, NOW)
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


async def a_calendar(announcing: Announcing) -> None:
    """Drops at three stalls, one of which is no longer approved; some are cancelled, over, hidden, or drafts."""
    place = await announcing.store.read(lambda session: session.exec(select(Alley.id)).one())
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
    await announcing.move_drop(state="draft")
    await add(
        announcing,
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
    await add(announcing, *(DropTag(drop_id=drop, tag=tag) for tag, drops in tags.items() for drop in drops))


async def test_an_organiser_chooses_among_what_is_ahead_in_its_order(announcing: Announcing) -> None:
    await a_calendar(announcing)
    read, asked = announcing.store.read, (ORGANISER, NOW)
    assert [each.id for each in await read(choices.coming_drops, *asked)] == [62, 64, 65, 61, 67]
    assert [each.id for each in await read(choices.coming_stalls, *asked)] == [32, 31, 33]
    assert await read(choices.tags_in_use, ORGANISER) == ("vegan", "halal", "kuih")
    found = await read(choices.coming_drop, ORGANISER, 64, NOW)
    assert asdict(found) == {"id": 64, "name": "Kuih 64", "at": NOW + 2 * DAY}


async def test_those_whose_author_has_yet_to_hear_are_gone_on_with_by_their_number(
    announcing: Announcing,
) -> None:
    await add(
        announcing,
        *(broadcast(one, state, WEI) for one, state in ((60, "sending"), (40, "scheduled"), (50, "stopped"))),
        broadcast(30, "sent", told_at=NOW),
        broadcast(20, "draft"),
    )
    assert await announcing.store.read(underway) == (40, 50, 60)


Deed = Callable[[Announcing], Awaitable[Any]]

DEEDS: dict[str, Deed] = {
    "paused": Announcing.pause,
    "stopped": Announcing.stop,
    "corrected": lambda announcing: announcing.correct("Come at six"),
    "taken back": Announcing.recall,
    "sent to new people": Announcing.extend,
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=[*DEEDS])
async def test_what_is_done_to_one_of_two_broadcasts_leaves_the_other_alone(
    announcing: Announcing, deed: Deed
) -> None:
    """They go to the same readers. Of the other some has arrived, and some waits."""
    await add(announcing, broadcast(90, "sending", WEI), wording(90))
    subject, half = about(90), len(READERS) // 2
    for person in reversed(READERS):
        row = letter(person, subject, "queued" if person > half else "sent")
        row.message_id, row.send_at, row.ended_at = person, NOW + DAY, None if person > half else NOW
        await add(announcing, row)
    await announcing.send()
    if deed not in (DEEDS["paused"], DEEDS["stopped"]):
        await announcing.post()
        await announcing.job()
    await announcing.newcomer(40)

    async def other() -> tuple[list[Any], Any]:
        rows = select(Letter).where(col(Letter.about).startswith(subject)).order_by(col(Letter.person_id))
        found = await announcing.store.read(lambda session: [row.model_dump() for row in session.exec(rows)])
        return found, await announcing.store.read(progress, 90, NOW)

    before = await other()
    changed = len(await announcing.letters()), await announcing.progress()
    await deed(announcing)
    await announcing.job()
    assert await other() == before
    assert (len(await announcing.letters()), await announcing.progress()) != changed
