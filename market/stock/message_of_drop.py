"""The message that posts a drop again."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from market.drop.facts import DropFacts, ItemFacts
from market.stock.packaging_tags import tags_of_all, tags_of_item
from market.stock.parsed_message import ParsedMessage
from market.stock.stock_line import StockLine


def message_of_drop(drop: DropFacts) -> ParsedMessage:
    """Return a message that posts the same again, without the day."""
    places = {item.id: place for place, item in enumerate(drop.items)}
    stock_lines = [_stock_line_of(drop, item) for item in drop.items]
    if stock_lines:
        first, tags = stock_lines[0], tags_of_all(drop)
        stock_lines[0] = replace(first, limit=drop.per_person, tags=(*tags, *first.tags))
    parts = [(places[item.id], places[part.item]) for item in drop.items for part in item.components]
    return ParsedMessage(tuple(stock_lines), tuple(parts))


def message_with_hours(drop: DropFacts) -> ParsedMessage:
    """As `message_of_drop`, with the hours of the drop in a line about all of it."""
    zone, message = ZoneInfo(drop.alley.zone), message_of_drop(drop)
    start, end = (moment.astimezone(zone).time() for moment in (drop.starts_at, drop.ends_at))
    return replace(message, stock_lines=(StockLine(start=start, end=end), *message.stock_lines))


def _stock_line_of(drop: DropFacts, item: ItemFacts) -> StockLine:
    here = ZoneInfo(drop.alley.zone)
    start, end = (
        moment.astimezone(here).time() if moment else None for moment in (item.starts_at, item.ends_at)
    )
    return StockLine(
        quantity=item.quantity,
        name=item.name,
        price=item.price if item.offered else None,
        unit=item.unit,
        deposit=item.loan_deposit or None,
        tags=tags_of_item(drop, item),
        start=start,
        end=end,
        offered=item.offered,
        allergens=item.allergens,
        packaging=item.packaging_id,
    )
