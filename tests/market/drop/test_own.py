"""What a stall does with its drops, on both databases: nobody else may, who is concerned is told, nothing is oversold."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.acting import Acting
from market.desk import desk, desk_line, line_waitlist
from market.draw.beacon import LOCAL
from market.drop import change
from market.drop.closing import close_choices, close_said
from market.drop.draft import prepare, publish, undo
from market.drop.own import own_drop
from market.drop.pause import cancel, explain, pause, resume
from market.drop.rule import change_fitting, change_rule, change_weighing, plan_draw
from market.drop.stock import Stock
from market.drop.wares import Wares
from market.drop.wind_up import drops_to_wind_up, wind_up
from market.refusal import (
    ButtonForged,
    CloseUnfit,
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
    PartUnfit,
    QuantityTooLow,
    Refusal,
    StallExists,
    StallNotApproved,
    StallTurnedDown,
    TooManyLines,
    WhenPassed,
)
from market.stall import ask_stall, change_stall_words
from market.waitlist.sweep import lines_to_settle
from storage.drop import Drop, Line, Part
from storage.waitlist import Claim, Entry, Hold
from tests.market.drop.conftest import LINA, MEI, NOW, ORGANISER, SATURDAY, SITI, STRANGER, TOM, Trade


async def test_organisers_are_told_of_a_stall_and_one_person_has_one(trade: Trade) -> None:
    assert await trade.told("StallAsked") == {ORGANISER}
    with pytest.raises(StallExists):
        await trade.do(ask_stall, "Another", trade.alleys["Bakau"], "en", (), NOW, trade.dice)


@pytest.mark.parametrize("name", ["", "  \0 ", "x" * 65])
async def test_a_stall_needs_a_name(trade: Trade, name: str) -> None:
    with pytest.raises(NameUnfit):
        await trade.do(ask_stall, name, trade.alleys["Bakau"], "en", (), NOW, trade.dice, person=TOM)


@pytest.mark.parametrize(
    ("state", "refusal"), [("asked", StallNotApproved), ("turned_down", StallTurnedDown)]
)
async def test_a_stall_that_is_not_approved_prepares_and_keeps_its_draft(
    trade: Trade, state: str, refusal: type[Refusal]
) -> None:
    await trade.state(state)
    drop = await trade.draft()
    with pytest.raises(refusal):
        await trade.do(publish, drop, LOCAL, trade.now, trade.dice)
    assert (await trade.row(Drop, drop))["state"] == "draft"


async def test_what_a_line_leaves_out_is_as_last_time(trade: Trade) -> None:
    drop, _ = await trade.published(
        Stock(12, "kuih", 850, limit=3, day=date(2026, 11, 28), start=time(17), end=time(21))
    )
    await trade.do(change.move_alley, drop, trade.alleys["Tanjung"], trade.now)
    following = await trade.row(Drop, await trade.draft(Stock(5, "seri muka", 600)))
    assert following["alley_id"] == trade.alleys["Tanjung"]
    assert following["per_person"] == 3
    assert following["starts_at"] == datetime(2026, 11, 24, 9, tzinfo=UTC), (
        "the next evening, at the hour of last time"
    )
    assert following["ends_at"] == datetime(2026, 11, 24, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stock", "refusal"),
    [
        (Stock(12, "kuih", 850, day=date(2026, 11, 23)), WhenPassed),
        (Stock(12, "kuih", 850, day=date(2029, 11, 23)), HoursUnfit),
        (Stock(12, "", 850), NameUnfit),
        (Stock(12, "x" * 65, 850), NameUnfit),
        (Stock(100_001, "kuih", 850), NumberUnfit),
        (Stock(12, "kuih", 10**13), NumberUnfit),
        (Stock(12, "kuih", 850, limit=7), NumberUnfit),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_is_kept(
    trade: Trade, stock: Stock, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        await trade.draft(stock)
    assert await trade.store.read(lambda session: session.exec(select(Drop)).all()) == []


async def test_nothing_to_sell_is_not_published(trade: Trade) -> None:
    drop = await trade.draft(Stock(None, "kuih", 850))
    with pytest.raises(NothingToSell):
        await trade.do(publish, drop, LOCAL, trade.now, trade.dice)


async def test_undo_takes_back_until_somebody_joins_and_a_draft_is_thrown_away(trade: Trade) -> None:
    drop, line = await trade.published()
    assert await trade.do(undo, drop, trade.now) is True
    await trade.do(publish, drop, LOCAL, trade.now, trade.dice)
    await trade.joins(TOM, line)
    with pytest.raises(DropEntered):
        await trade.do(undo, drop, trade.now)
    draft = await trade.draft()
    assert await trade.do(undo, draft, trade.now) is False
    with pytest.raises(DropUnknown):
        await trade.do(publish, draft, LOCAL, trade.now, trade.dice)


async def test_who_waits_holds_or_claimed_is_told_of_a_price_and_a_claim_keeps_its_own(trade: Trade) -> None:
    _, line = await trade.published(Stock(2, "kuih", 850, day=date(2026, 11, 28)))
    claim = await trade.claims(TOM, line)
    await trade.joins(SITI, line)
    await trade.joins(MEI, line)
    await trade.do(change.change_price, line, 900, trade.now)
    await trade.do(change.change_price, line, 900, trade.now)
    assert await trade.told("DropChanged") == {TOM, SITI, MEI}
    assert (await trade.row(Claim, claim))["price"] == 850
    assert (await trade.row(Line, line))["price"] == 900


async def test_more_goes_to_who_waits_at_once_and_fewer_than_taken_is_refused(trade: Trade) -> None:
    _, line = await trade.published(Stock(1, "kuih", 850, day=date(2026, 11, 28)))
    await trade.claims(TOM, line)
    await trade.joins(SITI, line)
    assert await trade.do(change.change_quantity, line, 2, trade.now) == 2
    assert await trade.told("UnitsHeld") == {SITI}
    with pytest.raises(QuantityTooLow) as refused:
        await trade.do(change.change_quantity, line, 1, trade.now)
    assert refused.value.least == 2
    await trade.do(change.change_quantity, line, 9, trade.now)
    assert await trade.do(change.sell_out, line, trade.now) == 2


async def test_a_moved_drop_asks_claimants_again_and_clips_holds(trade: Trade) -> None:
    drop, line = await trade.published()
    claim = await trade.claims(TOM, line)
    hold = await trade.joins(SITI, line) or 0
    await trade.do(
        change.move, drop, Stock(day=date(2026, 11, 24), start=time(12), end=time(12, 20)), trade.now
    )
    row = await trade.row(Drop, drop)
    assert row["moved_from"] == datetime(2026, 11, 28, 11, tzinfo=UTC)
    assert row["starts_at"] == datetime(2026, 11, 24, 4, tzinfo=UTC)
    assert (await trade.row(Hold, hold))["until"] <= row["ends_at"]
    assert (await trade.row(Claim, claim))["coming"] is False
    assert await trade.told("DropMoved") == {TOM, SITI}


async def test_prices_do_not_move_to_an_alley_of_other_money(trade: Trade) -> None:
    drop = await trade.draft()
    with pytest.raises(OtherMoney):
        await trade.do(change.move_alley, drop, trade.alleys["Orchard"], trade.now)


async def test_a_pause_stops_the_clock_of_holds_and_going_on_gives_the_time_back(trade: Trade) -> None:
    drop, line = await trade.published()
    hold = await trade.joins(TOM, line) or 0
    until = (await trade.row(Hold, hold))["until"]
    assert await trade.do(pause, drop, trade.now) == 1
    trade.now = until + timedelta(hours=1)
    assert await trade.store.read(lines_to_settle, trade.now) == ()
    assert await trade.do(resume, drop, trade.now) == 1
    held = await trade.row(Hold, hold)
    assert (held["state"], held["until"]) == ("live", until + (trade.now - NOW))
    assert await trade.told("DropPaused") == await trade.told("DropResumed") == {TOM}


async def test_a_cancelled_drop_ends_all_that_hangs_on_it(trade: Trade) -> None:
    drop, line = await trade.published(Stock(2, "kuih", 850, day=date(2026, 11, 28)))
    claim = await trade.claims(TOM, line)
    hold = await trade.joins(SITI, line) or 0
    await trade.joins(MEI, line)
    await trade.do(explain, drop, "oven broken", trade.now)
    assert await trade.do(cancel, drop, trade.now) == 3
    assert await trade.do(cancel, drop, trade.now) == 0
    assert (await trade.row(Claim, claim))["state"] == "cancelled"
    assert (await trade.row(Hold, hold))["state"] == "cancelled"
    row = await trade.row(Line, line)
    assert (row["claimed"], row["held"], row["waiting"]) == (0, 0, 0)
    assert await trade.told("DropCancelled") == {TOM, SITI, MEI}
    with pytest.raises(DropCancelled):
        await trade.do(change.change_price, line, 1, trade.now)


async def test_a_drop_ends_by_itself_once(trade: Trade) -> None:
    drop, line = await trade.published(Stock(3, "kuih", 850, day=date(2026, 11, 24), start=time(19)))
    missed, came = await trade.claims(TOM, line), await trade.claims(SITI, line)
    await trade.joins(MEI, line, 2)

    def collect(session: Session) -> None:
        session.get_one(Claim, came).collected = 1

    await trade.store.write(collect)
    trade.now = datetime(2026, 11, 24, 14, tzinfo=UTC)
    assert await trade.store.read(drops_to_wind_up, trade.now) == (drop,)
    await trade.store.write(wind_up, drop, trade.now)
    await trade.store.write(wind_up, drop, trade.now + timedelta(hours=1))
    assert await trade.store.read(drops_to_wind_up, trade.now) == ()
    assert (await trade.row(Claim, missed))["state"] == "missed"
    assert (await trade.row(Claim, came))["state"] == "collected"
    states = await trade.store.read(lambda session: set(session.exec(select(Entry.state))))
    assert states == {"claimed", "closed"}
    assert [
        await trade.told(notice) for notice in ("ClaimMissed", "DropThanks", "DropEnded", "DayNumbers")
    ] == [
        {TOM},
        {SITI},
        {MEI},
        {LINA},
    ]
    with pytest.raises(DropOver):
        await trade.do(change.change_price, line, 1, trade.now)


async def test_the_desk_counts_parties_and_units(trade: Trade) -> None:
    _, line = await trade.published(Stock(2, "kuih", 850, day=date(2026, 11, 28)))
    await trade.claims(TOM, line)
    await trade.joins(SITI, line)
    await trade.joins(MEI, line, 2)
    (shown,) = await trade.store.read(desk, Acting(LINA), trade.stall, trade.now)
    (numbers,) = shown.lines
    assert (numbers.collected, numbers.claimed, numbers.held, numbers.free) == (0, 1, 1, 0)
    assert (numbers.waiting, numbers.next_number) == (1, 3)
    waitlist = await trade.store.read(line_waitlist, Acting(LINA), line, 9)
    assert [(each.number, each.party) for each in waitlist.waiting] == [(3, 2)]
    assert [number for number, _ in waitlist.held] == [2]


STRANGE: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
    "publish": (publish, ("drop", LOCAL, NOW, Random(1))),
    "undo": (undo, ("drop", NOW)),
    "price": (change.change_price, ("line", 1, NOW)),
    "deposit": (change.change_deposit, ("line", 1, NOW)),
    "quantity": (change.change_quantity, ("line", 99, NOW)),
    "sold out": (change.sell_out, ("line", NOW)),
    "name": (change.rename, ("drop", "x", NOW)),
    "words": (change.change_words, ("drop", "x", "en", NOW)),
    "tags": (change.change_tags, ("drop", ("x",), NOW)),
    "picture": (change.change_picture, ("drop", "ab" * 32, NOW)),
    "limit": (change.change_limit, ("drop", 1, NOW)),
    "rule": (change_rule, ("drop", "pot", NOW)),
    "draw": (plan_draw, ("drop", NOW + timedelta(hours=9), NOW)),
    "chances": (change_weighing, ("drop", "patience", NOW)),
    "parties": (change_fitting, ("drop", "strict", 0, NOW)),
    "move": (change.move, ("drop", Stock(day=date(2026, 12, 1)), NOW)),
    "alley": (change.move_alley, ("drop", 1, NOW)),
    "pause": (pause, ("drop", NOW)),
    "resume": (resume, ("drop", NOW)),
    "explain": (explain, ("drop", "x", NOW)),
    "cancel": (cancel, ("drop", NOW)),
    "look": (own_drop, ("drop",)),
    "desk": (desk, ("stall", NOW)),
    "desk of a line": (desk_line, ("line",)),
    "waitlist": (line_waitlist, ("line", 1)),
    "stall's words": (change_stall_words, ("stall", "x", "en")),
    "prepare": (prepare, ("stall", Wares((SATURDAY,)), "", None, "en", NOW, Random(1))),
}


@pytest.mark.parametrize("action", STRANGE)
async def test_a_stranger_may_do_nothing_of_it(trade: Trade, action: str) -> None:
    drop, line = await trade.published()
    before = await trade.row(Drop, drop), await trade.row(Line, line)
    do, wanted = STRANGE[action]
    given = [
        {"drop": drop, "line": line, "stall": trade.stall}.get(one, one) if isinstance(one, str) else one
        for one in wanted
    ]
    for person in (STRANGER, ORGANISER):
        with pytest.raises(NotYourStall):
            await trade.do(do, *given, person=person)
    assert (await trade.row(Drop, drop), await trade.row(Line, line)) == before


SUNDAY = date(2026, 11, 29)
SITTINGS = Wares(
    (
        Stock(8, "stitching", 3500, limit=3, tags=("craft",), day=SUNDAY, start=time(10)),
        Stock(16, "kit", offered=False),
        Stock(8, "stitching", 3500, day=SUNDAY, start=time(14)),
    ),
    ((0, 1), (2, 1)),
)


async def lines_of(trade: Trade, drop: int) -> list[dict[str, Any]]:
    rows = select(Line).where(col(Line.drop_id) == drop).order_by(col(Line.position))
    return await trade.store.read(lambda session: [line.model_dump() for line in session.exec(rows)])


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
        lambda session: {(p.bundle_id, p.line_id) for p in session.exec(select(Part))}
    )
    assert parts == {(morning["id"], kit["id"]), (afternoon["id"], kit["id"])}


async def test_a_draft_with_parts_is_thrown_away_whole(trade: Trade) -> None:
    drop = await trade.draft(SITTINGS)
    assert await trade.do(undo, drop, trade.now) is False
    for table in (Drop, Line, Part):
        assert await trade.store.read(lambda session, table=table: session.exec(select(table)).all()) == []


async def test_a_bundle_without_its_part_is_nothing_to_sell(trade: Trade) -> None:
    drop = await trade.draft(Wares((SATURDAY, Stock(None, "box", offered=False)), ((0, 1),)))
    with pytest.raises(NothingToSell):
        await trade.do(publish, drop, LOCAL, trade.now, trade.dice)
    _, box = await lines_of(trade, drop)
    await trade.do(change.change_quantity, box["id"], 5, trade.now)
    await trade.do(publish, drop, LOCAL, trade.now, trade.dice)


@pytest.mark.parametrize(
    ("wares", "refusal"),
    [
        (Wares(tuple(Stock(1, f"kuih {place}", 100) for place in range(7))), TooManyLines),
        (Wares((SATURDAY, Stock(1, "a", 1), Stock(1, "b", 1)), ((0, 1), (1, 2))), PartUnfit),
        (Wares((SATURDAY, Stock(1, "x" * 65, 1))), NameUnfit),
        (Wares((Stock(1, "a", 1, start=time(9), day=SUNDAY), Stock(1, "b", 1, start=time(9), day=date(2026, 12, 1)))), HoursUnfit),
        (Wares(()), NameUnfit),
    ],
)  # fmt: skip
async def test_lines_that_cannot_be_are_refused_and_nothing_is_kept(
    trade: Trade, wares: Wares, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        await trade.draft(wares)
    assert await trade.store.read(lambda session: session.exec(select(Drop)).all()) == []


async def test_a_draw_is_planned_with_its_times_and_the_next_drop_is_first_come(trade: Trade) -> None:
    drop = await trade.draft()
    closes = datetime(2026, 11, 27, 4, tzinfo=UTC)
    await trade.do(plan_draw, drop, closes, trade.now)
    await trade.do(change_weighing, drop, "patience", trade.now)
    await trade.do(change_fitting, drop, "strict", 0, trade.now)
    await trade.do(publish, drop, LOCAL, trade.now, trade.dice)
    row = await trade.row(Drop, drop)
    assert (row["policy"], row["weighing"], row["fitting"]) == ("draw", "patience", "strict")
    assert (row["closes_at"], row["draws_at"]) == (closes, closes + timedelta(minutes=4))
    for choice in ((change_rule, "pot"), (change_weighing, "equal"), (plan_draw, closes)):
        with pytest.raises(DropEntered):
            await trade.do(choice[0], drop, choice[1], trade.now)
    following = await trade.row(Drop, await trade.draft())
    assert (following["policy"], following["weighing"], following["fitting"]) == ("queue", "equal", "strict")
    assert (following["closes_at"], following["draws_at"]) == (None, None)


async def test_a_pot_and_how_often_a_party_is_passed_over_are_remembered(trade: Trade) -> None:
    drop = await trade.draft()
    await trade.do(change_fitting, drop, "fit", 3, trade.now)
    await trade.do(change_rule, drop, "pot", trade.now)
    await trade.do(publish, drop, LOCAL, trade.now, trade.dice)
    following = await trade.row(Drop, await trade.draft())
    assert (following["policy"], following["fitting"], following["skips"]) == ("pot", "fit", 3)


async def test_a_draw_that_becomes_first_come_has_no_end_of_entries(trade: Trade) -> None:
    drop = await trade.draft()
    await trade.do(plan_draw, drop, NOW + timedelta(hours=9), trade.now)
    await trade.do(change_weighing, drop, "patience", trade.now)
    await trade.do(change_rule, drop, "queue", trade.now)
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
        await trade.do(publish, drop, LOCAL, trade.now, trade.dice)
    trade.now = STARTS - timedelta(hours=1)
    with pytest.raises(NoTimeToDraw):
        await trade.do(publish, drop, LOCAL, trade.now, trade.dice)


@pytest.mark.parametrize(("fitting", "skips"), [("first", 1), ("fit", 0), ("fit", 4), ("", 0)])
async def test_a_rule_that_nobody_offered_is_forged(trade: Trade, fitting: str, skips: int) -> None:
    drop = await trade.draft()
    with pytest.raises(ButtonForged):
        await trade.do(change_fitting, drop, fitting, skips, trade.now)
    with pytest.raises(ButtonForged):
        await trade.do(change_weighing, drop, "heavy", trade.now)


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
    assert close_said(Stock(day=date(2026, 11, 27), start=time(12)), STARTS, zone) == noon
    assert close_said(Stock(end=time(12)), STARTS, zone) == noon + timedelta(days=1)
    assert close_said(Stock(start=time(20)), STARTS, zone) == datetime(2026, 11, 27, 12, tzinfo=UTC)
    assert close_said(Stock(day=date(2026, 11, 27)), STARTS, zone) is None
