"""What a stall says of an item: one list for its line, the item, what is shown of it, and a copy."""

from dataclasses import fields, replace
from datetime import date

import pytest

from locales.units import ItemUnit
from market.actor import Actor
from market.drop.item_texts import ITEM_TEXTS
from market.drop.own_drop import own_drop
from market.refusal import NameUnfit
from market.stock.change import describe_item
from market.stock.message_of_drop import message_of_drop
from market.stock.stock_line import StockLine
from storage.drop import LONGEST_TEXT, Item, ItemDescription, described
from tests.market.drop.conftest import LINA, Trade

SAID = ItemDescription(
    **{name: f"some / {name}" for name in LONGEST_TEXT} | {"unit": ItemUnit.BOX}  # type: ignore[arg-type]
)
"""Each field as no default has it; an item that is not offered alone is tried with its bundle."""


def test_each_field_is_a_column_and_each_text_has_a_length_and_is_asked_for() -> None:
    assert {field.name for field in fields(ItemDescription)} <= Item.model_fields.keys()
    texts = {field.name for field in fields(ItemDescription) if field.type is str or field.type == "str"}
    assert texts == LONGEST_TEXT.keys() == {"name", *ITEM_TEXTS}
    assert [name for name in ITEM_TEXTS if getattr(ItemDescription(), name)] == []


async def test_what_is_said_is_in_the_item_what_is_shown_and_a_copy(trade: Trade) -> None:
    line = StockLine(quantity=12, price=850, day=date(2026, 11, 28), **described(SAID))
    drop, item = await trade.published(line)
    row = await trade.row(Item, item)
    facts = await trade.store.read(own_drop, Actor(LINA), drop)
    copy = message_of_drop(facts).items[0]
    for each in (row, described(facts.item(item)), described(copy)):
        assert {name: each[name] for name in described(SAID)} == described(SAID)


@pytest.mark.parametrize("field", ITEM_TEXTS)
async def test_a_text_is_on_one_line_and_as_long_as_its_column(trade: Trade, field: str) -> None:
    line = StockLine(quantity=12, name="kuih", price=850, day=date(2026, 11, 28))
    _, item = await trade.published(line)
    await trade.do(describe_item, item, " two / \n words ", field, trade.now)
    assert (await trade.row(Item, item))[field] == "two / words"
    with pytest.raises(NameUnfit):
        await trade.do(describe_item, item, "x" * (LONGEST_TEXT[field].longest + 1), field, trade.now)
    with pytest.raises(NameUnfit):
        await trade.draft(replace(line, **{field: "x" * (LONGEST_TEXT[field].longest + 1)}))
    await trade.do(describe_item, item, "", field, trade.now)
    assert (await trade.row(Item, item))[field] == ""
