"""A person with two phones merges them: each then has what the other has."""

import re

from sqlmodel import Session, col, select

from market.actor import Actor
from storage.address import Address
from tests.journeys.harness import KEN, LINA, ROS, TOM, Market, Visitor
from tests.journeys.holding import hold_for
from tests.journeys.test_waitlist import empty_drop
from tests.log_words import log_words


async def link_of(tom: Visitor) -> str:
    """Return the code after `?start=` in the message to the person who asks."""
    await tom.writes("/settings")
    await tom.tap("Another account")
    found = re.search(r"https://t\.me/lorong_demo_bot\?start=(m_[A-Za-z0-9_-]{22})", tom.reads)
    assert found, tom.reads
    return found[1]


async def test_the_other_phone_confirms_and_both_have_everything(market: Market) -> None:
    await market.change(empty_drop, market.town.kuih_lapis, 1)
    tom, lina = market.visitor(TOM), market.visitor(LINA)
    await lina.open("d_RACE1")
    await lina.tap("Join for 1")
    await tom.writes("/mine")
    assert tom.reads == "Nothing here yet. Join a drop, and it shows here."
    link = await link_of(tom)

    await tom.open(link)
    assert tom.reads.startswith("This is the account that asked. Open the link from your other account")
    await lina.open(link)
    assert lina.reads.startswith(
        "Tom asks to make this account and theirs one. Confirm only if both are yours"
    )
    await tom.writes("/mine")
    assert tom.reads == "Nothing here yet. Join a drop, and it shows here.", "to look changes nothing"
    await lina.tap("Both are mine", message=lina.screen.id)
    assert lina.reads.startswith("Your accounts are one now.")

    for phone in (tom, lina):
        await phone.writes("/mine")
        assert phone.reads == "Booked: race for 1, Fri 27 Nov 18:00, 1 box"

    def people(session: Session) -> list[int]:
        rows = select(Address.person_id).where(col(Address.external_id).in_((TOM, LINA)))
        return list(session.exec(rows))

    assert len({*await market.store.read(people)}) == 1
    await market.deliver()
    await lina.open(link)
    assert lina.reads.startswith("That link no longer works."), "it works once"


async def test_the_account_that_asked_is_told_of_a_no_which_ends_the_link(market: Market) -> None:
    tom, lina = market.visitor(TOM), market.visitor(LINA)
    link = await link_of(tom)
    await lina.open(link)
    await lina.tap("No, thank you")
    assert lina.reads.startswith("Nothing was changed, and the link no longer works.")
    await market.deliver()
    assert tom.reads.startswith("The account that opened your link said no")
    await lina.open(link)
    assert lina.reads.startswith("That link no longer works.")
    await tom.tap("New link")
    assert "Open this link there and confirm" in tom.reads


async def test_while_both_have_something_in_a_drop_the_question_stays(market: Market) -> None:
    await market.change(empty_drop, market.town.kuih_lapis, 2)
    tom, lina = market.visitor(TOM), market.visitor(LINA)
    await lina.open(await link_of(tom))
    question = lina.screen.id
    for phone in (tom, lina):
        await phone.open("d_RACE2")
        await phone.tap("Join for 1" if phone is tom else "Take 1 now")
    await lina.tap("Both are mine", message=question)
    assert lina.reading(question).startswith("Both accounts have something at ")
    assert "Tom asks to make this account and theirs one." in lina.reading(question)
    await lina.tap("Undo (1 min)")
    await lina.tap("Both are mine", message=question)
    assert lina.reading(question).startswith("Your accounts are one now.")


async def test_messages_go_to_the_phone_that_was_used_last(market: Market) -> None:
    _, item = await market.change(empty_drop, market.town.kuih_lapis, 1)
    tom, lina, wang = market.visitor(TOM), market.visitor(LINA), market.visitor(4005)
    await wang.open("d_RACE1")
    await hold_for(market, wang, item)
    await tom.open("d_RACE1")
    await tom.tap("Join waitlist")
    link = await link_of(tom)
    await lina.open(link)
    await lina.tap("Both are mine")
    await wang.tap("Decline")
    market.clock.move(minutes=1)
    await market.deliver()
    assert lina.reads.startswith("Held for you: 1 × race for 1.")
    await tom.writes("/mine")
    shown = len(lina.answers)
    market.clock.move(hours=9)
    await market.deliver()
    assert "race for 1" in tom.reads, "Tom has written last, so he is reminded of what is held"
    assert len(lina.answers) == shown


async def test_an_owner_s_stall_moves_by_an_organiser_s_word_alone(organised_market: Market) -> None:
    """The question names the stall and its bank QR; nothing moves before another organiser has agreed; both are told."""
    market = organised_market
    tom, ros, ken = market.visitor(TOM), market.visitor(ROS), market.visitor(KEN)
    await ken.phone.set_language("en")
    await ken.writes("/start")
    await ros.phone.set_language("en")
    await ros.open(await link_of(tom))
    question = ros.reads
    assert question.startswith("Tom asks to make this account and theirs one.")
    assert "The stall Dapur Nenek Ros goes to it, with its drops, its takings and what it owes." in question
    assert "An organiser who uses neither account has to agree first." in question
    await ros.tap("Both are mine")
    assert ros.reads.startswith("Both accounts have agreed, and nothing has moved yet.")
    await ros.writes("/stall")
    assert "Dapur Nenek Ros" in ros.reads
    await market.deliver()
    assert tom.reads.startswith("Your other account agreed. Nothing has moved yet")
    assert "say that they are one person with two accounts." in ken.reads
    await ken.writes("/admin")
    await ken.tap("Lost phones, 1")
    await ken.tap(next(label for label in ken.labels if label.endswith(" Tom")))
    assert "Their stall: Dapur Nenek Ros." in ken.reads
    await ken.tap("Approve")
    assert ken.reads.startswith("Make Ros")
    answer = await ken.tap("Yes, make them one")
    assert answer.text == "Moved. We told both accounts."
    await market.deliver()
    for phone in (tom, ros):
        assert phone.reads.startswith("An organiser agreed: your two accounts are one now")
    await tom.writes("/stall")
    assert "Dapur Nenek Ros" in tom.reads
    log = await log_words(market.store, Actor(KEN, is_configured_admin=True))
    assert any("let Tom make two accounts one. The stall Dapur Nenek Ros moved, too." in each for each in log)


async def test_the_owner_reads_that_another_organiser_is_missing(market: Market) -> None:
    tom, ros = market.visitor(TOM), market.visitor(ROS)
    await ros.phone.set_language("en")
    await ros.open(await link_of(tom))
    answer = await ros.tap("Both are mine")
    assert "An organiser apart from these two accounts has to agree, and there is none." in (
        answer.text or ros.reads
    )
