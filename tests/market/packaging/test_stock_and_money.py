"""Units and their deposits, one case at a time; the invariants are checked after each action."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from market.actor import NotOrganiser, NotYourStall
from market.drop.facts import ItemPackaging
from market.drop.own_drop import own_drop
from market.drop.refusals import NumberUnfit
from market.market_day.day import day_of
from market.packaging.asset import buy_assets
from market.packaging.crate import Crate
from market.packaging.hauling import (
    add_to_haul,
    arriving_haul,
    haul_facts,
    hauls_to,
    lose_haul,
    open_hauls,
    receive_haul,
    send_haul,
)
from market.packaging.hub import close_hub
from market.packaging.hub_facts import packaging_desk
from market.packaging.ledger import alley_pot, packaging_accounts, place_balances
from market.packaging.loss import late_loans, overdue_loans, write_off, write_off_overdue
from market.packaging.overview import overseen_packaging, packaging_overview
from market.packaging.place import PlaceRef
from market.packaging.refund import (
    fee_due,
    leave_to_alley,
    owed_for,
    pay_back,
    settle_place,
    take_fee,
    undo_leaving,
)
from market.packaging.refusals import (
    AmountUnfit,
    AssetElsewhere,
    BalanceChanged,
    HaulClosed,
    HubDoesNotTake,
    LeavingOver,
    LoanNotOverdue,
    NothingOwed,
    NotReleased,
    PackagingMovedOn,
    PackagingTermsUnfit,
    StreamsMixed,
    TooFewUnits,
    WaiverOver,
    WashOver,
)
from market.packaging.stock import (
    StockUnits,
    buy_packaging,
    count_stock,
    quarantine,
    release_quarantined,
    retire,
)
from market.packaging.undo import last_work, undo_work
from market.packaging.waiver import undo_waiver, unpaid_fees, waive_fee, waived_fee, waiver_facts
from market.packaging.washing import finish_wash, open_washes, start_wash
from market.sale.day import figures_of
from market.sale.movements import StallPeriod, movements
from market.sale.till import money_of
from market.stock.packaging import set_packaging
from market.ticket.bearer import bearer_tickets, lend_apart
from market.ticket.facts import TicketStatus, ticket_status
from market.ticket.loans import packaging_out
from market.ticket.lookup import TicketRole, look_up
from market.ticket.own_tickets import own_returns
from market.ticket.refusals import OwnPackaging, PackagingDiffers, PackagingIsBack, TicketDone, UndoExpired
from market.ticket.scan import HandOverPayment, PackagingReturn, PackagingSwap, collect, swap_packaging
from storage.market_day import StallDay
from storage.packaging import MovementReason, PackagingMovement, PackagingState
from storage.packaging_ledger import WaiverReason
from storage.sale import SaleMethod
from storage.stall import Stall
from storage.ticket import ReturnCondition
from storage.waitlist import Entry, EntryState
from tests.market.packaging.conftest import PackagingScenario
from tests.market.packaging.market_rows import (
    AINA,
    BOWL,
    BOWL_ITEM,
    CRATE,
    CUP,
    CUP_ITEM,
    DAY,
    HANA,
    HOUR,
    HUB,
    HUB_2,
    IVAN,
    KEN,
    PLAIN_ITEM,
    ROS,
    ROS_STALL,
    TOM,
    WEI,
    WEI_STALL,
    actor_of,
    book,
    returns_code,
)

MINUTE = timedelta(minutes=1)


async def reasons(scenario: PackagingScenario) -> list[str]:
    rows = select(PackagingMovement.reason, PackagingMovement.units).order_by(PackagingMovement.id)  # type: ignore[arg-type]
    found = await scenario.store.read(lambda session: list(session.exec(rows)))
    return [f"{reason} {units}" for reason, units in found]


async def accounts(scenario: PackagingScenario) -> dict[str, int]:
    found = (await scenario.store.read(packaging_accounts)).get("MYR", {})
    return {account: amount for account, amount in found.items() if amount}


async def cash(scenario: PackagingScenario) -> dict[PlaceRef, int]:
    return {one.place.ref: one.cash for one in await scenario.store.read(place_balances, 1)}


async def test_lent_with_a_booking_returned_at_a_hub_refunded_there(scenario: PackagingScenario) -> None:
    code = await scenario.borrow(3)
    assert await scenario.stock(ROS_STALL) == {"clean": 17}
    assert await accounts(scenario) == {"cash": 900, "deposits": -900}
    scan = await scenario.take_back(code, 2)
    assert await scenario.stock(HUB) == {"returned": 2}
    assert await accounts(scenario) == {"cash": 900, "deposits": -300, "refunds": -600}
    assert await scenario.act(pay_back, HANA, scan, now=scenario.now) == 600
    assert await cash(scenario) == {ROS_STALL: 900, HUB: -600}
    with pytest.raises(NothingOwed):
        await scenario.act(pay_back, HANA, scan, now=scenario.now)
    assert await scenario.notified("PackagingReturned") == [AINA]


async def test_what_the_stall_has_not_recorded_is_lent_all_the_same(scenario: PackagingScenario) -> None:
    await scenario.act(count_stock, ROS, ROS_STALL, BOWL, counted={PackagingState.CLEAN: 1}, now=scenario.now)
    await scenario.borrow(3)
    assert (await reasons(scenario))[-2:] == ["lent 1", "unrecorded 2"]
    assert await scenario.stock(ROS_STALL) == {"lost": 19}


async def test_undoing_a_hand_over_takes_back_units_money_and_what_was_unrecorded(
    scenario: PackagingScenario,
) -> None:
    await scenario.act(count_stock, ROS, ROS_STALL, BOWL, counted={PackagingState.CLEAN: 1}, now=scenario.now)
    code = await scenario.store.write(book, AINA, BOWL_ITEM, 3, rng=scenario.rng)
    scan = await scenario.act(collect, ROS, code, 3, scenario.now, scenario.rng)
    await scenario.undo(scan, ROS)
    assert await scenario.stock(ROS_STALL) == {"clean": 1, "lost": 19}
    assert await accounts(scenario) == {}
    assert (await reasons(scenario))[-2:] == ["undone 2", "undone 1"]
    with pytest.raises(UndoExpired):
        await scenario.undo(scan, ROS)


async def test_a_hand_over_cannot_be_undone_once_some_came_back(scenario: PackagingScenario) -> None:
    code = await scenario.store.write(book, AINA, BOWL_ITEM, 2, rng=scenario.rng)
    scan = await scenario.act(collect, ROS, code, 2, scenario.now, scenario.rng)
    await scenario.take_back(await scenario.store.read(returns_code))
    with pytest.raises(PackagingIsBack):
        await scenario.undo(scan, ROS)


async def test_a_return_is_undone_with_its_refund_within_a_minute(scenario: PackagingScenario) -> None:
    code = await scenario.borrow(2)
    scan = await scenario.take_back(code, 2)
    await scenario.act(pay_back, HANA, scan, now=scenario.now)
    await scenario.undo(scan)
    assert await accounts(scenario) == {"cash": 600, "deposits": -600}
    assert await scenario.stock(HUB) == {}
    again = await scenario.take_back(code, 2)
    scenario.now += MINUTE
    with pytest.raises(UndoExpired):
        await scenario.undo(again)


async def test_a_return_is_not_undone_after_its_units_went_into_a_wash(scenario: PackagingScenario) -> None:
    scan = await scenario.take_back(await scenario.borrow(1))
    await scenario.act(start_wash, HANA, HUB, Crate(units={BOWL: 1}), now=scenario.now)
    with pytest.raises(PackagingMovedOn):
        await scenario.undo(scan)


async def test_a_loan_of_nobody_comes_back_by_its_ticket(scenario: PackagingScenario) -> None:
    code = await scenario.lend(2)
    seen = await scenario.store.read(look_up, actor_of(HANA), code, scenario.now)
    assert seen is not None
    assert (seen.role, seen.ticket.item, seen.ticket.stall_name) == (TicketRole.STAFF, "Bowl", "Ros’s")
    scan = await scenario.take_back(code, 2)
    assert await scenario.store.read(owed_for, scan) == 600
    with pytest.raises(TicketDone):
        await scenario.take_back(code)
    await scenario.undo(scan)
    assert (await scenario.loan()).out == 2


async def test_damaged_units_are_quarantined_and_refunded(scenario: PackagingScenario) -> None:
    scan = await scenario.take_back(
        await scenario.borrow(1), condition=PackagingReturn(condition=ReturnCondition.DAMAGED)
    )
    assert await scenario.stock(HUB) == {"quarantined": 1}
    assert await scenario.store.read(owed_for, scan) == 300
    await scenario.act(release_quarantined, KEN, HUB, BOWL, units=1, now=scenario.now)
    assert await scenario.stock(HUB) == {"returned": 1}


@pytest.mark.parametrize(("item", "state"), [(BOWL_ITEM, "quarantined"), (CUP_ITEM, "returned")])
async def test_only_halal_units_from_a_mixed_crate_are_quarantined(
    scenario: PackagingScenario, item: int, state: str
) -> None:
    how = PackagingReturn(place=HUB_2, condition=ReturnCondition.MIXED)
    await scenario.take_back(await scenario.borrow(1, item), person=IVAN, condition=how)
    assert await scenario.stock(HUB_2, BOWL if item == BOWL_ITEM else CUP) == {state: 1}


async def test_a_hub_takes_what_it_has_a_slot_for(scenario: PackagingScenario) -> None:
    cups, plain = await scenario.borrow(1, CUP_ITEM), await scenario.borrow(1, PLAIN_ITEM)
    for code in (cups, plain):
        with pytest.raises(HubDoesNotTake):
            await scenario.take_back(code)
    await scenario.take_back(cups, person=IVAN)
    await scenario.take_back(plain, person=WEI)


async def test_untyped_packaging_goes_on_without_stock_and_ledger(scenario: PackagingScenario) -> None:
    code = await scenario.borrow(2, PLAIN_ITEM)
    before = await reasons(scenario)
    scan = await scenario.take_back(code, 1, person=WEI)
    assert await reasons(scenario) == before == ["bought 20", "bought 20"]
    assert await accounts(scenario) == {}
    with pytest.raises(NothingOwed):
        await scenario.act(pay_back, WEI, scan, now=scenario.now)
    await scenario.undo(scan, WEI)


async def test_nobody_takes_their_own_packaging_back(scenario: PackagingScenario) -> None:
    code = await scenario.borrow(1, person=WEI)
    with pytest.raises(OwnPackaging):
        await scenario.take_back(code, person=WEI)


async def test_part_of_a_refund_is_left_to_the_alley_and_the_rest_paid_out(
    scenario: PackagingScenario,
) -> None:
    scan = await scenario.take_back(await scenario.borrow(2), 2)
    await scenario.act(leave_to_alley, AINA, scan, 200, now=scenario.now)
    assert await scenario.act(pay_back, HANA, scan, now=scenario.now) == 400
    assert await scenario.store.read(alley_pot, 1) == 200
    assert await accounts(scenario) == {"cash": 200, "pot": -200}


async def test_what_was_left_is_taken_back_once_within_a_minute_by_who_left_it(
    scenario: PackagingScenario,
) -> None:
    scan = await scenario.take_back(await scenario.borrow(2), 2)
    for amount in (0, 601):
        with pytest.raises(AmountUnfit):
            await scenario.act(leave_to_alley, HANA, scan, amount, now=scenario.now)
    left = await scenario.act(leave_to_alley, HANA, scan, 600, now=scenario.now)
    with pytest.raises(LeavingOver):
        await scenario.act(undo_leaving, AINA, left, now=scenario.now)
    await scenario.act(undo_leaving, HANA, left, now=scenario.now)
    assert await scenario.store.read(owed_for, scan) == 600
    with pytest.raises(LeavingOver):
        await scenario.act(undo_leaving, HANA, left, now=scenario.now)
    late = await scenario.act(leave_to_alley, HANA, scan, 100, now=scenario.now)
    with pytest.raises(LeavingOver):
        await scenario.act(undo_leaving, HANA, late, now=scenario.now + MINUTE)


async def test_the_cash_box_of_a_stall_has_what_its_packaging_books_say(scenario: PackagingScenario) -> None:
    def in_box(session: Session) -> tuple[int, int, int]:
        """Its cash for packaging, and the units that went out and came back."""
        money = money_of(session, session.get_one(Stall, 1))
        day = day_of(scenario.now, money.zone)
        figures = figures_of(movements(session, StallPeriod(stall=1, money=money, first=day, last=day)))
        return figures.packaging, figures.packaging_out, figures.packaging_back

    code = await scenario.borrow(2)
    assert await scenario.store.read(in_box) == (600, 2, 0)
    scan = await scenario.take_back(code, 1, person=ROS)
    assert await scenario.store.read(in_box) == (600, 2, 1), "it was not paid out"
    await scenario.act(pay_back, ROS, scan, now=scenario.now)
    assert await scenario.store.read(in_box) == (300, 2, 1)
    at_hub = await scenario.take_back(code, 1)
    await scenario.act(pay_back, HANA, at_hub, now=scenario.now)
    assert await scenario.store.read(in_box) == (300, 2, 1), "a hub paid that"


async def test_packaging_that_went_out_by_qr_is_in_no_box(scenario: PackagingScenario) -> None:
    def money(session: Session) -> tuple[int, int, int]:
        """What its box should hold, and what of bookings and of their packaging was paid by QR."""
        money = money_of(session, session.get_one(Stall, 1))
        day = day_of(scenario.now, money.zone)
        figures = figures_of(movements(session, StallPeriod(stall=1, money=money, first=day, last=day)))
        return figures.expected, figures.by_qr, figures.packaging_qr

    code = await scenario.store.write(book, AINA, BOWL_ITEM, 2, rng=scenario.rng)
    payment = HandOverPayment(method=SaleMethod.QR)
    scan = await scenario.act(collect, ROS, code, 2, scenario.now, scenario.rng, payment=payment)
    goods = (await scenario.store.read(money))[1]
    assert await scenario.store.read(money) == (0, goods, 600)
    await scenario.undo(scan, ROS)
    assert await scenario.store.read(money) == (0, 0, 0)
    cash = HandOverPayment(method=SaleMethod.CASH)
    await scenario.act(collect, ROS, code, 2, scenario.now, scenario.rng, payment=cash)
    assert await scenario.store.read(money) == (goods + 600, 0, 0)


async def test_a_late_fee_is_charged_paid_waived_and_capped(scenario: PackagingScenario) -> None:
    code = await scenario.borrow(3, CUP_ITEM)
    assert await accounts(scenario) == {}
    scenario.now += 7 * DAY
    in_time = await scenario.take_back(code, person=IVAN)
    assert await scenario.store.read(fee_due, in_time) == 0
    scenario.now += timedelta(seconds=1)
    late = await scenario.take_back(code, person=IVAN)
    assert await scenario.act(take_fee, IVAN, late, now=scenario.now) == 50
    scenario.now += 20 * DAY
    later = await scenario.take_back(code, person=IVAN)
    assert await scenario.store.read(fee_due, later) == 200
    waiver = await scenario.act(waive_fee, KEN, later, WaiverReason.CLOSED, now=scenario.now)
    assert await accounts(scenario) == {"cash": 50, "fees": -50}
    waived = await scenario.store.read(waived_fee, later)
    assert waived is not None
    assert (waived.id, waived.amount, waived.reason, waived.by) == (waiver, 200, "closed", "Ken")
    for fee in (late, later):
        with pytest.raises(NothingOwed):
            await scenario.act(waive_fee, KEN, fee, now=scenario.now)


async def test_a_waiver_is_undone_once_within_a_minute_and_its_borrower_is_told_after_it(
    scenario: PackagingScenario,
) -> None:
    code = await scenario.borrow(1, CUP_ITEM)
    scenario.now += 9 * DAY
    scan = await scenario.take_back(code, person=IVAN)
    charged = await accounts(scenario)
    assert charged == {"dues": 100, "fees": -100}
    assert await scenario.store.read(unpaid_fees, actor_of(KEN), 1) == (scan,)
    first = await scenario.act(waive_fee, KEN, scan, now=scenario.now)
    assert await accounts(scenario) == {}
    assert await scenario.store.read(unpaid_fees, actor_of(KEN), 1) == ()
    scenario.now += timedelta(seconds=59)
    await scenario.act(undo_waiver, KEN, first, now=scenario.now)
    assert await accounts(scenario) == charged
    assert await scenario.store.read(waived_fee, scan) is None
    assert await scenario.notified("FeeWaived") == []
    with pytest.raises(WaiverOver):
        await scenario.act(undo_waiver, KEN, first, now=scenario.now)
    again = await scenario.act(waive_fee, KEN, scan, now=scenario.now)
    for person in (IVAN, AINA):
        with pytest.raises(NotOrganiser):
            await scenario.act(undo_waiver, person, again, now=scenario.now)
    scenario.now += timedelta(minutes=1)
    with pytest.raises(WaiverOver):
        await scenario.act(undo_waiver, KEN, again, now=scenario.now)
    assert await accounts(scenario) == {}
    assert await scenario.notified("FeeWaived") == [AINA]
    assert (await scenario.store.read(waiver_facts, again)).reason is WaiverReason.NONE


async def test_a_loan_is_written_off_and_may_come_back_without_a_refund(scenario: PackagingScenario) -> None:
    code = await scenario.borrow(3)
    await scenario.take_back(code)
    loan = (await scenario.loan()).id
    with pytest.raises(LoanNotOverdue):
        await scenario.act(write_off, KEN, loan, now=scenario.now)
    scenario.now += 44 * DAY
    assert await scenario.store.read(overdue_loans, scenario.now - timedelta(seconds=1), 9) == []
    assert await scenario.store.read(overdue_loans, scenario.now, 9) == [loan]
    for _ in range(2):
        await scenario.store.write(write_off_overdue, loan, scenario.now)
    assert await accounts(scenario) == {"cash": 900, "refunds": -300, "kept": -600}
    assert await scenario.notified("PackagingWrittenOff") == [AINA]
    with pytest.raises(NothingOwed):
        await scenario.act(write_off, KEN, loan, now=scenario.now)
    seen = await scenario.store.read(look_up, actor_of(HANA), code, scenario.now)
    assert seen is not None
    assert ticket_status(seen.ticket, scenario.now) is TicketStatus.WRITTEN_OFF
    with pytest.raises(TicketDone):
        await scenario.take_back(code, 3)
    scan = await scenario.take_back(code, 2)
    assert await scenario.store.read(owed_for, scan) == 0
    assert await scenario.stock(HUB) == {"returned": 3}
    await scenario.undo(scan)
    assert (await scenario.loan()).lost == 2


async def test_a_written_off_loan_is_no_longer_on_the_list_of_returns(scenario: PackagingScenario) -> None:
    await scenario.borrow(2)
    assert (await scenario.store.read(own_returns, AINA, 1)).count == 1
    evening = await scenario.store.read(lambda session: session.exec(select(StallDay.id)).one() or 0)
    out = await scenario.store.read(packaging_out, evening)
    assert out is not None
    assert (out.units, out.deposit) == (2, 600)
    scenario.now += 60 * DAY
    await scenario.store.write(write_off_overdue, (await scenario.loan()).id or 0, scenario.now)
    assert (await scenario.store.read(own_returns, AINA, 1)).count == 0
    assert await scenario.store.read(packaging_out, evening) is None


async def test_a_swap_moves_units_and_no_money(scenario: PackagingScenario) -> None:
    code = await scenario.borrow(2)
    before = await accounts(scenario)
    scenario.now += 3 * DAY
    scan = await scenario.act(
        swap_packaging, ROS, code, 2, now=scenario.now, swap=PackagingSwap(place=ROS_STALL)
    )
    assert await accounts(scenario) == before
    assert await scenario.stock(ROS_STALL) == {"clean": 16, "returned": 2}
    loan = await scenario.loan()
    assert (loan.out, loan.due_at) == (2, scenario.now + 14 * DAY)
    await scenario.undo(scan, ROS)
    assert await scenario.stock(ROS_STALL) == {"clean": 18}


async def test_goods_go_out_in_swapped_packaging_without_a_deposit_of_their_own(
    scenario: PackagingScenario,
) -> None:
    code = await scenario.borrow(1)
    pickup = await scenario.store.write(book, TOM, BOWL_ITEM, 1, rng=scenario.rng)
    swap = PackagingSwap(pickup=pickup)
    scan = await scenario.act(swap_packaging, ROS, code, 1, now=scenario.now, swap=swap)
    assert await accounts(scenario) == {"cash": 300, "deposits": -300}
    await scenario.undo(scan, ROS)
    await scenario.act(collect, ROS, pickup, 1, scenario.now, scenario.rng)
    assert await accounts(scenario) == {"cash": 600, "deposits": -600}


async def test_only_the_same_packaging_is_swapped(scenario: PackagingScenario) -> None:
    bowl, plain = await scenario.borrow(1), await scenario.borrow(1, PLAIN_ITEM)
    cup = await scenario.store.write(book, TOM, CUP_ITEM, 1, rng=scenario.rng)
    for code, swap in ((bowl, PackagingSwap(pickup=cup)), (plain, PackagingSwap())):
        with pytest.raises(PackagingDiffers):
            await scenario.act(swap_packaging, ROS, code, 1, now=scenario.now, swap=swap)


async def test_a_wash_is_of_one_stream_and_done_once(scenario: PackagingScenario) -> None:
    for item in (BOWL_ITEM, CUP_ITEM):
        await scenario.take_back(await scenario.borrow(2, item), 2, person=IVAN)
    for units in ({BOWL: 1, CUP: 1}, {}):
        with pytest.raises(StreamsMixed):
            await scenario.act(start_wash, IVAN, HUB_2, Crate(units=units), now=scenario.now)
    for units in ({BOWL: 3}, {BOWL: 0}, {BOWL: -1}):
        with pytest.raises(TooFewUnits):
            await scenario.act(start_wash, IVAN, HUB_2, Crate(units=units), now=scenario.now)
    wash = await scenario.act(start_wash, IVAN, HUB_2, Crate(units={BOWL: 2}), now=scenario.now)
    [open_one] = await scenario.store.read(open_washes, actor_of(IVAN), HUB_2)
    assert open_one.units == {BOWL: 2}
    await scenario.act(finish_wash, IVAN, wash, now=scenario.now)
    assert await scenario.stock(HUB_2) == {"clean": 2}
    with pytest.raises(WashOver):
        await scenario.act(finish_wash, IVAN, wash, now=scenario.now)


async def test_what_does_not_arrive_stays_in_the_haul_until_it_is_counted_lost(
    scenario: PackagingScenario,
) -> None:
    clean = PackagingState.CLEAN
    haul = await scenario.act(
        send_haul, ROS, (ROS_STALL, HUB), Crate(units={BOWL: 5}), state=clean, now=scenario.now
    )
    [coming] = await scenario.store.read(hauls_to, actor_of(HANA), HUB)
    assert coming.units == {BOWL: 5}
    with pytest.raises(TooFewUnits):
        await scenario.act(receive_haul, HANA, haul, Crate(units={BOWL: 6}), mixed=False, now=scenario.now)
    left = await scenario.act(receive_haul, HANA, haul, Crate(units={BOWL: 3}), mixed=False, now=scenario.now)
    assert left.units == {BOWL: 2}
    assert await scenario.notified("HaulShort") == [ROS]
    await scenario.act(receive_haul, HANA, haul, Crate(units={BOWL: 1}), mixed=True, now=scenario.now)
    assert await scenario.stock(HUB) == {"clean": 3, "quarantined": 1}
    assert await scenario.act(lose_haul, KEN, haul, now=scenario.now) == 1
    assert await scenario.store.read(hauls_to, actor_of(HANA), HUB) == ()
    assert await scenario.notified("HaulShort") == [ROS]


async def test_several_types_and_pieces_go_into_one_haul_and_streams_never(
    scenario: PackagingScenario,
) -> None:
    clean = PackagingState.CLEAN
    await scenario.act(buy_packaging, KEN, HUB_2, BOWL, units=3, now=scenario.now)
    await scenario.act(buy_packaging, KEN, HUB_2, CUP, units=3, now=scenario.now)
    pieces = await scenario.act(buy_assets, KEN, HUB_2, CRATE, serials=("T1", "T2"), now=scenario.now)
    bowls = Crate(units={BOWL: 2})
    haul = await scenario.act(send_haul, IVAN, (HUB_2, HUB), bowls, state=clean, now=scenario.now)
    scenario.now += MINUTE
    with pytest.raises(StreamsMixed):
        await scenario.act(add_to_haul, IVAN, haul, Crate(units={CUP: 1}), now=scenario.now)
    with pytest.raises(TooFewUnits):
        await scenario.act(add_to_haul, IVAN, haul, bowls, now=scenario.now)
    packed = await scenario.act(add_to_haul, IVAN, haul, Crate(assets=pieces), now=scenario.now)
    assert (packed.units, packed.serials) == (
        {BOWL: 2, CRATE: 2},
        dict(zip(pieces, ("T1", "T2"), strict=True)),
    )
    assert [
        each.id for each in await scenario.store.read(open_hauls, actor_of(IVAN), HUB_2, scenario.now)
    ] == [haul]
    assert await scenario.store.read(arriving_haul, actor_of(IVAN), pieces[0]) is None, "it is not for him"
    undone = await scenario.store.read(last_work, actor_of(IVAN), HUB_2, scenario.now)
    await scenario.act(undo_work, IVAN, undone, now=scenario.now)
    assert (await scenario.store.read(haul_facts, haul)).units == {BOWL: 2}, "the last addition alone"
    await scenario.act(add_to_haul, IVAN, haul, Crate(assets=pieces), now=scenario.now)
    coming = await scenario.store.read(arriving_haul, actor_of(HANA), pieces[0])
    assert coming is not None
    left = await scenario.act(
        receive_haul, HANA, haul, Crate(assets=pieces[:1], units={BOWL: 2}), mixed=False, now=scenario.now
    )
    assert (left.units, left.serials) == ({CRATE: 1}, {pieces[1]: "T2"})
    with pytest.raises(AssetElsewhere):
        await scenario.act(receive_haul, HANA, haul, Crate(assets=pieces[:1]), mixed=False, now=scenario.now)
    with pytest.raises(HaulClosed):
        await scenario.act(add_to_haul, IVAN, haul, Crate(units={BOWL: 1}), now=scenario.now)
    assert await scenario.notified("HaulShort") == [IVAN]


async def test_crates_take_more_in_for_half_a_day(scenario: PackagingScenario) -> None:
    await scenario.act(buy_packaging, KEN, HUB, BOWL, units=3, now=scenario.now)
    one = Crate(units={BOWL: 1})
    haul = await scenario.act(
        send_haul, HANA, (HUB, HUB_2), one, state=PackagingState.CLEAN, now=scenario.now
    )
    scenario.now += 12 * HOUR
    assert await scenario.store.read(open_hauls, actor_of(HANA), HUB, scenario.now) == ()
    with pytest.raises(HaulClosed):
        await scenario.act(add_to_haul, HANA, haul, one, now=scenario.now)


async def test_a_haul_is_of_one_stream_and_to_a_hub_that_takes_it(scenario: PackagingScenario) -> None:
    clean = PackagingState.CLEAN
    both, cups = Crate(units={BOWL: 1, CUP: 1}), Crate(units={CUP: 1})
    with pytest.raises(StreamsMixed):
        await scenario.act(send_haul, ROS, (ROS_STALL, WEI_STALL), both, state=clean, now=scenario.now)
    with pytest.raises(HubDoesNotTake):
        await scenario.act(send_haul, ROS, (ROS_STALL, HUB), cups, state=clean, now=scenario.now)
    with pytest.raises(NotReleased):
        await scenario.act(
            send_haul, ROS, (ROS_STALL, HUB_2), cups, state=PackagingState.QUARANTINED, now=scenario.now
        )


async def test_a_count_finds_first_what_was_lost_here(scenario: PackagingScenario) -> None:
    for counted, stock in (
        (15, {"clean": 15, "lost": 5}),
        (18, {"clean": 18, "lost": 2}),
        (23, {"clean": 23}),
    ):
        await scenario.act(
            count_stock, ROS, ROS_STALL, BOWL, counted={PackagingState.CLEAN: counted}, now=scenario.now
        )
        assert await scenario.stock(ROS_STALL) == stock
    assert (await reasons(scenario))[-4:] == ["counted_lost 5", "found 3", "found 2", "found 3"]


async def test_units_are_quarantined_and_retired(scenario: PackagingScenario) -> None:
    chosen = StockUnits(place=ROS_STALL, packaging=BOWL, state=PackagingState.CLEAN)
    mixed = MovementReason.MIXED
    await scenario.act(quarantine, ROS, chosen, units=3, reason=mixed, now=scenario.now)
    quarantined = StockUnits(place=ROS_STALL, packaging=BOWL, state=PackagingState.QUARANTINED)
    await scenario.act(retire, ROS, quarantined, units=1, now=scenario.now)
    assert await scenario.stock(ROS_STALL) == {"clean": 17, "quarantined": 2, "retired": 1}
    with pytest.raises(NotReleased):
        await scenario.act(quarantine, ROS, quarantined, units=1, reason=mixed, now=scenario.now)
    with pytest.raises(TooFewUnits):
        await scenario.act(retire, ROS, quarantined, units=3, now=scenario.now)


async def test_a_settlement_evens_out_who_has_whose_money(scenario: PackagingScenario) -> None:
    scan = await scenario.take_back(await scenario.borrow(2), 2)
    await scenario.act(pay_back, HANA, scan, now=scenario.now)
    assert await scenario.act(settle_place, KEN, ROS_STALL, now=scenario.now) == 600
    assert await scenario.act(settle_place, KEN, HUB, now=scenario.now) == -600
    assert await cash(scenario) == {}
    assert await accounts(scenario) == {}
    with pytest.raises(NothingOwed):
        await scenario.act(settle_place, KEN, HUB, now=scenario.now)


async def test_a_settlement_is_of_the_amount_that_was_shown(scenario: PackagingScenario) -> None:
    await scenario.borrow(2)
    with pytest.raises(BalanceChanged):
        await scenario.act(settle_place, KEN, ROS_STALL, now=scenario.now, expected=300)
    assert await scenario.act(settle_place, KEN, ROS_STALL, now=scenario.now, expected=600) == 600


async def test_units_lent_apart_have_a_ticket_each_and_those_that_are_back_none(
    scenario: PackagingScenario,
) -> None:
    first = await scenario.act(lend_apart, ROS, ROS_STALL, BOWL, count=3, now=scenario.now, rng=scenario.rng)
    scenario.now += HOUR
    await scenario.lend(1)
    tickets = await scenario.store.read(bearer_tickets, actor_of(ROS), first, 50)
    assert [(ticket.units, ticket.holder) for ticket in tickets] == [(1, None)] * 3
    await scenario.take_back(tickets[1].code)
    left = await scenario.store.read(bearer_tickets, actor_of(ROS), first, 50)
    assert left == (tickets[0], tickets[2])
    assert await scenario.store.read(bearer_tickets, actor_of(ROS), first, 1) == (tickets[0],)
    with pytest.raises(NotYourStall):
        await scenario.store.read(bearer_tickets, actor_of(HANA), first, 50)
    for count, packaging, refusal in (
        (0, BOWL, NumberUnfit),
        (51, BOWL, NumberUnfit),
        (1, CRATE, PackagingTermsUnfit),
    ):
        with pytest.raises(refusal):
            await scenario.act(
                lend_apart, ROS, ROS_STALL, packaging, count=count, now=scenario.now, rng=scenario.rng
            )


@pytest.mark.empty_market("counts all packaging")
async def test_late_loans_are_listed_from_the_moment_they_are_late(scenario: PackagingScenario) -> None:
    await scenario.lend(2)
    assert await scenario.store.read(late_loans, actor_of(KEN), scenario.now + 14 * DAY) == ()
    [late] = await scenario.store.read(late_loans, actor_of(KEN), scenario.now + 15 * DAY)
    assert (late.packaging, late.units, late.lender) == ("Bowl", 2, "Ros’s")
    assert late.lost_from == scenario.now + 44 * DAY
    seen = await scenario.store.read(packaging_overview, actor_of(KEN), scenario.now + 15 * DAY)
    assert (seen.types, seen.hubs, seen.out, seen.late) == (3, 2, 2, 2)
    bowls = await scenario.store.read(overseen_packaging, actor_of(KEN), BOWL)
    assert (bowls.units, bowls.out, bowls.territory) == (20, 2, "MY")


async def test_the_desk_says_what_is_here_and_what_is_due(scenario: PackagingScenario) -> None:
    await scenario.borrow(2)
    await scenario.take_back(await scenario.lend(1))
    hub = await scenario.store.read(packaging_desk, actor_of(HANA), HUB, scenario.now)
    assert hub.hub is not None
    assert (hub.units(PackagingState.RETURNED), hub.hub.here, hub.hub.percent_full) == (1, 1, 0)
    scenario.now += 10 * DAY
    stall = await scenario.store.read(packaging_desk, actor_of(ROS), ROS_STALL, scenario.now)
    assert (stall.due, stall.late) == (2, 0)
    late = await scenario.store.read(packaging_desk, actor_of(ROS), ROS_STALL, scenario.now + 5 * DAY)
    assert (late.due, late.late) == (0, 2)


async def test_organisers_empty_a_hub_that_was_closed(scenario: PackagingScenario) -> None:
    await scenario.act(buy_packaging, KEN, HUB, BOWL, units=2, now=scenario.now)
    await scenario.act(close_hub, KEN, 1, scenario.now)
    crate, clean = Crate(units={BOWL: 2}), PackagingState.CLEAN
    await scenario.act(send_haul, KEN, (HUB, HUB_2), crate, state=clean, now=scenario.now)
    assert await scenario.stock(HUB) == {}


async def test_whoever_waits_is_told_of_another_packaging_deposit(scenario: PackagingScenario) -> None:
    def wait(session: Session) -> None:
        entry = Entry(
            item_id=PLAIN_ITEM,
            person_id=AINA,
            number=1,
            remainder=0,
            pseudonym="p-1",
            units=1,
            state=EntryState.WAITING,
            joined_at=scenario.now,
        )
        session.add(entry)

    await scenario.store.write(wait)
    await scenario.act(set_packaging, ROS, PLAIN_ITEM, BOWL, now=scenario.now)
    assert await scenario.notified("DropChanged") == [AINA]
    await scenario.act(set_packaging, ROS, PLAIN_ITEM, BOWL, now=scenario.now)
    assert await scenario.notified("DropChanged") == [AINA], "once, as nothing changed"
    drop = await scenario.store.read(own_drop, actor_of(ROS), 1)
    assert drop.item(PLAIN_ITEM).packaging == ItemPackaging(
        name="Bowl", free_days=14, fee_per_day=0, price=900
    )
    cups = drop.item(CUP_ITEM).packaging
    assert cups is not None
    assert (cups.name, cups.free_days, cups.fee_per_day, cups.price) == ("Cup", 7, 50, 200)
