"""Reports: a drop is reported, hidden, objected to and shown again; and a block that is objected to."""

import pytest

from tests.journeys.harness import KEN, LINA, ROS, SITI, TOM, Market, Visitor
from tests.journeys.test_desk import to_evening_of

DROP = "Kuih lapis"


@pytest.fixture
async def ken(organised_market: Market) -> Visitor:
    ken = organised_market.visitor(KEN)
    await ken.phone.set_language("en")
    await ken.writes("/start")
    return ken


@pytest.fixture
async def lina(organised_market: Market, ken: Visitor) -> Visitor:
    """A second organiser."""
    lina = organised_market.visitor(LINA)
    await lina.writes("/start")
    await ken.tap(data=f"ooy:{await organised_market.person(LINA)}")
    await organised_market.deliver()
    return lina


@pytest.fixture
async def ros(organised_market: Market) -> Visitor:
    ros = organised_market.visitor(ROS)
    await ros.phone.set_language("en")
    await ros.writes("/start")
    return ros


async def reports(market: Market, person: int) -> Visitor:
    """Opens the details of Ros' drop and taps Report."""
    visitor = market.visitor(person)
    await visitor.phone.set_language("en")
    await visitor.writes("/start")
    await visitor.tap(data=f"p:{market.town.kuih_lapis}:all.0..1")
    await visitor.tap("Report")
    return visitor


@pytest.mark.feature("H20")
async def test_a_report_hides_a_drop_and_an_objection_shows_it_again(
    organised_market: Market, ken: Visitor, lina: Visitor, ros: Visitor
) -> None:
    market, tom = organised_market, await reports(organised_market, TOM)
    assert tom.reads.endswith("Only the organisers read this. Dapur Nenek Ros never learns who reported.")
    assert tom.labels == ["Wrong goods", "Unsafe", "Fake payment QR", "Behaviour", "Something else", "Back"]
    await tom.tap("Wrong goods")
    await tom.writes("The box\nwas empty")
    assert tom.reads.startswith("Thank you. The organisers look at your report")
    siti = await reports(market, SITI)
    await siti.tap("Unsafe")
    sent = await siti.tap("Send report")
    assert sent.text == "Reported."
    await market.deliver()
    await ken.writes("/admin")
    await ken.tap("Reports, 2")
    assert ken.reads.startswith("2 reports are waiting.\nReport: ")
    assert "“The box was empty”\nFrom Tom, who reads English," in ken.reads
    await ken.tap("Hide drop")
    hidden = await ken.tap("Unsafe")
    assert hidden.text == "Hidden. We told the stall."
    assert ken.reads.endswith("Decided: we took action.")
    await market.deliver()
    for each in (tom, siti):
        assert each.reads.endswith("The organisers acted on it. Thank you.")
        assert "hid" not in each.reads
    assert ros.reads.startswith("An organiser has hidden ")
    assert "Tom" not in ros.reads
    await to_evening_of(ros, "hidden by the organisers")
    assert "Kuih lapis" in ros.reads
    await ros.tap(data=f"vd:{market.town.kuih_lapis}")
    assert ros.reads.startswith(
        "Hidden by the organisers: 12 boxes of Kuih lapis, RM8.50 each. Nobody sees it;"
    )
    assert "Copy link" not in ros.labels
    await ros.tap("Object")
    assert ros.reads.startswith("Why is this wrong?")
    await ros.writes("The photo shows another stall")
    assert ros.reads.startswith("Sent. The organisers look at it again and tell you here.")
    again = await ros.tap("Object")
    assert again.text == "You have objected to this already. You can still write in /support."
    await market.deliver()
    assert lina.reads.startswith("Ros objects, reads English: “The photo shows another stall”\nTheir drop ")
    assert lina.reads.endswith("Decided by Ken.\nReason: it is not safe for others.")
    own = await ken.tap(data="nbu:1")
    assert own.text == "You decided this. Another organiser looks at it first, for two days."
    lifted = await lina.tap("Unhide")
    assert lifted.text == "Lifted. We told them."
    await market.deliver()
    assert ros.reads.startswith("The organisers looked again: everyone can see ")
    await to_evening_of(ros, "Kuih lapis")
    assert "hidden" not in ros.reads
    await tom.tap(data=f"d:{market.town.kuih_lapis}:all.0..1")
    assert "Dapur Nenek Ros" in tom.reads


async def test_a_blocked_owner_objects_and_stays_blocked(
    organised_market: Market, ken: Visitor, lina: Visitor, ros: Visitor
) -> None:
    market, tom = organised_market, await reports(organised_market, TOM)
    await tom.tap("Behaviour")
    await tom.tap("Send report")
    await market.deliver()
    await lina.tap("Block owner")
    assert lina.reads.startswith("Block Ros, who owns Dapur Nenek Ros?")
    await lina.tap("Bad behaviour")
    await market.deliver()
    assert tom.reads.endswith("The organisers acted on it. Thank you.")
    assert ["Object", "Write a message"] in [message.labels for message in ros.answers]
    await ros.tap("Object")
    await ros.writes("x" * 501)
    assert ros.reads.startswith("501 of 500 characters: 1 too many. Shorten it.\n\nWhy is this wrong?")
    await ros.writes("I was ill")
    await market.deliver()
    await ken.writes("/admin")
    await ken.tap("Objections, 1")
    assert "They were blocked. Decided by Lina" in ken.reads
    await ken.tap("Keep the decision")
    await market.deliver()
    assert ros.reads == "The organisers looked again: you stay blocked. See /support."
    refused = await ros.tap(data=f"wrs:{market.town.kuih_lapis}:0:other")
    assert "blocked" in refused.text
