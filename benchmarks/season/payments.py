"""Payments by invoice: matching ones, others, and duplicates. Each must be recorded once, whatever goes wrong."""

from dataclasses import dataclass

from benchmarks.season.faults import drawn_fault
from benchmarks.season.people import SimulatedPerson
from benchmarks.season.simulation import Act, Simulation
from bot.intake.payment_record import ReportedPayment, record_reported
from bot.telegram.payments import paid_line, recover_payments
from market.deposit.payment import RawPayment, match_payment
from market.deposit.unmatched import has_matters_for_organisers, notify_organisers, payments_to_match
from storage.payment_journal import PaymentJournal

PAYABLE = """
SELECT id, hold_id, reference, amount, currency FROM deposit
WHERE person_id = ? AND way = 'invoice' AND state IN ('asked', 'said', 'void', 'paid') ORDER BY id
"""


@dataclass(frozen=True, kw_only=True)
class InvoicePaid:
    """An invoice that was paid, which cannot be undone."""

    payer: SimulatedPerson
    paid: RawPayment


def drawn_payment(simulation: Simulation, person: SimulatedPerson, me: int) -> InvoicePaid | None:
    """Return a person's payment: mostly as asked, sometimes of another amount or for an unknown invoice."""
    rng = simulation.rng
    found = simulation.one_of(PAYABLE, me)
    if not found:
        return None
    deposit, hold, reference, amount, currency = found
    payload = f"deposit:{deposit}:{hold}:{reference}" if rng.random() < 0.95 else "an invoice of yesterday"
    amount = amount if rng.random() < 0.95 else amount + 100
    charge = f"charge-{len(simulation.charges) + 1}"
    raw = {"telegram_payment_charge_id": charge, "total_amount": amount}
    paid = RawPayment(charge=charge, payload=payload, amount=amount, currency=currency, raw=raw)
    return InvoicePaid(payer=person, paid=paid)


async def receive_payment(simulation: Simulation, made: InvoicePaid) -> None:
    """Record a payment, repeatedly until its update is confirmed, and match it or leave that to the job. Raises Violated."""
    now, rng, paid = simulation.now, simulation.rng, made.paid
    name = f"P{made.payer.telegram_id}"
    reported = ReportedPayment(
        paid=paid, payer=made.payer.telegram_id, first_name=name, language=made.payer.language
    )
    PaymentJournal(simulation.store.url).append(paid_line(paid, now))
    simulation.charges[paid.charge] = paid.amount
    record = Act(name="record payment", action=lambda session: record_reported(session, reported, now))
    while (await simulation.do(record, drawn_fault(rng))).lost:
        await simulation.empty_disk()
    simulation.check_payments()
    if rng.random() < 0.1:
        await simulation.do(record)
    if rng.random() < 0.7:
        match = Act(
            name="match payment", action=lambda session: match_payment(session, paid.charge, now, rng=rng)
        )
        await simulation.do(match, drawn_fault(rng))


async def match_payments(simulation: Simulation) -> None:
    """Match recorded payments, and notify organisers of those that cannot be matched."""
    now, rng = simulation.now, simulation.rng
    for charge in await simulation.store.read(payments_to_match):
        await simulation.run("match payment", match_payment, charge, now, rng=rng)
    if await simulation.store.read(has_matters_for_organisers, now):
        await simulation.run("notify organisers", notify_organisers, simulation.admins, now)


async def recover(simulation: Simulation) -> None:
    """Restore payments that the database lacks from the journal, as each start does. Raises Violated."""
    await recover_payments(simulation.store, lambda: simulation.now)
    simulation.check()
    simulation.check_payments()
