"""What is mine is marked: in lists, the month and a search, and the first screen begins with it."""

from handlers.callbacks.drop import ShowDrops, ShowMonth
from handlers.callbacks.list_location import ListLocation
from market.drop.planned_drops import DropFilter
from tests.dispatcher.harness import Market
from tests.journeys.harness import LINA, TOM, without_bidi_marks
from tests.journeys.test_last_hours import waiting

FRIDAY_LIST = ListLocation(DropFilter("20261127")).code


async def test_what_i_have_stands_in_the_place_of_what_is_left(market: Market) -> None:
    siti, _, (tom,) = await waiting(market, TOM)
    lina = market.visitor(LINA)
    for visitor, mark in ((siti, "booked ✓"), (tom, "your number is 2"), (lina, "waitlist")):
        await visitor.writes("/start")
        await visitor.tap(data=ShowDrops(back_to=FRIDAY_LIST).pack())
        found = [line for line in visitor.reads.split("\n") if line.endswith(f" · {mark}")]
        assert found, visitor.reads
    month = ListLocation(DropFilter("202611", 0, "")).code
    await siti.tap(data=ShowMonth(back_to=month).pack())
    assert "27✓" in siti.labels
    assert siti.reads.endswith("• marks a day with drops, ✓ one with something of yours.")
    await lina.tap(data=ShowMonth(back_to=month).pack())
    assert "27•" in lina.labels
    assert not any("✓" in label for label in lina.labels)


async def test_the_first_screen_shows_the_ticket_of_today_and_no_drop_twice(market: Market) -> None:
    siti, _, _ = await waiting(market)
    await siti.writes("/start")
    assert "Today" not in siti.reads.split("\n")[0]
    listed = siti.reads.split("Next: ")[1]
    assert listed.count("race for 1") == 1, "booked, so not offered once more"
    assert siti.screen.photo is not None, "the plates of what it lists, as for everybody"
    market.clock.move(days=3, hours=1)  # Friday 11:00
    await siti.writes("/start")
    assert siti.reads == "Today 18:00: show this. race for 1"
    assert siti.screen.photo is not None
    assert siti.labels == ["My items", "Tickets", "All drops, 30", "Calendar", "Settings", "Open a stall"]
    market.clock.move(days=1)
    await siti.writes("/start")
    assert "show this" not in without_bidi_marks(siti.reads)


async def test_what_is_booked_makes_room_on_the_first_screen_and_what_is_waited_for_is_counted(
    market: Market,
) -> None:
    lina = market.visitor(LINA)
    await lina.writes("/start")
    await lina.writes("/start")
    shown = [label for label in lina.labels if label[0] in "12"]
    await lina.tap(shown[0])
    await lina.tap("Join for 1")
    await lina.writes("/start")
    assert not any(label.endswith(shown[0][2:]) for label in lina.labels), "she has booked it"
    await lina.writes("Seri muka")
    await lina.tap("Join waitlist")
    await lina.writes("/start")
    assert "You are on 1 waitlist." in lina.reads
