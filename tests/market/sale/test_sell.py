"""A walk-in sale: the units it takes, those it leaves to the waitlist, and those its void returns."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import Session, text

from market.actor import Actor
from market.drop.refusals import DropCancelled, DropOver, DropPaused, DropUnknown
from market.refusal import ButtonForged, Refusal
from market.sale.cart import (
    MAX_ITEMS,
    MAX_UNITS,
    CartLine,
    cart_facts,
    with_item,
    with_last_changed,
    with_last_units,
)
from market.sale.receipt import day_receipts
from market.sale.refusals import (
    AlreadyVoided,
    CartEmpty,
    CartFull,
    CartUnitsUnfit,
    DayIsClosed,
    NotDrawnYet,
    NotEnoughLeft,
    OtherCurrency,
    SaleUndoOver,
    TotalChanged,
)
from market.stock.change import change_quantity, sell_out
from market.stock.draft import undo
from market.stock.pause import cancel
from market.stock.refusals import QuantityTooLow, SoldAtStall
from market.waitlist.refusals import WaitlistNotOpen
from storage.alley import Alley
from storage.drop import Component, Drop, Item
from storage.sale import Receipt, ReceiptLine, SaleMethod
from storage.stall import Stall
from storage.waitlist import Entry, Hold
from tests.market.sale.conftest import AINA, HOUR, KOPI, KUIH, NOW, ROS, SITI, TOM, SaleScenario


async def test_the_receipts_of_a_busy_day_are_eight_on_a_page_the_newest_first(
    scenario: SaleScenario,
) -> None:
    for _ in range(10):
        await scenario.sell((KOPI, 1))
    pages = [
        await scenario.store.read(day_receipts, Actor(ROS), 1, None, page=page, now=NOW)
        for page in (0, 1, 2, 3)
    ]
    first, last = [10, 9, 8, 7, 6, 5, 4, 3], [2, 1]
    assert [[row.number for row in page.rows] for page in pages] == [first, first, last, last]
    assert [(page.page, page.pages) for page in pages] == [(1, 2), (1, 2), (2, 2), (2, 2)]


async def test_what_can_be_sold_is_five_on_a_page_as_it_is_listed(scenario: SaleScenario) -> None:
    def add(session: Session) -> None:
        for place in range(3, 9):
            session.add(
                Item(id=place, drop_id=1, position=place, name=f"kuih {place}", price=100, quantity=3)
            )
            session.flush()

    await scenario.store.write(add)
    pages = [
        await scenario.store.read(cart_facts, Actor(ROS), 1, (), now=NOW, page=page) for page in (0, 1, 2, 3)
    ]
    first, last = [1, 2, 3, 4, 5], [6, 7, 8]
    assert [[each.item.id for each in page.items] for page in pages] == [first, first, last, last]
    assert [(page.page, page.pages) for page in pages] == [(1, 2), (1, 2), (2, 2), (2, 2)]


async def test_a_sale_takes_units_and_a_number_and_its_receipt_says_what_was_sold(
    scenario: SaleScenario,
) -> None:
    receipt = await scenario.receipt(await scenario.sell((KOPI, 1), (KUIH, 2)))
    assert (receipt.number, receipt.total, receipt.paid, receipt.other) == (1, 2154, 2155, None)
    assert [(line.name, line.units, line.amount) for line in receipt.lines] == [
        ("kopi", 1, 450),
        ("kuih lapis", 2, 1704),
    ]
    item = await scenario.item()
    assert (item.booked, item.sold, item.held) == (2, 2, 0)
    by_qr = await scenario.receipt(await scenario.sell((KUIH, 1), method=SaleMethod.QR))
    assert (by_qr.number, by_qr.paid) == (2, 852), "only cash is rounded"


async def test_a_void_is_a_receipt_of_its_own_and_leaves_the_sale_as_it_was(scenario: SaleScenario) -> None:
    sold = await scenario.sell((KUIH, 3))
    before = await scenario.receipt(sold)
    scenario.now += timedelta(seconds=59)
    void = await scenario.receipt(await scenario.undo(sold))
    after = await scenario.receipt(sold)
    assert (void.number, void.total, void.paid, void.other) == (2, -2556, -2555, 1)
    assert [(line.name, line.units, line.price) for line in void.lines] == [("kuih lapis", -3, 852)]
    assert after.other == 2
    assert (after.total, after.paid, after.lines, after.sold_at) == (
        before.total,
        before.paid,
        before.lines,
        before.sold_at,
    )
    item = await scenario.item()
    assert (item.booked, item.sold) == (0, 0)
    for again in (scenario.undo, scenario.void):
        with pytest.raises(AlreadyVoided) as refused:
            await again(sold)
        assert refused.value.number == 2


async def test_undo_is_the_sellers_for_a_minute_and_a_void_of_a_void_is_none(scenario: SaleScenario) -> None:
    sold = await scenario.sell((KUIH, 1))
    scenario.now += timedelta(minutes=1)
    with pytest.raises(SaleUndoOver):
        await scenario.undo(sold)
    void = await scenario.void(sold)
    with pytest.raises(Refusal):
        await scenario.void(void)


async def test_units_that_are_booked_or_held_are_not_sold(scenario: SaleScenario) -> None:
    await scenario.change(Item, KUIH, quantity=6)
    await scenario.booking(AINA, units=2)
    await scenario.store.write(hold_for, TOM, 3)
    with pytest.raises(NotEnoughLeft) as refused:
        await scenario.sell((KUIH, 2))
    assert (refused.value.left, refused.value.item) == (1, "kuih lapis")
    await scenario.sell((KUIH, 1))
    item = await scenario.item()
    assert (item.booked, item.held, item.sold) == (3, 3, 1)


def hold_for(session: Session, person: int, units: int) -> None:
    """Hold units for a person who does not answer, whatever joining does with units that are available."""
    item = session.get_one(Item, KUIH)
    number, item.next_number = item.next_number, item.next_number + 1
    entry = Entry(item_id=KUIH, person_id=person, number=number, units=units, state="held", joined_at=NOW)
    session.add(entry)
    session.flush()
    session.add(
        Hold(
            entry_id=entry.id or 0, item_id=KUIH, person_id=person, units=units, given_at=NOW, until=NOW + HOUR,
            notified_at=NOW,
        )
    )  # fmt: skip
    item.held += units


async def test_those_who_wait_for_more_than_is_left_are_not_passed_over(scenario: SaleScenario) -> None:
    await scenario.change(Item, KUIH, quantity=5)
    await scenario.change(Drop, 1, fitting="strict")
    await scenario.store.write(hold_for, AINA, 3)
    await scenario.booking(TOM, units=3)
    with pytest.raises(NotEnoughLeft) as refused:
        await scenario.sell((KUIH, 1))
    assert refused.value.left == 0
    scenario.now = NOW + 3 * HOUR
    assert (await scenario.cart((KUIH, 1))).items[0].left > 0, "in the last two hours the first one gets it"
    await scenario.sell((KUIH, 1))


async def test_a_void_gives_its_units_to_those_who_wait(scenario: SaleScenario) -> None:
    await scenario.change(Item, KUIH, quantity=2)
    sold = await scenario.sell((KUIH, 2))
    await scenario.booking(TOM, units=2)
    assert (await scenario.item()).waiting == 2
    await scenario.void(sold)
    item = await scenario.item()
    assert (item.waiting, item.sold, item.held + item.booked) == (0, 0, 2)


async def test_a_hold_that_has_expired_is_offered_on_before_it_is_sold(scenario: SaleScenario) -> None:
    await scenario.change(Item, KUIH, quantity=2)
    await scenario.store.write(hold_for, AINA, 2)
    await scenario.booking(TOM, units=1)
    scenario.now = NOW + HOUR + timedelta(seconds=1)
    await scenario.sell((KUIH, 1))
    with pytest.raises(NotEnoughLeft):
        await scenario.sell((KUIH, 1))
    item = await scenario.item()
    assert (item.sold, item.held) == (1, 1), "one went to Tom, who waited"


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"state": "paused", "paused_at": NOW}, DropPaused),
        ({"state": "cancelled", "cancelled_at": NOW}, DropCancelled),
        ({"hidden_at": NOW}, DropUnknown),
        ({"opens_at": NOW + HOUR}, WaitlistNotOpen),
        ({"ends_at": NOW, "starts_at": NOW - HOUR}, DropOver),
        ({"policy": "draw", "draws_at": NOW + HOUR}, NotDrawnYet),
        ({"policy": "pot", "pot_until": NOW - HOUR / 2}, NotDrawnYet),
        ({"state": "draft"}, DropUnknown),
    ],
    ids=str,
)
async def test_what_is_not_given_out_is_not_sold(
    scenario: SaleScenario, change: dict[str, object], refused: type[Refusal]
) -> None:
    await scenario.change(Drop, 1, **change)
    with pytest.raises(refused):
        await scenario.sell((KUIH, 1))
    assert (await scenario.cart()).items == ()


async def test_a_stall_that_is_not_approved_sells_nothing(scenario: SaleScenario) -> None:
    await scenario.change(Stall, 1, state="turned_down")
    with pytest.raises(DropUnknown):
        await scenario.sell((KUIH, 1))


async def test_a_cart_is_sold_as_a_whole_or_not_at_all(scenario: SaleScenario) -> None:
    await scenario.change(Item, KOPI, quantity=1)
    with pytest.raises(NotEnoughLeft):
        await scenario.sell((KUIH, 1), (KOPI, 2))
    assert (await scenario.item()).sold == 0
    assert await scenario.count(Receipt.id) == []


async def test_a_bundle_and_its_component_share_their_units(scenario: SaleScenario) -> None:
    def make_bundle(session: Session) -> None:
        session.get_one(Item, KOPI).quantity = 5
        session.add(Component(bundle_id=KUIH, item_id=KOPI, units=2))

    await scenario.store.write(make_bundle)
    with pytest.raises(NotEnoughLeft):
        await scenario.sell((KUIH, 2), (KOPI, 2))
    sold = await scenario.sell((KUIH, 2), (KOPI, 1))
    kopi = await scenario.item(KOPI)
    assert (kopi.sold, kopi.booked) == (5, 5)
    await scenario.void(sold)
    assert [(await scenario.item(item)).sold for item in (KUIH, KOPI)] == [0, 0]


async def test_a_price_that_changed_is_told_before_it_is_paid(scenario: SaleScenario) -> None:
    await scenario.change(Item, KUIH, price=900)
    with pytest.raises(TotalChanged):
        await scenario.sell((KUIH, 1), total=852)
    await scenario.sell((KUIH, 1), total=900)


@pytest.mark.parametrize("cart", [(), ((KUIH, 0),), ((KUIH, 1000),), ((KUIH, 1), (KUIH, 1))], ids=str)
async def test_a_cart_that_no_button_holds_is_refused(
    scenario: SaleScenario, cart: tuple[tuple[int, int], ...]
) -> None:
    with pytest.raises(ButtonForged):
        await scenario.sell(*cart)


async def test_an_item_of_another_stall_is_not_sold_here(scenario: SaleScenario) -> None:
    await scenario.change(Drop, 1, stall_id=2)
    for attempt in (scenario.sell((KUIH, 1)), scenario.cart((KUIH, 1)), scenario.sell((99, 1))):
        with pytest.raises(DropUnknown):
            await attempt


async def test_money_of_another_country_is_not_mixed(scenario: SaleScenario) -> None:
    def move_away(session: Session) -> None:
        home = session.get_one(Alley, 1)
        values = home.model_dump() | {"id": 2, "code": "TOKYO", "currency": "JPY", "territory": "JP"}
        session.add(Alley(**values))
        session.flush()
        session.get_one(Drop, 1).alley_id = 2

    await scenario.store.write(move_away)
    with pytest.raises(OtherCurrency):
        await scenario.sell((KUIH, 1))


async def test_a_closed_day_sells_nothing_and_voids_nothing(scenario: SaleScenario) -> None:
    sold = await scenario.sell((KUIH, 1))
    await scenario.close()
    for attempt in (scenario.sell((KUIH, 1)), scenario.undo(sold), scenario.void(sold)):
        with pytest.raises(DayIsClosed):
            await attempt
    assert (await scenario.item()).sold == 1


async def test_a_single_sale_above_the_countrys_limit_warns_and_is_sold(scenario: SaleScenario) -> None:
    await scenario.change(Item, KUIH, price=1_000_000)
    assert not (await scenario.cart((KUIH, 1))).needs_e_invoice, "exactly RM10,000"
    await scenario.change(Item, KUIH, price=1_000_001)
    assert (await scenario.cart((KUIH, 1))).needs_e_invoice
    assert (await scenario.receipt(await scenario.sell((KUIH, 1), total=1_000_001))).needs_e_invoice


def test_each_tap_adds_one_and_the_last_tapped_is_taken_off_first() -> None:
    cart = with_item(with_item(with_item((), KUIH, 1), KOPI, 1), KUIH, 1)
    assert cart == (CartLine(KOPI, 1), CartLine(KUIH, 2))
    assert with_last_changed(cart, 5) == (CartLine(KOPI, 1), CartLine(KUIH, 7))
    assert with_last_changed(with_last_changed(cart, -1), -1) == (CartLine(KOPI, 1),)
    full = tuple(CartLine(item, 1) for item in range(1, MAX_ITEMS + 1))
    assert with_item(full, 4, 1)[-1] == CartLine(4, 2)
    with pytest.raises(CartFull):
        with_item(full, MAX_ITEMS + 1, 1)
    with pytest.raises(CartUnitsUnfit):
        with_item((CartLine(1, MAX_UNITS),), 1, 1)


async def test_a_quantity_is_that_of_the_last_item_and_no_more_than_is_left(scenario: SaleScenario) -> None:
    cart = await scenario.cart((KOPI, 1), (KUIH, 1))
    assert with_last_units(cart, 12) == (CartLine(KOPI, 1), CartLine(KUIH, 12))
    for units, refusal in (
        (0, CartUnitsUnfit),
        (-1, CartUnitsUnfit),
        (100_000, CartUnitsUnfit),
        (41, NotEnoughLeft),
    ):
        with pytest.raises(refusal):
            with_last_units(cart, units)
    with pytest.raises(CartEmpty):
        with_last_units(await scenario.cart(), 12)


async def test_what_can_be_sold_is_listed_with_what_is_left(scenario: SaleScenario) -> None:
    await scenario.change(Item, KOPI, quantity=0)
    await scenario.booking(SITI, units=2)
    cart = await scenario.cart()
    assert [(each.item.id, each.left) for each in cart.items] == [(KUIH, 38)]
    assert [(line.amount, line.units) for line in (await scenario.cart((KUIH, 3))).lines] == [(2556, 3)]


async def test_a_drop_of_which_something_was_sold_stays_published_and_can_be_cancelled(
    scenario: SaleScenario,
) -> None:
    """Its receipts refer to its items, also those that were voided."""
    await scenario.sell((KUIH, 2))
    await scenario.void(await scenario.sell((KOPI, 1)))
    with pytest.raises(SoldAtStall):
        await scenario.store.write(undo, Actor(ROS), 1, scenario.now)
    await scenario.booking(TOM)
    await scenario.store.write(cancel, Actor(ROS), 1, scenario.now)
    item = await scenario.item()
    assert (item.booked, item.sold) == (2, 2)
    with pytest.raises(DropCancelled):
        await scenario.sell((KUIH, 1))


async def test_a_screen_sells_once_however_often_it_is_tapped(scenario: SaleScenario) -> None:
    with pytest.raises(TotalChanged):
        await scenario.sell((KUIH, 1), screen=77, total=1)
    taps = (scenario.sell((KUIH, 1), screen=77) for _ in range(4))
    done = await asyncio.gather(*taps, return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["CartSold", "CartSold", "CartSold", "int"]
    assert (await scenario.item()).sold == 1
    await scenario.sell((KUIH, 1), screen=78)
    assert sorted(row.number for row in await scenario.count(Receipt)) == [1, 2]


async def test_sold_out_keeps_what_was_sold(scenario: SaleScenario) -> None:
    sold = await scenario.sell((KUIH, 3))
    await scenario.store.write(sell_out, Actor(ROS), KUIH, scenario.now)
    with pytest.raises(QuantityTooLow):
        await scenario.store.write(change_quantity, Actor(ROS), KUIH, 2, now=scenario.now)
    await scenario.void(sold)
    item = await scenario.item()
    assert (item.quantity, item.booked, item.sold) == (3, 0, 0)


async def test_a_receipt_is_never_changed_or_deleted(scenario: SaleScenario) -> None:
    await scenario.sell((KUIH, 1))
    for statement in (
        "UPDATE receipt SET total = 1, paid = 1",
        "UPDATE receipt SET code = 'A'",
        "DELETE FROM receipt_line",
        "UPDATE receipt_line SET price = 1",
    ):
        with pytest.raises(Exception, match="append-only"):
            await scenario.store.write(run, statement)
    await scenario.store.write(run, "UPDATE receipt SET by_id = NULL")
    assert [row.total for row in await scenario.count(Receipt)] == [852]
    assert [row.price for row in await scenario.count(ReceiptLine)] == [852]


def run(session: Session, statement: str) -> None:
    session.connection().execute(text(statement))
