"""A stall's drafts: twenty at most, and none for longer than a month."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.stock.draft import (
    DRAFT_KEPT_FOR,
    MAX_DRAFTS,
    discard_draft,
    old_drafts,
    prepare,
    publish,
    sweep_draft,
    undo,
)
from market.stock.parsed_message import ParsedMessage
from market.stock.refusals import TooManyDrafts
from market.stock.stock_line import StockLine
from market.stock.template import post_template, save_template
from storage.beacon_kind import BeaconKind
from storage.drop import Drop, DropTag, Item
from storage.stall import Stall
from tests.databases import ON_POSTGRESQL
from tests.market.drop.conftest import LINA, NOW, SATURDAY, Trade
from tests.market.locks import waits_where_it_looks

DAY = timedelta(days=1)


async def publish_it(trade: Trade, drop: int) -> None:
    await trade.do(publish, drop, BeaconKind.LOCAL, trade.now, trade.rng)


async def drafts_of(trade: Trade) -> list[int]:
    rows = select(Drop.id).where(col(Drop.stall_id) == trade.stall, col(Drop.state) == "draft")
    return await trade.store.read(lambda session: [each or 0 for each in session.exec(rows)])


async def filled(trade: Trade) -> list[int]:
    """As many drafts as a stall may have."""
    return [await trade.draft() for _ in range(MAX_DRAFTS - len(await drafts_of(trade)))]


async def test_a_stall_keeps_twenty_drafts_and_one_more_after_one_is_gone(trade: Trade) -> None:
    first, second, *_ = await filled(trade)
    with pytest.raises(TooManyDrafts):
        await trade.draft()
    await publish_it(trade, first)
    await trade.draft()
    await trade.do(discard_draft, second, trade.now)
    await trade.draft()
    with pytest.raises(TooManyDrafts):
        await trade.draft()
    assert len(await drafts_of(trade)) == MAX_DRAFTS


async def test_a_line_that_is_edited_takes_the_place_of_its_draft(trade: Trade) -> None:
    first, *_ = await filled(trade)
    message = ParsedMessage((SATURDAY,))

    def again(session: Session) -> int:
        return prepare(
            session, Actor(LINA), trade.stall, message, "", None, "en", trade.now, trade.rng, replaced=first
        )

    assert await trade.store.write(again) not in (first, 0)
    assert len(await drafts_of(trade)) == MAX_DRAFTS


async def test_a_usual_drop_is_published_by_a_stall_with_twenty_drafts(trade: Trade) -> None:
    drop, _ = await trade.published()
    template = await trade.do(save_template, drop, None, "Usual", trade.now)
    await filled(trade)
    trade.now = NOW + 5 * DAY
    day = datetime(2026, 12, 5, tzinfo=UTC).date()
    posted = await trade.do(post_template, template, day, BeaconKind.LOCAL, trade.now, trade.rng)
    assert (await trade.row(Drop, posted))["state"] == "published"


async def test_no_publication_is_undone_into_a_draft_too_many(trade: Trade) -> None:
    drop, _ = await trade.published()
    one, *_ = await filled(trade)
    with pytest.raises(TooManyDrafts):
        await trade.do(undo, drop, trade.now)
    assert (await trade.row(Drop, drop))["state"] == "published"
    await trade.do(undo, one, trade.now)
    assert await trade.do(undo, drop, trade.now)


@ON_POSTGRESQL
async def test_two_who_write_at_once_are_counted_one_after_the_other(trade: Trade) -> None:
    deed = (prepare, Actor(LINA), trade.stall, ParsedMessage((SATURDAY,)), "", None, "en", NOW, trade.rng)
    await waits_where_it_looks(trade.store, deed, Stall, f"id = {trade.stall}")
    drop, _ = await trade.published()
    await waits_where_it_looks(trade.store, (undo, Actor(LINA), drop, NOW), Stall, f"id = {trade.stall}")


async def sweep(trade: Trade, now: datetime) -> None:
    for drop in await trade.store.read(old_drafts, now):
        await trade.store.write(sweep_draft, drop, now)


@pytest.mark.empty_market("all old drafts")
async def test_a_draft_is_deleted_after_a_month_with_all_that_hangs_on_it(trade: Trade) -> None:
    drop = await trade.draft(StockLine(quantity=3, name="apam", price=400, day=SATURDAY.day, tags=("halal",)))
    published, _ = await trade.published()
    await sweep(trade, NOW + DRAFT_KEPT_FOR)
    assert await drafts_of(trade) == [drop]
    await sweep(trade, NOW + DRAFT_KEPT_FOR + DAY)
    assert await drafts_of(trade) == []
    assert (await trade.row(Drop, published))["state"] == "published"

    def left(session: Session) -> int:
        tables = ((Item, Item.drop_id), (DropTag, DropTag.drop_id))
        return sum(len(session.exec(select(table).where(col(key) == drop)).all()) for table, key in tables)

    assert await trade.store.read(left) == 0


@pytest.mark.empty_market("all old drafts")
async def test_a_draft_for_a_day_ahead_stays_until_that_day_is_over(trade: Trade) -> None:
    ahead = (NOW + 40 * DAY).date()
    drop = await trade.draft(StockLine(quantity=3, name="apam", price=400, day=ahead, start=time(19)))
    await sweep(trade, NOW + 39 * DAY)
    assert await drafts_of(trade) == [drop]
    await sweep(trade, NOW + 42 * DAY)
    assert await drafts_of(trade) == []


@pytest.mark.empty_market("all old drafts")
async def test_the_month_begins_again_when_a_drop_is_published(trade: Trade) -> None:
    drop = await trade.draft(
        StockLine(quantity=3, name="apam", price=400, day=(NOW + 26 * DAY).date(), start=time(19))
    )
    trade.now = NOW + 20 * DAY
    await publish_it(trade, drop)
    await trade.do(undo, drop, trade.now)
    await sweep(trade, NOW + 40 * DAY)
    assert await drafts_of(trade) == [drop]
    await sweep(trade, NOW + 51 * DAY)
    assert await drafts_of(trade) == []


async def test_a_draft_that_was_published_meanwhile_is_not_swept(trade: Trade) -> None:
    drop = await trade.draft()
    await publish_it(trade, drop)
    await trade.store.write(sweep_draft, drop, NOW + 60 * DAY)
    assert (await trade.row(Drop, drop))["state"] == "published"
