"""After it was sent: to new people, corrected, taken back, reported."""

from collections import Counter

import pytest
from sqlmodel import Session

from market.broadcast.correcting import correctable, recallable
from market.broadcast.extending import count_new
from market.broadcast.letters import CORRECTED, RECALLED
from market.broadcast.report import Earlier, Line, Reason, earlier_broadcasts, letter_lines, reasons
from market.refusal import (
    BroadcastGone,
    BroadcastUnderway,
    LettersGone,
    NobodyNew,
    NothingArrived,
    NothingWritten,
    RecallTooLate,
    TextTooLong,
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
    Announcing,
)


async def sent(announcing: Announcing, *outcomes: str) -> None:
    """To twelve, with these outcomes for the first ones."""
    await announcing.send()
    left = iter((*outcomes, *["sent"] * 12))
    await announcing.post(how=lambda: next(left))
    await announcing.job()
    assert (await announcing.progress()).state == "sent"


async def test_new_people_get_it_and_nobody_twice(announcing: Announcing) -> None:
    await sent(announcing, "failed", "unknown")
    with pytest.raises(NobodyNew):
        await announcing.extend()
    await announcing.newcomer(50)
    await announcing.newcomer(51)
    await announcing.newcomer(52, language="ms")
    announcing.now += 3 * DAY
    asked = (ORGANISER, announcing.broadcast, ADMINS, announcing.now)
    assert await announcing.store.read(count_new, *asked) == 2
    assert (await announcing.extend()).total == 14
    with pytest.raises(BroadcastUnderway):
        await announcing.extend()
    assert await announcing.post() == 2
    await announcing.job()
    found = await announcing.progress()
    assert (found.state, found.total, dict(found.fates)) == (
        "sent",
        14,
        {"sent": 12, "failed": 1, "unknown": 1},
    )
    assert max(announcing.shown.values()) == 1


async def test_when_letters_may_be_gone_nobody_can_tell_who_is_new(announcing: Announcing) -> None:
    await sent(announcing)
    await announcing.newcomer(50)
    announcing.now += 28 * DAY
    for asked in (announcing.extend(), announcing.correct("Six"), announcing.recall()):
        with pytest.raises(LettersGone):
            await asked
    with pytest.raises(LettersGone):
        await announcing.store.read(reasons, OTHER, announcing.broadcast, announcing.now)


async def test_a_correction_edits_what_arrived_and_changes_what_is_to_come(announcing: Announcing) -> None:
    await announcing.send()
    await announcing.post(5)
    with pytest.raises(BroadcastUnderway):
        await announcing.correct("Come at six")
    await announcing.pause()
    asked = (ORGANISER, announcing.broadcast, announcing.now)
    assert await announcing.store.read(correctable, *asked) == (("en", 5),)
    await announcing.correct("Come at six")
    assert await announcing.post() == 5, "edits go out while the rest is paused"
    await announcing.resume()
    await announcing.post()
    await announcing.job()
    assert set(announcing.texts.values()) == {"Come at six"}
    assert set(announcing.shown.values()) == {1}
    found = await announcing.progress()
    assert (dict(found.fates), dict(found.corrected)) == ({"sent": 12}, {"sent": 5})


async def test_a_second_correction_takes_the_place_of_what_waits_of_the_first(announcing: Announcing) -> None:
    await sent(announcing)
    await announcing.correct("Come at six")
    await announcing.post(4)
    await announcing.correct("Come at seven")
    assert await announcing.states(CORRECTED) == Counter(sent=4, dropped=8, queued=12)
    await announcing.post()
    await announcing.job()
    assert set(announcing.texts.values()) == {"Come at seven"}
    assert dict((await announcing.progress()).corrected) == {"sent": 12}


async def test_only_readers_of_the_words_are_corrected(announcing: Announcing) -> None:
    def more(session: Session) -> None:
        session.add(Wording(broadcast_id=announcing.broadcast, language="ms", words="Datang pukul lima"))
        for person in READERS[:4]:
            session.get_one(Person, person).language = "ms"

    await announcing.change(
        audience={"languages": [], "alleys": [], "roles": ["shopper"], "tags": [], "doings": [], "drop": 0}
    )
    await announcing.store.write(more)
    await announcing.send()
    await announcing.post()
    await announcing.job()
    asked = (ORGANISER, announcing.broadcast, announcing.now)
    written = dict(await announcing.store.read(correctable, *asked))
    assert written["ms"] + written["en"] == len(announcing.shown)
    await announcing.correct("Datang pukul enam", "ms")
    changed = {letter["person_id"] for letter in await announcing.letters(CORRECTED)}
    assert changed == set(READERS[1:4])
    for words, language, refused in (
        ("x", "zh_Hans", NothingWritten),
        (" ", "ms", NothingWritten),
        ("x" * 4097, "ms", TextTooLong),
    ):
        with pytest.raises(refused):
            await announcing.correct(words, language)


async def test_it_is_taken_back_where_telegram_still_does(announcing: Announcing) -> None:
    await announcing.send()
    await announcing.post(5)
    announcing.now += 47 * HOUR
    await announcing.change(state="paused")
    await announcing.resume()
    with pytest.raises(BroadcastUnderway):
        await announcing.recall()
    await announcing.job()
    await announcing.stop()
    await announcing.job()
    assert await announcing.store.read(recallable, OTHER, announcing.broadcast, announcing.now) == (5, 0)
    await announcing.correct("Come at six")
    found = await announcing.recall()
    assert (found.recalled_at, dict(found.recalled)) == (announcing.now, {"queued": 5})
    assert {letter["reason"] for letter in await announcing.letters(CORRECTED)} == {"recalled"}
    assert {letter["facts"]["message"] for letter in await announcing.letters(RECALLED)} == {
        person + 5000 for person in announcing.shown
    }
    await announcing.post()
    await announcing.job()
    assert dict((await announcing.progress()).recalled) == {"sent": 5}
    for gone in (announcing.recall, announcing.extend):
        with pytest.raises(BroadcastGone):
            await gone()


async def test_its_author_follows_a_recall_where_they_tapped_and_nobody_elses_message(
    announcing: Announcing,
) -> None:
    await sent(announcing)
    assert (await announcing.recall(ORGANISER, 31)).message == 31
    await announcing.change(recalled_at=None)
    assert (await announcing.recall(OTHER, 77)).message == 31


async def test_after_two_days_nothing_is_taken_back(announcing: Announcing) -> None:
    await sent(announcing)
    announcing.now += 48 * HOUR
    with pytest.raises(RecallTooLate):
        await announcing.recall()


async def test_what_nobody_has_is_neither_corrected_nor_taken_back(announcing: Announcing) -> None:
    await announcing.send()
    await announcing.pause()
    with pytest.raises(NothingArrived):
        await announcing.correct("Six")
    with pytest.raises(BroadcastGone):
        await announcing.store.read(correctable, OTHER, announcing.broadcast, NOW)


async def test_the_report_has_each_reason_and_each_letter(announcing: Announcing) -> None:
    await sent(announcing, "failed", "failed", "unknown")
    asked = (OTHER, announcing.broadcast, announcing.now)
    assert await announcing.store.read(reasons, *asked) == (
        Reason("Announcement", "failed", "failed", 2),
        Reason("Announcement", "unknown", "unknown", 1),
    )
    lines = await announcing.store.read(letter_lines, *asked)
    assert [line.person for line in lines] == list(READERS)
    assert Counter(line.fate for line in lines) == {"sent": 9, "failed": 2, "unknown": 1}
    assert lines[0].at == announcing.now
    assert isinstance(lines[0], Line)
    found, pages = await announcing.store.read(earlier_broadcasts, OTHER, 1)
    assert (found, pages) == ((Earlier(announcing.broadcast, "sent", NOW, "Come at five"),), 1)
