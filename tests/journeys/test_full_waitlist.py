"""A stall limits its waitlist; a person who finds it full asks for a message and gets it once."""

from handlers.callbacks.stock import ChangeDrop
from handlers.callbacks.waitlist import JoinWaitlist
from tests.journeys.harness import LINA, ROS, SITI, TOM, Market
from tests.journeys.test_waitlist import empty_drop


async def test_a_full_waitlist_says_so_and_tells_who_asked_when_there_is_room(market: Market) -> None:
    drop, item = await market.change(empty_drop, market.town.kuih_lapis, 1)
    ros, siti, tom, lina = (market.visitor(person) for person in (ROS, SITI, TOM, LINA))
    await ros.writes("/start")
    await ros.tap(data=ChangeDrop(drop=drop).pack())
    await ros.tap("Waitlist")
    assert ros.reads == (
        "Any number can wait. When it is full, people can ask to be told when there is room again. How many may wait?"
    )
    await ros.tap("No waitlist")

    await siti.writes("/language")
    await siti.tap("English")
    await siti.open("d_RACE1")
    await siti.tap("Join for 1")
    await tom.open("d_RACE1")
    assert "It is taken. There is no waitlist." in tom.reads
    assert "Join waitlist" not in tom.labels
    refused = await tom.tap(data=JoinWaitlist(item=item, units=1, back_to="all.0..1").pack())
    assert (
        "No more people can wait. Tap “Notify me” and we tell you when there is room."
        in refused.text + tom.reads
    )
    assert (await tom.tap("Notify me")).text == "We will tell you when it is available."
    assert "Stop this alert" in tom.labels
    await lina.open("d_RACE1")
    await lina.tap("Notify me")
    assert (await lina.tap("Stop this alert")).text == "You will not be notified."
    assert "Notify me" in lina.labels

    market.clock.move(minutes=5)
    await siti.open("d_RACE1")
    await siti.tap("Change booking")
    await siti.tap("I can't come")
    market.clock.move(minutes=2)  # past the time of an undo
    await market.deliver()
    assert tom.reads.startswith(
        "race for 1 can be joined again. We told everyone who asked: first come, first served.\n"
    )
    assert "can be joined again" not in lina.reads, "she stopped it"
    await tom.tap("Details")
    await tom.tap("Join for 1")
    assert tom.reads.startswith("Pickup ticket: 1 × race for 1\n")
