"""A vendor's lines that say more than goods: what a deposit is for, a limit, an evening, corrections by a name."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, col, select

from storage.drop import Drop, Item
from storage.stall import Stall
from tests.journeys.harness import LINA, Market, Visitor
from tests.people import person_of


@pytest.fixture
async def lina(market: Market) -> Visitor:
    """She has a stall that may take deposits."""
    lina = market.visitor(LINA)
    await lina.writes("/stall")
    await lina.tap("Lorong Bakau")
    await lina.writes("Warung Lina")

    def approve(session: Session) -> None:
        stall = session.exec(select(Stall).where(col(Stall.owner_id) == person_of(LINA))).one()
        stall.state, stall.deposits_at = "approved", market.clock()

    await market.change(approve)
    return lina


async def newest(market: Market) -> tuple[Drop, Item]:
    def read(session: Session) -> tuple[Drop, Item]:
        drop = session.exec(select(Drop).order_by(col(Drop.id).desc()).limit(1)).one()
        return drop, session.exec(select(Item).where(col(Item.drop_id) == drop.id)).first() or Item()

    found: tuple[Drop, Item] = await market.change(read)
    return found


async def test_a_bare_deposit_is_asked_and_one_for_the_order_is_not(market: Market, lina: Visitor) -> None:
    await lina.writes("12 pandan chiffon RM38 deposit RM10 sat 4pm")
    assert "Deposit RM10.00 for pandan chiffon: for the order, or for the packaging?" in lina.reads
    await lina.tap("For the order")
    drop, item = await newest(market)
    assert (drop.deposit, item.loan_deposit) == (1000, 0)
    await lina.writes("12 laksa RM9 deposit RM5 sat 4pm")
    await lina.tap("For the packaging")
    drop, item = await newest(market)
    assert (drop.deposit, item.loan_deposit) == (0, 500)
    await lina.writes("手作陶杯 8个 RM48 订金RM10 星期六下午3点")
    drop, item = await newest(market)
    assert (drop.deposit, item.loan_deposit) == (1000, 0)


async def test_a_deposit_that_may_not_be_asked_is_said_and_the_draft_stays(
    market: Market, lina: Visitor
) -> None:
    await lina.writes("12 kek RM5 order deposit RM10 sat 4pm")
    assert "No order deposit was set." in lina.reads
    assert (await newest(market))[0].deposit == 0


async def test_nobody_limits_many_or_cheap_things_and_a_limit_is_not_another_dish_s(
    market: Market, lina: Visitor
) -> None:
    for line, limit in (
        ("12 kuih lapis RM8.50 sat 7pm", 2),
        ("20 kuih lapis RM8.50 sat 7pm", 6),
        ("12 karipap RM1 sat 7pm", 6),
        ("12 laksa RM9 max 4 sat 7pm", 4),
        ("12 laksa RM9 max 10 sat 7pm", 6),
    ):
        await lina.writes(line)
        assert (await newest(market))[0].per_person == limit, line
    assert "Nobody can book more than 6 of a drop, so that is the limit." in lina.reads
    await lina.writes("max 3")
    assert (await newest(market))[0].per_person == 3


async def test_a_line_that_names_what_is_on_sale_corrects_it(market: Market, lina: Visitor) -> None:
    await lina.writes("12 kek marble RM45 sat 7pm")
    await lina.tap("Publish")
    await lina.writes("harga kek marble turun jadi RM40")
    assert (await newest(market))[1].price == 4000
    await lina.writes("kek marble RM42 instead of 40")
    assert (await newest(market))[1].price == 4200
    await lina.writes("oops not RM42, should be RM41 for kek marble")
    assert (await newest(market))[1].price == 4100
    await lina.writes("silap, kek marble 10 shj bukan 12")
    assert (await newest(market))[1].quantity == 10
    await lina.writes("kek marble 9 not 12")
    assert (await newest(market))[1].quantity == 10, "it is not 12"
    await lina.writes("habis dah kek marble")
    assert "Sold out: kek marble" in lina.reads
    await lina.writes("cancel kek marble")
    assert "Cancel" in str(lina.reads)


async def test_a_start_lasts_as_long_as_the_last_time_and_today_begins_now(
    market: Market, lina: Visitor
) -> None:
    await lina.writes("12 kek marble RM45 sat 11am-1pm")
    await lina.tap("Publish")
    await lina.writes("12 kek marble RM45 sun 3pm")
    drop, _ = await newest(market)
    assert (drop.starts_at, drop.ends_at) == (
        datetime(2026, 11, 29, 7, tzinfo=UTC),
        datetime(2026, 11, 29, 9, tzinfo=UTC),
    )
    await lina.writes("15 kuih lapis RM10 jumaat malam")
    drop, _ = await newest(market)
    assert drop.starts_at == datetime(2026, 11, 27, 10, tzinfo=UTC)


async def test_a_line_whose_day_is_over_keeps_its_draft_and_asks_for_the_day(
    market: Market, lina: Visitor
) -> None:
    await lina.writes("12 kek marble RM45 20/11 7pm")
    assert "When?" in lina.reads
    assert "has passed" in lina.reads
    assert (await newest(market))[1].name == "kek marble"
