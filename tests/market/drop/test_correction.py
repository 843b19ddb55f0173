"""A line that corrects stock on sale, on both databases: rights, an Undo limited to what it knows, and no overselling."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from market.actor import Actor, NotYourStall
from market.drop.refusals import DropCancelled, DropOver, DropUnknown, NumberUnfit
from market.refusal import Refusal
from market.stock.correction import add_units, correct_left, correct_price, correct_quantity, sell_out_item
from market.stock.draft import last_drop_id, publish
from market.stock.items_ahead import ItemAhead, items_ahead, items_called, items_named
from market.stock.merge_draft import merge_draft, same_item
from market.stock.pause import cancel, pause
from market.stock.refusals import QuantityTooLow
from market.waitlist.hold_clock import start_notified_clock
from storage.beacon_kind import BeaconKind
from storage.drop import Drop, Item
from tests.market.drop.conftest import LINA, SATURDAY, SITI, STRANGER, TOM, Trade

SUNDAY = date(2026, 11, 29)


async def ahead(trade: Trade, person: int = LINA) -> tuple[ItemAhead, ...]:
    return await trade.store.read(items_ahead, Actor(person), trade.stall, trade.now)


async def test_added_units_go_to_those_who_wait_and_the_answer_says_to_whom(trade: Trade) -> None:
    _, item = await trade.published(replace(SATURDAY, quantity=1))
    await trade.books(TOM, item)
    assert await trade.joins(SITI, item) is None
    added = await trade.do(add_units, item, 2, trade.now)
    assert (added.was, added.became, added.number) == (1, 3, 2)
    row = await trade.row(Item, item)
    assert (row["quantity"], row["held"], row["booked"]) == (3, 1, 1)
    with pytest.raises(QuantityTooLow):
        await trade.do(add_units, item, -2, trade.now)
    fewer = await trade.do(add_units, item, -1, trade.now)
    assert (fewer.was, fewer.became, fewer.number) == (3, 2, None)


async def test_an_undo_sets_a_value_back_unless_somebody_changed_it_since(trade: Trade) -> None:
    _, item = await trade.published()
    await trade.do(add_units, item, 5, trade.now)
    await trade.do(add_units, item, 1, trade.now)
    assert await trade.do(correct_quantity, item, 12, 17, trade.now) is None
    assert (await trade.row(Item, item))["quantity"] == 18
    undone = await trade.do(correct_quantity, item, 12, 18, trade.now)
    assert (undone.was, undone.became) == (18, 12)
    assert (await trade.do(correct_price, item, 900, 850, trade.now)).became == 900
    assert await trade.do(correct_price, item, 850, 800, trade.now) is None
    assert (await trade.row(Item, item))["price"] == 900


async def test_sold_out_leaves_what_is_booked_and_can_be_set_back(trade: Trade) -> None:
    _, item = await trade.published()
    await trade.books(TOM, item, 2)
    sold = await trade.do(sell_out_item, item, trade.now)
    assert (sold.was, sold.became) == (12, 2)
    await trade.do(correct_quantity, item, sold.was, sold.became, trade.now)
    assert (await trade.row(Item, item))["quantity"] == 12


async def test_what_is_left_is_counted_beside_what_is_booked_and_offered_to_those_who_wait(
    trade: Trade,
) -> None:
    _, item = await trade.published()
    await trade.books(TOM, item, 2)
    fewer = await trade.do(correct_left, item, 3, trade.now)
    assert (fewer.was, fewer.became) == (12, 5)
    await trade.do(sell_out_item, item, trade.now)
    await trade.joins(SITI, item, 2)
    more = await trade.do(correct_left, item, 4, trade.now)
    assert (more.was, more.became, more.number) == (2, 6, 2)
    row = await trade.row(Item, item)
    assert (row["booked"], row["held"], row["quantity"]) == (2, 2, 6)
    with pytest.raises(NumberUnfit):
        await trade.do(correct_left, item, 100_000, trade.now)


async def test_a_hold_that_has_expired_is_not_counted_beside_what_is_left(trade: Trade) -> None:
    _, item = await trade.published()
    hold = await trade.joins(TOM, item, 2)
    await trade.store.write(start_notified_clock, hold or 0, trade.now)
    trade.now += timedelta(days=3)
    assert (await trade.do(correct_left, item, 3, trade.now)).became == 3


CORRECTIONS: list[tuple[Any, tuple[int, ...]]] = [
    (add_units, (5,)),
    (correct_quantity, (20, 12)),
    (correct_price, (900, 850)),
    (correct_left, (3,)),
    (sell_out_item, ()),
]


@pytest.mark.parametrize(("action", "values"), CORRECTIONS, ids=lambda value: getattr(value, "__name__", ""))
async def test_a_stranger_corrects_nothing_and_what_is_over_is_not_corrected(
    trade: Trade, action: Any, values: tuple[int, ...]
) -> None:
    drop, item = await trade.published()
    before = await trade.row(Item, item)

    async def refused(refusal: type[Refusal], now: Any, person: int = LINA) -> None:
        with pytest.raises(refusal):
            await trade.do(action, item, *values, now, person=person)

    await refused(NotYourStall, trade.now, person=STRANGER)
    await refused(DropOver, (await trade.row(Drop, drop))["ends_at"])
    await trade.do(cancel, drop, trade.now)
    await refused(DropCancelled, trade.now)
    left = {"waiting": 0, "marks": 0}
    assert (await trade.row(Item, item)) | left == before | left, "but for what the end of the drop changes"


async def test_what_is_on_sale_is_published_or_paused_and_not_over(trade: Trade) -> None:
    drop, item = await trade.published()
    await trade.draft(replace(SATURDAY, name="onde-onde"))
    cancelled, _ = await trade.published(replace(SATURDAY, name="seri muka"))
    await trade.do(cancel, cancelled, trade.now)
    paused, _ = await trade.published(replace(SATURDAY, name="tapai", day=SUNDAY))
    await trade.do(pause, paused, trade.now)
    assert [each.name for each in await ahead(trade)] == ["kuih lapis", "tapai"]
    assert (await ahead(trade))[0].id == item
    with pytest.raises(NotYourStall):
        await ahead(trade, STRANGER)
    trade.now = (await trade.row(Drop, drop))["ends_at"]
    assert [each.name for each in await ahead(trade)] == ["tapai"]


async def test_an_item_is_found_by_its_name_with_a_slip_by_a_part_and_by_its_day(trade: Trade) -> None:
    await trade.published()
    await trade.published(replace(SATURDAY, day=SUNDAY))
    await trade.published(replace(SATURDAY, name="kuih cincin"))
    items = await ahead(trade)

    def found(name: str, day: date | None = None) -> list[tuple[str, date]]:
        return [(each.name, each.day) for each in items_called(items, name, day)]

    saturday = date(2026, 11, 28)
    assert found("Kuih Lapis") == [("kuih lapis", saturday), ("kuih lapis", SUNDAY)]
    assert found("kuih lapis", SUNDAY) == [("kuih lapis", SUNDAY)]
    assert found("cincin") == [("kuih cincin", saturday)]
    assert found("cinicn") == [("kuih cincin", saturday)]
    assert len(found("kuih")) == 3
    assert len(found("")) == 3
    assert found("durian") == []
    assert [each.name for each in items_named(items, "kuih cincn")] == ["kuih cincin"]
    assert items_named(items, "kuih") == ()


async def test_a_draft_of_the_same_name_day_and_price_can_be_added_to_it(trade: Trade) -> None:
    _, item = await trade.published()
    draft = await trade.draft(replace(SATURDAY, name="Kuih Lapis", quantity=8))
    same = await trade.store.read(same_item, Actor(LINA), draft, trade.now)
    assert same is not None
    assert same.id == item
    with pytest.raises(NotYourStall):
        await trade.do(merge_draft, draft, item, trade.now, person=STRANGER)
    merged = await trade.do(merge_draft, draft, item, trade.now)
    assert (merged.was, merged.became) == (12, 20)
    assert (await trade.row(Item, item))["quantity"] == 20
    with pytest.raises(DropUnknown):
        await trade.do(merge_draft, draft, item, trade.now)


@pytest.mark.parametrize(
    "other", [{"day": SUNDAY}, {"price": 900}, {"name": "kuih cincin"}, {"quantity": None}]
)
async def test_another_day_price_or_name_is_another_item(trade: Trade, other: dict[str, Any]) -> None:
    _, item = await trade.published()
    draft = await trade.draft(replace(SATURDAY, **other))
    assert await trade.store.read(same_item, Actor(LINA), draft, trade.now) is None
    with pytest.raises(DropUnknown):
        await trade.do(merge_draft, draft, item, trade.now)
    assert (await trade.row(Item, item))["quantity"] == 12


async def test_the_last_drop_is_the_one_published_last(trade: Trade) -> None:
    assert await trade.store.read(last_drop_id, trade.stall) is None
    drop, _ = await trade.published()
    await trade.draft(replace(SATURDAY, name="onde-onde"))
    assert await trade.store.read(last_drop_id, trade.stall) == drop


async def test_a_draft_whose_start_passed_begins_now_when_it_is_published(trade: Trade) -> None:
    draft = await trade.draft(replace(SATURDAY, day=trade.now.date(), start=None))
    starts_at = (await trade.row(Drop, draft))["starts_at"]
    trade.now = starts_at + timedelta(minutes=20)
    await trade.do(publish, draft, BeaconKind.LOCAL, trade.now, trade.rng)
    row = await trade.row(Drop, draft)
    assert row["starts_at"] == starts_at + timedelta(minutes=30)
    assert row["state"] == "published"
