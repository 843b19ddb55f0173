"""A stall's page names its seller and a contact, written by the owner with a preview, changed and removed."""

from handlers.callbacks.stall_application import ShowUnnamedStalls
from tests.journeys.harness import KEN, ROS, TOM, Market, Visitor

LINE = "Seller: Ros Enterprise 202301234567. Contact: 088-123 456"


async def stall_page(market: Market, visitor: Visitor) -> str:
    """Return the text of the stall's page as a shopper reads it."""
    await visitor.writes("kuih lapis")
    await visitor.tap("1 Kuih lapis")
    await visitor.tap("Details")
    await visitor.tap("Stall")
    return visitor.reads


async def write(ros: Visitor, name: str, contact: str) -> None:
    await ros.writes(name)
    await ros.writes(contact)


async def test_the_owner_writes_previews_changes_and_removes(market: Market) -> None:
    ros, tom = market.visitor(ROS), market.visitor(TOM)
    await tom.writes("/start")
    await ros.writes("/stall")
    await ros.tap("Seller and contact")
    assert ros.reads.startswith("The page of Dapur Nenek Ros names no seller yet.")
    await ros.tap("Add name and contact")
    await ros.writes("?")
    assert ros.reads.startswith("A registered name has letters."), ros.reads
    await write(ros, "Ros Enterprise 202301234567", "ask me")
    assert ros.reads.startswith("That is no phone number, e-mail address or Telegram name."), ros.reads
    await ros.writes("088-123 456")
    assert LINE in ros.reads
    assert "Nobody sees it yet." in ros.reads
    assert "Seller:" not in await stall_page(market, tom)
    assert (await ros.tap("Show it")).text == "Shown on the page of your stall."
    assert LINE in await stall_page(market, tom)
    await ros.tap("Change")
    await write(ros, "Rosnah binti Ali", "@nenek_ros")
    await ros.writes("ros@kuih.example.my")
    await ros.tap("Show it")
    assert "Seller: Rosnah binti Ali. Contact: ros@kuih.example.my" in await stall_page(market, tom)
    await ros.tap("Remove")
    await ros.tap("Keep it")
    await ros.tap("Remove")
    await ros.tap("Remove")
    assert "Seller:" not in await stall_page(market, tom)


async def test_a_preview_that_is_over_changes_nothing(market: Market) -> None:
    ros = market.visitor(ROS)
    await ros.writes("/stall")
    await ros.tap("Seller and contact")
    await ros.tap("Add name and contact")
    await write(ros, "Ros", "088-123456")
    preview = ros.screen.id
    await ros.writes("/start")
    assert (await ros.tap("Show it", message=preview)).text == "That preview is over. Please write it again."
    await ros.tap("Add name and contact", message=preview)
    await write(ros, "Ros", "088-123456")
    await ros.tap("Cancel")
    await ros.writes("088-654321")
    await ros.writes("/stall")
    await ros.tap("Seller and contact")
    assert ros.reads.startswith("The page of Dapur Nenek Ros names no seller yet.")


async def test_organisers_see_which_stalls_name_nobody(organised_market: Market) -> None:
    ken = organised_market.visitor(KEN)
    await ken.writes("/language en")
    await ken.writes("/admin")
    await ken.tap(data=ShowUnnamedStalls().pack(), message=ken.screen.id)
    assert "Dapur Nenek Ros" in ken.labels
    await ken.tap("Dapur Nenek Ros")
    assert "Dapur Nenek Ros" in ken.reads
