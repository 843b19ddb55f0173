"""A question to the organisers: asked, answered, followed up, closed, and refused to people without the right."""

import pytest
from sqlmodel import Session, col, select

from storage.support import SupportMessage
from tests.journeys.harness import KEN, LINA, SITI, TOM, Market, Visitor
from tests.journeys.true_messages import run_edits, untrue


def texts(session: Session) -> list[str]:
    return [
        message.words for message in session.exec(select(SupportMessage).order_by(col(SupportMessage.id)))
    ]


@pytest.fixture
async def ken(organised_market: Market) -> Visitor:
    ken = organised_market.visitor(KEN)
    await ken.phone.set_language("en")
    await ken.writes("/start")
    return ken


async def test_a_question_is_asked_answered_written_back_and_closed(
    organised_market: Market, ken: Visitor
) -> None:
    market, tom = organised_market, organised_market.visitor(TOM)
    await tom.writes("/support")
    assert tom.reads == "This market is run by Ken & friends. Write to them here; they answer in this chat."
    await tom.tap("Write a message")
    assert tom.reads == "Write your message to the organisers."
    await tom.writes("Where is the toilet?")
    assert tom.reads.startswith("Sent. The organisers answer here.\n\nThis market is run by")
    assert "1. “Where is the toilet?” · Tue 24 Nov 10:00 · Waiting for an answer." in tom.reads
    await market.deliver()
    assert ken.reads == "Tom asks, reads English: “Where is the toilet?”"
    assert ken.labels == ["Answer Tom", "Close"]
    await ken.tap("Answer")
    assert ken.reads == "Your answer to Tom, who reads English: “Where is the toilet?”"
    await ken.writes("Behind stall 4.")
    assert ken.reads.startswith("Sent. We told them.\n\nTom, reads English.\nTom, Tue 24 Nov 10:00: “Where")
    assert ken.reads.endswith("Ken, Tue 24 Nov 10:00: “Behind stall 4”\nAnswered Tue 24 Nov 10:00.")
    await market.deliver()
    assert tom.reads == "The organisers answer: “Behind stall 4”"
    assert not any("Ken:" in message.text for message in tom.answers), "no name of who answered"
    await tom.tap("Write back")
    await tom.writes("Thank you, found it")
    assert tom.reads.startswith("Sent. The organisers answer here.")
    await market.deliver()
    assert ken.reads == "Tom asks, reads English: “Thank you, found it”"
    await ken.writes("/admin")
    assert "To do: 1 stall asks and 1 question." in ken.reads
    await ken.tap("Questions, 1")
    await ken.tap("1 Thank you")
    await ken.tap("Close")
    assert ken.reads.endswith("Closed Tue 24 Nov 10:00.")
    await market.deliver()
    assert tom.reads == "The organisers closed your question: “Thank you, found it”"
    await tom.writes("/support")
    await tom.tap("1 Thank you")
    assert "You, Tue 24 Nov 10:00: “Where is the toilet?”\nOrganisers, Tue 24 Nov 10:00: " in tom.reads
    assert tom.reads.endswith("Closed. You can still write back.")


async def test_what_one_organiser_answers_or_closes_is_so_on_every_phone(
    organised_market: Market, ken: Visitor
) -> None:
    market, tom, lina = organised_market, organised_market.visitor(TOM), organised_market.visitor(LINA)
    await lina.writes("/start")
    await ken.tap(data=f"ooy:{await market.person(LINA)}")
    await market.deliver()
    for words in ("Is it raining?", "Where is the toilet?"):
        await tom.writes("/support")
        await tom.tap("Write a message")
        await tom.writes(words)
        await market.deliver()
        assert lina.reads == f"Tom asks, reads English: “{words}”"
    asked = lina.screen.id
    await lina.writes("/admin")
    await lina.tap("Questions, 2")
    listed = lina.screen.id
    assert lina.reading(listed).startswith("2 questions are waiting.")
    await ken.tap("Answer")
    await ken.writes("Behind stall 4.")
    await run_edits(market)
    assert lina.reading(asked).endswith("Ken, Tue 24 Nov 10:00: “Behind stall 4”\nAnswered Tue 24 Nov 10:00.")
    assert lina.reading(listed).startswith("1 question is waiting.\n1. “Is it raining?”")
    await tom.tap("Write a message")
    await tom.writes("Is it far?")
    await run_edits(market)
    assert lina.reading(listed).startswith("2 questions are waiting.")
    await ken.writes("/admin")
    await ken.tap("Questions, 2")
    await ken.tap("1 Is it raining")
    await ken.tap("Close")
    await run_edits(market)
    assert lina.reading(listed).startswith("1 question is waiting.\n1. “Is it far?”")
    assert await untrue(market) == []


async def test_a_blocked_person_may_ask_and_is_answered(organised_market: Market, ken: Visitor) -> None:
    market, tom = organised_market, organised_market.visitor(TOM)
    await tom.writes("/start")
    await ken.tap(data=f"obx:{await market.person(TOM)}:behaviour")
    await market.deliver()
    assert tom.reads.endswith("If this is a mistake, write to them.\nReason: how other people were treated.")
    await tom.tap("Write a message")
    await tom.writes("Why me?")
    assert tom.reads.startswith("Sent.")
    await market.deliver()
    assert ken.reads == "Tom asks, reads English: “Why me?”"
    await ken.tap("Answer")
    await ken.writes("Wrong stall, sorry")
    await market.deliver()
    assert tom.reads == "The organisers answer: “Wrong stall, sorry”"


async def test_a_second_organiser_sees_who_answered_instead_of_being_asked(
    organised_market: Market, ken: Visitor
) -> None:
    market, tom, lina = organised_market, organised_market.visitor(TOM), organised_market.visitor(LINA)
    await lina.writes("/start")
    await ken.tap(data=f"ooy:{await market.person(LINA)}")
    await market.deliver()
    await tom.writes("/support")
    await tom.tap("Write a message")
    await tom.writes("Is it raining?")
    await market.deliver()
    assert lina.reads == "Tom asks, reads English: “Is it raining?”"
    await ken.tap("Answer")
    await ken.writes("No")
    late = await lina.tap("Answer")
    assert late.text == "Another organiser was quicker. Here is how it stands now."
    assert "Ken, Tue 24 Nov 10:00: “No”\nAnswered Tue 24 Nov 10:00." in lina.reads
    await lina.tap("Answer")
    await lina.writes("Only a little")
    await market.deliver()
    assert tom.reads == "The organisers answer: “Only a little”"


async def test_a_stranger_and_a_former_organiser_read_and_answer_nothing(
    organised_market: Market, ken: Visitor
) -> None:
    market = organised_market
    tom, lina, siti = (market.visitor(person) for person in (TOM, LINA, SITI))
    for each in (lina, siti):
        await each.writes("/start")
    await ken.tap(data=f"ooy:{await market.person(LINA)}")
    await tom.writes("/support")
    await tom.tap("Write a message")
    await tom.writes("My phone number is secret")
    await market.deliver()
    await lina.tap("Answer")
    await ken.tap(data=f"oor:{await market.person(LINA)}")
    await lina.writes("I still answer")
    assert lina.reads.startswith("Only an organiser can do this.")
    await siti.phone.set_language("en")
    await siti.writes("/start")
    await lina.writes("/start")
    for each in (lina, siti):
        for data in ("hsq:1", "hsr:1:1", "hsc:1", "hsl:1"):
            answer = await each.tap(data=data)
            assert "organiser can do this" in answer.text or "penganjur" in answer.text, data
            assert "secret" not in each.reads
        for data in ("hso:1", "hsa:1"):
            await each.tap(data=data)
            assert "secret" not in each.reads
    assert await market.store.read(texts) == ["My phone number is secret"]


async def test_limits_are_told_and_nothing_typed_is_lost_in_silence(
    organised_market: Market, ken: Visitor
) -> None:
    tom = organised_market.visitor(TOM)
    await tom.writes("/support")
    await tom.tap("Write a message")
    await tom.writes("x" * 1001)
    assert tom.reads == (
        "1,001 of 1,000 characters: 1 too many. Shorten it.\n\nWrite your message to the organisers."
    )
    await tom.writes("One")
    for words in ("Two", "Three"):
        await tom.tap("Write a message")
        await tom.writes(words)
    most = "You have 3 open questions, and that is the limit. Write back to one of them."
    assert (await tom.tap("Write a message")).text == most, "before they write a fourth"
    assert tom.reads.startswith(most)
    assert "Write your message" not in tom.reads
    assert await organised_market.store.read(texts) == ["One", "Two", "Three"]
    await tom.writes("kuih")
    assert "Sent." not in tom.reads, "nothing is asked"
