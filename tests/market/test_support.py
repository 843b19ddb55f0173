"""Questions to the organisers, on both databases: rights, messages, and what remains."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from locales.user_text import QUESTION
from market.actor import Actor, NotOrganiser
from market.admins import NO_ADMINS
from market.organiser.block import block
from market.organiser.roles import name_organiser, remove_organiser
from market.privacy.forget import forget
from market.privacy.mydata import mydata
from market.refusal import Refusal, TooLong
from market.support import (
    MAX_OPEN,
    MAX_UNANSWERED,
    UNDO_TIME,
    QuestionAnswered,
    QuestionSent,
    QuestionUnknown,
    QuestionWordless,
    TooManyQuestions,
    TooManyTexts,
    answer,
    answered_question,
    ask,
    asked_question,
    close_question,
    closed_question,
    count_open,
    open_questions,
    own_question,
    own_questions,
    parts_of,
    question,
    question_to_answer,
    refuse_writing,
    send_words,
    sweep_questions,
    undo_question,
    write_back,
)
from storage.notification import Notification
from storage.store import Store
from storage.support import SupportMessage, SupportThread
from tests.people import add_person

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
DAY = timedelta(days=1)
AINA, BEN, KEN, JO, OLD = 1001, 1002, 1003, 1004, 1005
"""Aina asks; Ken and Jo organise, and Old did."""
BY = {person: Actor(person) for person in (AINA, BEN, KEN, JO, OLD)}


@pytest.fixture
async def market(store: Store) -> Store:
    def fill(session: Session) -> None:
        for person, name in ((AINA, "Aina"), (BEN, "Ben"), (KEN, "Ken"), (JO, "Jo"), (OLD, "Old")):
            add_person(session, person, first_name=name, language="en", created_at=NOW)
        for person in (KEN, JO, OLD):
            name_organiser(session, Actor(KEN, is_configured_admin=True), person, NO_ADMINS, now=NOW)
        remove_organiser(session, BY[KEN], OLD, NO_ADMINS, now=NOW)

    await store.write(fill)
    return store


async def asks(market: Store, words: str = "Where is the toilet?", person: int = AINA) -> int:
    return await market.write(ask, BY[person], words, NO_ADMINS, now=NOW)


async def notified(market: Store, kind: str) -> list[int]:
    rows = select(Notification.person_id).where(col(Notification.kind) == kind).order_by(col(Notification.id))
    return await market.read(lambda session: [person or 0 for person in session.exec(rows)])


async def message_ids(market: Store) -> list[int]:
    rows = select(SupportMessage.id).order_by(col(SupportMessage.id))
    return await market.read(lambda session: [each or 0 for each in session.exec(rows)])


async def test_a_question_goes_to_every_organiser_and_the_answer_to_its_asker(market: Store) -> None:
    thread = await asks(market)
    assert sorted(await notified(market, "SupportAsked")) == [KEN, JO]
    await market.write(answer, BY[KEN], thread, " Behind stall 4.\0 ", now=NOW)
    assert await notified(market, "SupportAnswered") == [AINA]
    found = await market.read(own_question, AINA, thread)
    assert [(text.is_answer, text.organiser, text.words) for text in found.texts] == [
        (False, "", "Where is the toilet?"),
        (True, "Ken", "Behind stall 4."),
    ]
    assert found.state == "answered"
    await market.write(write_back, BY[AINA], thread, "Thank you", admins=NO_ADMINS, now=NOW)
    assert sorted(await notified(market, "SupportAsked")) == sorted([KEN, JO] * 2)
    assert (await market.read(own_question, AINA, thread)).state == "asked"
    await market.write(close_question, BY[JO], thread, NOW)
    await market.write(close_question, BY[KEN], thread, NOW)
    assert await notified(market, "SupportClosed") == [AINA], "it had no answer, and is told once"


async def sends(market: Store, words: str = "where is the toilet") -> int:
    return await market.write(send_words, BY[AINA], words, NO_ADMINS, now=NOW)


async def test_words_sent_by_a_button_are_told_when_they_cannot_be_taken_back(market: Store) -> None:
    thread = await sends(market)
    asked = select(Notification.due_at).where(col(Notification.kind) == "SupportAsked")
    due = await market.read(lambda session: {*session.exec(asked)})
    assert due == {NOW + UNDO_TIME}
    with pytest.raises(QuestionUnknown):
        await market.write(undo_question, BY[BEN], thread, NOW)
    await market.write(undo_question, BY[AINA], thread, NOW + UNDO_TIME)
    assert await message_ids(market) == []
    with pytest.raises(QuestionUnknown):
        await market.read(asked_question, 1)


async def test_what_is_answered_or_a_minute_old_is_not_taken_back(market: Store) -> None:
    thread = await sends(market)
    with pytest.raises(QuestionSent):
        await market.write(undo_question, BY[AINA], thread, NOW + UNDO_TIME + timedelta(seconds=1))
    await market.write(answer, BY[KEN], thread, "Behind stall 4.", now=NOW)
    with pytest.raises(QuestionSent):
        await market.write(undo_question, BY[AINA], thread, NOW)


async def test_the_longest_text_of_telegram_is_sent_whole_in_several_texts(market: Store) -> None:
    words = " ".join(f"word{number}" for number in range(1000))[:4096]
    thread = await sends(market, words)
    texts = (await market.read(own_question, AINA, thread)).texts
    assert " ".join(text.words for text in texts) == words
    read = [(await market.read(asked_question, text.id))[1].words for text in texts]
    assert read == [text.words for text in texts], "each message has its own part"
    with pytest.raises(QuestionWordless):
        await sends(market, " \n ")
    for _ in range(MAX_OPEN - 1):
        await sends(market)
    with pytest.raises(TooManyQuestions):
        await sends(market)


@pytest.mark.parametrize("words", ["", "a" * 4096, "a b " * 700, "字" * 1000, "x" * 1001])
def test_parts_lose_nothing_and_fit(words: str) -> None:
    parts = parts_of(words)
    assert "".join(parts).replace(" ", "") == words.replace(" ", "")
    assert all(0 < len(part) <= QUESTION.longest for part in parts)


async def test_an_answered_question_is_closed_in_silence_and_opens_when_written_back(market: Store) -> None:
    thread = await asks(market)
    await market.write(answer, BY[KEN], thread, "Behind stall 4.", now=NOW)
    await market.write(close_question, BY[KEN], thread, NOW)
    assert await notified(market, "SupportClosed") == []
    await market.write(answer, BY[JO], thread, "And by the gate.", now=NOW)
    assert (await market.read(question, BY[KEN], thread)).state == "closed"
    await market.write(write_back, BY[AINA], thread, "Which gate?", admins=NO_ADMINS, now=NOW)
    assert (await market.read(question, BY[KEN], thread)).state == "asked"


async def test_an_organiser_who_asks_is_not_told_of_their_own_question(market: Store) -> None:
    await asks(market, person=KEN)
    assert await notified(market, "SupportAsked") == [JO]


@pytest.mark.empty_market("the queue of all that organisers decide")
async def test_a_blocked_person_may_ask_and_write_back(market: Store) -> None:
    await market.write(block, BY[KEN], AINA, NO_ADMINS, now=NOW)
    thread = await asks(market, "Why?")
    await market.write(write_back, BY[AINA], thread, "Please", admins=NO_ADMINS, now=NOW)
    assert await market.read(count_open) == 1


@pytest.mark.parametrize("person", [AINA, BEN, OLD])
async def test_only_who_organises_now_reads_and_answers(market: Store, person: int) -> None:
    thread = await asks(market)
    refused: list[tuple[Any, ...]] = [
        (market.write, answer, BY[person], thread, "No", NOW),
        (market.write, close_question, BY[person], thread, NOW),
        (market.read, question, BY[person], thread),
        (market.read, question_to_answer, BY[person], thread, 1),
        (market.read, open_questions, BY[person], 1),
    ]
    for run, action, *given in refused:
        with pytest.raises(NotOrganiser):
            await run(action, *given)
    assert (await market.read(own_question, AINA, thread)).state == "asked"


async def test_nobody_reads_or_continues_the_question_of_another(market: Store) -> None:
    thread = await asks(market)
    for person in (BEN, KEN):
        with pytest.raises(QuestionUnknown):
            await market.read(own_question, person, thread)
        with pytest.raises(QuestionUnknown):
            await market.write(write_back, BY[person], thread, "x", admins=NO_ADMINS, now=NOW)
    for unknown in (thread + 9, 0):
        with pytest.raises(QuestionUnknown):
            await market.write(answer, BY[KEN], unknown, "x", now=NOW)
        with pytest.raises(QuestionUnknown):
            await market.write(close_question, BY[KEN], unknown, NOW)
        with pytest.raises(QuestionUnknown):
            await market.read(question, BY[KEN], unknown)
    assert (await market.read(own_questions, BEN, 1)).questions == ()


@pytest.mark.parametrize(
    ("words", "refusal"),
    [("", QuestionWordless), (" \n\0", QuestionWordless), ("x" * (QUESTION.longest + 1), TooLong)],
)
async def test_a_text_has_words_and_an_end(market: Store, words: str, refusal: type[Refusal]) -> None:
    thread = await asks(market, "x" * QUESTION.longest)
    for action in (
        lambda session: ask(session, BY[AINA], words, NO_ADMINS, now=NOW),
        lambda session: write_back(session, BY[AINA], thread, words, NO_ADMINS, NOW),
        lambda session: answer(session, BY[KEN], thread, words, NOW),
    ):
        with pytest.raises(refusal):
            await market.write(action)
    assert len(await message_ids(market)) == 1


async def test_three_questions_are_open_at_most_and_five_texts_wait(market: Store) -> None:
    threads = [await asks(market, f"Question {number}") for number in range(MAX_OPEN)]
    with pytest.raises(TooManyQuestions):
        await asks(market)
    for thread, refusal in ((0, TooManyQuestions), (99, QuestionUnknown)):
        with pytest.raises(refusal):
            await market.read(refuse_writing, AINA, thread)
    await market.write(close_question, BY[KEN], threads[0], NOW)
    more = await asks(market)
    with pytest.raises(TooManyQuestions):
        await market.write(write_back, BY[AINA], threads[0], "Again", admins=NO_ADMINS, now=NOW)
    with pytest.raises(TooManyQuestions):
        await market.read(refuse_writing, AINA, threads[0])
    for _ in range(MAX_UNANSWERED - 1):
        await market.write(write_back, BY[AINA], more, "Still there?", admins=NO_ADMINS, now=NOW)
    with pytest.raises(TooManyTexts):
        await market.write(write_back, BY[AINA], more, "Hello?", admins=NO_ADMINS, now=NOW)
    with pytest.raises(TooManyTexts):
        await market.read(refuse_writing, AINA, more)
    await market.write(answer, BY[JO], more, "Yes.", now=NOW)
    await market.read(refuse_writing, AINA, more)
    with pytest.raises(QuestionUnknown):
        await market.read(refuse_writing, JO, more)
    await market.write(write_back, BY[AINA], more, "Good.", admins=NO_ADMINS, now=NOW)


async def test_what_was_answered_or_closed_is_told_to_no_further_organiser(market: Store) -> None:
    thread = await asks(market)
    [first] = await message_ids(market)
    _, asked = await market.read(asked_question, first)
    assert asked.words == "Where is the toilet?"
    await market.write(answer, BY[KEN], thread, "Behind stall 4.", now=NOW)
    for read, given in ((asked_question, (first,)), (question_to_answer, (BY[JO], thread, first))):
        with pytest.raises(QuestionAnswered):
            await market.read(read, *given)
    _, second = await message_ids(market)
    assert (await market.read(question_to_answer, BY[JO], thread, second)).id == thread
    found, text = await market.read(answered_question, second)
    assert (found.id, text.words) == (thread, "Behind stall 4.")
    await market.write(write_back, BY[AINA], thread, "Which?", admins=NO_ADMINS, now=NOW)
    third = (await message_ids(market))[-1]
    _, asked = await market.read(asked_question, third)
    assert asked.words == "Which?"
    with pytest.raises(QuestionUnknown):
        await market.read(closed_question, thread)
    await market.write(close_question, BY[KEN], thread, NOW)
    assert (await market.read(closed_question, thread)).id == thread
    with pytest.raises(QuestionAnswered):
        await market.read(asked_question, third)
    for read in (asked_question, answered_question, closed_question):
        with pytest.raises(QuestionUnknown):
            await market.read(read, 99)


@pytest.mark.empty_market("the queue of all that organisers decide")
async def test_the_longest_waiting_comes_first_and_lists_have_pages(market: Store) -> None:
    def many(session: Session) -> None:
        for number in range(7):
            add_person(session, 2000 + number, first_name="Mei", language="zh_Hans", created_at=NOW)
            ask(session, Actor(2000 + number), f"Question {number}", NO_ADMINS, now=NOW + number * DAY)

    await market.write(many)
    pages = [await market.read(open_questions, BY[KEN], page) for page in (1, 2, 9)]
    assert [each.last.words for page in pages[:2] for each in page.questions] == [
        f"Question {number}" for number in range(7)
    ]
    assert [(page.page, page.pages, page.first, page.total) for page in pages] == [
        (1, 2, 1, 7),
        (2, 2, 6, 7),
        (2, 2, 6, 7),
    ]


async def test_a_question_is_deleted_a_month_after_it_was_closed(market: Store) -> None:
    closed, still_open = await asks(market), await asks(market)
    await market.write(close_question, BY[KEN], closed, NOW)
    assert await market.write(sweep_questions, NOW + 30 * DAY) == 0
    assert await market.write(sweep_questions, NOW + 31 * DAY) == 1
    with pytest.raises(QuestionUnknown):
        await market.read(own_question, AINA, closed)
    assert (await market.read(own_question, AINA, still_open)).id == still_open
    assert len(await message_ids(market)) == 1


async def test_who_is_forgotten_leaves_no_text_and_an_organiser_leaves_answers_without_a_name(
    market: Store,
) -> None:
    mine, other = await asks(market), await asks(market, "And water?", BEN)
    await market.write(answer, BY[JO], mine, "Behind stall 4.", now=NOW)
    await market.write(answer, BY[JO], other, "At the gate.", now=NOW)
    shown = await market.read(mydata, AINA)
    assert [row["words"] for row in shown["support_message"]] == ["Where is the toilet?", "Behind stall 4."]
    assert [row["organiser_id"] for row in shown["support_message"]] == [None, "somebody else"]
    answers = (await market.read(mydata, JO))["support_message"]
    assert [(row["words"], row["person_id"]) for row in answers] == [
        ("Behind stall 4.", "somebody else"),
        ("At the gate.", "somebody else"),
    ]
    await market.write(forget, AINA, NOW)
    await market.write(forget, JO, NOW)
    counts = [
        await market.read(
            lambda session, table=table: session.exec(select(func.count()).select_from(table)).one()
        )
        for table in (SupportThread, SupportMessage)
    ]
    assert counts == [1, 2]
    found = await market.read(own_question, BEN, other)
    assert (found.last.words, found.last.organiser) == ("At the gate.", "")
