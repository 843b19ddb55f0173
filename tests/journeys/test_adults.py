"""A drop for people of 18 and over, over the wire: it asks once, goes on with what was begun, and can be taken back."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, col, select

from storage.drop import Drop, DropTag, Item
from storage.person import Person
from storage.waitlist import Booking
from tests.journeys.harness import ADMIN_GROUP, LINA, MEI, ROS, SITI, TOM, Market, without_bidi_marks
from tests.journeys.test_gift import link_of

EVENING = datetime(2026, 11, 24, 11, tzinfo=UTC)
QUESTION = "This drop is for people aged 18 and over. Are you 18 or older?"
YES = "I am 18 or older"


@pytest.fixture
async def code(market: Market) -> str:
    """Return the code of a drop that Ros has published with 18+ in its line."""
    ros = market.visitor(ROS)
    await ros.writes("/start")
    await ros.writes("4 botol tuak RM25 18sx today 6pm-10pm max 2")
    assert "18+: people say that they are 18 or older before they join." in ros.reads, ros.reads
    await ros.tap("Publish")
    market.clock.now = EVENING
    return await market.store.read(newest_code)


def newest_code(session: Session) -> str:
    rows = (
        select(Drop.code).join(DropTag, col(DropTag.drop_id) == col(Drop.id)).where(col(DropTag.tag) == "18+")
    )
    return session.exec(rows.order_by(col(Drop.id).desc())).first() or ""


async def booked(market: Market) -> int:
    rows = select(Booking.id).join(Item, col(Item.id) == col(Booking.item_id)).where(col(Item.name) == "tuak")
    return len(await market.store.read(lambda session: session.exec(rows).all()))


async def test_it_asks_once_and_goes_on_with_what_was_begun(market: Market, code: str) -> None:
    tom = market.visitor(TOM)
    await tom.writes("/start")
    await tom.open(f"d_{code}")
    assert tom.reads.splitlines()[0] == "tuak 18+", tom.reads
    await tom.tap("Join for 1")
    assert tom.reads.startswith(QUESTION)
    assert tom.labels == [YES, "No"]
    assert await booked(market) == 0
    assert (await tom.tap(YES)).text.startswith("Booked: 1")
    assert await booked(market) == 1
    ros = market.visitor(ROS)
    await ros.writes("4 botol arak RM30 #18+ today 6pm-10pm max 2")
    await ros.tap("Publish")
    await tom.open(f"d_{await market.store.read(newest_code)}")
    assert (await tom.tap("Join for 1")).text.startswith("Booked: 1"), "the next one does not ask"


async def test_no_is_kind_and_leads_back_to_the_card(market: Market, code: str) -> None:
    lina = market.visitor(LINA)
    await lina.writes("/start")
    await lina.open(f"d_{code}")
    await lina.tap("Join for 1")
    assert (await lina.tap("No")).text.startswith("That is fine. This one is for people aged 18 and over")
    assert lina.reads.startswith("tuak 18+")
    assert await booked(market) == 0
    await lina.tap("Join for 1")
    assert lina.reads.startswith(QUESTION), "it was not stored"


async def test_a_live_booking_a_gift_and_a_group_ask_too(market: Market, code: str) -> None:
    ros, tom, mei, siti = (market.visitor(one) for one in (ROS, TOM, MEI, SITI))
    await tom.writes("/start")
    await mei.writes("/start")
    await ros.tap("More")
    await ros.tap("Live session")
    await ros.tap("5 min")
    market.clock.move(seconds=20)
    await tom.writes("mine a001 1")
    assert tom.reads.startswith(QUESTION)
    await tom.tap(YES)
    assert tom.reads.startswith("Held for you: 1 × tuak."), tom.reads
    await tom.tap("Confirm 1")
    await tom.tap("Change booking")
    await tom.tap("Give to a friend")
    [gift] = [each for each in tom.answers if "?start=g_" in each.text]
    await mei.open(link_of(gift))
    await mei.tap("收下")
    assert "你已满 18 岁吗" in mei.reads
    await mei.tap("我已满 18 岁")
    assert await booked(market) == 1
    await siti.phone.write("mine a001", chat=ADMIN_GROUP)
    await market.until_idle()
    texts = [without_bidi_marks(each.text) for each in tom.phone.messages_in(ADMIN_GROUP) if each.by_bot]
    assert texts == [
        "Siti, a001 untuk umur 18 tahun ke atas. Sila buka Lorong untuk mengesahkan umur anda dan tempah di sana."
    ]


async def test_it_is_seen_and_taken_back_in_the_settings(market: Market, code: str) -> None:
    tom = market.visitor(TOM)
    await tom.writes("/start")
    await tom.writes("/settings")
    await tom.tap("18+")
    assert tom.reads.startswith("Drops marked 18+ ask once whether you are 18 or older.")
    await tom.tap("I am 18 or older")
    assert tom.reads.startswith("You said Tue 24 Nov 19:00 that you are 18 or older.")
    await tom.tap("Take my answer back")
    said = select(Person.id).where(col(Person.adult_at).is_not(None))
    assert await market.store.read(lambda session: session.exec(said).all()) == []
    await tom.open(f"d_{code}")
    await tom.tap("Join for 1")
    assert tom.reads.startswith(QUESTION)


async def test_the_stall_changes_it_by_a_button_and_lists_say_it(market: Market, code: str) -> None:
    ros, tom = market.visitor(ROS), market.visitor(TOM)
    await tom.writes("/start")
    await tom.writes("tuak")
    assert tom.reads.startswith("tuak 18+"), tom.reads
    await tom.open(f"d_{code}")
    await tom.tap("Details")
    assert tom.reads.startswith("tuak 18+ · Dapur Nenek Ros")
    await tom.tap("Stall")
    assert "tuak 18+ · Tue 24 Nov" in tom.reads, tom.reads
    await tom.writes("/drops")
    await tom.writes("today")
    assert "tuak 18+ · Dapur" in tom.reads, tom.reads
    await ros.tap("More")
    await ros.tap("Not only 18+")
    await tom.writes("tuak")
    assert "18+" not in tom.reads
    await ros.tap("More")
    await ros.tap("Only 18+")
    await tom.writes("tuak")
    assert "tuak 18+" in tom.reads
