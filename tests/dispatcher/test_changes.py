"""Changes of a drop that somebody has booked: words and times that are refused, and what is told of the others."""

import pytest
from sqlmodel import Session, func, select

from storage.alley import Alley
from storage.drop import Drop
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import LINA, TOM
from tests.journeys.test_changes import change_drop, tom_reads
from tests.journeys.test_vendor import booked, opened_stall
from tests.market.samples import NOW


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
        assert lina.reads.startswith("Changed. We told 1 person.\n\nPublished: 12 × "), button
        assert await tom_reads(market) == message
    await lina.writes("#vegan")
    assert not lina.reads.startswith("Published: "), "the question is answered; this is a search"
    tom = market.visitor(TOM)
    await tom.tap("Details")
    assert tom.reads.startswith("Kuih seri muka")
    assert "#" not in tom.reads
    await tom.tap("Details")
    assert "Still warm" in tom.reads
    assert "#" not in tom.reads


async def test_allergens_are_changed_and_told_to_who_booked(market: Market, lina: Visitor) -> None:
    for words, was, now in (
        ("peanuts & egg", "Nothing.", "Allergens, says the stall: peanuts & egg."),
        ("egg", "Allergens, says the stall: peanuts & egg.", "Allergens, says the stall: egg."),
    ):
        await change_drop(lina, "Allergens", words)
        assert now in lina.reads
        assert await tom_reads(market) == f"Changed: kuih lapis.\nWas: {was}\nNow: {now}"
    tom = market.visitor(TOM)
    await tom.tap("Details")
    assert "Allergens, says the stall: egg." in tom.reads
    await change_drop(lina, "Allergens", "-")
    assert (await tom_reads(market)).endswith("Now: Nothing.")


async def test_a_time_that_cannot_be_is_refused_and_the_same_time_is_no_question(
    market: Market, lina: Visitor
) -> None:
    message = await tom_reads(market)
    await change_drop(lina, "When", "7pm-10pm")
    assert "Published: 12 × kuih lapis, RM8.50 each." in lina.reads
    await change_drop(lina, "When", "24/11 1am")
    assert "has passed. Choose a later time.\n\n" in lina.reads
    assert "Wed 25 Nov" in lina.labels, "and the question stays"
    assert await tom_reads(market) == message


@pytest.mark.parametrize(
    "data", ["vnt:{}:20261129:1440:60", "vnt:{}:20261129:60:1440", "vnt:{}:20261399:60:90"]
)
async def test_a_forged_time_is_refused(market: Market, lina: Visitor, data: str) -> None:
    drop = await market.store.read(lambda session: session.exec(select(func.max(Drop.id))).one())
    assert (
        await lina.tap(data=data.format(drop))
    ).text == "That button does not work here. This is your screen now."


async def test_what_is_published_in_a_closed_alley_is_seen_once_it_opens(market: Market) -> None:
    lina = market.visitor(LINA)
    await opened_stall(market, lina)
    await market.change(close_lorong_bakau)
    await lina.writes("12 kuih lapis RM8.50 sat 7pm")
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
        await lina.writes("/desk")
        await lina.tap("kuih lapis")
        await lina.tap("View drop")
        assert lina.reads.startswith("Published: 12 × kuih lapis, RM8.50 each."), button
    assert await tom_reads(market) == message
