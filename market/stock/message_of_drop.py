"""The message that posts a drop again, and whether it is there already."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from market.drop.facts import DropFacts, ItemFacts
from market.stock.packaging_tags import tags_of_all, tags_of_item
from market.stock.parsed_message import ParsedMessage
from market.stock.stock_line import StockLine
from storage.alley import Alley
from storage.drop import TAKES_PLACE, Drop, described
from storage.market_day import StallDay


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


def on_day(message: ParsedMessage, day: date) -> ParsedMessage:
    """Return a message `with_hours` for a day."""
    whole, *lines = message.stock_lines
    return replace(message, stock_lines=(replace(whole, day=day), *lines))


def posted_on(session: Session, stall: int, name: str, day: date) -> int | None:
    """Return the drop of a name that a stall has planned for a date, if there is one: of that evening, or after midnight of the one before."""
    same = (
        select(Drop.id, Drop.starts_at, Alley.zone)
        .join(StallDay, col(StallDay.id) == col(Drop.stall_day_id))
        .join(Alley, col(Alley.id) == col(Drop.alley_id))
        .where(
            col(StallDay.stall_id) == stall,
            col(StallDay.day).in_((day - timedelta(days=1), day)),
            col(Drop.name) == name,
            col(Drop.state).in_(TAKES_PLACE),
        )
    )
    found = session.exec(same.order_by(col(Drop.id)))
    on_date = (drop for drop, starts_at, zone in found if starts_at.astimezone(ZoneInfo(zone)).date() == day)
    return next(on_date, None)


def _stock_line_of(drop: DropFacts, item: ItemFacts) -> StockLine:
    here = ZoneInfo(drop.alley.zone)
    start, end = (
        moment.astimezone(here).time() if moment else None for moment in (item.starts_at, item.ends_at)
    )
    return StockLine(
        quantity=item.quantity,
        price=item.price if item.offered else None,
        deposit=item.loan_deposit or None,
        tags=tags_of_item(drop, item),
        start=start,
        end=end,
        packaging=item.packaging_id,
        **described(item),
    )
