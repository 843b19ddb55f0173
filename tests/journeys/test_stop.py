"""Ken stops an evening in the chat: everybody concerned reads it once, nothing of it is given out, and an undo lets all go on."""

import pytest
from sqlmodel import select

from handlers.callbacks.market_day import MoveUnderRoof
from storage.stop import Stop
from tests.journeys.harness import KEN, LINA, ROS, TOM, Market, Visitor, without_bidi_marks


async def at_the_market_day(market: Market) -> Visitor:
    """Return Ken, at the page of Friday."""
    ken = market.visitor(KEN)
    await ken.phone.set_language("en")
    await ken.writes("/admin")
    await ken.tap("Market")
    while not ken.reads.startswith("Fri 27 Nov · Lorong Bakau"):
        await ken.tap(next(label for label in ken.labels if label.endswith(" ›")))
    return ken


async def booked_by_tom(market: Market) -> Visitor:
    tom = market.visitor(TOM)
    await tom.writes("kuih lapis")
    await tom.tap("1 Kuih lapis")
    await tom.tap("Join for 1")
    assert tom.reads.startswith("Pickup ticket: 1 × Kuih lapis")
    return tom


def told(visitor: Visitor, words: str) -> int:
    return sum(words in without_bidi_marks(message.text) for message in visitor.phone.messages)


@pytest.mark.feature("X13")
async def test_an_evening_waits_for_the_rain_and_goes_on(organised_market: Market) -> None:
    market = organised_market
    tom, ros = await booked_by_tom(market), market.visitor(ROS)
    await ros.writes("/start")
    ken = await at_the_market_day(market)
    assert "Wait for the rain" not in ken.labels, "three days before"
    market.clock.move(days=3)
    await market.deliver()
    ken = await at_the_market_day(market)
    await ken.tap("Wait for the rain")
    assert ken.reads.startswith("Wait half an hour for the rain, Fri 27 Nov, Lorong Bakau?")
    await ken.tap("Keep it open")
    assert told(tom, "waits for the rain") == 0
    await ken.tap("Wait for the rain")
    await ken.tap("Wait half an hour")
    await market.deliver()
    assert "Waiting for the rain until 10:30. Then all goes on." in ken.reads
    assert [told(each, "waits for the rain until 10:30") for each in (tom, ros)] == [1, 1]
    lina = market.visitor(LINA)
    await lina.writes("kuih lapis")
    await lina.tap("1 Kuih lapis")
    assert "10:30" in lina.reads, "the card says until when"
    market.clock.move(minutes=31)
    await market.deliver()
    ken = await at_the_market_day(market)
    assert "Waiting for the rain" not in ken.reads
    assert told(tom, "Lorong Bakau goes on") == 0, "it was said in the message until when"


async def test_an_evening_is_called_off_taken_back_and_called_off_again(organised_market: Market) -> None:
    market = organised_market
    tom, ken = await booked_by_tom(market), await at_the_market_day(market)
    await ken.tap("Call it off")
    await ken.tap("Call it off")
    await market.deliver()
    assert "Called off. Until 10:10 you can undo it, then all is cancelled." in ken.reads
    assert told(tom, "Lorong Bakau is called off, Fri 27 Nov.") == 1
    await ken.tap("Undo: it takes place")
    await market.deliver()
    assert told(tom, "Lorong Bakau goes on, Fri 27 Nov.") == 1
    await tom.writes("/my")
    assert "Kuih lapis" in tom.reads
    await ken.tap("Call it off")
    await ken.tap("Call it off")
    market.clock.move(minutes=11)
    await market.deliver()
    assert told(tom, "Lorong Bakau is called off, Fri 27 Nov.") == 2, "once for each call-off"
    await tom.writes("/my")
    assert "Kuih lapis · Dapur Nenek Ros\nFri 18:00 · RM8.50 · cancelled\n" in tom.reads


async def test_an_alley_closes_for_good_because_the_city_asks(organised_market: Market) -> None:
    market = organised_market
    tom, ros, ken = await booked_by_tom(market), market.visitor(ROS), market.visitor(KEN)
    await ros.writes("/start")
    await ken.phone.set_language("en")
    await ken.writes("/admin")
    for button in ("Alleys", "Close or open", "Close Lorong Bakau"):
        await ken.tap(button)
    await ken.tap("Close for good")
    assert ken.reads.startswith("Close Lorong Bakau for good? For ten minutes you can undo it.")
    await ken.tap("Close for good: city")
    assert "Lorong Bakau: closed for good at 10:10" in ken.reads
    await market.deliver()
    words = "Lorong Bakau closes for good. Please do not come."
    assert [told(each, words) for each in (tom, ros)] == [1, 1]
    assert told(tom, "The city asked for it.") == 1
    await ken.tap("Keep Lorong Bakau open")
    await market.deliver()
    assert told(tom, "Lorong Bakau stays open.") == 1
    await ken.tap("Close Lorong Bakau")
    await ken.tap("Close for good")
    await ken.tap("Close for good")
    market.clock.move(minutes=11)
    await market.deliver()
    await ken.writes("/admin")
    await ken.tap("Alleys")
    await ken.tap("Close or open")
    assert "Lorong Bakau: closed\n" in f"{ken.reads}\n"
    await tom.writes("/mine")
    assert "Kuih lapis" not in tom.reads


async def test_an_evening_moves_under_the_roof_and_elsewhere(organised_market: Market) -> None:
    market = organised_market
    tom, ros = await booked_by_tom(market), market.visitor(ROS)
    await ros.writes("/start")
    market.clock.move(days=3)
    await market.deliver()
    ken = await at_the_market_day(market)
    await ken.tap("Move under the roof")
    assert ken.reads.startswith("Move Lorong Bakau under the roof?")
    await ken.tap("Keep it where it is")
    await ken.tap("Move under the roof")
    await ken.tap("Move under the roof")
    await market.deliver()
    assert "Moved. Until 10:10 you can undo it." in ken.reads
    moved = "Lorong Bakau has moved because of the rain, Fri 27 Nov.\nThe stalls are under the roof."
    assert [told(each, moved) for each in (tom, ros)] == [1, 1]
    await tom.writes("/mine")
    await tom.tap(next(label for label in tom.labels if label.startswith("Ticket")))
    assert "The stalls are under the roof." in without_bidi_marks(tom.reads)
    lina = market.visitor(LINA)
    await lina.writes("kuih lapis")
    await lina.tap("1 Kuih lapis")
    assert "The stalls are under the roof." in lina.reads
    await lina.tap("Join for 1")
    assert lina.reads.startswith("Pickup ticket"), "nothing stops"
    day = (await market.change(lambda session: session.exec(select(Stop.market_day_id)).one())) or 0
    again = await ken.tap(data=MoveUnderRoof(market_day=day).pack())
    assert "It was moved there already, or a moment ago." in (again.text or ken.reads)
    await tom.tap(data=MoveUnderRoof(market_day=day).pack())
    await ken.tap(data=MoveUnderRoof(market_day=999_999).pack())
    await market.deliver()
    assert told(tom, "has moved because of the rain") == 1, (
        "an old button, a stranger and a forged id move nothing"
    )
    ken = await at_the_market_day(market)
    await ken.tap("Undo the move")
    await market.deliver()
    assert [told(each, "Lorong Bakau stays where it was, Fri 27 Nov.") for each in (tom, ros, lina)] == [
        1
    ] * 3
    await ken.tap("Move under the roof")
    await ken.writes("Car park of Block C")
    await market.deliver()
    assert "The stalls are now here: Car park of Block C" in ken.reads
    assert [told(each, "The stalls are now here: Car park of Block C") for each in (tom, ros, lina)] == [
        1
    ] * 3
