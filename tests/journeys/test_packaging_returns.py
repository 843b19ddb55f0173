"""Returns of packaging: by a friend, at another hub, in a swap, late, broken, or never; and the deposit in each case."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import Session, col, select

from bot.demo.data.people_and_stalls import AINA, KEN, ROS
from market.actor import Actor
from market.packaging.asset import buy_assets
from market.packaging.ledger import alley_pot
from market.packaging.place import hub_ref
from market.ticket.bearer import lend_packaging
from market.ticket.scan import take_packaging_back
from market.ticket.ticket_code import grouped
from storage.alley import Alley
from tests.journeys.conftest import open_market
from tests.journeys.harness import Market
from tests.journeys.packaging_demo import (
    DICE,
    HANA,
    IVAN,
    PHONES,
    ZUL,
    PackagingDemo,
    add_packaging,
    book,
    borrow,
    paid,
)
from tests.journeys.true_messages import run_edits, untrue
from tests.people import person_at


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    async with open_market(Market(sqlite_url, PHONES)) as market:
        await market.open()
        yield market


@pytest.fixture
async def town(market: Market) -> PackagingDemo:
    return await add_packaging(market)


async def lend(market: Market, town: PackagingDemo, packaging: int, units: int) -> str:
    """Let Hana lend to a bearer ticket; return its code."""

    def lent(session: Session) -> str:
        hana = Actor(person_at(session, HANA))
        return lend_packaging(
            session, hana, hub_ref(town.bakau), packaging, units=units, now=market.clock(), rng=DICE
        )

    return str(await market.change(lent))


async def pot(market: Market) -> int:
    def left(session: Session) -> int:
        return alley_pot(session, session.exec(select(Alley.id).order_by(col(Alley.id))).first() or 0)

    return int(await market.change(left))


@pytest.mark.feature("L03", "X03")
async def test_cups_come_back_at_another_hub_by_a_friend_and_one_is_late(
    market: Market, town: PackagingDemo
) -> None:
    ivan = market.visitor(IVAN)
    code = await lend(market, town, town.cup, 2)
    await ivan.writes(grouped(code))
    assert "Returns: 2 cups from Hub Bakau, none returned yet." in ivan.reads
    await ivan.tap("Take back 1")
    assert ivan.reads == "↩ RETURNED. 1 of 2. Nothing to refund."
    market.clock.move(days=9)
    await ivan.writes(grouped(code))
    await ivan.tap("Take back 1")
    assert ivan.reads == "↩ RETURNED. 2 of 2. Nothing to refund.\nLate fee to take: RM1.00."
    await ivan.tap("Take fee RM1.00")
    assert await paid(market) == [("charged", 100), ("paid", 100)]
    await ivan.writes("/desk")
    assert "Here: 2 × Cup; 1 % full." in ivan.reads


async def test_an_organiser_waives_a_late_fee_and_its_borrower_is_told(
    market: Market, town: PackagingDemo
) -> None:
    hana, ken, aina = market.visitor(HANA), market.visitor(KEN.id), market.visitor(AINA.id)
    returns = await borrow(market, town.cup, units=1)
    market.clock.move(days=9)
    await hana.writes(grouped(returns))
    await hana.tap("Take back 1")
    assert "Late fee to take: RM1.00." in hana.reads
    assert "Waive RM1.00" not in hana.labels, "an organiser decides"
    market.clock.move(minutes=2)
    await ken.writes("/language")
    await ken.tap("English")
    await ken.writes("/admin")
    for label in ("Packaging", "Money", "Unpaid fees, 1", "No. 1", "Waive RM1.00"):
        await ken.tap(label)
    assert ken.reads.startswith("Waive the late fee of RM1.00 for 1 ")
    await ken.tap("The hub was closed")
    assert "Late fee of RM1.00 waived by Ken: the hub was closed." in ken.reads
    await ken.tap("Undo waiving")
    assert "Late fee to take: RM1.00." in ken.reads
    await ken.tap("Waive RM1.00")
    await ken.tap("No reason")
    assert "Late fee of RM1.00 waived by Ken." in ken.reads
    assert await paid(market) == [
        ("charged", 100),
        ("reversed", 100),
        ("charged", 100),
        ("reversed", 100),
    ]
    await market.deliver()
    market.clock.move(minutes=2)
    await market.deliver()
    assert aina.reads == "You do not have to pay the late fee of RM1.00."
    await ken.writes("/admin")
    await ken.tap("Packaging")
    await ken.tap("Money")
    assert "Unpaid fees, 1" not in ken.labels


async def test_empty_in_and_full_out_in_one_scan(market: Market, town: PackagingDemo) -> None:
    ros, aina = market.visitor(ROS.id), market.visitor(AINA.id)
    returns = await borrow(market, town.bowl, units=1)
    pickup = await book(market, town.bowl, units=1)
    await ros.writes(grouped(returns))
    assert ros.reads == (
        "↩ SWAP. 1 box back, 1 box out. The RM3.00 deposit stays.\nTo pay for 1 box: RM8.50."
    )
    assert ros.labels == ["Swap 1", "Refund instead", "Not now"]
    swap, *_ = (button.data or "" for row in ros.screen.buttons for button in row)
    assert swap.rpartition(":")[2].startswith("s"), "it is done where it was scanned"
    await ros.tap("Refund instead")
    assert ros.reads.startswith("↩ VALID. Returns: 1 box from Dapur Nenek Ros, none returned yet.")
    await ros.writes(grouped(returns))
    await ros.tap("Swap 1")
    assert ros.reads.startswith("↩ SWAPPED. 1 box back, 1 box out. The RM3.00 deposit stays. Due ")
    assert await paid(market) == [("taken", 300)]
    await ros.writes(grouped(pickup))
    assert ros.reads.startswith("⛔ ALREADY COLLECTED.")
    await ros.writes(grouped(returns))
    assert "none returned yet" in ros.reads
    await aina.writes("/returns")
    assert "RM3.00 refunded" in aina.reads


async def test_empties_of_somebody_else_are_swapped_for_goods(market: Market, town: PackagingDemo) -> None:
    ros = market.visitor(ROS.id)
    bearer, cups = await lend(market, town, town.bowl, 1), await lend(market, town, town.cup, 1)
    pickup = await book(market, town.bowl, units=2)
    await ros.writes(grouped(pickup))
    await ros.tap("They bring empties")
    await ros.writes(grouped(cups))
    assert ros.reads.startswith("Only packaging of the same kind can be swapped.")
    await ros.writes(grouped(pickup))
    await ros.tap("They bring empties")
    await ros.writes(grouped(bearer))
    assert ros.labels == ["Swap 1", "Refund instead", "Not now"]
    await ros.tap("Swap 1")
    await ros.tap("Undo")
    await ros.writes(grouped(pickup))
    assert ros.reads.startswith("✅ VALID. Take RM23.00 (RM17.00 + RM6.00 packaging). 2 × Kuih lapis")


async def test_a_bowl_is_swapped_for_a_clean_one_at_a_hub(market: Market, town: PackagingDemo) -> None:
    hana = market.visitor(HANA)
    code = await lend(market, town, town.bowl, 2)
    await hana.writes(grouped(code))
    await hana.tap("Swap for clean")
    assert hana.labels == ["Swap 2", "Swap 1", "Refund instead", "Not now"]
    await hana.tap("Swap 1")
    assert hana.reads == "↩ SWAPPED. 1 unit back, 1 unit out. The RM3.00 deposit stays. Due Tue 8 Dec."
    await hana.writes("/desk")
    assert "Clean: 17. To wash: 1." in hana.reads


async def test_several_tickets_are_refunded_by_one_tap(market: Market, town: PackagingDemo) -> None:
    hana = market.visitor(HANA)
    first = await borrow(market, town.bowl, units=1)
    await borrow(market, town.bowl, units=1)
    await hana.writes(grouped(first))
    await hana.tap("Take back all 2")
    assert hana.reads.endswith("Refund RM6.00 now.")
    await hana.tap("Refund RM6.00")
    assert hana.reads == "↩ Nothing more is to be paid."
    assert [kind for kind, _ in await paid(market)].count("refunded") == 2
    await hana.writes("/desk")
    assert "To refund" not in hana.reads


@pytest.mark.feature("X20")
async def test_a_refund_is_left_to_the_alley_in_part_and_the_rest_paid(
    market: Market, town: PackagingDemo
) -> None:
    hana = market.visitor(HANA)
    code = await lend(market, town, town.bowl, 2)
    await hana.writes(grouped(code))
    await hana.tap("Take back 2")
    await hana.tap("Leave to the alley")
    assert hana.labels == ["Leave RM6.00", "Leave RM3.00", "Back"]
    await hana.tap("Leave RM6.00")
    assert hana.reads == "RM6.00 left to Lorong Bakau. Thank you."
    assert await pot(market) == 600
    await hana.tap("Undo")
    assert await pot(market) == 0
    await hana.tap("Leave to the alley")
    await hana.writes("a bit")
    assert hana.reads.startswith("That is not an amount.")
    await hana.writes("90")
    assert hana.reads.startswith("That is more than is owed, or nothing.")
    await hana.writes("RM2.50")
    assert hana.reads == "RM2.50 left to Lorong Bakau. Thank you. Refund RM3.50 now."
    await hana.tap("Refund RM3.50")
    assert hana.reads == "↩ RETURNED. 2 of 2. RM3.50 refunded."
    assert await pot(market) == 250


async def test_what_a_kiosk_took_back_is_paid_at_the_desk_or_left_by_its_holder(
    market: Market, town: PackagingDemo
) -> None:
    aina, ros, zul = (market.visitor(one) for one in (AINA.id, ROS.id, ZUL))
    code = await borrow(market, town.bowl, units=2)

    def taken(session: Session) -> None:
        take_packaging_back(session, Actor(person_at(session, ROS.id)), code, 2, now=market.clock())

    await market.change(taken)
    market.clock.move(minutes=2)
    await market.deliver()
    assert aina.reads.startswith(
        "2 boxes returned Tue 24 Nov 10:01, at Dapur Nenek Ros. RM6.00 is not paid out yet: ask for it there, or leave it to the alley."
    )
    told = aina.screen.id
    await aina.tap("Leave to the alley")
    await aina.tap("Leave RM3.00")
    assert aina.reads == "RM3.00 left to Lorong Bakau. Thank you."
    await run_edits(market)
    assert "RM3.00 left to the alley. RM3.00 is not paid out yet" in aina.reading(told)
    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Packaging")
    assert "To refund: 1." in ros.reads
    for data in ("rpd:s1:1", "rpo:1", "rpa:1", "rpl:1:100"):
        await zul.writes("/start")
        await zul.tap(data=data)
        assert "RM3.00" not in zul.reads.partition("\n")[0]
    await ros.tap("Refund, 1")
    await ros.tap("1 RM3.00")
    await ros.tap("Refund RM3.00")
    assert await pot(market) == 300
    assert (await paid(market))[-1] == ("refunded", 300)
    await run_edits(market)
    assert aina.reading(told).endswith(
        "The RM3.00 deposit went to the person who brought it back. RM3.00 left to the alley."
    )
    assert await untrue(market) == []


async def test_a_refund_that_was_not_paid_is_offered_at_the_next_scan(
    market: Market, town: PackagingDemo
) -> None:
    hana, ivan = market.visitor(HANA), market.visitor(IVAN)
    code = await borrow(market, town.bowl, units=2)
    await hana.writes(grouped(code))
    await hana.tap("Take back 1")
    market.clock.move(minutes=2)
    unpaid = "Not paid out yet: RM3.00 for 1 box, returned Tue 24 Nov 10:01 at Hub Bakau."
    await hana.tap("Undo (1 min)")
    assert unpaid in hana.reads, "the minute is over, and the money is still owed"
    assert "Refund RM3.00" in hana.labels
    await ivan.writes(grouped(code))
    assert unpaid in ivan.reads
    assert "Refund RM3.00" not in ivan.labels, "Hub Bakau pays what it took back"
    await ivan.tap("Take back 1")
    await ivan.tap("Refund RM3.00")
    assert ivan.reads == "↩ RETURNED. 2 of 2. RM3.00 refunded."
    await hana.writes(grouped(code))
    assert hana.reads.startswith("⛔ ALREADY RETURNED. 2 of 2,")
    assert unpaid in hana.reads
    await hana.tap("Refund RM3.00")
    assert (await paid(market))[-1] == ("refunded", 300)
    await hana.writes(grouped(code))
    assert "Not paid out yet" not in hana.reads


async def test_a_halal_bowl_of_a_mixed_crate_comes_back_and_is_set_apart(
    market: Market, town: PackagingDemo
) -> None:
    hana = market.visitor(HANA)
    code = await lend(market, town, town.bowl, 2)
    await hana.writes(grouped(code))
    await hana.tap("Something is wrong")
    assert hana.labels == ["2 damaged", "1 damaged", "2 from mixed crate", "1 from mixed crate", "Back"]
    await hana.tap("1 from mixed crate")
    assert hana.reads == "↩ RETURNED. 1 of 2. Refund RM3.00 now. Set it apart from the others."
    await hana.writes("/desk")
    assert "Set apart: 1." in hana.reads


@pytest.mark.feature("L02")
async def test_hubs_are_found_from_the_ticket_by_a_link_and_in_the_reminder(
    market: Market, town: PackagingDemo
) -> None:
    aina, hana = market.visitor(AINA.id), market.visitor(HANA)
    await borrow(market, town.bowl)
    await aina.writes("/returns")
    await aina.tap("Hubs")
    assert aina.reads == (
        "Hubs take packaging back:\n1. Hub Bakau, Lorong Bakau: until 23:00\n2. Hub Tanjung, Lorong Bakau: until 23:00"
    )
    await aina.tap("1 Hub Bakau")
    assert aina.reads == (
        "Hub Bakau, until 23:00.\nLorong Bakau. By the ice works.\nEvery day, 10:00 to 23:00.\n"
        "Halal packaging: Bowl and Tiffin.\nOther packaging: Cup.\n10 % full."
    )
    assert aina.labels == ["Directions", "Hubs", "My returns"]
    await aina.tap("Directions")
    assert market.calls("sendVenue")[-1].params["title"] == "\u2068Hub Bakau\u2069"
    await hana.open(f"https://t.me/lorong_demo_bot?start=h_{town.bakau_code}")
    assert "Hub desk" in hana.labels
    market.clock.move(days=13)
    await market.deliver()
    due = next(message for message in reversed(aina.phone.messages) if message.text.startswith("To return"))
    assert "Nearest hub: Hub Bakau, Lorong Bakau, open until Mon 7 Dec 23:00." in aina.reading(due.id)


async def test_the_code_on_a_piece_tells_its_story_and_its_staff_work_on_it(
    market: Market, town: PackagingDemo
) -> None:
    hana, zul = market.visitor(HANA), market.visitor(ZUL)

    def bought(session: Session) -> None:
        ken = Actor(person_at(session, KEN.id))
        buy_assets(session, ken, hub_ref(town.bakau), town.tiffin, serials=("X12",), now=market.clock())

    await market.change(bought)
    link = f"https://t.me/lorong_demo_bot?start=a_{town.tiffin_code}-X12"
    await zul.open(link)
    assert zul.reads == (
        "Tiffin, number X12: clean. Halal packaging.\nIt has not been lent and returned yet.\n"
        "It weighs 180 g and is made for 100 uses.\nYou get RM10.00 when you bring it back.\n"
        "Open now: Hub Bakau, Lorong Bakau, until 23:00.\nOpen now: Hub Tanjung, Lorong Bakau, until 23:00."
    )
    await hana.writes("/desk")
    for label in ("Lend", "Tiffin, 1"):
        await hana.tap(label)
    assert "Each Tiffin has its own number." in hana.reads
    await hana.writes(f"{town.tiffin_code}/X12")
    assert hana.labels == [
        "Lend",
        "Damaged",
        "Mixed crate",
        "Worn out",
        "Lid is missing",
        "Send",
        "Scan next",
        "Back",
    ]
    await hana.tap("Lid is missing")
    assert "Lend" not in hana.labels
    await hana.tap("Lid is there")
    await hana.tap("Lend")
    assert hana.reads.startswith("Lent: 1 × Tiffin. Take RM10.00 deposit now.")
    await hana.writes(f"{town.tiffin_code}/X12")
    await hana.tap("Take back 1")
    assert hana.reads == "↩ RETURNED. 1 of 1. Refund RM10.00 now."
    await zul.open(link)
    assert "It came back 1 time." in zul.reads
    for work in ("b", "l", "w", "d", "r", "n"):
        await zul.writes("/start")
        await zul.tap(data=f"hpx:{town.tiffin_code}:X12:{work}:")
    await hana.writes(f"{town.tiffin_code}/X12")
    assert hana.reads.startswith("Tiffin, number X12: to wash.")
    await hana.tap("Wash")
    assert hana.reads.startswith("Tiffin, number X12: in the wash.")
