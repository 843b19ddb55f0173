"""The last two hours: who may take what is left, and who may look and pass on."""

from sqlmodel import Session, col, select

from handlers.callbacks.desk import AskNoShow, ReleaseNoShow, ShowItemBlocker, ShowNoShows
from handlers.callbacks.market_day import SayLateMarketDay, ShowMyMarketDay
from handlers.callbacks.waitlist import TakeUnits
from storage.drop import Drop, Item
from storage.market_day import StallDay
from tests.dispatcher.harness import Market
from tests.journeys.harness import LINA, ROS, SITI, TOM, without_bidi_marks
from tests.journeys.test_last_hours import booking_of, waiting
from tests.journeys.test_waitlist import ALL, tally


async def test_nobody_takes_before_the_last_hours_or_without_a_place(market: Market) -> None:
    _, item, (tom,) = await waiting(market, TOM)
    lina = market.visitor(LINA)
    await lina.writes("/start")
    take = TakeUnits(item=item, back_to=ALL).pack()
    early = await tom.tap(data=take)
    assert early.text == "You are already waiting: number 2, for 1. See /mine."
    stranger = await lina.tap(data=take)
    assert stranger.text == "You are no longer on this waitlist. You can join it again."
    assert "Join waitlist" in lina.labels
    assert (
        await lina.tap(data=TakeUnits(item=999_999, back_to=ALL).pack())
    ).text == "This drop is no longer available. See /drops for what is on."


async def test_only_the_stall_looks_who_did_not_come_or_gives_on(market: Market) -> None:
    _, item, (tom,) = await waiting(market, TOM)
    booking = await booking_of(market, SITI)
    market.clock.move(days=3, hours=9)
    await market.deliver()
    theirs = "Only the stall can do this: Dapur Nenek Ros. Ask someone there."
    for callback in (
        ShowItemBlocker(item=item),
        ShowNoShows(item=item),
        AskNoShow(item=item, booking=booking),
        ReleaseNoShow(item=item, booking=booking),
    ):
        assert without_bidi_marks((await tom.tap(data=callback.pack())).text) == theirs, callback
    ros = market.visitor(ROS)
    await ros.writes("/start")
    for callback in (ShowNoShows(item=999_999), ReleaseNoShow(item=999_999, booking=999_999)):
        assert "is no longer available." in (await ros.tap(data=callback.pack())).text
    await ros.tap(data=AskNoShow(item=item, booking=999_999).pack())
    assert "Number 1, 1 box." in ros.reads, "the list as it is now"
    assert (await market.store.read(tally, item)).booked == 1


async def test_one_tap_on_the_evening_says_that_one_is_late_and_is_kind_when_it_is_old(
    market: Market,
) -> None:
    _, item, _ = await waiting(market)
    siti, day = market.visitor(SITI), await market.store.read(market_day_of, item)
    market.clock.move(days=3, hours=9)
    await siti.tap(data=ShowMyMarketDay(market_day=day).pack())
    assert "I am coming" not in siti.labels
    assert (await siti.tap("I am late")).text == "The stall keeps it until 22:00."
    assert siti.reads.endswith("You said that you are late. The stall keeps it until 22:00.")
    assert siti.labels == ["Show ticket", "I can't come", "Directions"]
    await siti.tap("I can't come")
    old = await siti.tap(data=SayLateMarketDay(market_day=day).pack())
    assert old.text == "Nothing that you booked waits for you now. See /mine for what you have."
    assert siti.reads.endswith("Nothing of this market day waits for you now.")


def market_day_of(session: Session, item: int) -> int:
    rows = select(StallDay.market_day_id).join(Drop, col(Drop.stall_day_id) == col(StallDay.id))
    return session.exec(rows.join(Item).where(col(Item.id) == item)).one()
