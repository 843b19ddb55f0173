"""The states of a deposit, step by step: rights, times, and the money's way."""

import asyncio
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from market.actor import Actor, NotYourStall
from market.deposit.deposit_offer import deposit_offer
from market.deposit.deposit_terms import ask_deposit, set_refund
from market.deposit.facts import own_deposits, reaches_payer, stall_deposits, stall_sums
from market.deposit.payment import InvoicePayment, RawPayment, check_payment
from market.deposit.refusals import (
    DepositChanged,
    DepositConfirmed,
    DepositDenied,
    DepositDiffers,
    DepositNotAsked,
    DepositNotYours,
    DepositReported,
    DepositsNotAllowed,
    PaymentWayClosed,
)
from market.drop.refusals import DropEntered, HoursUnfit, NumberUnfit
from market.ledger.deposit_end import BACK_WITHIN
from market.ledger.refusals import DepositAsked, PriceBelowDeposit, RefundTooLate
from market.ledger.transfers import accounts
from market.organiser.block import block
from market.person import Blocked
from market.privacy.forget import forget
from market.refusal import Refusal, WhenPassed
from market.stock.change import change_price
from market.stock.move import move_drop
from market.stock.pause import resume
from market.stock.stock_line import StockLine
from market.waitlist.gift import give_booking, give_hold, take_gift
from market.waitlist.last_call import take_available
from market.waitlist.move_booking import move_booking as move_slot
from market.waitlist.no_show import release_no_show
from market.waitlist.position import own_booking, position_in_drop
from market.waitlist.refusals import BookingNotYours, HoldExpired, HoldNotYours
from storage.deposit import Deposit, Transfer
from storage.drop import Drop, Item
from storage.person import Person
from storage.stall import Stall
from storage.waitlist import Entry, Hold
from tests.market.deposit.conftest import (
    AINA,
    DAY,
    EACH,
    HOUR,
    KEN,
    MARIUS,
    MEI,
    NOW,
    PRICE,
    STRANGER,
    TOM,
    DepositScenario,
    add_drop,
)
from tests.people import admins


async def test_a_hold_that_asks_a_deposit_is_kept_by_paying_it(scenario: DepositScenario) -> None:
    hold = await scenario.hold()
    with pytest.raises(DepositAsked):
        await scenario.confirm_hold(hold)
    deposit = await scenario.choose(hold)
    booking = await scenario.confirm(deposit)
    assert booking is not None
    assert await scenario.state(deposit) == "paid"
    assert await scenario.moves(deposit) == ["received"]
    facts = await scenario.store.read(own_booking, AINA, booking)
    assert (facts.booked.paid, facts.booked.to_pay) == (EACH, PRICE - EACH)
    assert await scenario.notifications("TicketIssued") == [AINA]
    assert await scenario.confirm_hold(hold) == booking, "kept already: the same claim"


async def test_no_money_is_asked_of_who_only_waits_or_enters_a_draw(scenario: DepositScenario) -> None:
    """The law: entry is free."""
    drawn = await scenario.store.write(
        add_drop, policy="draw", draws_at=NOW + 2 * HOUR, closes_at=NOW + HOUR, quantity=1
    )
    draw = DepositScenario(scenario.store, *drawn)
    entered = await draw.join()
    assert entered.hold is None
    full = DepositScenario(scenario.store, *await scenario.store.write(add_drop, quantity=1))
    await full.hold(TOM)
    waiting = await full.join()
    assert waiting.hold is None
    assert await scenario.one(select(func.count()).select_from(Deposit)) == 0
    for one in (draw, full):
        with pytest.raises(HoldNotYours):
            await scenario.choose(await one.store.read(_some_hold, one.item))


def _some_hold(session: Session, item: int) -> int:
    """Return a hold of the item, or an id that never was one."""
    return session.exec(select(Hold.id).where(col(Hold.item_id) == item)).first() or 999_999


async def test_a_way_is_chosen_anew_under_the_same_reference(scenario: DepositScenario) -> None:
    hold = await scenario.hold(units=2)
    first = await scenario.choose(hold, "cash")
    reference = (await scenario.deposit(first)).reference
    assert await scenario.choose(hold, "bank") == first
    row = await scenario.deposit(first)
    assert (row.way, row.reference, row.amount, row.units) == ("bank", reference, 2 * EACH, 2)
    assert reference.startswith("LR-")
    assert len(reference) == 8


async def test_only_the_ways_that_the_stall_takes(scenario: DepositScenario) -> None:
    hold = await scenario.hold()
    with pytest.raises(PaymentWayClosed):
        await scenario.choose(hold, "invoice", cards=False)
    with pytest.raises(PaymentWayClosed):
        await scenario.choose(hold, "shells")
    offer = await scenario.store.read(deposit_offer, AINA, hold, False, now=NOW)
    assert offer.ways == ("bank", "cash")
    assert offer.amount == EACH


async def test_where_an_organiser_has_not_said_so_no_deposit_is_asked(scenario: DepositScenario) -> None:
    hold = await scenario.hold()
    await scenario.change(Stall, 1, deposits_at=None)
    with pytest.raises(DepositNotAsked):
        await scenario.choose(hold)
    assert (await scenario.store.read(deposit_offer, AINA, hold, True, now=NOW)).amount == 0
    assert await scenario.confirm_hold(hold)


async def test_i_paid_stops_the_clock_and_the_stall_is_told(scenario: DepositScenario) -> None:
    hold = await scenario.hold()
    deposit = await scenario.choose(hold, "bank")
    was = (await scenario.hold_row(hold)).until
    await scenario.say(deposit)
    assert (await scenario.hold_row(hold)).until == NOW + 84 * HOUR
    assert (await scenario.deposit(deposit)).until == was
    assert await scenario.notifications("DepositToConfirm") == [MARIUS]
    own = await scenario.store.read(position_in_drop, AINA, scenario.drop, NOW)
    assert [one.deposit for one in own.held] == ["said"]
    scenario.now = was + HOUR
    await scenario.sweep()
    assert await scenario.state(deposit) == "said"
    with pytest.raises(DepositReported):
        await scenario.choose(hold, "cash")
    await scenario.say(deposit)
    assert await scenario.notifications("DepositToConfirm") == [MARIUS], "said once"
    assert await scenario.confirm(deposit)


async def test_cash_is_not_said_but_seen(scenario: DepositScenario) -> None:
    deposit = await scenario.choose(await scenario.hold(), "cash")
    with pytest.raises(PaymentWayClosed):
        await scenario.say(deposit)


async def test_not_seen_gives_the_hold_back_its_time_and_half_an_hour_at_least(
    scenario: DepositScenario,
) -> None:
    hold = await scenario.hold()
    deposit = await scenario.choose(hold, "bank")
    was = (await scenario.hold_row(hold)).until
    await scenario.say(deposit)
    assert await scenario.deny(deposit)
    assert (await scenario.hold_row(hold)).until == was
    assert await scenario.notifications("DepositNotReceived") == [AINA]
    with pytest.raises(DepositDenied):
        await scenario.say(deposit)
    scenario.now += HOUR
    await scenario.say(deposit)
    scenario.now = was + HOUR
    assert not await scenario.deny(deposit), "a second denial ends the hold"
    with pytest.raises(DepositChanged):
        await scenario.deny(deposit)
    assert await scenario.state(deposit) == "void"


async def test_denied_after_the_old_deadline_the_hold_has_half_an_hour(scenario: DepositScenario) -> None:
    hold = await scenario.hold()
    deposit = await scenario.choose(hold, "bank")
    until = (await scenario.hold_row(hold)).until
    await scenario.say(deposit)
    scenario.now = until + HOUR
    assert await scenario.deny(deposit)
    assert (await scenario.hold_row(hold)).until == scenario.now + HOUR / 2


async def test_a_second_denial_ends_the_hold_and_its_units_go_to_the_next(scenario: DepositScenario) -> None:
    await scenario.change(Item, scenario.item, quantity=1)
    hold = await scenario.hold()
    await scenario.join(TOM)
    deposit = await scenario.choose(hold, "bank")
    for _ in range(2):
        await scenario.say(deposit)
        await scenario.deny(deposit)
        scenario.now += HOUR
    assert ((await scenario.hold_row(hold)).state, await scenario.state(deposit)) == ("expired", "void")
    assert await scenario.notifications("UnitsHeld") == [TOM]
    assert await scenario.confirm(deposit) is None, "money that arrives after all is due back"
    assert await scenario.state(deposit) == "due"


async def test_a_hold_never_goes_on_beyond_the_cut_off(scenario: DepositScenario) -> None:
    hold = await scenario.hold()
    deposit = await scenario.choose(hold, "bank")
    await scenario.say(deposit)
    scenario.now = NOW + 84 * HOUR - HOUR / 6
    await scenario.deny(deposit)
    assert (await scenario.hold_row(hold)).until == NOW + 84 * HOUR


async def test_a_second_confirm_changes_nothing_and_says_so(scenario: DepositScenario) -> None:
    deposit, _ = await scenario.paid()
    scenario.now += HOUR
    with pytest.raises(DepositConfirmed) as seen:
        await scenario.confirm(deposit)
    assert seen.value.at == NOW
    assert await scenario.moves(deposit) == ["received"]
    with pytest.raises(DepositConfirmed):
        await scenario.deny(deposit)


async def test_of_two_confirms_at_one_time_one_counts(scenario: DepositScenario) -> None:
    deposit = await scenario.choose(await scenario.hold())
    both = await asyncio.gather(scenario.confirm(deposit), scenario.confirm(deposit), return_exceptions=True)
    assert sorted(type(one).__name__ for one in both) == ["DepositConfirmed", "int"]
    assert await scenario.moves(deposit) == ["received"]


async def test_money_for_a_hold_that_has_ended_is_due_back(scenario: DepositScenario) -> None:
    hold = await scenario.hold()
    deposit = await scenario.choose(hold, "bank")
    await scenario.say(deposit)
    await scenario.decline(hold)
    assert await scenario.state(deposit) == "said", "the stall has yet to answer"
    assert await scenario.confirm(deposit) is None
    assert await scenario.state(deposit) == "due"
    assert await scenario.moves(deposit) == ["received", "owed"]
    assert await scenario.notifications("RefundDue") == [AINA]
    assert await scenario.notifications("RefundsToMake") == [MARIUS]


async def test_what_was_only_asked_ends_with_its_hold_and_money_after_all_is_due_back(
    scenario: DepositScenario,
) -> None:
    hold = await scenario.hold()
    deposit = await scenario.choose(hold)
    await scenario.decline(hold)
    assert await scenario.state(deposit) == "void"
    assert await scenario.confirm(deposit) is None
    assert await scenario.state(deposit) == "due"


async def test_not_seen_after_the_hold_has_ended_is_the_end(scenario: DepositScenario) -> None:
    hold = await scenario.hold()
    deposit = await scenario.choose(hold, "bank")
    await scenario.say(deposit)
    await scenario.decline(hold)
    assert not await scenario.deny(deposit)
    assert await scenario.state(deposit) == "void"
    assert await scenario.moves(deposit) == []


async def test_a_hold_that_ran_out_unswept_makes_no_booking(scenario: DepositScenario) -> None:
    hold = await scenario.hold()
    deposit = await scenario.choose(hold)
    scenario.now = (await scenario.hold_row(hold)).until
    with pytest.raises(HoldExpired):
        await scenario.choose(hold)
    assert await scenario.confirm(deposit) is None
    await scenario.sweep()
    assert await scenario.state(deposit) == "due"


async def test_given_up_in_time_it_goes_back_in_full(scenario: DepositScenario) -> None:
    deposit, booking = await scenario.paid()
    scenario.now = NOW + 56 * HOUR - HOUR / 60
    await scenario.release(booking)
    row = await scenario.deposit(deposit)
    assert (row.state, row.due_at) == ("due", scenario.now)
    assert await scenario.moves(deposit) == ["received", "owed"]
    [facts] = await scenario.store.read(own_deposits, AINA)
    assert facts.back_by == scenario.now + BACK_WITHIN
    await scenario.report_refund(deposit)
    assert await scenario.moves(deposit) == ["received", "owed", "returned"]
    assert await scenario.notifications("DepositRefunded") == [AINA]
    with pytest.raises(DepositChanged):
        await scenario.report_refund(deposit)


async def test_given_up_too_late_it_stays_with_the_stall_and_only_who_agrees_does_so(
    scenario: DepositScenario,
) -> None:
    deposit, booking = await scenario.paid()
    scenario.now = NOW + 56 * HOUR
    with pytest.raises(RefundTooLate) as late:
        await scenario.release(booking)
    assert late.value.until == scenario.now
    assert (await scenario.claim_row(booking)).state == "booked"
    await scenario.release(booking, forfeit=True)
    assert await scenario.state(deposit) == "kept"
    assert await scenario.moves(deposit) == ["received", "kept"]


async def test_who_does_not_come_leaves_it_to_the_stall(scenario: DepositScenario) -> None:
    deposit, _ = await scenario.paid()
    scenario.now = NOW + 85 * HOUR
    await scenario.sweep()
    assert await scenario.state(deposit) == "kept"


async def test_the_first_unit_counts_it_in_and_an_undone_scan_takes_that_back(
    scenario: DepositScenario,
) -> None:
    deposit, booking = await scenario.paid(units=2)
    scan = await scenario.collect(booking)
    assert await scenario.state(deposit) == "settled"
    await scenario.collect(booking)
    assert await scenario.moves(deposit) == ["received", "settled"]
    with pytest.raises(Refusal):
        await scenario.release(booking)
    other, others = await scenario.paid(TOM)
    scan = await scenario.collect(others)
    await scenario.undo(scan)
    assert await scenario.state(other) == "paid"
    await scenario.collect(others)
    assert await scenario.moves(other) == ["received", "settled", "reopened", "settled"]
    scenario.now = NOW + 85 * HOUR
    await scenario.sweep()
    assert await scenario.state(other) == "settled"


async def test_undoing_the_second_unit_leaves_it_counted(scenario: DepositScenario) -> None:
    deposit, booking = await scenario.paid(units=2)
    await scenario.collect(booking)
    await scenario.undo(await scenario.collect(booking))
    assert await scenario.state(deposit) == "settled"


async def test_a_cancelled_drop_gives_everything_back_whenever(scenario: DepositScenario) -> None:
    paid, _ = await scenario.paid()
    said_hold, asked_hold = await scenario.hold(TOM), await scenario.hold(MEI)
    said, asked = (
        await scenario.choose(said_hold, "bank", TOM),
        await scenario.choose(asked_hold, "cash", MEI),
    )
    await scenario.say(said, TOM)
    scenario.now = NOW + 80 * HOUR
    await scenario.cancel()
    assert [await scenario.state(one) for one in (paid, said, asked)] == ["due", "said", "void"]
    assert await scenario.confirm(said) is None
    assert await scenario.state(said) == "due"
    assert await scenario.notifications("RefundsToMake") == [MARIUS], "once for all of one moment"
    assert await scenario.sent_first(AINA) == ["DropCancelledByStall", "RefundDue"]


async def test_who_is_shut_out_gets_it_back_even_late(scenario: DepositScenario) -> None:
    deposit, _ = await scenario.paid()
    scenario.now = NOW + 79 * HOUR
    await scenario.store.write(
        block, Actor(KEN, is_configured_admin=True), AINA, admins(KEN), now=scenario.now
    )
    assert await scenario.state(deposit) == "due"


async def test_who_asks_to_be_forgotten_leaves_a_refund_without_a_name(scenario: DepositScenario) -> None:
    deposit, _ = await scenario.paid()
    await scenario.store.write(forget, AINA, scenario.now)
    row = await scenario.deposit(deposit)
    assert (row.state, row.person_id) == ("due", None)
    assert not await scenario.store.read(reaches_payer, Actor(MARIUS), deposit)
    await scenario.report_refund(deposit)
    assert await scenario.notifications("DepositRefunded") == []


async def test_who_asks_to_be_forgotten_late_leaves_it_to_the_stall(scenario: DepositScenario) -> None:
    deposit, _ = await scenario.paid()
    scenario.now = NOW + 60 * HOUR
    await scenario.store.write(forget, AINA, scenario.now)
    assert await scenario.state(deposit) == "kept"


async def test_an_invoice_is_counted_once_by_its_charge(scenario: DepositScenario) -> None:
    hold = await scenario.hold()
    deposit = await scenario.choose(hold, "invoice")
    assert await scenario.pay(deposit, charge="ch_1") == deposit
    assert await scenario.pay(deposit, charge="ch_1") == deposit
    assert await scenario.moves(deposit) == ["received"]
    row = await scenario.deposit(deposit)
    assert (row.state, row.way, row.charge) == ("paid", "invoice", "ch_1")
    again = await scenario.pay(deposit, charge="ch_2")
    assert again != deposit
    assert await scenario.moves(again) == ["received", "owed"]
    assert await scenario.state(again) == "due"
    assert await scenario.pay(deposit, charge="ch_2") == again


async def test_two_payments_at_one_time_make_one_booking_and_one_refund(scenario: DepositScenario) -> None:
    deposit = await scenario.choose(await scenario.hold(), "invoice")
    both = await asyncio.gather(*(scenario.pay(deposit, charge=charge) for charge in ("a", "b", "a", "b")))
    assert len(set(both)) == 2
    states = sorted([await scenario.state(one) for one in set(both)])
    assert states == ["due", "paid"]


async def test_a_late_payment_and_another_sum_are_due_back_as_they_came(scenario: DepositScenario) -> None:
    hold = await scenario.hold()
    deposit = await scenario.choose(hold, "invoice")
    odd = await scenario.pay(deposit, amount=EACH - 1, charge="odd")
    assert (await scenario.deposit(odd)).amount == EACH - 1
    foreign = await scenario.pay(deposit, person=TOM, charge="foreign")
    assert (await scenario.deposit(foreign)).person_id == TOM
    await scenario.decline(hold)
    late = await scenario.pay(deposit, charge="late")
    assert [await scenario.state(one) for one in (odd, foreign, late)] == ["due"] * 3
    unknown = RawPayment(charge="x", payload="deposit:9:9", amount=EACH, currency="MYR", payer=AINA)
    assert await scenario.receive(unknown) is None, "recorded, and on the organisers' list"


async def test_somebody_blocked_meanwhile_chooses_no_way_to_pay(scenario: DepositScenario) -> None:
    hold = await scenario.hold()

    def set_block(session: Session) -> None:
        session.get_one(Person, AINA).blocked_at = scenario.now

    await scenario.store.write(set_block)
    with pytest.raises(Blocked):
        await scenario.choose(hold, "bank")


async def test_the_question_before_a_payment(scenario: DepositScenario) -> None:
    hold = await scenario.hold()
    deposit = await scenario.choose(hold, "invoice")
    payload = f"deposit:{deposit}:{hold}"

    async def asked(person: int = AINA, amount: int = EACH, currency: str = "MYR", of: str = payload) -> None:
        await scenario.store.read(
            check_payment, person, InvoicePayment(payload=of, amount=amount, currency=currency), scenario.now
        )

    await asked()
    for wrong, why in (
        ({"person": TOM}, DepositNotYours),
        ({"amount": EACH + 1}, DepositDiffers),
        ({"currency": "USD"}, DepositDiffers),
        ({"of": "deposit:1"}, DepositNotYours),
        ({"of": f"deposit:{deposit}:{hold + 1}"}, DepositNotYours),
    ):
        with pytest.raises(why):
            await asked(**wrong)  # type: ignore[arg-type]
    await scenario.choose(hold, "bank")
    await asked()
    await scenario.say(deposit)
    with pytest.raises(DepositReported):
        await asked()
    await scenario.confirm(deposit)
    with pytest.raises(DepositConfirmed):
        await asked()
    other = await scenario.hold(TOM)
    payload = f"deposit:{await scenario.choose(other, 'invoice', TOM)}:{other}"
    scenario.now = (await scenario.hold_row(other)).until
    with pytest.raises(HoldExpired):
        await asked(person=TOM, of=payload)


async def test_a_stranger_may_do_nothing(scenario: DepositScenario) -> None:
    hold = await scenario.hold()
    with pytest.raises(HoldNotYours):
        await scenario.choose(hold, person=STRANGER)
    deposit = await scenario.choose(hold, "bank")
    with pytest.raises(DepositNotYours):
        await scenario.say(deposit, person=STRANGER)
    await scenario.say(deposit)
    for staff_id in (STRANGER, AINA, KEN):
        with pytest.raises(NotYourStall):
            await scenario.confirm(deposit, staff_id)
        with pytest.raises(NotYourStall):
            await scenario.deny(deposit, staff_id)
        with pytest.raises(NotYourStall):
            await scenario.report_refund(deposit, staff_id)
        with pytest.raises(NotYourStall):
            await scenario.store.read(stall_deposits, Actor(staff_id), 1, 1, now=NOW)
        with pytest.raises(NotYourStall):
            await scenario.store.read(stall_sums, Actor(staff_id), 1)
    for missing in (0, 999_999):
        with pytest.raises(DepositNotYours):
            await scenario.confirm(missing)
        with pytest.raises(DepositNotYours):
            await scenario.report_refund(missing)
    assert await scenario.state(deposit) == "said"


async def test_what_a_vendor_asks_stands_once_it_is_published(scenario: DepositScenario) -> None:
    drop, _ = await scenario.store.write(add_drop, state="draft", deposit=0, refund_until=None)
    actor = Actor(MARIUS)
    await scenario.store.write(ask_deposit, actor, drop, EACH, now=NOW)
    row = await scenario.one(select(Drop).where(col(Drop.id) == drop))
    assert (row.deposit, row.refund_until) == (EACH, NOW + 56 * HOUR)
    await scenario.store.write(set_refund, actor, drop, 48, now=NOW)
    assert (await scenario.one(select(Drop.refund_until).where(col(Drop.id) == drop))) == NOW + 32 * HOUR
    for hours, why in ((-1, HoursUnfit), (10_000, HoursUnfit), (90, WhenPassed)):
        with pytest.raises(why):
            await scenario.store.write(set_refund, actor, drop, hours, now=NOW)
    for amount in (-1, PRICE + 1):
        with pytest.raises(NumberUnfit):
            await scenario.store.write(ask_deposit, actor, drop, amount, now=NOW)
    for staff_id in (STRANGER, KEN):
        with pytest.raises(NotYourStall):
            await scenario.store.write(ask_deposit, Actor(staff_id), drop, EACH, now=NOW)
    await scenario.store.write(ask_deposit, actor, drop, 0, now=NOW)
    assert (await scenario.one(select(Drop.refund_until).where(col(Drop.id) == drop))) is None
    with pytest.raises(DropEntered):
        await scenario.store.write(ask_deposit, actor, scenario.drop, 1, now=NOW)
    await scenario.change(Stall, 1, deposits_at=None)
    with pytest.raises(DepositsNotAllowed):
        await scenario.store.write(ask_deposit, actor, drop, EACH, now=NOW)


@pytest.mark.parametrize(("columns", "most"), [({"price": 0}, PRICE), ({"offered": False}, PRICE), ({}, 100)])
async def test_the_cheapest_item_that_is_sold_by_itself_bounds_the_deposit(
    scenario: DepositScenario, columns: dict[str, Any], most: int
) -> None:
    drop, _ = await scenario.store.write(add_drop, state="draft", deposit=0, refund_until=None)
    values: dict[str, Any] = {"name": "teh", "unit": "cup", "quantity": 5, "position": 2, "price": 100}
    other = Item(drop_id=drop, **(values | columns))
    await scenario.store.write(lambda session: session.add(other))
    with pytest.raises(NumberUnfit):
        await scenario.store.write(ask_deposit, Actor(MARIUS), drop, most + 1, now=NOW)
    await scenario.store.write(ask_deposit, Actor(MARIUS), drop, most, now=NOW)
    row = await scenario.one(select(Drop).where(col(Drop.id) == drop))
    assert row.deposit == most


async def test_a_drop_that_moves_takes_its_deadline_along_and_nobody_loses_by_it(
    scenario: DepositScenario,
) -> None:
    deposit, booking = await scenario.paid()
    said = await scenario.choose(await scenario.hold(TOM), "bank", TOM)
    await scenario.say(said, TOM)
    scenario.now = NOW + 60 * HOUR
    later = (NOW + 80 * HOUR + 2 * DAY).date()
    await scenario.store.write(
        move_drop, Actor(MARIUS), scenario.drop, StockLine(day=later), now=scenario.now
    )
    assert (await scenario.deposit(deposit)).refund_until == NOW + 56 * HOUR + 2 * DAY
    row = await scenario.deposit(said)
    assert (await scenario.hold_row(row.hold_id)).until == NOW + 84 * HOUR + 2 * DAY
    earlier = (NOW + 80 * HOUR).date()
    await scenario.store.write(
        move_drop, Actor(MARIUS), scenario.drop, StockLine(day=earlier), now=scenario.now
    )
    assert (
        await scenario.one(select(Drop.refund_until).where(col(Drop.id) == scenario.drop))
    ) == NOW + 56 * HOUR
    assert (await scenario.deposit(deposit)).refund_until == NOW + 56 * HOUR + 2 * DAY
    await scenario.release(booking)
    assert await scenario.state(deposit) == "due"


async def test_the_price_does_not_fall_below_what_people_were_asked_for(scenario: DepositScenario) -> None:
    deposit = await scenario.choose(await scenario.hold())
    with pytest.raises(PriceBelowDeposit):
        await scenario.store.write(change_price, Actor(MARIUS), scenario.item, EACH - 1, now=NOW)
    await scenario.store.write(change_price, Actor(MARIUS), scenario.item, EACH, now=NOW)
    assert await scenario.confirm(deposit)


async def test_a_hold_that_grew_is_booked_for_the_units_that_were_paid(scenario: DepositScenario) -> None:
    hold = await scenario.hold()
    deposit = await scenario.choose(hold)
    entry = (await scenario.hold_row(hold)).entry_id
    await scenario.change(Hold, hold, units=2)
    await scenario.change(Entry, entry, units=2)
    await scenario.change(Item, scenario.item, held=2)
    booking = await scenario.confirm(deposit)
    assert booking is not None
    assert (await scenario.claim_row(booking)).units == 1
    item = await scenario.one(select(Item).where(col(Item.id) == scenario.item))
    assert (item.held, item.booked) == (0, 1)


async def test_while_a_drop_is_paused_nothing_runs_out_and_money_counts(scenario: DepositScenario) -> None:
    hold = await scenario.hold()
    deposit = await scenario.choose(hold, "bank")
    await scenario.say(deposit)
    await scenario.change(Drop, scenario.drop, state="paused", paused_at=NOW)
    scenario.now = NOW + 10 * HOUR
    await scenario.store.write(resume, Actor(MARIUS), scenario.drop, scenario.now)
    assert (await scenario.hold_row(hold)).until == NOW + 84 * HOUR
    assert await scenario.confirm(deposit)


async def test_what_is_owed_kept_and_counted_is_read_from_the_ledger(scenario: DepositScenario) -> None:
    held, _ = await scenario.paid(1)
    _, kept = await scenario.paid(2)
    _, owed = await scenario.paid(3)
    _, sold = await scenario.paid(4)
    back, given = await scenario.paid(5)
    await scenario.collect(sold)
    await scenario.release(owed, 3)
    await scenario.release(given, 5)
    await scenario.report_refund(back)
    scenario.now = NOW + 57 * HOUR
    await scenario.release(kept, 2, forfeit=True)
    [sums] = await scenario.store.read(stall_sums, Actor(MARIUS), 1)
    assert (sums.held, sums.owed, sums.kept, sums.sales, sums.back) == (EACH,) * 5
    book = (await scenario.store.read(accounts, 1))["MYR"]
    assert sum(book.values()) == 0
    assert book["bank"] == 4 * EACH
    page = await scenario.store.read(stall_deposits, Actor(MARIUS), 1, 9, now=scenario.now)
    assert [one.state for one in page.deposits] == ["due", "paid"]
    assert (page.page, page.pages) == (1, 1)
    assert page.deposits[1].id == held
    assert await scenario.one(select(func.count()).select_from(Transfer)) == 5 + 1 + 1 + 2 + 1


async def test_a_place_that_is_given_takes_its_deposit_along(scenario: DepositScenario) -> None:
    deposit, booking = await scenario.paid()
    held = await scenario.choose(await scenario.hold(MEI), "bank", MEI)
    await scenario.say(held, MEI)
    offered = await scenario.store.write(give_booking, AINA, booking, scenario.now, rng=scenario.rng)
    await scenario.store.write(take_gift, TOM, offered.code, scenario.now, rng=scenario.rng)
    friends = await scenario.store.write(
        give_hold, MEI, (await scenario.deposit(held)).hold_id, scenario.now, rng=scenario.rng
    )
    await scenario.store.write(take_gift, STRANGER, friends.code, scenario.now, rng=scenario.rng)
    assert [(await scenario.deposit(one)).person_id for one in (deposit, held)] == [TOM, STRANGER]
    taken = await scenario.confirm(held)
    assert taken is not None
    assert (await scenario.claim_row(taken)).person_id == STRANGER
    with pytest.raises(BookingNotYours):
        await scenario.release(booking)
    await scenario.release(booking, TOM)
    assert await scenario.state(deposit) == "due"


async def test_what_a_no_show_paid_goes_back_when_the_stall_gives_their_units_on(
    scenario: DepositScenario,
) -> None:
    deposit, booking = await scenario.paid()
    scenario.now = NOW + 81 * HOUR
    await scenario.store.write(release_no_show, Actor(MARIUS), booking, scenario.now)
    assert await scenario.state(deposit) == "due"


async def test_another_hour_keeps_what_was_paid(scenario: DepositScenario) -> None:
    hours = {"starts_at": NOW + 80 * HOUR, "ends_at": NOW + 81 * HOUR}
    await scenario.change(Item, scenario.item, **hours)
    later = Item(
        drop_id=scenario.drop, name="later", unit="seat", price=PRICE, quantity=2, position=2, **hours
    )

    def add(session: Session) -> int:
        session.add(later)
        session.flush()
        return later.id or 0

    item = await scenario.store.write(add)
    deposit, booking = await scenario.paid()
    moved = await scenario.store.write(move_slot, AINA, booking, item, now=scenario.now, rng=scenario.rng)
    row = await scenario.deposit(deposit)
    assert (row.state, row.booking_id) == ("paid", moved)
    assert row.hold_id == (await scenario.claim_row(moved)).hold_id
    assert (await scenario.store.read(own_booking, AINA, moved)).booked.to_pay == PRICE - EACH
    await scenario.release(moved)
    assert await scenario.state(deposit) == "due"


async def test_in_the_last_two_hours_the_first_tap_holds_and_the_deposit_keeps(
    scenario: DepositScenario,
) -> None:
    await scenario.change(Item, scenario.item, quantity=1)
    await scenario.paid(TOM)
    await scenario.join()
    scenario.now = NOW + 83 * HOUR
    await scenario.change(Item, scenario.item, quantity=2)
    taken = await scenario.store.write(take_available, AINA, scenario.item, scenario.now, rng=scenario.rng)
    assert taken.booking is None
    assert await scenario.confirm(await scenario.choose(taken.hold))
