"""The effects of a change of a drop, the messages about it, and changes that are refused."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor, NotYourStall
from market.admins import NO_ADMINS
from market.alley import AlleyUnknown
from market.drop.own_drop import lock_own_drop, lock_own_item
from market.drop.refusals import DropCancelled, DropOver, DropUnknown
from market.person import Blocked
from market.picture import store_picture
from market.refusal import Refusal
from market.stall import apply_for_stall
from market.stock import change
from market.stock.draft import has_earlier_drop, last_drop, set_tags
from market.stock.move import move_alley, move_drop
from market.stock.parsed_message import ParsedMessage
from market.stock.pause import cancel, explain, pause
from market.stock.stock_line import StockLine
from storage.drop import Drop, DropTag, Item
from storage.notification import Notification
from storage.person import Person
from tests.market.drop.conftest import LINA, NOW, SATURDAY, SITI, STRANGER, TOM, Trade

OTHER = "ab" * 32
PRICED = StockLine(
    quantity=12, name="kuih lapis", price=850, day=date(2026, 11, 28), start=time(19), tags=("kuih",)
)
CHANGES: tuple[tuple[Callable[..., Any], str, tuple[Any, ...], dict[str, Any]], ...] = (
    (change.change_price, "item", (900,), {"field": "price", "old": 850, "new": 900}),
    (change.change_deposit, "item", (300,), {"field": "deposit", "old": 0, "new": 300}),
    (change.rename_drop, "drop", ("seri muka",), {"field": "name", "old": "kuih lapis", "new": "seri muka"}),
    (change.change_words, "drop", ("green", "en"), {"field": "words", "old": "", "new": "green"}),
    (
        change.change_tags,
        "drop",
        (("vegan", "halal"),),
        {"field": "tags", "old": "kuih", "new": "halal vegan"},
    ),
    (change.change_picture, "drop", (OTHER,), {"field": "picture", "old": "", "new": OTHER[:16]}),
    (change.change_limit, "drop", (3,), {"field": "limit", "old": 2, "new": 3}),
)


async def notified(trade: Trade, kind: str) -> list[tuple[int, dict[str, Any]]]:
    rows = select(Notification).where(col(Notification.kind) == kind).order_by(col(Notification.id))
    found = await trade.store.read(lambda session: list(session.exec(rows)))
    return [(one.person_id, one.payload) for one in found]


async def test_each_change_tells_what_was_and_what_is_once_and_only_there(trade: Trade) -> None:
    drop, item = await trade.published(PRICED)
    _, other = await trade.published(PRICED)
    await trade.joins(TOM, item)
    await trade.joins(SITI, other)
    await trade.store.write(store_picture, OTHER, 1, 1, data=b"x", now=NOW)
    for do, kind, given, facts in CHANGES:
        which = item if kind == "item" else drop
        before = len(await notified(trade, "DropChanged"))
        for minutes in (1, 2):
            await trade.do(do, which, *given, NOW + timedelta(minutes=minutes))
        of = {
            "version": 1,
            "drop_id": drop,
            "booking_id": None,
            "item_id": item if kind == "item" else None,
        }
        assert (await notified(trade, "DropChanged"))[before:] == [(TOM, {**of, **facts})]
    row = await trade.row(Drop, drop)
    assert (row["name"], row["words"], row["language"]) == ("seri muka", "green", "en")
    assert (row["picture_hash"], row["per_person"]) == (OTHER, 3)
    assert (await trade.row(Item, other))["price"] == 850


async def test_a_drop_and_its_only_line_are_called_alike_and_several_lines_keep_their_names(
    trade: Trade,
) -> None:
    one, item = await trade.published()
    two = await trade.draft(ParsedMessage((SATURDAY, StockLine(quantity=2, name="seri muka", price=600))))
    for drop in (one, two):
        await trade.do(change.rename_drop, drop, "Saturday  sweets", NOW)
    rows = select(Item.name).where(col(Item.drop_id) == two).order_by(col(Item.id))
    assert (await trade.row(Item, item))["name"] == "Saturday sweets"
    assert await trade.store.read(lambda session: list(session.exec(rows))) == ["kuih lapis", "seri muka"]


async def test_tags_are_put_in_place_of_those_before_six_that_are_no_longer_than_a_tag(trade: Trade) -> None:
    drop, other = await trade.draft(PRICED), await trade.draft(PRICED)
    many = ("a", "b", "a", "", "x" * 25, "y" * 24, "c", "d", "e", "f")
    await trade.store.write(set_tags, drop, many)

    def tags(session: Session, of: int) -> list[str]:
        return sorted(session.exec(select(DropTag.tag).where(col(DropTag.drop_id) == of)))

    assert await trade.store.read(tags, drop) == ["a", "b", "c", "d", "e", "y" * 24]
    assert await trade.store.read(tags, other) == ["kuih"]


async def test_the_last_time_is_the_newest_of_this_stall_that_was_published(trade: Trade) -> None:
    def last(session: Session, stall: int) -> tuple[int | None, bool]:
        found = last_drop(session, stall)
        return found.id if found else None, has_earlier_drop(session, stall)

    strangers = await trade.do(
        apply_for_stall, "Another", trade.alleys["Bakau"], "en", NO_ADMINS, NOW, Random(2), person=STRANGER
    )
    await trade.draft()
    assert await trade.store.read(last, trade.stall) == (None, False)
    first, _ = await trade.published()
    second, _ = await trade.published()
    await trade.draft()
    assert await trade.store.read(last, trade.stall) == (second, True)

    def made_later(session: Session) -> None:
        session.get_one(Drop, first).created_at = NOW + timedelta(hours=1)

    await trade.store.write(made_later)
    assert await trade.store.read(last, trade.stall) == (first, True)
    assert await trade.store.read(last, strangers) == (None, False)


async def test_slots_and_the_end_of_entries_move_along_and_what_has_happened_stays(trade: Trade) -> None:
    sunday = date(2026, 11, 29)
    slots = (
        StockLine(quantity=2, name="morning", price=1, day=sunday, start=time(10)),
        StockLine(quantity=2, name="noon", price=1, start=time(14)),
    )
    drop = await trade.draft(ParsedMessage(slots))

    def close(session: Session) -> None:
        row = session.get_one(Drop, drop)
        row.policy, row.closes_at, row.draws_at = "draw", NOW, NOW + timedelta(minutes=4)

    await trade.store.write(close)
    await trade.do(move_drop, drop, StockLine(day=date(2026, 11, 30)), NOW)
    row = await trade.row(Drop, drop)
    assert (row["closes_at"], row["draws_at"]) == (NOW, NOW + timedelta(days=1, minutes=4))
    rows = select(Item.starts_at, Item.ends_at).where(col(Item.drop_id) == drop).order_by(col(Item.position))
    assert await trade.store.read(lambda session: [tuple(one) for one in session.exec(rows)]) == [
        (datetime(2026, 11, 30, hour, tzinfo=UTC), datetime(2026, 11, 30, hour + 2, tzinfo=UTC))
        for hour in (2, 6)
    ]
    assert row["moved_from"] is None, "nobody knows of a draft"


async def test_a_move_to_where_it_is_tells_nobody_and_another_alley_is_told(trade: Trade) -> None:
    drop, item = await trade.published()
    await trade.joins(TOM, item)
    await trade.do(move_drop, drop, StockLine(day=date(2026, 11, 28), start=time(19)), NOW)
    await trade.do(move_alley, drop, trade.alleys["Bakau"], NOW)
    assert await notified(trade, "DropMoved") == []
    assert (await trade.row(Drop, drop))["moved_from"] is None
    with pytest.raises(AlleyUnknown):
        await trade.do(move_alley, drop, 999, NOW)
    await trade.do(move_alley, drop, trade.alleys["Tanjung"], NOW)
    [(person, facts)] = await notified(trade, "DropMoved")
    assert (person, facts["old_alley_id"]) == (TOM, trade.alleys["Bakau"]), "where it was"


async def test_what_is_given_to_the_alleys_own_time_is_not_moved_into_the_past(trade: Trade) -> None:
    drop, _ = await trade.published()
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    await trade.do(move_drop, drop, StockLine(end=time(23)), now)
    assert (await trade.row(Drop, drop))["ends_at"] == datetime(2026, 11, 28, 15, tzinfo=UTC)
    with pytest.raises(DropOver):
        await trade.do(move_drop, drop, StockLine(end=time(20)), now)


LOCKS: tuple[tuple[Callable[..., Any], str], ...] = (
    (change.lock_changeable, "drop"),
    (change.lock_changeable_item, "item"),
)


async def locking(trade: Trade, do: Callable[..., Any], which: int, now: datetime) -> None:
    await trade.store.write(lambda session: do(session, Actor(LINA), which, now) and None)


@pytest.mark.parametrize(("do", "kind"), LOCKS, ids=("a drop", "a line"))
async def test_what_is_over_or_cancelled_stays_as_it_is(
    trade: Trade, do: Callable[..., Any], kind: str
) -> None:
    drop, item = await trade.published()
    which = drop if kind == "drop" else item
    ends_at = (await trade.row(Drop, drop))["ends_at"]
    await locking(trade, do, which, ends_at - timedelta(seconds=1))
    with pytest.raises(DropOver):
        await locking(trade, do, which, ends_at)
    await trade.do(cancel, drop, NOW)
    for now in (NOW, ends_at):
        with pytest.raises(DropCancelled):
            await locking(trade, do, which, now)
    draft = await trade.draft()
    which = draft if kind == "drop" else await trade.item(draft)
    await locking(trade, do, which, ends_at + timedelta(days=9))


async def test_its_own_stall_alone_has_its_drops_and_lines_locked_in_order(trade: Trade) -> None:
    drop = await trade.draft(ParsedMessage((SATURDAY, StockLine(quantity=2, name="seri muka", price=600))))

    def items(session: Session, actor: Actor) -> list[str]:
        own = lock_own_drop(session, actor, drop)
        return [own.stall.name, own.alley.name, *(item.name for item in own.items)]

    assert await trade.do(items) == ["Warung Lina", "Lorong Bakau", "kuih lapis", "seri muka"]
    refused: list[tuple[Callable[..., Any], int, type[Refusal]]] = [
        (lock_own_drop, 999, DropUnknown),
        (lock_own_item, 999, DropUnknown),
    ]
    for do, which, refusal in refused:
        with pytest.raises(refusal):
            await trade.do(do, which)
    with pytest.raises(NotYourStall):
        await trade.do(lock_own_drop, drop, person=STRANGER)

    def shut_out(session: Session) -> None:
        session.get_one(Person, LINA).blocked_at = NOW

    await trade.store.write(shut_out)
    with pytest.raises(Blocked):
        await trade.do(lock_own_drop, drop)


async def test_a_draft_is_neither_paused_nor_cancelled_and_what_is_over_neither(trade: Trade) -> None:
    draft = await trade.draft()
    drop, _ = await trade.published()
    over = datetime(2026, 11, 28, 14, tzinfo=UTC)
    acts: tuple[tuple[Callable[..., Any], tuple[Any, ...]], ...] = (
        (pause, ()),
        (cancel, ()),
        (explain, ("oven broken",)),
    )
    for do, given in acts:
        with pytest.raises(DropUnknown):
            await trade.do(do, draft, *given, NOW)
        with pytest.raises(DropOver):
            await trade.do(do, drop, *given, over)
    await trade.do(explain, drop, f" oven \n broken {'x' * 300}", NOW)
    row = await trade.row(Drop, drop)
    assert row["reason"] == f"oven broken {'x' * 188}"
