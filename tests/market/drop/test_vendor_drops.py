"""What a stall does with its drops, on both databases: nobody else may, who is concerned is told, nothing is oversold."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.desk import desk, desk_item, item_waitlist
from market.draw.beacon import LOCAL
from market.drop import change
from market.drop.draft import prepare, publish, undo
from market.drop.entry_close import close_choices, close_from_text
from market.drop.own_drop import own_drop
from market.drop.parsed_message import ParsedMessage
from market.drop.pause import cancel, explain, pause, resume
from market.drop.policy import change_fitting, change_policy, change_weighing, plan_draw
from market.drop.stock_line import StockLine
from market.drop.wind_up import drops_to_wind_up, wind_up
from market.refusal import (
    ButtonForged,
    CloseUnfit,
    ComponentUnfit,
    DropCancelled,
    DropEntered,
    DropOver,
    DropUnknown,
    HoursUnfit,
    NameUnfit,
    NotADraw,
    NothingToSell,
    NoTimeToDraw,
    NotYourStall,
    NumberUnfit,
    OtherMoney,
    QuantityTooLow,
    Refusal,
    StallExists,
    StallNotApproved,
    StallTurnedDown,
    TooManyItems,
    WhenPassed,
)
from market.stall import apply_for_stall, change_stall_words
from market.waitlist.sweep import items_to_allocate
from storage.drop import Component, Drop, Item
from storage.waitlist import Booking, Entry, Hold
from tests.market.drop.conftest import LINA, MEI, NOW, ORGANISER, SATURDAY, SITI, STRANGER, TOM, Trade


async def test_organisers_are_told_of_a_stall_and_one_person_has_one(scenario: Trade) -> None:
    assert await scenario.notifications("StallAsked") == {ORGANISER}
    with pytest.raises(StallExists):
        await scenario.do(apply_for_stall, "Another", scenario.alleys["Bakau"], "en", (), NOW, scenario.rng)


@pytest.mark.parametrize("name", ["", "  \0 ", "x" * 65])
async def test_a_stall_needs_a_name(scenario: Trade, name: str) -> None:
    with pytest.raises(NameUnfit):
        await scenario.do(
            apply_for_stall, name, scenario.alleys["Bakau"], "en", (), NOW, scenario.rng, person=TOM
        )


@pytest.mark.parametrize(
    ("state", "refusal"), [("asked", StallNotApproved), ("turned_down", StallTurnedDown)]
)
async def test_a_stall_that_is_not_approved_prepares_and_keeps_its_draft(
    scenario: Trade, state: str, refusal: type[Refusal]
) -> None:
    await scenario.state(state)
    drop = await scenario.draft()
    with pytest.raises(refusal):
        await scenario.do(publish, drop, LOCAL, scenario.now, scenario.rng)
    assert (await scenario.row(Drop, drop))["state"] == "draft"


async def test_what_a_line_leaves_out_is_as_last_time(scenario: Trade) -> None:
    drop, _ = await scenario.published(
        StockLine(
            quantity=12, name="kuih", price=850, limit=3, day=date(2026, 11, 28), start=time(17), end=time(21)
        )
    )
    await scenario.do(change.move_alley, drop, scenario.alleys["Tanjung"], scenario.now)
    following = await scenario.row(
        Drop, await scenario.draft(StockLine(quantity=5, name="seri muka", price=600))
    )
    assert following["alley_id"] == scenario.alleys["Tanjung"]
    assert following["per_person"] == 3
    assert following["starts_at"] == datetime(2026, 11, 24, 9, tzinfo=UTC), (
        "the next evening, at the hour of last time"
    )
    assert following["ends_at"] == datetime(2026, 11, 24, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stock", "refusal"),
    [
        (StockLine(quantity=12, name="kuih", price=850, day=date(2026, 11, 23)), WhenPassed),
        (StockLine(quantity=12, name="kuih", price=850, day=date(2029, 11, 23)), HoursUnfit),
        (StockLine(quantity=12, name="", price=850), NameUnfit),
        (StockLine(quantity=12, name="x" * 65, price=850), NameUnfit),
        (StockLine(quantity=100_001, name="kuih", price=850), NumberUnfit),
        (StockLine(quantity=12, name="kuih", price=10**13), NumberUnfit),
        (StockLine(quantity=12, name="kuih", price=850, limit=7), NumberUnfit),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_is_kept(
    scenario: Trade, stock: StockLine, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        await scenario.draft(stock)
    assert await scenario.store.read(lambda session: session.exec(select(Drop)).all()) == []


async def test_nothing_to_sell_is_not_published(scenario: Trade) -> None:
    drop = await scenario.draft(StockLine(quantity=None, name="kuih", price=850))
    with pytest.raises(NothingToSell):
        await scenario.do(publish, drop, LOCAL, scenario.now, scenario.rng)


async def test_undo_takes_back_until_somebody_joins_and_a_draft_is_thrown_away(scenario: Trade) -> None:
    drop, item = await scenario.published()
    assert await scenario.do(undo, drop, scenario.now) is True
    await scenario.do(publish, drop, LOCAL, scenario.now, scenario.rng)
    await scenario.joins(TOM, item)
    with pytest.raises(DropEntered):
        await scenario.do(undo, drop, scenario.now)
    draft = await scenario.draft()
    assert await scenario.do(undo, draft, scenario.now) is False
    with pytest.raises(DropUnknown):
        await scenario.do(publish, draft, LOCAL, scenario.now, scenario.rng)


async def test_who_waits_holds_or_claimed_is_told_of_a_price_and_a_claim_keeps_its_own(
    scenario: Trade,
) -> None:
    _, item = await scenario.published(StockLine(quantity=2, name="kuih", price=850, day=date(2026, 11, 28)))
    booking = await scenario.books(TOM, item)
    await scenario.joins(SITI, item)
    await scenario.joins(MEI, item)
    await scenario.do(change.change_price, item, 900, scenario.now)
    await scenario.do(change.change_price, item, 900, scenario.now)
    assert await scenario.notifications("DropChanged") == {TOM, SITI, MEI}
    assert (await scenario.row(Booking, booking))["price"] == 850
    assert (await scenario.row(Item, item))["price"] == 900


async def test_more_goes_to_who_waits_at_once_and_fewer_than_taken_is_refused(scenario: Trade) -> None:
    _, item = await scenario.published(StockLine(quantity=1, name="kuih", price=850, day=date(2026, 11, 28)))
    await scenario.books(TOM, item)
    await scenario.joins(SITI, item)
    assert await scenario.do(change.change_quantity, item, 2, scenario.now) == 2
    assert await scenario.notifications("UnitsHeld") == {SITI}
    with pytest.raises(QuantityTooLow) as refused:
        await scenario.do(change.change_quantity, item, 1, scenario.now)
    assert refused.value.minimum == 2
    await scenario.do(change.change_quantity, item, 9, scenario.now)
    assert await scenario.do(change.sell_out, item, scenario.now) == 2


async def test_a_moved_drop_asks_claimants_again_and_clips_holds(scenario: Trade) -> None:
    drop, item = await scenario.published()
    booking = await scenario.books(TOM, item)
    hold = await scenario.joins(SITI, item) or 0
    await scenario.do(
        change.move_drop,
        drop,
        StockLine(day=date(2026, 11, 24), start=time(12), end=time(12, 20)),
        scenario.now,
    )
    row = await scenario.row(Drop, drop)
    assert row["moved_from"] == datetime(2026, 11, 28, 11, tzinfo=UTC)
    assert row["starts_at"] == datetime(2026, 11, 24, 4, tzinfo=UTC)
    assert (await scenario.row(Hold, hold))["until"] <= row["ends_at"]
    assert (await scenario.row(Booking, booking))["coming"] is False
    assert await scenario.notifications("DropMoved") == {TOM, SITI}


async def test_prices_do_not_move_to_an_alley_of_other_money(scenario: Trade) -> None:
    drop = await scenario.draft()
    with pytest.raises(OtherMoney):
        await scenario.do(change.move_alley, drop, scenario.alleys["Orchard"], scenario.now)


async def test_a_pause_stops_the_clock_of_holds_and_going_on_gives_the_time_back(scenario: Trade) -> None:
    drop, item = await scenario.published()
    hold = await scenario.joins(TOM, item) or 0
    until = (await scenario.row(Hold, hold))["until"]
    assert await scenario.do(pause, drop, scenario.now) == 1
    scenario.now = until + timedelta(hours=1)
    assert await scenario.store.read(items_to_allocate, scenario.now) == ()
    assert await scenario.do(resume, drop, scenario.now) == 1
    held = await scenario.row(Hold, hold)
    assert (held["state"], held["until"]) == ("live", until + (scenario.now - NOW))
    assert await scenario.notifications("DropPaused") == await scenario.notifications("DropResumed") == {TOM}


async def test_a_cancelled_drop_ends_all_that_hangs_on_it(scenario: Trade) -> None:
    drop, item = await scenario.published(
        StockLine(quantity=2, name="kuih", price=850, day=date(2026, 11, 28))
    )
    booking = await scenario.books(TOM, item)
    hold = await scenario.joins(SITI, item) or 0
    await scenario.joins(MEI, item)
    await scenario.do(explain, drop, "oven broken", scenario.now)
    assert await scenario.do(cancel, drop, scenario.now) == 3
    assert await scenario.do(cancel, drop, scenario.now) == 0
    assert (await scenario.row(Booking, booking))["state"] == "cancelled"
    assert (await scenario.row(Hold, hold))["state"] == "cancelled"
    row = await scenario.row(Item, item)
    assert (row["booked"], row["held"], row["waiting"]) == (0, 0, 0)
    assert await scenario.notifications("DropCancelled") == {TOM, SITI, MEI}
    with pytest.raises(DropCancelled):
        await scenario.do(change.change_price, item, 1, scenario.now)


async def test_a_drop_ends_by_itself_once(scenario: Trade) -> None:
    drop, item = await scenario.published(
        StockLine(quantity=3, name="kuih", price=850, day=date(2026, 11, 24), start=time(19))
    )
    missed, came = await scenario.books(TOM, item), await scenario.books(SITI, item)
    await scenario.joins(MEI, item, 2)

    def collect(session: Session) -> None:
        session.get_one(Booking, came).collected = 1

    await scenario.store.write(collect)
    scenario.now = datetime(2026, 11, 24, 14, tzinfo=UTC)
    assert await scenario.store.read(drops_to_wind_up, scenario.now) == (drop,)
    await scenario.store.write(wind_up, drop, scenario.now)
    await scenario.store.write(wind_up, drop, scenario.now + timedelta(hours=1))
    assert await scenario.store.read(drops_to_wind_up, scenario.now) == ()
    assert (await scenario.row(Booking, missed))["state"] == "missed"
    assert (await scenario.row(Booking, came))["state"] == "collected"
    states = await scenario.store.read(lambda session: set(session.exec(select(Entry.state))))
    assert states == {"booked", "closed"}
    assert [
        await scenario.notifications(kind)
        for kind in ("BookingMissed", "DropThanks", "DropEnded", "DayNumbers")
    ] == [
        {TOM},
        {SITI},
        {MEI},
        {LINA},
    ]
    with pytest.raises(DropOver):
        await scenario.do(change.change_price, item, 1, scenario.now)


async def test_the_desk_counts_parties_and_units(scenario: Trade) -> None:
    _, item = await scenario.published(StockLine(quantity=2, name="kuih", price=850, day=date(2026, 11, 28)))
    await scenario.books(TOM, item)
    await scenario.joins(SITI, item)
    await scenario.joins(MEI, item, 2)
    (shown,) = await scenario.store.read(desk, Actor(LINA), scenario.stall, scenario.now)
    (numbers,) = shown.items
    assert (numbers.collected, numbers.booked, numbers.held, numbers.free) == (0, 1, 1, 0)
    assert (numbers.waiting, numbers.next_number) == (1, 3)
    waitlist = await scenario.store.read(item_waitlist, Actor(LINA), item, 9)
    assert [(each.number, each.units) for each in waitlist.waiting] == [(3, 2)]
    assert [number for number, _ in waitlist.held] == [2]


STRANGE: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
    "publish": (publish, ("drop", LOCAL, NOW, Random(1))),
    "undo": (undo, ("drop", NOW)),
    "price": (change.change_price, ("item", 1, NOW)),
    "deposit": (change.change_deposit, ("item", 1, NOW)),
    "quantity": (change.change_quantity, ("item", 99, NOW)),
    "sold out": (change.sell_out, ("item", NOW)),
    "name": (change.rename_drop, ("drop", "x", NOW)),
    "words": (change.change_words, ("drop", "x", "en", NOW)),
    "tags": (change.change_tags, ("drop", ("x",), NOW)),
    "picture": (change.change_picture, ("drop", "ab" * 32, NOW)),
    "limit": (change.change_limit, ("drop", 1, NOW)),
    "rule": (change_policy, ("drop", "pot", NOW)),
    "draw": (plan_draw, ("drop", NOW + timedelta(hours=9), NOW)),
    "chances": (change_weighing, ("drop", "patience", NOW)),
    "parties": (change_fitting, ("drop", "strict", 0, NOW)),
    "move": (change.move_drop, ("drop", StockLine(day=date(2026, 12, 1)), NOW)),
    "alley": (change.move_alley, ("drop", 1, NOW)),
    "pause": (pause, ("drop", NOW)),
    "resume": (resume, ("drop", NOW)),
    "explain": (explain, ("drop", "x", NOW)),
    "cancel": (cancel, ("drop", NOW)),
    "look": (own_drop, ("drop",)),
    "desk": (desk, ("stall", NOW)),
    "desk of a line": (desk_item, ("item",)),
    "waitlist": (item_waitlist, ("item", 1)),
    "stall's words": (change_stall_words, ("stall", "x", "en")),
    "prepare": (prepare, ("stall", ParsedMessage((SATURDAY,)), "", None, "en", NOW, Random(1))),
}


@pytest.mark.parametrize("action", STRANGE)
async def test_a_stranger_may_do_nothing_of_it(scenario: Trade, action: str) -> None:
    drop, item = await scenario.published()
    before = await scenario.row(Drop, drop), await scenario.row(Item, item)
    do, wanted = STRANGE[action]
    given = [
        {"drop": drop, "item": item, "stall": scenario.stall}.get(one, one) if isinstance(one, str) else one
        for one in wanted
    ]
    for person in (STRANGER, ORGANISER):
        with pytest.raises(NotYourStall):
            await scenario.do(do, *given, person=person)
    assert (await scenario.row(Drop, drop), await scenario.row(Item, item)) == before


SUNDAY = date(2026, 11, 29)
SITTINGS = ParsedMessage(
    (
        StockLine(
            quantity=8, name="stitching", price=3500, limit=3, tags=("craft",), day=SUNDAY, start=time(10)
        ),
        StockLine(quantity=16, name="kit", offered=False),
        StockLine(quantity=8, name="stitching", price=3500, day=SUNDAY, start=time(14)),
    ),
    ((0, 1), (2, 1)),
)


async def lines_of(scenario: Trade, drop: int) -> list[dict[str, Any]]:
    rows = select(Item).where(col(Item.drop_id) == drop).order_by(col(Item.position))
    return await scenario.store.read(lambda session: [item.model_dump() for item in session.exec(rows)])


async def test_two_sittings_that_share_a_kit_are_one_drop(scenario: Trade) -> None:
    drop = await scenario.draft(SITTINGS)
    morning, kit, afternoon = await lines_of(scenario, drop)
    assert (morning["offered"], kit["offered"], afternoon["offered"]) == (True, False, True)
    assert (kit["price"], kit["starts_at"]) == (0, None)
    assert (morning["starts_at"], morning["ends_at"]) == (
        datetime(2026, 11, 29, 2, tzinfo=UTC),
        datetime(2026, 11, 29, 4, tzinfo=UTC),
    )
    row = await scenario.row(Drop, drop)
    assert (row["name"], row["per_person"]) == ("stitching", 3)
    assert (row["starts_at"], row["ends_at"]) == (morning["starts_at"], afternoon["ends_at"])
    parts = await scenario.store.read(
        lambda session: {(p.bundle_id, p.item_id) for p in session.exec(select(Component))}
    )
    assert parts == {(morning["id"], kit["id"]), (afternoon["id"], kit["id"])}


async def test_a_draft_with_parts_is_thrown_away_whole(scenario: Trade) -> None:
    drop = await scenario.draft(SITTINGS)
    assert await scenario.do(undo, drop, scenario.now) is False
    for table in (Drop, Item, Component):
        assert await scenario.store.read(lambda session, table=table: session.exec(select(table)).all()) == []


async def test_a_bundle_without_its_part_is_nothing_to_sell(scenario: Trade) -> None:
    drop = await scenario.draft(
        ParsedMessage((SATURDAY, StockLine(quantity=None, name="box", offered=False)), ((0, 1),))
    )
    with pytest.raises(NothingToSell):
        await scenario.do(publish, drop, LOCAL, scenario.now, scenario.rng)
    _, box = await lines_of(scenario, drop)
    await scenario.do(change.change_quantity, box["id"], 5, scenario.now)
    await scenario.do(publish, drop, LOCAL, scenario.now, scenario.rng)


@pytest.mark.parametrize(
    ("message", "refusal"),
    [
        (ParsedMessage(tuple(StockLine(quantity=1, name=f"kuih {place}", price=100) for place in range(7))), TooManyItems),
        (ParsedMessage((SATURDAY, StockLine(quantity=1, name="a", price=1), StockLine(quantity=1, name="b", price=1)), ((0, 1), (1, 2))), ComponentUnfit),
        (ParsedMessage((SATURDAY, StockLine(quantity=1, name="x" * 65, price=1))), NameUnfit),
        (ParsedMessage((StockLine(quantity=1, name="a", price=1, start=time(9), day=SUNDAY), StockLine(quantity=1, name="b", price=1, start=time(9), day=date(2026, 12, 1)))), HoursUnfit),
        (ParsedMessage(()), NameUnfit),
    ],
)  # fmt: skip
async def test_lines_that_cannot_be_are_refused_and_nothing_is_kept(
    scenario: Trade, message: ParsedMessage, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        await scenario.draft(message)
    assert await scenario.store.read(lambda session: session.exec(select(Drop)).all()) == []


async def test_a_draw_is_planned_with_its_times_and_the_next_drop_is_first_come(scenario: Trade) -> None:
    drop = await scenario.draft()
    closes = datetime(2026, 11, 27, 4, tzinfo=UTC)
    await scenario.do(plan_draw, drop, closes, scenario.now)
    await scenario.do(change_weighing, drop, "patience", scenario.now)
    await scenario.do(change_fitting, drop, "strict", 0, scenario.now)
    await scenario.do(publish, drop, LOCAL, scenario.now, scenario.rng)
    row = await scenario.row(Drop, drop)
    assert (row["policy"], row["weighing"], row["fitting"]) == ("draw", "patience", "strict")
    assert (row["closes_at"], row["draws_at"]) == (closes, closes + timedelta(minutes=4))
    for choice in ((change_policy, "pot"), (change_weighing, "equal"), (plan_draw, closes)):
        with pytest.raises(DropEntered):
            await scenario.do(choice[0], drop, choice[1], scenario.now)
    following = await scenario.row(Drop, await scenario.draft())
    assert (following["policy"], following["weighing"], following["fitting"]) == ("queue", "equal", "strict")
    assert (following["closes_at"], following["draws_at"]) == (None, None)


async def test_a_pot_and_how_often_a_party_is_passed_over_are_remembered(scenario: Trade) -> None:
    drop = await scenario.draft()
    await scenario.do(change_fitting, drop, "fit", 3, scenario.now)
    await scenario.do(change_policy, drop, "pot", scenario.now)
    await scenario.do(publish, drop, LOCAL, scenario.now, scenario.rng)
    following = await scenario.row(Drop, await scenario.draft())
    assert (following["policy"], following["fitting"], following["skips"]) == ("pot", "fit", 3)


async def test_a_draw_that_becomes_first_come_has_no_end_of_entries(scenario: Trade) -> None:
    drop = await scenario.draft()
    await scenario.do(plan_draw, drop, NOW + timedelta(hours=9), scenario.now)
    await scenario.do(change_weighing, drop, "patience", scenario.now)
    await scenario.do(change_policy, drop, "queue", scenario.now)
    row = await scenario.row(Drop, drop)
    assert (row["closes_at"], row["draws_at"], row["weighing"]) == (None, None, "equal")
    with pytest.raises(NotADraw):
        await scenario.do(change_weighing, drop, "patience", scenario.now)


STARTS = datetime(2026, 11, 28, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("closes", "fits"),
    [
        (NOW + timedelta(minutes=59), False),
        (NOW + timedelta(minutes=60), True),
        (STARTS - timedelta(minutes=4), True),
        (STARTS - timedelta(minutes=3), False),
        (datetime(1970, 1, 1, tzinfo=UTC), False),
    ],
)
async def test_entries_are_taken_for_an_hour_and_drawn_before_the_drop(
    scenario: Trade, closes: datetime, fits: bool
) -> None:
    drop = await scenario.draft()
    if fits:
        await scenario.do(plan_draw, drop, closes, scenario.now)
        return
    with pytest.raises(CloseUnfit):
        await scenario.do(plan_draw, drop, closes, scenario.now)
    assert (await scenario.row(Drop, drop))["policy"] == "queue"


async def test_a_draw_is_not_published_when_its_hour_is_past(scenario: Trade) -> None:
    drop = await scenario.draft()
    await scenario.do(plan_draw, drop, NOW + timedelta(hours=2), scenario.now)
    scenario.now = NOW + timedelta(minutes=90)
    with pytest.raises(CloseUnfit):
        await scenario.do(publish, drop, LOCAL, scenario.now, scenario.rng)
    scenario.now = STARTS - timedelta(hours=1)
    with pytest.raises(NoTimeToDraw):
        await scenario.do(publish, drop, LOCAL, scenario.now, scenario.rng)


@pytest.mark.parametrize(("fitting", "skips"), [("first", 1), ("fit", 0), ("fit", 4), ("", 0)])
async def test_a_rule_that_nobody_offered_is_forged(scenario: Trade, fitting: str, skips: int) -> None:
    drop = await scenario.draft()
    with pytest.raises(ButtonForged):
        await scenario.do(change_fitting, drop, fitting, skips, scenario.now)
    with pytest.raises(ButtonForged):
        await scenario.do(change_weighing, drop, "heavy", scenario.now)


def test_until_when_one_enters_is_offered_and_read() -> None:
    zone = "Asia/Kuching"
    noon = datetime(2026, 11, 27, 4, tzinfo=UTC)
    assert close_choices(STARTS, NOW, zone) == (
        datetime(2026, 11, 26, 4, tzinfo=UTC),
        noon,
        datetime(2026, 11, 27, 12, tzinfo=UTC),
    )
    soon = close_choices(NOW + timedelta(hours=3), NOW, zone)
    assert soon == (NOW + timedelta(hours=1),)
    assert close_choices(NOW + timedelta(hours=1), NOW, zone) == ()
    assert close_from_text(StockLine(day=date(2026, 11, 27), start=time(12)), STARTS, zone) == noon
    assert close_from_text(StockLine(end=time(12)), STARTS, zone) == noon + timedelta(days=1)
    assert close_from_text(StockLine(start=time(20)), STARTS, zone) == datetime(2026, 11, 27, 12, tzinfo=UTC)
    assert close_from_text(StockLine(day=date(2026, 11, 27)), STARTS, zone) is None
