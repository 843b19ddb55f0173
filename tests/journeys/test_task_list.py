"""Ken closes an alley for good and takes it down within 48 hours, on the spot, with a photo where the city asks for one."""

import pytest

from tests.journeys.harness import KEN, TOM, Market, Visitor
from tests.journeys.test_broadcast_draft import picture

DROPS_OF_TOM = ("kuih lapis", "1 Kuih lapis", "Join for 1")


async def at_the_list(ken: Visitor) -> None:
    """Go to the list by hand, as after any message."""
    await ken.writes("/admin")
    for button in ("Alleys", "Lorong Bakau", "Taking down"):
        await ken.tap(button)


@pytest.mark.feature("H13")
async def test_an_alley_is_taken_down_within_48_hours(organised_market: Market) -> None:
    market = organised_market
    tom, ken = market.visitor(TOM), market.visitor(KEN)
    await ken.phone.set_language("en")
    words, *buttons = DROPS_OF_TOM
    await tom.writes(words)
    for button in buttons:
        await tom.tap(button)
    await at_the_list(ken)
    assert "Nobody has begun it." in ken.reads
    await ken.writes("/admin")
    for button in ("Alleys", "Close or open", "Close Lorong Bakau", "Close for good", "Close for good: city"):
        await ken.tap(button)
    market.clock.move(minutes=11)
    await market.deliver()
    await at_the_list(ken)
    assert "Taking down: Lorong Bakau\nSince Tue 24 Nov 10:00. 0 of 8 settled." in ken.reads
    assert "8. The place is handed back · by Thu 26 Nov 10:00" in ken.reads
    assert "deposit" not in ken.reads, "nobody has paid one"
    assert "Finish" not in ken.labels
    await ken.tap("1")
    await ken.tap("I do it")
    assert "Ken has taken it." in ken.reads
    await ken.tap("Done")
    assert "Tue 24 Nov 10:11, Ken" in ken.reads
    await ken.tap("Undo")
    await ken.tap("Done")
    await ken.tap("Back")
    market.clock.move(hours=30)
    for number in range(2, 9):
        await ken.tap(str(number))
        if number == 4:
            await ken.tap("Cannot be done")
            await ken.writes("🙂" * 300)
            assert "200" in ken.reads, "too long"
            await ken.writes("Nothing was lent")
            assert "It cannot be done: Nothing was lent" in ken.reads
        elif "Send a photo" in ken.labels:
            await ken.tap("Send a photo")
            await ken.writes("here it is")
            assert "That is not a photo." in ken.reads
            await ken.phone.photo(picture("green"))
            await market.until_idle()
            assert ken.screen.photo
        else:
            await ken.tap("Done")
        await ken.tap("Back")
    assert "No task is open: you can finish it." in ken.reads
    await ken.tap("Finish")
    assert "Finished Wed 25 Nov 16:11, Ken." in ken.reads
    await ken.tap("8")
    assert ken.labels == ["Back"], "it stays as it is"
