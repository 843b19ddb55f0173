"""The desk of a hub as its staff use it: lending, washing, hauls, counts, setting apart, and their undo."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import Session

from bot.demo.data.people_and_stalls import KEN
from market.actor import Actor
from market.packaging.asset import buy_assets
from market.packaging.place import hub_ref
from market.packaging.stock import buy_packaging
from market.ticket.bearer import MOST
from sandbox import Message
from tests.journeys.conftest import open_market
from tests.journeys.harness import Market, Visitor
from tests.journeys.packaging_demo import HANA, IVAN, PHONES, PackagingDemo, add_packaging, paid
from tests.journeys.test_ticket import qr
from tests.people import person_at


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    async with open_market(Market(sqlite_url, PHONES)) as market:
        await market.open()
        yield market


@pytest.fixture
async def packaging(market: Market) -> PackagingDemo:
    return await add_packaging(market)


@pytest.fixture
async def hana(market: Market, packaging: PackagingDemo) -> Visitor:
    hana = market.visitor(HANA)
    await hana.writes("/desk")
    return hana


def ticket_of(visitor: Visitor) -> Message:
    return next(message for message in reversed(visitor.phone.messages) if message.photo)


async def test_bowls_are_lent_to_somebody_without_an_account(market: Market, hana: Visitor) -> None:
    await hana.tap("Lend")
    assert hana.labels == ["Bowl, 20", "Cup, 0", "Tiffin, 0", "Back"]
    await hana.tap("Bowl, 20")
    assert hana.reads == ("How many Bowl do you lend?\nRM3.00 deposit each, refunded in full. Due Tue 8 Dec.")
    assert hana.labels == [*map(str, range(1, MOST + 1)), "Back"], "never all that is here"
    await hana.tap("2")
    shown = hana.reads
    assert shown.startswith("Lent: 2 × Bowl. Take RM6.00 deposit now.\n")
    assert await paid(market) == [("taken", 600)]
    link = qr(ticket_of(hana))
    await hana.tap("Undo")
    assert hana.reads == "Hub Bakau, until 23:00.\nHere: 20 × Bowl; 10 % full.\nClean: 20."
    assert await paid(market) == [("taken", 600), ("reversed", 600)]
    ivan = market.visitor(IVAN)
    await ivan.open(link)
    assert ivan.reads.startswith("⛔ NOT VALID. The handover was undone")


async def test_a_wash_starts_and_is_done(market: Market, hana: Visitor) -> None:
    await lend_and_take_back(hana)
    await hana.writes("/desk")
    assert "Clean: 18. To wash: 2." in hana.reads
    await hana.tap("Wash")
    assert hana.reads == "To wash: 2 × Bowl."
    await hana.tap("Wash all 2")
    assert hana.reads == "Nothing is to be washed.\nIn the wash since 10:00: 2 × Bowl."
    await hana.tap("Undo")
    await hana.tap("Wash")
    await hana.tap("Wash some")
    await hana.tap("Bowl, 2")
    await hana.tap("1")
    await hana.tap("Clean: 1")
    assert hana.reads == "To wash: 1 × Bowl."
    market.clock.move(minutes=2)
    await hana.writes("/desk")
    assert "Clean: 19. To wash: 1." in hana.reads
    assert "Undo (1 min)" not in hana.labels


async def lend_and_take_back(hana: Visitor) -> None:
    """Two bowls go out and come back."""
    for label in ("Lend", "Bowl, 20", "2"):
        await hana.tap(label)
    code = hana.reads.rpartition("Code: ")[2]
    await hana.writes(code)
    await hana.tap("Take back 2")
    assert hana.reads == "↩ RETURNED. 2 of 2. Refund RM6.00 now."
    await hana.tap("Refund RM6.00")


async def test_crates_go_to_another_hub_and_some_are_missing(market: Market, hana: Visitor) -> None:
    ivan = market.visitor(IVAN)
    for label in ("Move crates", "Send crates", "Hub Tanjung", "Bowl, 20 clean"):
        await hana.tap(label)
    await hana.writes("lots of them")
    assert hana.reads.startswith("That is not a number.")
    await hana.writes("30")
    assert hana.reads.startswith("Only 20 of Bowl are here. Count them, then try again.\n\nHow many?")
    await hana.writes("12")
    await ivan.writes("/desk")
    assert "On the way here: 12." in ivan.reads
    await ivan.tap("Move crates")
    assert "1. 12 × Bowl, clean, from Hub Bakau, sent Tue 24 Nov 10:00." in ivan.reads
    await ivan.tap("1 Hub Bakau")
    await ivan.tap("Fewer arrived")
    await ivan.writes("10")
    assert ivan.reads.startswith("Received. 2 are still on the way; the sender is told.")
    market.clock.move(minutes=11)
    await market.deliver()
    assert hana.reads.startswith(
        "Still missing at Hub Tanjung, from what you sent Tue 24 Nov 10:00: 2 × Bowl."
    )
    await ivan.tap("1 Hub Bakau")
    await ivan.tap("All 2 arrived")
    assert ivan.reads.startswith("Received. All of it has arrived.")


@pytest.mark.feature("L01")
async def test_several_types_and_pieces_go_into_one_crate_and_arrive_one_by_one(
    market: Market, packaging: PackagingDemo, hana: Visitor
) -> None:
    def buy(session: Session) -> None:
        ken, now = Actor(person_at(session, KEN.id)), market.clock()
        buy_assets(session, ken, hub_ref(packaging.bakau), packaging.tiffin, serials=("X12", "X13"), now=now)
        buy_packaging(session, ken, hub_ref(packaging.bakau), packaging.cup, units=4, now=now)

    await market.change(buy)
    ivan = market.visitor(IVAN)
    for label in ("Move crates", "Send crates", "Hub Tanjung", "Bowl, 20 clean", "5"):
        await hana.tap(label)
    assert "Sent to Hub Tanjung, not received yet: 5 × Bowl." in hana.reads
    for label in ("Add to Hub Tanjung", "Cup, 4 clean", "All 4"):
        await hana.tap(label)
    assert hana.reads.startswith("Halal and other packaging never go together. Handle them apart.")
    await hana.writes("/desk")
    for serial in ("X12", "X13"):
        await hana.writes(f"{packaging.tiffin_code}/{serial}")
        await hana.tap("Send")
        assert hana.reads == f"Where does Tiffin, number {serial}, go?"
        await hana.tap("Add to Hub Tanjung")
    assert "Sent to Hub Tanjung, not received yet: 5 × Bowl and 2 × Tiffin." in hana.reads
    for label in ("Add to Hub Tanjung", "Bowl, 15 clean"):
        await hana.tap(label)
    await hana.writes("one more")
    assert hana.reads.startswith("That is not a number.")
    await hana.writes("1")
    assert hana.reads.startswith("Added.\n\nSent to Hub Tanjung, not received yet: 6 × Bowl and 2 × Tiffin.")
    await ivan.writes(f"{packaging.tiffin_code}/X12")
    await ivan.tap("It arrived")
    assert "It is at Hub Tanjung." in ivan.reads
    await ivan.writes("/desk")
    await ivan.tap("Move crates")
    await ivan.tap("1 Hub Bakau")
    assert ivan.labels == ["All 7 arrived", "All, mixed crate", "Bowl, 6", "No. X13", "Back"]
    await ivan.tap("Bowl, 6")
    await ivan.writes("4")
    await ivan.tap("1 Hub Bakau")
    await ivan.tap("No. X13")
    assert ivan.reads.startswith("Received. 2 are still on the way; the sender is told.")
    await market.deliver()
    assert "not arrived" not in hana.reads, "the other end is still counting"
    market.clock.move(minutes=11)
    await market.deliver()
    assert hana.reads.startswith(
        "Still missing at Hub Tanjung, from what you sent Tue 24 Nov 10:00: 2 × Bowl."
    )
    await hana.writes("/desk")
    await hana.tap("Move crates")
    assert "Add to Hub Tanjung" not in hana.labels


async def test_a_halal_bowl_of_a_mixed_crate_is_set_apart(market: Market, hana: Visitor) -> None:
    ivan, ken = market.visitor(IVAN), market.visitor(KEN.id)
    for label in ("Move crates", "Send crates", "Hub Tanjung", "Bowl, 20 clean", "5"):
        await hana.tap(label)
    await ivan.writes("/desk")
    for label in ("Move crates", "1 Hub Bakau", "All, mixed crate"):
        await ivan.tap(label)
    assert ivan.reads.startswith("Received. It is set apart, because it came in a mixed crate.")
    await ivan.writes("/desk")
    await ivan.tap("Set apart")
    assert ivan.reads == "Set apart: 5 × Bowl. An organiser decides whether it is washed again."
    assert "Wash again" not in ivan.labels
    desk = "hds:h2"
    await ken.writes("/start")
    await ken.tap(data=desk)
    for label in ("Basuh semula", "Bowl, 5", "Semua 5"):
        await ken.tap(label)
    assert ken.reads == "Tiada yang diasingkan."
    await hana.writes("/desk")
    for label in ("Set apart", "Mixed crate", "Bowl, 15 clean", "1"):
        await hana.tap(label)
    assert hana.reads.startswith("Set apart: 1 × Bowl.")
    for label in ("Worn out", "Bowl, 1 apart", "All 1"):
        await hana.tap(label)
    assert hana.reads == "Nothing is set apart."
    await hana.tap("Undo")
    assert "Set apart: 1." in hana.reads


async def test_a_count_finds_and_misses(hana: Visitor) -> None:
    for label in ("Count", "Bowl, 20"):
        await hana.tap(label)
    assert hana.reads == (
        "Bowl. Our records say: 20 clean, 0 to wash and 0 set apart. Which ones did you count?"
    )
    await hana.tap("Clean")
    await hana.writes("eighteen-ish")
    assert hana.reads.startswith("That is not a number.")
    await hana.writes("18")
    assert hana.reads.startswith("2 are missing and now count as lost.\n")
    await hana.tap("Undo")
    assert "Clean: 20." in hana.reads
    for label in ("Count", "Bowl, 20", "Clean"):
        await hana.tap(label)
    await hana.writes("/cancel")
    assert hana.reads.startswith("Cancelled. Nothing was changed.")
