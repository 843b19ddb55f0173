"""Changes of a drop that somebody has booked, and the messages about them."""

import pytest
from sqlmodel import Session, func, select

from market.photo_quota import MAX_OF_STALL
from storage.alley import Alley
from storage.drop import Drop
from storage.picture import ReceivedPhoto
from storage.stall import Stall
from tests.journeys.harness import LINA, TOM, Market, Visitor
from tests.journeys.test_vendor import booked, opened_stall, photo
from tests.market.samples import NOW
from tests.people import person_at


@pytest.fixture
async def lina(market: Market) -> Visitor:
    """Yield Lina, whose kuih lapis are published; Tom has booked two and has his ticket."""
    lina = market.visitor(LINA)
    await opened_stall(market, lina)
    await market.visitor(TOM).say("/start")
    await lina.say("12 kuih lapis RM8.50 sat 7pm")
    await lina.tap("Publish")
    await booked(market)
    await market.deliver()
    return lina


async def change_drop(lina: Visitor, button: str, words: str) -> None:
    """By words, where they can be read."""
    await lina.tap("Change")
    await lina.tap(button)
    await lina.say(words)


async def tom_reads(market: Market) -> str:
    """Without what every notification of a change begins with."""
    await market.deliver()
    return market.visitor(TOM).reads.partition("\n")[2]


async def test_what_is_changed_by_words_is_told_with_what_it_was(market: Market, lina: Visitor) -> None:
    for button, words, message in (
        ("Packaging deposit", "3", "Packaging deposit changed from RM0.00 to RM3.00."),
        ("Name", "Kuih seri muka", "Renamed from kuih lapis to Kuih seri muka."),
        ("Description", "Steamed today", "New description: “Steamed today”."),
        ("Description", "Still warm", "Description changed from “Steamed today” to “Still warm”."),
        ("Tags", "#vegan #halal", "Tags: #halal #vegan."),
        ("Tags", "#kuih", "Tags changed from #halal #vegan to #kuih."),
        ("Tags", "-", "Tags removed: #kuih."),
    ):
        await change_drop(lina, button, words)
        assert lina.reads.startswith("Published: 12 × "), button
        assert await tom_reads(market) == message
    await lina.say("#vegan")
    assert not lina.reads.startswith("Published: "), "the question is answered; this is a search"
    tom = market.visitor(TOM)
    await tom.tap("Details")
    assert tom.reads.startswith("Kuih seri muka")
    assert "#" not in tom.reads
    await tom.tap("Details")
    assert "Still warm" in tom.reads
    assert "#" not in tom.reads


async def test_what_is_as_it_was_is_told_to_nobody(market: Market, lina: Visitor) -> None:
    message = await tom_reads(market)
    for button, words in (
        ("Name", "kuih lapis"),
        ("Tags", "-"),
        ("Price", "RM8.50"),
        ("Packaging deposit", "0"),
    ):
        await change_drop(lina, button, words)
        assert lina.reads.startswith("Published: 12 × kuih lapis, RM8.50 each."), button
    await lina.tap("Change")
    await lina.tap("Limit")
    await lina.tap("2")
    await lina.tap("Change")
    await lina.tap("Alley")
    await lina.tap("Lorong Bakau")
    assert await tom_reads(market) == message


async def test_what_is_changed_by_a_tap_is_told_too(market: Market, lina: Visitor) -> None:
    await lina.tap("Change")
    await lina.tap("Limit")
    assert lina.reads == "Limit is 2 per person now. New limit?"
    await lina.tap("4")
    assert await tom_reads(market) == "Limit per person: was 2, now 4."
    tom = market.visitor(TOM)
    for button, pick, there in (
        ("Alley", "Lorong Tanjung", "Now: Sat 28 Nov, 19:00 to 22:00, Lorong Tanjung."),
        ("When", "Sun 29 Nov", "Now: Sun 29 Nov, 19:00 to 22:00, Lorong Tanjung."),
    ):
        await lina.tap("Change")
        await lina.tap(button)
        await lina.tap(pick)
        await lina.tap("tell 1")
        await market.deliver()
        assert there in tom.reads


async def test_another_time_is_asked_about_before_people_are_told(market: Market, lina: Visitor) -> None:
    message = await tom_reads(market)
    await lina.tap("Change")
    await lina.tap("When")
    await lina.tap("Sun 29 Nov")
    question = "Change the time of kuih lapis?\nNow: Sat 28 Nov, 19:00 to 22:00\nNew: Sun 29 Nov, {}\nWe tell 1 person."
    assert lina.reads == question.format("19:00 to 22:00")
    assert lina.labels == ["Keep the time", "Change, tell 1"]
    await lina.tap("Keep the time")
    assert await tom_reads(market) == message
    await lina.tap("Change")
    await lina.tap("When")
    await lina.say("sun 8pm-1am")
    assert lina.reads == question.format("20:00 to 01:00")
    assert (await lina.tap("Change, tell 1")).text == "Changed. We told 1 person."
    await market.deliver()
    assert "Now: Sun 29 Nov, 20:00 to 01:00, Lorong Bakau." in market.visitor(TOM).reads


async def test_a_time_that_cannot_be_is_refused_and_the_same_time_is_no_question(
    market: Market, lina: Visitor
) -> None:
    message = await tom_reads(market)
    await change_drop(lina, "When", "7pm-10pm")
    assert lina.reads.startswith("Published: 12 × kuih lapis, RM8.50 each.")
    await change_drop(lina, "When", "24/11 1am")
    assert lina.reads.endswith("has passed. Choose a later time.")
    assert lina.labels == ["Back", "Start"]
    assert await tom_reads(market) == message


@pytest.mark.parametrize(
    "data", ["vnt:{}:20261129:1440:60", "vnt:{}:20261129:60:1440", "vnt:{}:20261399:60:90"]
)
async def test_a_forged_time_is_refused(market: Market, lina: Visitor, data: str) -> None:
    drop = await market.store.read(lambda session: session.exec(select(func.max(Drop.id))).one())
    assert (
        await lina.tap(data=data.format(drop))
    ).text == "That button does not work here. This is your screen now."


async def test_another_alley_is_asked_about_before_people_are_told(market: Market, lina: Visitor) -> None:
    message = await tom_reads(market)
    await lina.tap("Change")
    await lina.tap("Alley")
    await lina.tap("Lorong Tanjung")
    assert lina.reads == "Move kuih lapis from Lorong Bakau to Lorong Tanjung? We tell 1 person."
    await lina.tap("Keep the alley")
    assert await tom_reads(market) == message
    assert "Lorong Bakau" in lina.reads
    await lina.tap("Change")
    await lina.tap("Alley")
    await lina.tap("Lorong Tanjung")
    answer = await lina.tap("Move it, tell 1")
    assert answer.text == "Changed. We told 1 person."
    await market.deliver()
    assert "Now: Sat 28 Nov, 19:00 to 22:00, Lorong Tanjung." in market.visitor(TOM).reads


async def test_what_is_published_in_a_closed_alley_is_seen_once_it_opens(market: Market) -> None:
    lina = market.visitor(LINA)
    await opened_stall(market, lina)
    await market.change(close_lorong_bakau)
    await lina.say("12 kuih lapis RM8.50 sat 7pm")
    answer = await lina.tap("Publish")
    words = "Published. Shoppers see it once Lorong Bakau opens again: the organisers closed it."
    assert answer.text.startswith("Published. Shoppers see it once")
    assert words in lina.reads


def close_lorong_bakau(session: Session) -> None:
    session.exec(select(Alley).where(Alley.name == "Lorong Bakau")).one().closed_at = NOW


async def test_an_answer_that_is_none_is_asked_again_and_nothing_is_changed(
    market: Market, lina: Visitor
) -> None:
    message = await tom_reads(market)
    price = "That is not a price. Write only the price, like RM8.50."
    other = "We did not understand that."
    for button, words, note in (
        ("Tags", "halal", other),
        ("Price", "cheap", price),
        ("Packaging deposit", "some", price),
        ("Photo", "later", other),
    ):
        await change_drop(lina, button, words)
        assert lina.reads.startswith(note), button
        await lina.say("/desk")
        await lina.tap("kuih lapis")
        await lina.tap("View drop")
        assert lina.reads.startswith("Published: 12 × kuih lapis, RM8.50 each."), button
    assert await tom_reads(market) == message


async def test_beyond_the_photos_of_a_day_none_is_taken(market: Market, lina: Visitor) -> None:
    def sent_today(session: Session) -> None:
        owner = person_at(session, LINA)
        stall = session.exec(select(Stall.id).where(Stall.owner_id == owner)).one()
        for update in range(MAX_OF_STALL):
            session.add(
                ReceivedPhoto(
                    update_id=-1 - update, person_id=owner, stall_id=stall, received_at=market.clock()
                )
            )

    await market.change(sent_today)
    await lina.tap("Change")
    await lina.tap("Photo")
    await lina.phone.photo(photo())
    await market.until_idle()
    assert lina.reads.startswith("That is many photos for one day. Send the next after ")


async def test_a_new_photo_is_on_the_card(market: Market, lina: Visitor) -> None:
    await lina.tap("Change")
    await lina.tap("Photo")
    assert lina.reads == "Send the new photo."
    await lina.phone.photo(photo())
    await market.until_idle()
    assert lina.screen.photo is not None
    assert await tom_reads(market) == "New picture."
    tom = market.visitor(TOM)
    await tom.tap("Details")
    assert tom.screen.photo is not None
    assert (tom.screen.photo.width, tom.screen.photo.height) == (640, 480)
