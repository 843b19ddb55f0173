"""A payment is recorded raw before anything else, matched with retries, and settled by hand where it has no deposit."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from market.actor import Actor, NotOrganiser
from market.deposit.payment import RawPayment, charge_of, match_payment, record_payment
from market.deposit.refusals import PaymentUnknown
from market.deposit.unmatched import (
    PATIENCE,
    count_unmatched,
    has_matters_for_organisers,
    notify_organisers,
    settle_payment,
    unmatched_payment,
    unmatched_payments,
)
from market.privacy.forget import forget
from scheduler.deposit import match_payments, notify_of_unsettled
from storage.deposit import Deposit
from storage.payment import Payment, SettledHow
from tests.market.deposit.conftest import AINA, EACH, KEN, NOW, STRANGER, TOM, DepositScenario
from tests.people import admins

ORGANISER = Actor(KEN, is_configured_admin=True)
ADMINS = admins(KEN)


async def asked(scenario: DepositScenario, person: int = AINA) -> tuple[int, str]:
    """An invoice that waits to be paid: its deposit and its payload."""
    hold = await scenario.hold(person)
    deposit = await scenario.choose(hold, "invoice", person)
    reference = (await scenario.deposit(deposit)).reference
    return deposit, f"deposit:{deposit}:{hold}:{reference}"


def paid(payload: str, charge: str = "ch", **changed: Any) -> RawPayment:
    values = {"amount": EACH, "currency": "MYR", "payer": AINA} | changed
    return RawPayment(charge=charge, payload=payload, raw={"invoice_payload": payload}, **values)


async def payments(scenario: DepositScenario) -> list[Payment]:
    rows = select(Payment).order_by(col(Payment.id))
    return await scenario.store.read(lambda session: list(session.exec(rows)))


async def test_it_is_recorded_before_it_is_matched_and_a_job_matches_it(scenario: DepositScenario) -> None:
    deposit, payload = await asked(scenario)
    assert await scenario.store.write(record_payment, paid(payload), NOW)
    [row] = await payments(scenario)
    assert (row.charge, row.payload, row.amount, row.currency) == ("ch", payload, EACH, "MYR")
    assert (row.payer_id, row.raw, row.received_at) == (AINA, {"invoice_payload": payload}, NOW)
    assert await scenario.state(deposit) == "asked", "not looked at yet"
    await match_payments(scenario.store, NOW, scenario.rng)
    assert await scenario.state(deposit) == "paid"
    [row] = await payments(scenario)
    assert (row.deposit_id, row.matched_at) == (deposit, NOW)


async def test_reported_again_it_is_recorded_and_counted_once(scenario: DepositScenario) -> None:
    deposit, payload = await asked(scenario)
    for _ in range(3):
        assert await scenario.receive(paid(payload)) == deposit
    assert len(await payments(scenario)) == 1
    assert await scenario.moves(deposit) == ["received"]


@pytest.mark.parametrize("change", ["UPDATE payment SET amount = 1", "DELETE FROM payment"])
async def test_what_was_recorded_is_neither_changed_nor_deleted(
    scenario: DepositScenario, change: str
) -> None:
    await scenario.store.write(record_payment, paid("x"), NOW)
    with pytest.raises(DBAPIError, match="append-only"):
        await scenario.store.write(lambda session: session.connection().execute(text(change)))
    assert len(await payments(scenario)) == 1


async def test_nothing_in_it_can_keep_it_from_being_stored(scenario: DepositScenario) -> None:
    strange = RawPayment(
        charge="ch\0\ud800" + "x" * 300,
        payload="\0" * 200 + "ü" * 200,
        amount=-(10**30),
        currency="MYRXX",
        raw={"a\0": ["\ud800", {"b": 1.5}], "c": None},
    )
    assert await scenario.store.write(record_payment, strange, NOW)
    assert not await scenario.store.write(record_payment, strange, NOW)
    [row] = await payments(scenario)
    assert (row.payer_id, row.currency, len(row.charge)) == (None, "MYR", 255)
    await match_payments(scenario.store, NOW, scenario.rng)
    assert await scenario.store.read(count_unmatched) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"charge": "x" * 300 + "1"}, {"charge": "x" * 300 + "2"}),
        ({"charge": "ch 1"}, {"charge": "ch\0 1"}),
        ({"charge": "", "message": "7 in chat 9"}, {"charge": " ", "message": "8 in chat 9"}),
    ],
    ids=["too long", "alike once stored", "without one"],
)
async def test_two_payments_whose_charges_no_column_can_tell_apart_are_two(
    scenario: DepositScenario, one: dict[str, Any], other: dict[str, Any]
) -> None:
    """Else the second would be lost, and its payer shown the first."""
    for changed in (one, other, one, other):
        await scenario.store.write(record_payment, paid("deposit:1:1", **changed), NOW)
    stored = [row.charge for row in await payments(scenario)]
    assert len(stored) == len(set(stored)) == 2
    assert all(len(charge) <= 255 for charge in stored)
    assert [charge_of(paid("", charge=charge)) for charge in stored] == stored, "the journal gives it back"


async def test_one_that_fails_keeps_no_other_and_is_tried_again(
    scenario: DepositScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await asked(scenario), await asked(scenario, TOM)
    await scenario.store.write(record_payment, paid(first[1], "one"), NOW)
    await scenario.store.write(record_payment, paid(second[1], "two", payer=TOM), NOW)

    def broken(session: Any, charge: str, *args: Any, **named: Any) -> int | None:
        if charge == "one":
            raise RuntimeError("a power cut")
        return match_payment(session, charge, *args, **named)

    with monkeypatch.context() as patch:
        patch.setattr("scheduler.deposit.match_payment", broken)
        await match_payments(scenario.store, NOW, scenario.rng)
    assert [await scenario.state(one) for one, _ in (first, second)] == ["asked", "paid"]
    await match_payments(scenario.store, NOW, scenario.rng)
    assert await scenario.state(first[0]) == "paid"


async def test_a_restored_database_matches_no_strangers_deposit(scenario: DepositScenario) -> None:
    """It gives the same ids again: the invoice of before names another reference."""
    deposit, payload = await asked(scenario)
    lost = payload[:-5] + "QQQQQ"
    assert await scenario.receive(paid(lost)) is None
    assert await scenario.state(deposit) == "asked"
    assert await scenario.store.read(count_unmatched) == 1
    assert (await scenario.one(select(Payment.reason))) == "unknown deposit"


async def test_organisers_see_it_with_its_charge_and_settle_it_once(scenario: DepositScenario) -> None:
    for number in range(8):
        await scenario.receive(paid("nonsense", f"ch_{number}"))
    first = await scenario.store.read(unmatched_payments, ORGANISER, 1)
    beyond = await scenario.store.read(unmatched_payments, ORGANISER, 9)
    assert (first.payments[0].charge, first.pages) == ("ch_0", 2)
    assert [one.charge for one in beyond.payments] == ["ch_6", "ch_7"]
    assert first.payments[0].payer == "P1"
    for stranger in (Actor(STRANGER), Actor(AINA)):
        with pytest.raises(NotOrganiser):
            await scenario.store.read(unmatched_payments, stranger, 1)
        with pytest.raises(NotOrganiser):
            await scenario.store.write(settle_payment, stranger, 1, SettledHow.NOTHING, now=NOW)
    payment = first.payments[0].id
    await scenario.store.write(settle_payment, ORGANISER, payment, SettledHow.REFUNDED, now=NOW)
    await scenario.store.write(settle_payment, ORGANISER, payment, SettledHow.NOTHING, now=NOW)
    settled = await scenario.store.read(unmatched_payment, ORGANISER, payment)
    assert (settled.settled_how, settled.settled_by, settled.settled_at) == ("refunded", "P9002", NOW)
    assert await scenario.notifications("PaymentSettled") == [AINA]
    assert await scenario.store.read(count_unmatched) == 7
    left = await scenario.store.read(unmatched_payments, ORGANISER, 1)
    assert [one.charge for one in left.payments] == [f"ch_{number}" for number in range(1, 7)]
    with pytest.raises(PaymentUnknown):
        await scenario.store.read(unmatched_payment, ORGANISER, 10**6)


@pytest.mark.empty_market("the queue of all that organisers decide")
async def test_organisers_are_told_after_five_minutes_once(scenario: DepositScenario) -> None:
    await scenario.receive(paid("nonsense"))
    assert not await scenario.store.read(has_matters_for_organisers, NOW)
    for _ in range(2):
        await notify_of_unsettled(scenario.store, ADMINS, NOW + PATIENCE)
        await scenario.store.write(notify_organisers, ADMINS, NOW + 2 * PATIENCE)
    assert await scenario.notifications("PaymentUnmatched") == [KEN]


async def test_a_payer_who_is_forgotten_is_cut_from_it_and_the_rest_stays(scenario: DepositScenario) -> None:
    await scenario.receive(paid("nonsense"))
    await scenario.store.write(forget, AINA, NOW + timedelta(hours=1))
    [row] = await payments(scenario)
    assert (row.payer_id, row.charge, row.amount) == (None, "ch", EACH)


async def test_a_payment_whose_payer_was_forgotten_meanwhile_is_due_back_without_a_name(
    scenario: DepositScenario,
) -> None:
    deposit, payload = await asked(scenario)
    await scenario.store.write(record_payment, paid(payload), NOW)
    await scenario.store.write(forget, AINA, NOW)
    await match_payments(scenario.store, NOW, scenario.rng)
    states = select(Deposit.state, Deposit.person_id).order_by(col(Deposit.id))
    found = await scenario.store.read(lambda session: session.exec(states).all())
    assert [tuple(one) for one in found] == [("void", None), ("due", None)]
    assert await scenario.state(deposit) == "void"
