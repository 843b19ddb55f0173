"""A deposit's life, step by step: who may, when, and what becomes of the money."""

import asyncio

import pytest
from sqlmodel import Session, col, func, select

from market.acting import Acting
from market.deposit.asking import deposit_offer
from market.deposit.ending import BACK_WITHIN
from market.deposit.facts import own_deposits, stall_deposits, stall_sums
from market.deposit.ledger import accounts
from market.deposit.payment import Payment, check_payment, take_payment
from market.deposit.terms import ask_deposit, set_refund
from market.drop.change import change_price, move
from market.drop.pause import resume
from market.drop.stock import Stock
from market.organiser.ban import ban
from market.privacy.forget import forget
from market.refusal import (
    ClaimNotYours,
    DepositAsked,
    DepositDiffers,
    DepositElsewhere,
    DepositNotAsked,
    DepositNotSeen,
    DepositNotYours,
    DepositSaid,
    DepositSeen,
    DepositsNotAllowed,
    DropEntered,
    HoldExpired,
    HoldNotYours,
    HoursUnfit,
    NotYourStall,
    NumberUnfit,
    PriceBelowDeposit,
    RefundTooLate,
    Refusal,
    WayShut,
    WhenPassed,
)
from market.waitlist.gift import give_claim, give_hold, take_gift
from market.waitlist.last import take
from market.waitlist.no_show import release_no_show
from market.waitlist.slot import move as move_slot
from market.waitlist.standing import own_claim, standing
from storage.deposit import Deposit, Transfer
from storage.drop import Drop, Line
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
    Till,
    lay_out,
)


async def test_a_hold_that_asks_a_deposit_is_kept_by_paying_it(till: Till) -> None:
    hold = await till.hold()
    with pytest.raises(DepositAsked):
        await till.keep(hold)
    deposit = await till.choose(hold)
    claim = await till.confirm(deposit)
    assert claim is not None
    assert await till.state(deposit) == "paid"
    assert await till.moves(deposit) == ["received"]
    facts = await till.store.read(own_claim, AINA, claim)
    assert (facts.claimed.paid, facts.claimed.to_pay) == (EACH, PRICE - EACH)
    assert await till.letters("TicketIssued") == [AINA]
    assert await till.keep(hold) == claim, "kept already: the same claim"


async def test_no_money_is_asked_of_who_only_waits_or_enters_a_draw(till: Till) -> None:
    """The law: entry is free."""
    drawn = await till.store.write(
        lay_out, policy="draw", draws_at=NOW + 2 * HOUR, closes_at=NOW + HOUR, quantity=1
    )
    draw = Till(till.store, *drawn)
    entered = await draw.join()
    assert entered.hold is None
    full = Till(till.store, *await till.store.write(lay_out, quantity=1))
    await full.hold(TOM)
    waiting = await full.join()
    assert waiting.hold is None
    assert await till.one(select(func.count()).select_from(Deposit)) == 0
    for one in (draw, full):
        with pytest.raises(HoldNotYours):
            await till.choose(await one.store.read(_some_hold, one.line))


def _some_hold(session: Session, line: int) -> int:
    """A hold of the line, or one that never was."""
    return session.exec(select(Hold.id).where(col(Hold.line_id) == line)).first() or 999_999


async def test_a_way_is_chosen_anew_under_the_same_reference(till: Till) -> None:
    hold = await till.hold(party=2)
    first = await till.choose(hold, "cash")
    reference = (await till.deposit(first)).reference
    assert await till.choose(hold, "bank") == first
    row = await till.deposit(first)
    assert (row.way, row.reference, row.amount, row.units) == ("bank", reference, 2 * EACH, 2)
    assert reference.startswith("LR-")
    assert len(reference) == 8


async def test_only_the_ways_that_the_stall_takes(till: Till) -> None:
    hold = await till.hold()
    with pytest.raises(WayShut):
        await till.choose(hold, "invoice", cards=False)
    with pytest.raises(WayShut):
        await till.choose(hold, "shells")
    offer = await till.store.read(deposit_offer, AINA, hold, False, NOW)
    assert offer.ways == ("bank", "cash")
    assert offer.amount == EACH


async def test_where_an_organiser_has_not_said_so_no_deposit_is_asked(till: Till) -> None:
    hold = await till.hold()
    await till.change(Stall, 1, deposits_at=None)
    with pytest.raises(DepositNotAsked):
        await till.choose(hold)
    assert (await till.store.read(deposit_offer, AINA, hold, True, NOW)).amount == 0
    assert await till.keep(hold)


async def test_i_paid_stops_the_clock_and_the_stall_is_told(till: Till) -> None:
    hold = await till.hold()
    deposit = await till.choose(hold, "bank")
    was = (await till.hold_row(hold)).until
    await till.say(deposit)
    assert (await till.hold_row(hold)).until == NOW + 84 * HOUR
    assert (await till.deposit(deposit)).until == was
    assert await till.letters("DepositToConfirm") == [MARIUS]
    own = await till.store.read(standing, AINA, till.drop, NOW)
    assert [one.deposit for one in own.held] == ["said"]
    till.now = was + HOUR
    await till.sweep()
    assert await till.state(deposit) == "said"
    with pytest.raises(DepositSaid):
        await till.choose(hold, "cash")
    await till.say(deposit)
    assert await till.letters("DepositToConfirm") == [MARIUS], "said once"
    assert await till.confirm(deposit)


async def test_cash_is_not_said_but_seen(till: Till) -> None:
    deposit = await till.choose(await till.hold(), "cash")
    with pytest.raises(WayShut):
        await till.say(deposit)


async def test_not_seen_gives_the_hold_back_its_time_and_half_an_hour_at_least(till: Till) -> None:
    hold = await till.hold()
    deposit = await till.choose(hold, "bank")
    was = (await till.hold_row(hold)).until
    await till.say(deposit)
    assert await till.deny(deposit)
    assert (await till.hold_row(hold)).until == was
    assert await till.letters("DepositNotThere") == [AINA]
    with pytest.raises(DepositNotSeen):
        await till.say(deposit)
    till.now += HOUR
    await till.say(deposit)
    till.now = was + HOUR
    assert await till.deny(deposit)
    assert (await till.hold_row(hold)).until == till.now + HOUR / 2
    with pytest.raises(DepositElsewhere):
        await till.deny(deposit)
    till.now += HOUR
    await till.sweep()
    assert await till.state(deposit) == "void"


async def test_a_hold_never_goes_on_beyond_the_cut_off(till: Till) -> None:
    hold = await till.hold()
    deposit = await till.choose(hold, "bank")
    await till.say(deposit)
    till.now = NOW + 84 * HOUR - HOUR / 6
    await till.deny(deposit)
    assert (await till.hold_row(hold)).until == NOW + 84 * HOUR


async def test_a_second_confirm_changes_nothing_and_says_so(till: Till) -> None:
    deposit, _ = await till.paid()
    till.now += HOUR
    with pytest.raises(DepositSeen) as seen:
        await till.confirm(deposit)
    assert seen.value.at == NOW
    assert await till.moves(deposit) == ["received"]
    with pytest.raises(DepositSeen):
        await till.deny(deposit)


async def test_of_two_confirms_at_one_time_one_counts(till: Till) -> None:
    deposit = await till.choose(await till.hold())
    both = await asyncio.gather(till.confirm(deposit), till.confirm(deposit), return_exceptions=True)
    assert sorted(type(one).__name__ for one in both) == ["DepositSeen", "int"]
    assert await till.moves(deposit) == ["received"]


async def test_money_for_a_hold_that_has_ended_is_due_back(till: Till) -> None:
    hold = await till.hold()
    deposit = await till.choose(hold, "bank")
    await till.say(deposit)
    await till.decline(hold)
    assert await till.state(deposit) == "said", "the stall has yet to answer"
    assert await till.confirm(deposit) is None
    assert await till.state(deposit) == "due"
    assert await till.moves(deposit) == ["received", "owed"]
    assert await till.letters("DepositDue") == [AINA]
    assert await till.letters("RefundsToMake") == [MARIUS]


async def test_what_was_only_asked_ends_with_its_hold_and_money_after_all_is_due_back(till: Till) -> None:
    hold = await till.hold()
    deposit = await till.choose(hold)
    await till.decline(hold)
    assert await till.state(deposit) == "void"
    assert await till.confirm(deposit) is None
    assert await till.state(deposit) == "due"


async def test_not_seen_after_the_hold_has_ended_is_the_end(till: Till) -> None:
    hold = await till.hold()
    deposit = await till.choose(hold, "bank")
    await till.say(deposit)
    await till.decline(hold)
    assert not await till.deny(deposit)
    assert await till.state(deposit) == "void"
    assert await till.moves(deposit) == []


async def test_a_hold_that_ran_out_unswept_makes_no_claim(till: Till) -> None:
    hold = await till.hold()
    deposit = await till.choose(hold)
    till.now = (await till.hold_row(hold)).until
    with pytest.raises(HoldExpired):
        await till.choose(hold)
    assert await till.confirm(deposit) is None
    await till.sweep()
    assert await till.state(deposit) == "due"


async def test_given_up_in_time_it_goes_back_in_full(till: Till) -> None:
    deposit, claim = await till.paid()
    till.now = NOW + 56 * HOUR - HOUR / 60
    await till.release(claim)
    row = await till.deposit(deposit)
    assert (row.state, row.due_at) == ("due", till.now)
    assert await till.moves(deposit) == ["received", "owed"]
    [facts] = await till.store.read(own_deposits, AINA)
    assert facts.back_by == till.now + BACK_WITHIN
    await till.back(deposit)
    assert await till.moves(deposit) == ["received", "owed", "returned"]
    assert await till.letters("DepositBack") == [AINA]
    with pytest.raises(DepositElsewhere):
        await till.back(deposit)


async def test_given_up_too_late_it_stays_with_the_stall_and_only_who_agrees_does_so(till: Till) -> None:
    deposit, claim = await till.paid()
    till.now = NOW + 56 * HOUR
    with pytest.raises(RefundTooLate) as late:
        await till.release(claim)
    assert late.value.until == till.now
    assert (await till.claim_row(claim)).state == "claimed"
    await till.release(claim, forfeit=True)
    assert await till.state(deposit) == "kept"
    assert await till.moves(deposit) == ["received", "kept"]


async def test_who_does_not_come_leaves_it_to_the_stall(till: Till) -> None:
    deposit, _ = await till.paid()
    till.now = NOW + 85 * HOUR
    await till.sweep()
    assert await till.state(deposit) == "kept"


async def test_the_first_unit_counts_it_in_and_an_undone_scan_takes_that_back(till: Till) -> None:
    deposit, claim = await till.paid(party=2)
    scan = await till.collect(claim)
    assert await till.state(deposit) == "settled"
    await till.collect(claim)
    assert await till.moves(deposit) == ["received", "settled"]
    with pytest.raises(Refusal):
        await till.release(claim)
    other, others = await till.paid(TOM)
    scan = await till.collect(others)
    await till.undo(scan)
    assert await till.state(other) == "paid"
    await till.collect(others)
    assert await till.moves(other) == ["received", "settled", "reopened", "settled"]
    till.now = NOW + 85 * HOUR
    await till.sweep()
    assert await till.state(other) == "settled"


async def test_undoing_the_second_unit_leaves_it_counted(till: Till) -> None:
    deposit, claim = await till.paid(party=2)
    await till.collect(claim)
    await till.undo(await till.collect(claim))
    assert await till.state(deposit) == "settled"


async def test_a_cancelled_drop_gives_everything_back_whenever(till: Till) -> None:
    paid, _ = await till.paid()
    said_hold, asked_hold = await till.hold(TOM), await till.hold(MEI)
    said, asked = await till.choose(said_hold, "bank", TOM), await till.choose(asked_hold, "cash", MEI)
    await till.say(said, TOM)
    till.now = NOW + 80 * HOUR
    await till.cancel()
    assert [await till.state(one) for one in (paid, said, asked)] == ["due", "said", "void"]
    assert await till.confirm(said) is None
    assert await till.state(said) == "due"
    assert await till.letters("RefundsToMake") == [MARIUS], "once for all of one moment"


async def test_who_is_shut_out_gets_it_back_even_late(till: Till) -> None:
    deposit, _ = await till.paid()
    till.now = NOW + 79 * HOUR
    await till.store.write(ban, Acting(KEN, named=True), AINA, (KEN,), till.now)
    assert await till.state(deposit) == "due"


async def test_who_asks_to_be_forgotten_leaves_a_refund_without_a_name(till: Till) -> None:
    deposit, _ = await till.paid()
    await till.store.write(forget, AINA, till.now)
    row = await till.deposit(deposit)
    assert (row.state, row.person_id) == ("due", None)
    await till.back(deposit)
    assert await till.letters("DepositBack") == []


async def test_who_asks_to_be_forgotten_late_leaves_it_to_the_stall(till: Till) -> None:
    deposit, _ = await till.paid()
    till.now = NOW + 60 * HOUR
    await till.store.write(forget, AINA, till.now)
    assert await till.state(deposit) == "kept"


async def test_an_invoice_is_counted_once_by_its_charge(till: Till) -> None:
    hold = await till.hold()
    deposit = await till.choose(hold, "invoice")
    assert await till.pay(deposit, charge="ch_1") == deposit
    assert await till.pay(deposit, charge="ch_1") == deposit
    assert await till.moves(deposit) == ["received"]
    row = await till.deposit(deposit)
    assert (row.state, row.way, row.charge) == ("paid", "invoice", "ch_1")
    again = await till.pay(deposit, charge="ch_2")
    assert again != deposit
    assert await till.moves(again) == ["received", "owed"]
    assert await till.state(again) == "due"
    assert await till.pay(deposit, charge="ch_2") == again


async def test_two_payments_at_one_time_make_one_claim_and_one_refund(till: Till) -> None:
    deposit = await till.choose(await till.hold(), "invoice")
    both = await asyncio.gather(*(till.pay(deposit, charge=charge) for charge in ("a", "b", "a", "b")))
    assert len(set(both)) == 2
    states = sorted([await till.state(one) for one in set(both)])
    assert states == ["due", "paid"]


async def test_a_late_payment_and_another_sum_are_due_back_as_they_came(till: Till) -> None:
    hold = await till.hold()
    deposit = await till.choose(hold, "invoice")
    odd = await till.pay(deposit, amount=EACH - 1, charge="odd")
    assert (await till.deposit(odd)).amount == EACH - 1
    foreign = await till.pay(deposit, person=TOM, charge="foreign")
    assert (await till.deposit(foreign)).person_id == TOM
    await till.decline(hold)
    late = await till.pay(deposit, charge="late")
    assert [await till.state(one) for one in (odd, foreign, late)] == ["due"] * 3
    with pytest.raises(DepositNotYours):
        await till.store.write(take_payment, AINA, Payment("deposit:9:9", EACH, "MYR", "x"), NOW, till.dice)


async def test_the_question_before_a_payment(till: Till) -> None:
    hold = await till.hold()
    deposit = await till.choose(hold, "invoice")
    payload = f"deposit:{deposit}:{hold}"

    async def asked(person: int = AINA, amount: int = EACH, currency: str = "MYR", of: str = payload) -> None:
        await till.store.read(check_payment, person, Payment(of, amount, currency), till.now)

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
    await till.choose(hold, "bank")
    await asked()
    await till.say(deposit)
    with pytest.raises(DepositSaid):
        await asked()
    await till.confirm(deposit)
    with pytest.raises(DepositSeen):
        await asked()
    other = await till.hold(TOM)
    payload = f"deposit:{await till.choose(other, 'invoice', TOM)}:{other}"
    till.now = (await till.hold_row(other)).until
    with pytest.raises(HoldExpired):
        await asked(person=TOM, of=payload)


async def test_a_stranger_may_do_nothing(till: Till) -> None:
    hold = await till.hold()
    with pytest.raises(HoldNotYours):
        await till.choose(hold, person=STRANGER)
    deposit = await till.choose(hold, "bank")
    with pytest.raises(DepositNotYours):
        await till.say(deposit, person=STRANGER)
    await till.say(deposit)
    for by in (STRANGER, AINA, KEN):
        with pytest.raises(NotYourStall):
            await till.confirm(deposit, by)
        with pytest.raises(NotYourStall):
            await till.deny(deposit, by)
        with pytest.raises(NotYourStall):
            await till.back(deposit, by)
        with pytest.raises(NotYourStall):
            await till.store.read(stall_deposits, Acting(by), 1, 1, NOW)
        with pytest.raises(NotYourStall):
            await till.store.read(stall_sums, Acting(by), 1)
    for missing in (0, 999_999):
        with pytest.raises(DepositNotYours):
            await till.confirm(missing)
        with pytest.raises(DepositNotYours):
            await till.back(missing)
    assert await till.state(deposit) == "said"


async def test_what_a_vendor_asks_stands_once_it_is_published(till: Till) -> None:
    drop, _ = await till.store.write(lay_out, state="draft", deposit=0, refund_until=None)
    acting = Acting(MARIUS)
    await till.store.write(ask_deposit, acting, drop, EACH, NOW)
    row = await till.one(select(Drop).where(col(Drop.id) == drop))
    assert (row.deposit, row.refund_until) == (EACH, NOW + 56 * HOUR)
    await till.store.write(set_refund, acting, drop, 48, NOW)
    assert (await till.one(select(Drop.refund_until).where(col(Drop.id) == drop))) == NOW + 32 * HOUR
    for hours, why in ((-1, HoursUnfit), (10_000, HoursUnfit), (90, WhenPassed)):
        with pytest.raises(why):
            await till.store.write(set_refund, acting, drop, hours, NOW)
    for amount in (-1, PRICE + 1):
        with pytest.raises(NumberUnfit):
            await till.store.write(ask_deposit, acting, drop, amount, NOW)
    for by in (STRANGER, KEN):
        with pytest.raises(NotYourStall):
            await till.store.write(ask_deposit, Acting(by), drop, EACH, NOW)
    await till.store.write(ask_deposit, acting, drop, 0, NOW)
    assert (await till.one(select(Drop.refund_until).where(col(Drop.id) == drop))) is None
    with pytest.raises(DropEntered):
        await till.store.write(ask_deposit, acting, till.drop, 1, NOW)
    await till.change(Stall, 1, deposits_at=None)
    with pytest.raises(DepositsNotAllowed):
        await till.store.write(ask_deposit, acting, drop, EACH, NOW)


async def test_a_drop_that_moves_takes_its_deadline_along_and_nobody_loses_by_it(till: Till) -> None:
    deposit, claim = await till.paid()
    said = await till.choose(await till.hold(TOM), "bank", TOM)
    await till.say(said, TOM)
    till.now = NOW + 60 * HOUR
    later = (NOW + 80 * HOUR + 2 * DAY).date()
    await till.store.write(move, Acting(MARIUS), till.drop, Stock(day=later), till.now)
    assert (await till.deposit(deposit)).refund_until == NOW + 56 * HOUR + 2 * DAY
    row = await till.deposit(said)
    assert (await till.hold_row(row.hold_id)).until == NOW + 84 * HOUR + 2 * DAY
    earlier = (NOW + 80 * HOUR).date()
    await till.store.write(move, Acting(MARIUS), till.drop, Stock(day=earlier), till.now)
    assert (await till.one(select(Drop.refund_until).where(col(Drop.id) == till.drop))) == NOW + 56 * HOUR
    assert (await till.deposit(deposit)).refund_until == NOW + 56 * HOUR + 2 * DAY
    await till.release(claim)
    assert await till.state(deposit) == "due"


async def test_the_price_does_not_fall_below_what_people_were_asked_for(till: Till) -> None:
    deposit = await till.choose(await till.hold())
    with pytest.raises(PriceBelowDeposit):
        await till.store.write(change_price, Acting(MARIUS), till.line, EACH - 1, NOW)
    await till.store.write(change_price, Acting(MARIUS), till.line, EACH, NOW)
    assert await till.confirm(deposit)


async def test_a_hold_that_grew_is_claimed_for_the_units_that_were_paid(till: Till) -> None:
    hold = await till.hold()
    deposit = await till.choose(hold)
    entry = (await till.hold_row(hold)).entry_id
    await till.change(Hold, hold, units=2)
    await till.change(Entry, entry, party=2)
    await till.change(Line, till.line, held=2)
    claim = await till.confirm(deposit)
    assert claim is not None
    assert (await till.claim_row(claim)).units == 1
    line = await till.one(select(Line).where(col(Line.id) == till.line))
    assert (line.held, line.claimed) == (0, 1)


async def test_while_a_drop_is_paused_nothing_runs_out_and_money_counts(till: Till) -> None:
    hold = await till.hold()
    deposit = await till.choose(hold, "bank")
    await till.say(deposit)
    await till.change(Drop, till.drop, state="paused", paused_at=NOW)
    till.now = NOW + 10 * HOUR
    await till.store.write(resume, Acting(MARIUS), till.drop, till.now)
    assert (await till.hold_row(hold)).until == NOW + 84 * HOUR
    assert await till.confirm(deposit)


async def test_what_is_owed_kept_and_counted_is_read_from_the_ledger(till: Till) -> None:
    held, _ = await till.paid(1)
    _, kept = await till.paid(2)
    _, owed = await till.paid(3)
    _, sold = await till.paid(4)
    back, given = await till.paid(5)
    await till.collect(sold)
    await till.release(owed, 3)
    await till.release(given, 5)
    await till.back(back)
    till.now = NOW + 57 * HOUR
    await till.release(kept, 2, forfeit=True)
    [sums] = await till.store.read(stall_sums, Acting(MARIUS), 1)
    assert (sums.held, sums.owed, sums.kept, sums.sales, sums.back) == (EACH,) * 5
    book = (await till.store.read(accounts, 1))["MYR"]
    assert sum(book.values()) == 0
    assert book["bank"] == 4 * EACH
    page = await till.store.read(stall_deposits, Acting(MARIUS), 1, 9, till.now)
    assert [one.state for one in page.deposits] == ["due", "paid"]
    assert (page.page, page.pages) == (1, 1)
    assert page.deposits[1].id == held
    assert await till.one(select(func.count()).select_from(Transfer)) == 5 + 1 + 1 + 2 + 1


async def test_a_place_that_is_given_takes_its_deposit_along(till: Till) -> None:
    deposit, claim = await till.paid()
    held = await till.choose(await till.hold(MEI), "bank", MEI)
    await till.say(held, MEI)
    offered = await till.store.write(give_claim, AINA, claim, till.now, till.dice)
    await till.store.write(take_gift, TOM, offered.code, till.now, till.dice)
    friends = await till.store.write(give_hold, MEI, (await till.deposit(held)).hold_id, till.now, till.dice)
    await till.store.write(take_gift, STRANGER, friends.code, till.now, till.dice)
    assert [(await till.deposit(one)).person_id for one in (deposit, held)] == [TOM, STRANGER]
    taken = await till.confirm(held)
    assert taken is not None
    assert (await till.claim_row(taken)).person_id == STRANGER
    with pytest.raises(ClaimNotYours):
        await till.release(claim)
    await till.release(claim, TOM)
    assert await till.state(deposit) == "due"


async def test_what_a_no_show_paid_goes_back_when_the_stall_gives_their_units_on(till: Till) -> None:
    deposit, claim = await till.paid()
    till.now = NOW + 81 * HOUR
    await till.store.write(release_no_show, Acting(MARIUS), claim, till.now)
    assert await till.state(deposit) == "due"


async def test_another_hour_keeps_what_was_paid(till: Till) -> None:
    hours = {"starts_at": NOW + 80 * HOUR, "ends_at": NOW + 81 * HOUR}
    await till.change(Line, till.line, **hours)
    later = Line(drop_id=till.drop, name="later", unit="seat", price=PRICE, quantity=2, position=2, **hours)

    def add(session: Session) -> int:
        session.add(later)
        session.flush()
        return later.id or 0

    line = await till.store.write(add)
    deposit, claim = await till.paid()
    moved = await till.store.write(move_slot, AINA, claim, line, till.now, till.dice)
    row = await till.deposit(deposit)
    assert (row.state, row.claim_id) == ("paid", moved)
    assert row.hold_id == (await till.claim_row(moved)).hold_id
    assert (await till.store.read(own_claim, AINA, moved)).claimed.to_pay == PRICE - EACH
    await till.release(moved)
    assert await till.state(deposit) == "due"


async def test_in_the_last_two_hours_the_first_tap_holds_and_the_deposit_keeps(till: Till) -> None:
    await till.change(Line, till.line, quantity=1)
    await till.paid(TOM)
    await till.join()
    till.now = NOW + 83 * HOUR
    await till.change(Line, till.line, quantity=2)
    taken = await till.store.write(take, AINA, till.line, till.now, till.dice)
    assert taken.claim is None
    assert await till.confirm(await till.choose(taken.hold))
