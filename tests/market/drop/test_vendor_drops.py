"""A stall's actions on its drops, on both databases: rights, messages to the people concerned, and no overselling."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, SQLModel, col, select

from locales.packaging_kind import PackagingKind
from market.actor import Actor, NotYourStall
from market.admins import NO_ADMINS
from market.desk import desk, desk_item, draft_list, item_waitlist, past_stall_days
from market.drop.own_drop import own_drop
from market.drop.refusals import DropCancelled, DropEntered, DropOver, DropUnknown, HoursUnfit, NumberUnfit
from market.privacy.forget import forget
from market.refusal import ButtonForged, NameUnfit, Refusal, WhenPassed
from market.stall import StallExists, apply_for_stall, change_stall_words
from market.stock import change
from market.stock.draft import prepare, publish, undo
from market.stock.entry_close import close_choices, close_from_text
from market.stock.message_of_drop import message_of_drop
from market.stock.move import move_alley, move_drop
from market.stock.packaging import set_packaging
from market.stock.parsed_message import ParsedMessage
from market.stock.pause import cancel, explain, pause, resume
from market.stock.policy import change_fitting, change_policy, change_weighing, plan_draw
from market.stock.refusals import (
    CloseUnfit,
    ComponentUnfit,
    NotADraw,
    NothingToSell,
    NoTimeToDraw,
    OtherMoney,
    QuantityTooLow,
    StallNotApproved,
    StallTurnedDown,
    TooManyItems,
)
from market.stock.stock_line import StockLine
from market.stock.wind_up import drops_to_wind_up, wind_up
from market.waitlist.sweep import items_to_allocate
from storage.audit import AuditAction, AuditEntry, AuditPerson
from storage.availability import AvailabilityAlert
from storage.beacon_kind import BeaconKind
from storage.drop import Component, Drop, Fitting, Item
from storage.last_minute_offer import LastMinuteOffer
from storage.report import Objection, Report, ReportReason
from storage.store import Store
from storage.tables import metadata
from storage.waitlist import Booking, Entry, Hold
from tests.evening import OWNER, Evening
from tests.market.drop.conftest import LINA, MEI, NOW, ORGANISER, SATURDAY, SITI, STRANGER, TOM, Trade


async def test_organisers_are_told_of_a_stall_and_one_person_has_one(trade: Trade) -> None:
    assert await trade.notifications("StallRequested") == {ORGANISER}
    with pytest.raises(StallExists):
        await trade.do(apply_for_stall, "Another", trade.alleys["Bakau"], "en", NO_ADMINS, NOW, trade.rng)


@pytest.mark.parametrize("name", ["", "  \0 ", "x" * 65])
async def test_a_stall_needs_a_name(trade: Trade, name: str) -> None:
    with pytest.raises(NameUnfit):
        await trade.do(
            apply_for_stall, name, trade.alleys["Bakau"], "en", NO_ADMINS, NOW, trade.rng, person=TOM
        )


@pytest.mark.parametrize(
    ("state", "refusal"), [("asked", StallNotApproved), ("turned_down", StallTurnedDown)]
)
async def test_a_stall_that_is_not_approved_prepares_and_keeps_its_draft(
    trade: Trade, state: str, refusal: type[Refusal]
) -> None:
    await trade.state(state)
    drop = await trade.draft()
    with pytest.raises(refusal):
        await trade.do(publish, drop, BeaconKind.LOCAL, trade.now, trade.rng)
    assert (await trade.row(Drop, drop))["state"] == "draft"


async def test_what_a_line_leaves_out_is_as_last_time(trade: Trade) -> None:
    drop, _ = await trade.published(
        StockLine(
            quantity=12, name="kuih", price=850, limit=3, day=date(2026, 11, 28), start=time(17), end=time(21)
        )
    )
    await trade.do(move_alley, drop, trade.alleys["Tanjung"], trade.now)
    following = await trade.row(Drop, await trade.draft(StockLine(quantity=5, name="seri muka", price=600)))
    assert following["alley_id"] == trade.alleys["Tanjung"]
    assert following["per_person"] == 2, "the limit is not that of another dish"
    assert (await trade.row(Drop, await trade.draft(StockLine(quantity=5, name="Kuih", price=600))))[
        "per_person"
    ] == 3
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
        (StockLine(quantity=12, name="kuih", price=850, allergens="x" * 81), NameUnfit),
        (StockLine(quantity=100_001, name="kuih", price=850), NumberUnfit),
        (StockLine(quantity=12, name="kuih", price=10**13), NumberUnfit),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_is_kept(
    trade: Trade, stock: StockLine, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        await trade.draft(stock)
    assert await trade.store.read(lambda session: session.exec(select(Drop)).all()) == []


@pytest.mark.parametrize("allergens", ["", "nuts, egg", "花生、鸡蛋"])
async def test_allergens_of_a_line_are_stored_and_posted_again(trade: Trade, allergens: str) -> None:
    drop, item = await trade.published(
        StockLine(quantity=12, name="kuih", price=850, day=date(2026, 11, 28), allergens=allergens)
    )
    assert (await trade.row(Item, item))["allergens"] == allergens
    facts = await trade.store.read(own_drop, Actor(LINA), drop)
    assert facts.item(item).allergens == allergens
    assert message_of_drop(facts).items[0].allergens == allergens


async def test_what_goods_are_sold_in_is_said_by_tags_and_posted_again(trade: Trade) -> None:
    """A tag of its own line counts for an item, else one of a line about the whole drop; a chosen kind is written as a tag."""
    lines = (
        StockLine(quantity=12, name="kuih", price=850, tags=("halal", "kompos")),
        StockLine(quantity=5, name="kopi", price=300, deposit=200, tags=("一次性",)),
        StockLine(quantity=5, name="teh", price=300),
        StockLine(tags=("single-use",), day=date(2026, 11, 28)),
    )
    drop = await trade.draft(ParsedMessage(lines))
    kuih, kopi, teh = await lines_of(trade, drop)
    kinds = PackagingKind
    assert [item["sold_in"] for item in (kuih, kopi, teh)] == [
        kinds.COMPOSTABLE,
        kinds.RETURNABLE,
        kinds.SINGLE_USE,
    ], "a deposit makes it returnable, whatever its tag says"
    await trade.do(set_packaging, teh["id"], kinds.NONE, trade.now)
    await trade.do(set_packaging, kuih["id"], kinds.RETURNABLE, trade.now)
    facts = await trade.store.read(own_drop, Actor(LINA), drop)
    assert [item.tags for item in message_of_drop(facts).items] == [
        ("halal", "returnable"),
        (),
        ("nopackaging",),
    ]
    again = await trade.draft(message_of_drop(facts))
    assert [item["sold_in"] for item in await lines_of(trade, again)] == [
        kinds.RETURNABLE,
        kinds.RETURNABLE,
        kinds.NONE,
    ]


async def test_nothing_to_sell_is_not_published(trade: Trade) -> None:
    drop = await trade.draft(StockLine(quantity=None, name="kuih", price=850))
    with pytest.raises(NothingToSell):
        await trade.do(publish, drop, BeaconKind.LOCAL, trade.now, trade.rng)


async def test_undo_takes_back_until_somebody_joins_and_a_draft_is_thrown_away(trade: Trade) -> None:
    drop, item = await trade.published()
    assert await trade.do(undo, drop, trade.now) is True
    await trade.do(publish, drop, BeaconKind.LOCAL, trade.now, trade.rng)
    await trade.joins(TOM, item)
    with pytest.raises(DropEntered):
        await trade.do(undo, drop, trade.now)
    draft = await trade.draft()
    assert await trade.do(undo, draft, trade.now) is False
    with pytest.raises(DropUnknown):
        await trade.do(publish, draft, BeaconKind.LOCAL, trade.now, trade.rng)


async def test_a_drop_that_somebody_forgotten_has_joined_is_not_undone(trade: Trade) -> None:
    drop, item = await trade.published()
    await trade.joins(TOM, item)
    await trade.store.write(forget, TOM, trade.now)
    with pytest.raises(DropEntered):
        await trade.do(undo, drop, trade.now)


def asked_for(stall: int, drop: int, item: int) -> dict[str, list[SQLModel]]:
    """Return the rows, by table, that may refer to a drop that nobody has joined."""
    ends_at = NOW + timedelta(hours=1)
    return {
        "report": [
            Report(person_id=TOM, stall_id=stall, drop_id=drop, reason=ReportReason.OTHER, made_at=NOW)
        ],
        "last_minute_offer": [
            LastMinuteOffer(
                stall_id=stall,
                item_id=item,
                night=NOW.date(),
                units=1,
                price=1,
                started_at=NOW,
                ends_at=ends_at,
            )
        ],
        "availability_alert": [AvailabilityAlert(person_id=TOM, item_id=item, asked_at=NOW)],
        "objection": [
            AuditPerson(id=900_001, person_id=LINA),
            AuditEntry(id=900_001, action=AuditAction.DROP_HIDDEN, actor=900_001, made_at=NOW),
            Objection(decision_id=900_001, person_id=LINA, drop_id=drop, words="Why?", made_at=NOW),
        ],
    }


@pytest.mark.parametrize("table", asked_for(0, 0, 0))
async def test_a_draft_that_was_published_once_is_thrown_away_with_what_was_asked_of_it(
    trade: Trade, table: str
) -> None:
    drop, item = await trade.published()
    for row in asked_for(trade.stall, drop, item)[table]:
        await trade.store.write(lambda session, row=row: session.add(row))
    assert await trade.do(undo, drop, trade.now) is True
    assert await trade.do(undo, drop, trade.now) is False
    reports = await trade.store.read(
        lambda session: session.exec(select(Report.stall_id, Report.drop_id)).all()
    )
    assert reports == ([(trade.stall, None)] if table == "report" else [])


def test_each_reference_to_a_drop_or_an_item_is_thought_of_when_a_draft_is_thrown_away() -> None:
    goes_with_it = {
        "draw",
        "drop_tag",
        "item",
        "component",
        "former_price",
        "live_session",
        "split",
        "broadcast",
        *asked_for(0, 0, 0),
    }
    of_who_joined = {"entry", "hold", "booking", "live_booking", "shown", "receipt_line", "oversold"}
    refer = {
        table.name
        for table in metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in ("drop", "item")
    }
    assert refer == goes_with_it | of_who_joined


async def test_who_waits_holds_or_booked_is_told_of_a_price_and_a_booking_keeps_its_own(
    trade: Trade,
) -> None:
    _, item = await trade.published(StockLine(quantity=2, name="kuih", price=850, day=date(2026, 11, 28)))
    booking = await trade.books(TOM, item)
    await trade.joins(SITI, item)
    await trade.joins(MEI, item)
    await trade.do(change.change_price, item, 900, trade.now)
    await trade.do(change.change_price, item, 900, trade.now)
    assert await trade.notifications("DropChanged") == {TOM, SITI, MEI}
    assert (await trade.row(Booking, booking))["price"] == 850
    assert (await trade.row(Item, item))["price"] == 900


async def test_more_goes_to_who_waits_at_once_and_fewer_than_taken_is_refused(trade: Trade) -> None:
    _, item = await trade.published(StockLine(quantity=1, name="kuih", price=850, day=date(2026, 11, 28)))
    await trade.books(TOM, item)
    await trade.joins(SITI, item)
    assert await trade.do(change.change_quantity, item, 2, trade.now) == 2
    assert await trade.notifications("UnitsHeld") == {SITI}
    with pytest.raises(QuantityTooLow) as refused:
        await trade.do(change.change_quantity, item, 1, trade.now)
    assert refused.value.minimum == 2
    await trade.do(change.change_quantity, item, 9, trade.now)
    assert await trade.do(change.sell_out, item, trade.now) == 2


async def test_a_moved_drop_asks_claimants_again_and_clips_holds(trade: Trade) -> None:
    drop, item = await trade.published()
    booking = await trade.books(TOM, item)
    hold = await trade.joins(SITI, item) or 0
    await trade.do(
        move_drop,
        drop,
        StockLine(day=date(2026, 11, 24), start=time(12), end=time(12, 20)),
        trade.now,
    )
    row = await trade.row(Drop, drop)
    assert row["moved_from"] == datetime(2026, 11, 28, 11, tzinfo=UTC)
    assert row["starts_at"] == datetime(2026, 11, 24, 4, tzinfo=UTC)
    assert (await trade.row(Hold, hold))["until"] <= row["ends_at"]
    assert (await trade.row(Booking, booking))["coming"] is False
    assert await trade.notifications("DropMoved") == {TOM, SITI}


async def test_prices_do_not_move_to_an_alley_of_other_money(trade: Trade) -> None:
    drop = await trade.draft()
    with pytest.raises(OtherMoney):
        await trade.do(move_alley, drop, trade.alleys["Orchard"], trade.now)


async def test_a_pause_stops_the_clock_of_holds_and_going_on_gives_the_time_back(trade: Trade) -> None:
    drop, item = await trade.published()
    hold = await trade.joins(TOM, item) or 0
    until = (await trade.row(Hold, hold))["until"]
    assert await trade.do(pause, drop, trade.now) == 1
    trade.now = until + timedelta(hours=1)
    assert await trade.store.read(items_to_allocate, trade.now) == ()
    assert await trade.do(resume, drop, trade.now) == 1
    held = await trade.row(Hold, hold)
    assert (held["state"], held["until"]) == ("live", until + (trade.now - NOW))
    assert (
        await trade.notifications("DropPausedByStall")
        == await trade.notifications("DropResumedByStall")
        == {TOM}
    )


async def test_a_cancelled_drop_ends_all_that_hangs_on_it(trade: Trade) -> None:
    drop, item = await trade.published(StockLine(quantity=2, name="kuih", price=850, day=date(2026, 11, 28)))
    booking = await trade.books(TOM, item)
    hold = await trade.joins(SITI, item) or 0
    await trade.joins(MEI, item)
    await trade.do(explain, drop, "oven broken", trade.now)
    assert await trade.do(cancel, drop, trade.now) == 3
    assert await trade.do(cancel, drop, trade.now) == 0
    assert (await trade.row(Booking, booking))["state"] == "cancelled"
    assert (await trade.row(Hold, hold))["state"] == "cancelled"
    row = await trade.row(Item, item)
    assert (row["booked"], row["held"], row["waiting"]) == (0, 0, 0)
    assert await trade.notifications("DropCancelledByStall") == {TOM, SITI, MEI}
    with pytest.raises(DropCancelled):
        await trade.do(change.change_price, item, 1, trade.now)


async def test_a_drop_ends_by_itself_once(trade: Trade) -> None:
    drop, item = await trade.published(
        StockLine(quantity=3, name="kuih", price=850, day=date(2026, 11, 24), start=time(19))
    )
    missed, came = await trade.books(TOM, item), await trade.books(SITI, item)
    await trade.joins(MEI, item, 2)

    def collect(session: Session) -> None:
        session.get_one(Booking, came).collected = 1

    await trade.store.write(collect)
    trade.now = datetime(2026, 11, 24, 14, tzinfo=UTC)
    assert await trade.store.read(drops_to_wind_up, trade.now) == (drop,)
    await trade.store.write(wind_up, drop, trade.now)
    await trade.store.write(wind_up, drop, trade.now + timedelta(hours=1))
    assert await trade.store.read(drops_to_wind_up, trade.now) == ()
    assert (await trade.row(Booking, missed))["state"] == "missed"
    assert (await trade.row(Booking, came))["state"] == "collected"
    states = await trade.store.read(lambda session: set(session.exec(select(Entry.state))))
    assert states == {"booked", "closed"}
    with pytest.raises(DropOver):
        await trade.do(change.change_price, item, 1, trade.now)


async def test_the_desk_counts_entries_and_units(store: Store, evening: Evening) -> None:
    day = (await store.read(desk, OWNER, evening.stall, NOW)).shown_day
    kuih, kopi, numbers = (numbers for _, numbers in day.dishes)
    assert [(item.booked, item.held, item.free) for item in (kuih, kopi)] == [(2, 1, 9), (1, 0, 19)]
    assert (numbers.collected, numbers.booked, numbers.held, numbers.free) == (0, 1, 1, 0)
    assert (numbers.waiting, numbers.next_number) == (1, 3)
    waitlist = await store.read(item_waitlist, OWNER, evening.item("sate").id, 9)
    assert [(each.number, each.units) for each in waitlist.waiting] == [(3, 2)]
    assert [number for number, _ in waitlist.held] == [2]


STRANGE: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
    "publish": (publish, ("drop", BeaconKind.LOCAL, NOW, Random(1))),
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
    "move": (move_drop, ("drop", StockLine(day=date(2026, 12, 1)), NOW)),
    "alley": (move_alley, ("drop", 1, NOW)),
    "pause": (pause, ("drop", NOW)),
    "resume": (resume, ("drop", NOW)),
    "explain": (explain, ("drop", "x", NOW)),
    "cancel": (cancel, ("drop", NOW)),
    "packaging": (set_packaging, ("item", PackagingKind.COMPOSTABLE, NOW)),
    "look": (own_drop, ("drop",)),
    "desk": (desk, ("stall", NOW)),
    "drafts": (draft_list, ("stall", 1)),
    "past evenings": (past_stall_days, ("stall", NOW, 1)),
    "desk of a line": (desk_item, ("item",)),
    "waitlist": (item_waitlist, ("item", 1)),
    "stall's words": (change_stall_words, ("stall", "x", "en")),
    "prepare": (prepare, ("stall", ParsedMessage((SATURDAY,)), "", None, "en", NOW, Random(1))),
}


async def test_a_stranger_may_do_nothing_of_it(trade: Trade) -> None:
    drop, item = await trade.published()
    before = await trade.row(Drop, drop), await trade.row(Item, item)
    ids = {"drop": drop, "item": item, "stall": trade.stall}
    for do, wanted in STRANGE.values():
        given = [ids.get(one, one) if isinstance(one, str) else one for one in wanted]
        for person in (STRANGER, ORGANISER):
            with pytest.raises(NotYourStall):
                await trade.do(do, *given, person=person)
    assert (await trade.row(Drop, drop), await trade.row(Item, item)) == before


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


async def lines_of(trade: Trade, drop: int) -> list[dict[str, Any]]:
    rows = select(Item).where(col(Item.drop_id) == drop).order_by(col(Item.position))
    return await trade.store.read(lambda session: [item.model_dump() for item in session.exec(rows)])


async def test_two_sittings_that_share_a_kit_are_one_drop(trade: Trade) -> None:
    drop = await trade.draft(SITTINGS)
    morning, kit, afternoon = await lines_of(trade, drop)
    assert (morning["offered"], kit["offered"], afternoon["offered"]) == (True, False, True)
    assert (kit["price"], kit["starts_at"]) == (0, None)
    assert (morning["starts_at"], morning["ends_at"]) == (
        datetime(2026, 11, 29, 2, tzinfo=UTC),
        datetime(2026, 11, 29, 4, tzinfo=UTC),
    )
    row = await trade.row(Drop, drop)
    assert (row["name"], row["per_person"]) == ("stitching", 3)
    assert (row["starts_at"], row["ends_at"]) == (morning["starts_at"], afternoon["ends_at"])
    parts = await trade.store.read(
        lambda session: {(p.bundle_id, p.item_id) for p in session.exec(select(Component))}
    )
    assert parts == {(morning["id"], kit["id"]), (afternoon["id"], kit["id"])}


async def test_a_draft_with_parts_is_thrown_away_whole(trade: Trade) -> None:
    drop = await trade.draft(SITTINGS)
    assert await trade.do(undo, drop, trade.now) is False
    for table in (Drop, Item, Component):
        assert await trade.store.read(lambda session, table=table: session.exec(select(table)).all()) == []


async def test_a_bundle_without_its_part_is_nothing_to_sell(trade: Trade) -> None:
    drop = await trade.draft(
        ParsedMessage((SATURDAY, StockLine(quantity=None, name="box", offered=False)), ((0, 1),))
    )
    with pytest.raises(NothingToSell):
        await trade.do(publish, drop, BeaconKind.LOCAL, trade.now, trade.rng)
    _, box = await lines_of(trade, drop)
    await trade.do(change.change_quantity, box["id"], 5, trade.now)
    await trade.do(publish, drop, BeaconKind.LOCAL, trade.now, trade.rng)


@pytest.mark.parametrize(
    ("message", "refusal"),
    [
        (ParsedMessage(tuple(StockLine(quantity=1, name=f"kuih {place}", price=100) for place in range(7))), TooManyItems),
        (ParsedMessage((SATURDAY, StockLine(quantity=1, name="a", price=1), StockLine(quantity=1, name="b", price=1)), ((0, 1), (1, 2))), ComponentUnfit),
        (ParsedMessage((SATURDAY, StockLine(quantity=1, name="x" * 65, price=1))), NameUnfit),
        (
            ParsedMessage(
                (
                    StockLine(quantity=1, name="a", price=1, start=time(9), day=SUNDAY),
                    StockLine(quantity=1, name="b", price=1, start=time(9), day=date(2026, 12, 1)),
                )
            ),
            HoursUnfit,
        ),
        (ParsedMessage(()), NameUnfit),
    ],
)  # fmt: skip
async def test_lines_that_cannot_be_are_refused_and_nothing_is_kept(
    trade: Trade, message: ParsedMessage, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        await trade.draft(message)
    assert await trade.store.read(lambda session: session.exec(select(Drop)).all()) == []


async def test_a_draw_is_planned_with_its_times_and_the_next_drop_is_first_come(trade: Trade) -> None:
    drop = await trade.draft()
    closes = datetime(2026, 11, 27, 4, tzinfo=UTC)
    await trade.do(plan_draw, drop, closes, trade.now)
    await trade.do(change_weighing, drop, "patience", trade.now)
    await trade.do(change_fitting, drop, "strict", 0, trade.now)
    await trade.do(publish, drop, BeaconKind.LOCAL, trade.now, trade.rng)
    row = await trade.row(Drop, drop)
    assert (row["policy"], row["weighing"], row["fitting"]) == ("draw", "patience", "strict")
    assert (row["closes_at"], row["draws_at"]) == (closes, closes + timedelta(minutes=4))
    for choice in ((change_policy, "pot"), (change_weighing, "equal"), (plan_draw, closes)):
        with pytest.raises(DropEntered):
            await trade.do(choice[0], drop, choice[1], trade.now)
    following = await trade.row(Drop, await trade.draft())
    assert (following["policy"], following["weighing"], following["fitting"]) == ("queue", "equal", "strict")
    assert (following["closes_at"], following["draws_at"]) == (None, None)


async def test_a_pot_and_how_often_an_entry_is_passed_over_are_remembered(trade: Trade) -> None:
    drop = await trade.draft()
    await trade.do(change_fitting, drop, "fit", 3, trade.now)
    await trade.do(change_policy, drop, "pot", trade.now)
    await trade.do(publish, drop, BeaconKind.LOCAL, trade.now, trade.rng)
    following = await trade.row(Drop, await trade.draft())
    assert (following["policy"], following["fitting"], following["skips"]) == ("pot", "fit", 3)


async def test_a_draw_that_becomes_first_come_has_no_end_of_entries(trade: Trade) -> None:
    drop = await trade.draft()
    await trade.do(plan_draw, drop, NOW + timedelta(hours=9), trade.now)
    await trade.do(change_weighing, drop, "patience", trade.now)
    await trade.do(change_policy, drop, "queue", trade.now)
    row = await trade.row(Drop, drop)
    assert (row["closes_at"], row["draws_at"], row["weighing"]) == (None, None, "equal")
    with pytest.raises(NotADraw):
        await trade.do(change_weighing, drop, "patience", trade.now)


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
    trade: Trade, closes: datetime, fits: bool
) -> None:
    drop = await trade.draft()
    if fits:
        await trade.do(plan_draw, drop, closes, trade.now)
        return
    with pytest.raises(CloseUnfit):
        await trade.do(plan_draw, drop, closes, trade.now)
    assert (await trade.row(Drop, drop))["policy"] == "queue"


async def test_a_draw_is_not_published_when_its_hour_is_past(trade: Trade) -> None:
    drop = await trade.draft()
    await trade.do(plan_draw, drop, NOW + timedelta(hours=2), trade.now)
    trade.now = NOW + timedelta(minutes=90)
    with pytest.raises(CloseUnfit):
        await trade.do(publish, drop, BeaconKind.LOCAL, trade.now, trade.rng)
    trade.now = STARTS - timedelta(hours=1)
    with pytest.raises(NoTimeToDraw):
        await trade.do(publish, drop, BeaconKind.LOCAL, trade.now, trade.rng)


@pytest.mark.parametrize("skips", [0, 4])
async def test_a_number_of_skips_that_nobody_offered_is_forged(trade: Trade, skips: int) -> None:
    drop = await trade.draft()
    with pytest.raises(ButtonForged):
        await trade.do(change_fitting, drop, Fitting.FIT, skips, trade.now)


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
