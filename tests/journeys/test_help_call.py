"""A call for help over the wire: from a stall's page to the organiser who comes, at night, twice at once, and without a name."""

from datetime import date

import pytest
from sqlmodel import select

from handlers.callbacks.help_call import AskHelp, TakeHelpCall
from handlers.callbacks.market_day import ShowMarketDay
from storage.market_day import MarketDay
from storage.stall import Stall
from tests.journeys.harness import KEN, LINA, ROS, SITI, TOM, Market, Visitor, without_bidi_marks
from tests.journeys.true_messages import run_edits, untrue

DANGER = "In danger? First call the police or an ambulance."


@pytest.fixture
async def ken(organised_market: Market) -> Visitor:
    return await organiser(organised_market, KEN)


async def organiser(market: Market, person: int) -> Visitor:
    """Return a visitor who organises and reads English."""
    visitor = market.visitor(person)
    await visitor.phone.set_language("en")
    await visitor.writes("/start")
    if person != KEN:
        await market.visitor(KEN).tap(data=f"ooy:{await market.person(person)}")
        await market.deliver()
    return visitor


async def call(market: Market, person: int) -> Visitor:
    """Return a visitor who has called from a stall's page."""
    visitor = market.visitor(person)
    await visitor.open(await stall_link(market))
    await visitor.tap("I need help")
    await visitor.tap("Call organisers now")
    return visitor


async def stall_link(market: Market) -> str:
    code = await market.store.read(
        lambda session: session.exec(select(Stall.code).order_by(Stall.id)).first()
    )
    return f"https://t.me/lorong_demo_bot?start=s_{code}"


@pytest.mark.feature("N02")
async def test_from_a_stalls_page_to_who_comes_and_that_it_is_over(
    organised_market: Market, ken: Visitor
) -> None:
    market, tom, lina = (
        organised_market,
        organised_market.visitor(TOM),
        await organiser(organised_market, LINA),
    )
    await tom.open(await stall_link(market))
    await tom.tap("I need help")
    assert tom.reads == (
        f"{DANGER}\nWe will tell 2 organisers at once: your first name, "
        "and that you need help at Dapur Nenek Ros · Lorong Bakau."
    )
    assert tom.labels == ["Call organisers now", "Back"]
    answer = await tom.tap("Call organisers now")
    assert answer.text == "The organisers were told."
    assert tom.reads == (
        "The organisers were told that you need help at Dapur Nenek Ros · Lorong Bakau, Tue 24 Nov 10:00. "
        f"We tell you here who is coming.\n{DANGER}"
    )
    assert tom.labels == ["Say more", "Back"]
    called = tom.screen.id
    await market.deliver()
    for each in (ken, lina):
        assert each.reads == (
            "Tom needs help at Dapur Nenek Ros · Lorong Bakau, Tue 24 Nov 10:00.\n"
            "Reads English.\nNobody is on the way yet."
        )
        assert each.labels == ["I'm coming", "Answer Tom", "It's over"]
    asked = lina.screen.id
    await tom.tap("Say more")
    await tom.writes("My mother\nfainted")
    assert tom.reads.startswith("Sent to the organisers.\n\nThe organisers were told")
    assert tom.reads.endswith("You wrote: “My mother fainted”")
    await market.deliver()
    assert "“My mother fainted”" in ken.reads
    await ken.tap("I'm coming")
    assert ken.reads.endswith("You are coming.")
    assert ken.labels == ["Answer Tom", "I can't come", "It's over"]
    await market.deliver()
    assert tom.reads.startswith("Ken is coming to Dapur Nenek Ros · Lorong Bakau.")
    await run_edits(market)
    assert lina.reading(asked).endswith("Ken is coming.")
    assert tom.reading(called).startswith("Ken is coming to")
    refused = await lina.tap(data=TakeHelpCall(call=1).pack())
    assert without_bidi_marks(refused.text) == "Ken was quicker and is coming. You need do nothing."
    await ken.tap("Answer Tom")
    await ken.writes("Two minutes.")
    await market.deliver()
    assert tom.reads == "The organisers answer: “Two minutes”"
    await ken.tap("It's over")
    assert ken.labels == ["Not yet", "Yes, it's over"]
    await ken.tap("Yes, it's over")
    assert ken.reads.endswith("Over, Tue 24 Nov 10:00.")
    await market.deliver()
    assert tom.reads.startswith(
        "An organiser has ended your call for help. If you still need help, you can call again"
    )
    assert tom.labels == ["I need help", "Back"]
    await run_edits(market)
    assert await untrue(market) == []


async def test_a_second_tap_says_when_they_were_told_and_tells_nobody(
    organised_market: Market, ken: Visitor
) -> None:
    market, tom = organised_market, await call(organised_market, TOM)
    await market.deliver()
    told, shown = ken.screen.id, len(ken.phone.messages)
    market.clock.move(minutes=1)
    await tom.open(await stall_link(market))
    await tom.tap("I need help")
    assert tom.reads.startswith("The organisers were told that you need help at Dapur Nenek Ros")
    again = await tom.tap(data=AskHelp(alley=1, stall=1).pack().replace("so:", "sosc:", 1))
    assert again.text == "They were told at 10:00."
    await market.deliver()
    assert (ken.screen.id, len(ken.phone.messages)) == (told, shown)


async def test_nobody_comes_for_three_minutes_so_all_are_told_once_more(
    organised_market: Market, ken: Visitor
) -> None:
    market, tom = organised_market, await call(organised_market, TOM)
    await market.deliver()
    first = ken.screen.id
    market.clock.move(minutes=3, seconds=1)
    await market.app.run_jobs()
    await market.deliver()
    assert ken.screen.id > first
    assert tom.reads == (
        "Nobody is on the way yet. We told the organisers again Tue 24 Nov 10:03. "
        "Please ask at the nearest stall, too."
    )
    await ken.tap("I'm coming")
    await ken.tap("I can't come")
    assert ken.reads.endswith("Nobody is on the way yet.")
    await market.deliver()
    assert tom.reads.startswith("Nobody is on the way yet. We told the organisers again ")


async def test_at_night_it_is_heard_by_the_one_on_duty(organised_market: Market, ken: Visitor) -> None:
    market, lina = organised_market, await organiser(organised_market, LINA)
    friday = select(MarketDay.id).where(MarketDay.alley_id == 1, MarketDay.day == date(2026, 11, 27))
    day = await market.store.read(lambda session: session.exec(friday).one())
    await lina.tap(data=ShowMarketDay(market_day=day).pack())
    assert "Organisers on duty" not in lina.reads
    await lina.tap("I'm on duty")
    assert "Organisers on duty: Lina" in lina.reads
    market.clock.move(days=3, hours=13)
    before = len(ken.phone.messages)
    await call(market, TOM)
    await market.deliver()
    assert lina.reads.startswith("Tom needs help at")
    assert len(ken.phone.messages) == before
    sent = [made for made in market.sandbox.calls if "needs help" in str(made.params.get("text"))]
    assert sent
    assert not any("disable_notification" in made.params for made in sent), "with a sound, at eleven at night"


async def test_from_a_map_and_a_ticket_and_for_strangers_and_the_blocked(
    organised_market: Market, ken: Visitor
) -> None:
    market, siti = organised_market, organised_market.visitor(SITI)
    await siti.phone.set_language("en")
    await siti.writes("/start")
    await siti.tap(data="al:1:0:0")
    assert siti.labels == ["Back", "I live near here", "I need help", "It is loud now"]
    await siti.tap("I need help")
    assert siti.reads.endswith("that you need help at Lorong Bakau.")
    await siti.tap("Back")
    await ken.tap(data=f"obx:{await market.person(SITI)}:behaviour")
    await market.deliver()
    await siti.tap(data=AskHelp(alley=1).pack())
    await siti.tap("Call organisers now")
    await market.deliver()
    assert ken.reads.startswith("Siti needs help at Lorong Bakau, Tue 24 Nov 10:00.")
    ros = market.visitor(ROS)
    await ros.writes("/start")
    await ros.tap(data=TakeHelpCall(call=1).pack())
    assert "organiser" in ros.reads.lower()
    await ken.tap("I'm coming")
    assert ken.reads.endswith("You are coming.")
