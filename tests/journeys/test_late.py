"""Somebody is late and says so, by a button or typed: their stall keeps what they booked, and knows it."""

import pytest

from handlers.callbacks.desk import AskNoShow, ReleaseNoShow, ShowNoShows
from handlers.callbacks.language import ChooseLanguage
from handlers.callbacks.waitlist import SayLate
from tests.journeys.harness import LINA, ROS, SITI, TOM, Market, without_bidi_marks
from tests.journeys.test_last_hours import booking_of, waiting
from tests.journeys.test_waitlist import ALL, tally
from tests.journeys.true_messages import run_edits

KEPT = "You said that you are late. The stall keeps it until 22:00."
TOLD = "Somebody will be late but is still coming. Please keep what they booked:\nNumber 1, until 22:00: 1 × race for 1"


@pytest.mark.feature("X29")
async def test_who_is_late_has_it_kept_and_the_stall_cannot_pass_it_on(market: Market) -> None:
    siti, item, (tom,) = await waiting(market, TOM)
    ros = market.visitor(ROS)
    await ros.writes("/start")
    booking = await booking_of(market, SITI)
    late = SayLate(booking=booking, back_to=ALL).pack()
    market.clock.move(days=3, hours=8, minutes=10)  # Friday 18:10
    await siti.writes("/tickets")
    assert "I am late" not in siti.labels
    early = await siti.tap(data=late)
    assert early.text == (
        "You can say that you will be late from Fri 27 Nov 18:30 on. Until then nobody else gets what you booked."
    )
    market.clock.move(minutes=20)
    await market.deliver()
    await siti.open("d_RACE1")
    await siti.tap("Show ticket")
    ticket = siti.screen.id
    toast = await siti.tap("I am late")
    assert toast.text == "The stall keeps it until 22:00."
    assert KEPT in siti.reads
    assert "I am late" not in siti.labels
    await market.deliver()
    await run_edits(market)
    assert KEPT in siti.reading(ticket), "the ticket, too"
    assert ros.reads == TOLD
    await ros.tap("race for 1")
    assert ros.reads.endswith("Number 1, 1 box, said they are late.")
    refused = await ros.tap("Kept until 22:00")
    kept = "They will be late but are still coming, so you cannot pass it on. Please keep it until Fri 27 Nov 22:00."
    assert refused.text == kept
    await ros.tap(data=AskNoShow(item=item, booking=booking).pack())
    assert "said they are late" in ros.reads, "an old button leads to the list as it is"
    again = len(ros.answers)
    assert (await siti.tap(data=late)).text == "The stall keeps it until 22:00."
    await market.deliver()
    assert len(ros.answers) == again, "told once"
    for stranger in (tom, ros):
        theirs = await stranger.tap(data=late)
        assert theirs.text == "This is someone else’s. See /mine for yours."
    await siti.tap("I can't come")
    after = await market.store.read(tally, item)
    assert after.booked == 0, "who cannot come after all gives it up as ever"
    gone = await siti.tap(data=late)
    assert gone.text == "Nothing that you booked waits for you now. See /mine for what you have."


async def test_what_was_passed_on_is_kept_no_more(market: Market) -> None:
    siti, item, _ = await waiting(market, TOM)
    ros, booking = market.visitor(ROS), await booking_of(market, SITI)
    await ros.writes("/start")
    market.clock.move(days=3, hours=10)
    await ros.tap(data=ReleaseNoShow(item=item, booking=booking).pack())
    gone = "Nothing that you booked waits for you now. See /mine for what you have."
    assert (await siti.tap(data=SayLate(booking=booking, back_to=ALL).pack())).text == gone
    await siti.writes("I'm late, keep it for me")
    assert siti.reads == gone
    await ros.tap(data=ShowNoShows(item=item).pack())
    assert ros.reads == "race for 1: everything that is booked is collected."


TYPED = {
    "en": ("I’m late, keep it for me", "The stall keeps it until 22:00.", "Nothing that you booked waits"),
    "ms": ("saya lambat", "Gerai menyimpannya untuk anda hingga 22:00.", "Tiada tempahan anda yang menunggu"),
    "zh_Hans": ("我晚点到", "摊位会为你留到 22:00。", "你现在没有待取的预订"),
}


@pytest.mark.parametrize("language", TYPED)
async def test_it_is_typed_in_three_languages(market: Market, language: str) -> None:
    siti, _, _ = await waiting(market)
    lina = market.visitor(LINA)
    typed, kept, nothing = TYPED[language]
    for each in (siti, lina):
        await each.writes("/language")
        await each.tap(data=ChooseLanguage(language=language).pack())
    market.clock.move(days=3, hours=9)
    await siti.writes(typed)
    assert siti.reads.startswith(kept)
    assert "1 × race for 1" in siti.reads
    await lina.writes(typed)
    assert without_bidi_marks(lina.reads).startswith(nothing)
