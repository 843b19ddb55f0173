"""Facts about deposits: by state, stall, person and time, and never another's."""

from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor, NotYourStall
from market.deposit.facts import own_deposits, refund_sums, stall_deposits
from market.deposit.payee import deposit_settings, payee_serving
from market.deposit.payment import InvoicePayment, RawPayment, check_payment
from market.deposit.refusals import DepositDiffers, DepositNotYours
from market.drop.refusals import DropCancelled
from market.ledger.deposit_end import hold_ended
from market.ledger.deposit_facts import deposit_of_booking
from market.ledger.refund import move_deadline, refuse_below
from market.ledger.refusals import PriceBelowDeposit
from market.ledger.transfers import accounts
from market.refusal import Refusal
from storage.deposit import Deposit, Payee
from storage.drop import Drop, Item
from storage.waitlist import Hold
from tests.market.deposit.conftest import (
    AINA,
    DAY,
    HOUR,
    KEN,
    MARIUS,
    MEI,
    NOW,
    TOM,
    DepositScenario,
    add_drop,
)
from tests.market.deposit.payloads import DUITNOW

STATES = ("asked", "said", "paid", "settled", "kept", "due", "returned", "void")
STALL = Actor(MARIUS)


async def deposits(
    scenario: DepositScenario, *states: str, people: tuple[int, ...] = (AINA,), **columns: Any
) -> list[int]:
    """One in each state, in this sequence, each of a hold of its own that is not live; their ids."""
    holds = [await scenario.hold(person) for person in people]

    def write(session: Session) -> list[int]:
        found = []
        for hold in holds:
            first = session.get_one(Hold, hold)
            for state in states:
                held = Hold(
                    entry_id=first.entry_id, item_id=first.item_id, person_id=first.person_id, units=1,
                    given_at=NOW, until=NOW + HOUR, state="booked",
                )  # fmt: skip
                session.add(held)
                session.flush()
                values: dict[str, Any] = {
                    "stall_id": 1, "units": 1, "amount": 1000, "currency": "MYR", "way": "cash",
                    "reference": f"LR-{held.id}", "refund_until": NOW + DAY, "asked_at": NOW,
                }  # fmt: skip
                owner = {"hold_id": held.id, "person_id": held.person_id, "state": state}
                row = Deposit(**(values | owner | columns))
                session.add(row)
                session.flush()
                found.append(row.id or 0)
        return found

    return await scenario.store.write(write)


async def test_ones_own_are_all_but_what_was_never_paid_the_newest_of_a_state_first(
    scenario: DepositScenario,
) -> None:
    first = dict(zip(STATES, await deposits(scenario, *STATES), strict=True))
    await deposits(scenario, *STATES, people=(TOM,))
    [second] = await deposits(DepositScenario(scenario.store, *await scenario.store.write(add_drop)), "said")
    found = [one.id for one in await scenario.store.read(own_deposits, AINA)]
    assert found[:5] == [second, first["said"], first["due"], first["asked"], first["paid"]]
    assert len(found) == 6
    assert first["void"] not in found
    assert await scenario.store.read(own_deposits, MEI) == ()


async def test_a_stall_sees_first_what_waits_for_it_and_nothing_that_is_done(
    scenario: DepositScenario,
) -> None:
    await deposits(scenario, "said", people=(MEI,), stall_id=2)
    old = dict(zip(STATES, await deposits(scenario, *STATES, ended_at=NOW - 30 * DAY), strict=True))
    new = dict(
        zip(STATES, await deposits(scenario, *STATES, people=(TOM,), ended_at=NOW - 29 * DAY), strict=True)
    )
    pages = [await scenario.store.read(stall_deposits, STALL, 1, page, now=NOW) for page in (0, 1, 2, 9)]
    assert [(one.page, one.pages) for one in pages] == [(1, 2), (1, 2), (2, 2), (2, 2)]
    both = [row[state] for state in ("said", "due", "asked", "paid") for row in (new, old)]
    assert [one.id for found in pages[1:3] for one in found.deposits] == [*both, new["void"]]
    with pytest.raises(NotYourStall):
        await scenario.store.read(stall_deposits, Actor(KEN), 1, 1, now=NOW)


async def test_what_was_given_back_is_summed_for_each_stall(scenario: DepositScenario) -> None:
    await deposits(scenario, *STATES, amount=700)
    await deposits(scenario, "returned", people=(TOM,), amount=40)
    await deposits(scenario, "returned", people=(MEI,), amount=5, stall_id=2)
    deposit, booking = await scenario.paid(4)
    [sums] = await scenario.store.read(refund_sums, 1)
    assert (sums.currency, sums.held, sums.back) == ("MYR", 1000, 740)
    other, _ = await scenario.paid(5)
    found = await scenario.store.read(deposit_of_booking, booking)
    assert found is not None
    assert found.id == deposit != other
    assert await scenario.store.read(deposit_of_booking, 999_999) is None


@pytest.mark.parametrize(
    ("state", "amount", "stands"),
    [
        *((state, 1000, state not in ("asked", "said")) for state in STATES),
        ("asked", 900, True),
        ("said", 901, False),
    ],
)
async def test_a_price_stands_below_all_but_what_is_asked_now(
    scenario: DepositScenario, state: str, amount: int, stands: bool
) -> None:
    other = DepositScenario(scenario.store, *await scenario.store.write(add_drop))
    await deposits(scenario, state, amount=amount)

    def lower(session: Session, item: int) -> bool:
        try:
            refuse_below(session, session.get_one(Item, item), 900)
        except PriceBelowDeposit:
            return False
        return True

    assert await scenario.store.read(lower, scenario.item) is stands
    assert await scenario.store.read(lower, other.item)


@pytest.mark.parametrize("state", STATES)
async def test_only_an_open_deposit_of_the_drop_that_moves_gets_a_later_deadline(
    scenario: DepositScenario, state: str
) -> None:
    other = DepositScenario(scenario.store, *await scenario.store.write(add_drop))
    [mine], [others] = await deposits(scenario, state), await deposits(other, state)

    def move(session: Session) -> None:
        move_deadline(session, session.get_one(Drop, scenario.drop), 10 * HOUR, NOW)

    await scenario.store.write(move)
    moved = NOW + 66 * HOUR if state in ("asked", "said", "paid") else NOW + DAY
    assert (await scenario.deposit(mine)).refund_until == moved
    assert (await scenario.deposit(others)).refund_until == NOW + DAY


@pytest.mark.parametrize("state", STATES)
async def test_with_its_hold_ends_what_was_only_asked(scenario: DepositScenario, state: str) -> None:
    mine, others = await deposits(scenario, state, people=(AINA, TOM))

    def end(session: Session) -> None:
        hold_ended(session, session.get_one(Hold, session.get_one(Deposit, mine).hold_id), NOW)

    await scenario.store.write(end)
    assert await scenario.state(mine) == ("void" if state == "asked" else state)
    assert await scenario.state(others) == state


@pytest.mark.parametrize("said", [False, True])
async def test_who_chose_the_bank_and_pays_an_invoice_has_paid_by_invoice(
    scenario: DepositScenario, said: bool
) -> None:
    deposit = await scenario.choose(await scenario.hold(), "bank")
    if said:
        await scenario.say(deposit)
    assert await scenario.pay(deposit, charge="first") == deposit
    row = await scenario.deposit(deposit)
    assert (row.way, row.charge, row.state) == ("invoice", "first", "paid")
    book = await scenario.store.read(accounts, 1)
    assert book == {"MYR": {"provider": 1000, "deposits": -1000}}, "the provider has the money"


@pytest.mark.parametrize(
    ("payload", "amount", "currency", "refused"),
    [
        ("", 1000, "MYR", DepositNotYours),
        ("deposit:{deposit}:{other}", 1000, "MYR", DepositNotYours),
        ("deposit:{deposit}:{hold}", 999, "MYR", DepositDiffers),
        ("deposit:{deposit}:{hold}", 1000, "SGD", DepositDiffers),
        ("deposit:{deposit}:{hold}", 1000, "MYR", None),
    ],
)
async def test_what_is_paid_is_what_was_asked_of_this_hold(
    scenario: DepositScenario, payload: str, amount: int, currency: str, refused: type[Refusal] | None
) -> None:
    hold, other = await scenario.hold(), await scenario.hold(TOM)
    deposit = await scenario.choose(hold, "invoice")
    named = payload.format(deposit=deposit, hold=hold, other=other)
    payment = InvoicePayment(payload=named, amount=amount, currency=currency)
    if refused is None:
        await scenario.store.read(check_payment, AINA, payment, NOW)
        return
    with pytest.raises(refused):
        await scenario.store.read(check_payment, AINA, payment, NOW)
    if refused is DepositNotYours:
        paid = RawPayment(charge="ch", payload=named, amount=amount, currency=currency, payer=AINA)
        assert await scenario.receive(paid) is None


async def test_nobody_pays_for_a_drop_that_was_cancelled(scenario: DepositScenario) -> None:
    hold = await scenario.hold()
    deposit = await scenario.choose(hold, "invoice")
    await scenario.change(Drop, scenario.drop, state="cancelled", cancelled_at=NOW)
    payment = InvoicePayment(payload=f"deposit:{deposit}:{hold}", amount=1000, currency="MYR")
    with pytest.raises(DropCancelled):
        await scenario.store.read(check_payment, AINA, payment, NOW)


async def test_the_qr_that_serves_is_the_one_confirmed_last_a_day_ago(scenario: DepositScenario) -> None:
    confirmed: tuple[tuple[int, datetime | None], ...] = (
        (1, NOW - DAY),
        (1, NOW - 2 * DAY),
        (1, NOW - DAY + HOUR),
        (1, NOW - HOUR),
        (1, NOW - 2 * HOUR),
        (1, None),
        (2, NOW - DAY - HOUR),
    )

    def write(session: Session) -> None:
        for place, (stall, at) in enumerate(confirmed):
            session.add(
                Payee(
                    stall_id=stall,
                    payload=DUITNOW,
                    name=f"{place}",
                    set_by=MARIUS,
                    set_at=NOW,
                    confirmed_at=at,
                )
            )
            session.flush()

    await scenario.store.write(write)
    serving = await scenario.store.read(payee_serving, 1, NOW)
    assert serving is not None
    assert serving.name == "0"
    of_other = await scenario.store.read(payee_serving, 2, NOW)
    assert of_other is not None
    assert of_other.name == "6"
    found = await scenario.store.read(deposit_settings, STALL, 1, NOW)
    assert found.next is not None
    assert found.next.name == "4", "the newest that was sent and confirmed"
    assert found.serving == serving
    rows = select(Payee.id).where(col(Payee.confirmed_at).is_(None))
    assert len(await scenario.store.read(lambda session: session.exec(rows).all())) == 1
