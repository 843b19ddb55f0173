"""Changes of a drop that somebody has booked, and the messages about them."""

import pytest
from sqlmodel import Session, select

from market.photo_quota import MAX_OF_STALL
from storage.picture import ReceivedPhoto
from storage.stall import Stall
from tests.journeys.harness import LINA, TOM, Market, Visitor
from tests.journeys.test_vendor import booked, opened_stall, photo
from tests.people import person_at


@pytest.fixture
async def lina(market: Market) -> Visitor:
    """Yield Lina, whose kuih lapis are published; Tom has booked two and has his ticket."""
    lina = market.visitor(LINA)
    await opened_stall(market, lina)
    await market.visitor(TOM).writes("/start")
    await lina.writes("12 kuih lapis RM8.50 sat 7pm")
    await lina.tap("Publish")
    await booked(market)
    await market.deliver()
    return lina


async def change_drop(lina: Visitor, button: str, words: str) -> None:
    """By words, where they can be read."""
    await lina.tap("Change")
    await lina.tap(button)
    await lina.writes(words)


async def tom_reads(market: Market) -> str:
    """Without what every notification of a change begins with."""
    await market.deliver()
    return market.visitor(TOM).reads.partition("\n")[2]


async def test_what_is_as_it_was_is_told_to_nobody(market: Market, lina: Visitor) -> None:
    message = await tom_reads(market)
    for button, words in (
        ("Name", "kuih lapis"),
        ("Tags", "-"),
        ("Price", "RM8.50"),
        ("Packaging deposit", "0"),
    ):
        await change_drop(lina, button, words)
        assert lina.reads.startswith("Changed.\n\nPublished: 12 × kuih lapis, RM8.50 each."), button
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
    assert lina.labels == ["Leave as it is", "Change, tell 1"]
    await lina.tap("Leave as it is")
    assert await tom_reads(market) == message
    await lina.tap("Change")
    await lina.tap("When")
    await lina.writes("sun 8pm-1am")
    assert lina.reads == question.format("20:00 to 01:00")
    assert (await lina.tap("Change, tell 1")).text == "Changed. We told 1 person."
    await market.deliver()
    assert "Now: Sun 29 Nov, 20:00 to 01:00, Lorong Bakau." in market.visitor(TOM).reads


async def test_another_alley_is_asked_about_before_people_are_told(market: Market, lina: Visitor) -> None:
    message = await tom_reads(market)
    await lina.tap("Change")
    await lina.tap("Alley")
    await lina.tap("Lorong Tanjung")
    assert lina.reads == "Move kuih lapis from Lorong Bakau to Lorong Tanjung? We tell 1 person."
    await lina.tap("Leave as it is")
    assert await tom_reads(market) == message
    assert "Lorong Bakau" in lina.reads
    await lina.tap("Change")
    await lina.tap("Alley")
    await lina.tap("Lorong Tanjung")
    answer = await lina.tap("Move it, tell 1")
    assert answer.text == "Changed. We told 1 person."
    await market.deliver()
    assert "Now: Sat 28 Nov, 19:00 to 22:00, Lorong Tanjung." in market.visitor(TOM).reads


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
