"""Payments that belong to no deposit: organisers see them with their charge id, and settle each by hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.admins import Admins, organiser_ids
from market.deposit.notifications import DepositToReview, PaymentSettled, PaymentUnmatched
from market.deposit.payment import locked_payment
from market.deposit.refusals import PaymentUnknown
from market.notification.kind import NotificationKind
from market.notification.outbox import notify
from market.paging import page_within
from storage.deposit import Deposit, DepositState
from storage.notification import Notification
from storage.payment import Payment, SettledHow
from storage.person import Person

PAGE = 6
PATIENCE = timedelta(minutes=5)
"""How long a payment may stay unmatched until organisers are notified."""


@dataclass(frozen=True, kw_only=True)
class PaymentFacts:
    """A payment as organisers see it, in minor units. `payer` is a first name, "" where nobody knows it."""

    id: int
    charge: str
    payload: str
    amount: int
    currency: str
    payer: str
    received_at: datetime
    settled_at: datetime | None
    settled_how: SettledHow | None
    settled_by: str


@dataclass(frozen=True, kw_only=True)
class PaymentPage:
    """A page of the payments that wait for an organiser."""

    payments: tuple[PaymentFacts, ...]
    page: int
    pages: int


def unmatched_payments(session: Session, actor: Actor, page: int) -> PaymentPage:
    """Return a page of the payments without a deposit, the oldest first. A page beyond the last is the last. Raises NotOrganiser."""
    require_organiser(session, actor)
    page, pages = page_within(count_unmatched(session), page, PAGE)
    rows = select(Payment).where(*is_unmatched()).order_by(col(Payment.id))
    shown = session.exec(rows.offset((page - 1) * PAGE).limit(PAGE)).all()
    return PaymentPage(payments=tuple(_facts(session, row) for row in shown), page=page, pages=pages)


def count_unmatched(session: Session) -> int:
    """Return how many payments have neither a deposit nor been settled by hand."""
    return session.exec(select(func.count()).select_from(Payment).where(*is_unmatched())).one()


def unmatched_payment(session: Session, actor: Actor, payment: int) -> PaymentFacts:
    """Return a payment, also one that was settled. Raises NotOrganiser, PaymentUnknown."""
    require_organiser(session, actor)
    return any_payment(session, payment)


def any_payment(session: Session, payment: int) -> PaymentFacts:
    """Return a payment, for a notification about it. Raises PaymentUnknown."""
    row = session.get(Payment, payment)
    if row is None or row.matched_at:
        raise PaymentUnknown
    return _facts(session, row)


def settle_payment(
    session: Session, actor: Actor, payment: int, outcome: SettledHow, now: datetime
) -> PaymentFacts:
    """Record how an organiser settled a payment, and tell its payer; the first who does so counts. Raises NotOrganiser, PaymentUnknown.

    locks: payment
    """
    require_organiser(session, actor)
    charge = session.exec(select(Payment.charge).where(col(Payment.id) == payment)).first()
    row = locked_payment(session, charge) if charge is not None else None
    if row is None or row.matched_at:
        raise PaymentUnknown
    if row.settled_at is None:
        row.settled_at, row.settled_how, row.settled_by = now, outcome, actor.person
        session.flush()
        if row.payer_id is not None:
            notify(session, row.payer_id, PaymentSettled(payment_id=payment), now, about=f"payment:{payment}")
    return _facts(session, row)


def payments_to_match(session: Session) -> tuple[str, ...]:
    """Return the charges of the payments that no try has matched or given up yet."""
    rows = select(Payment.charge).where(*is_unmatched(), col(Payment.reason) == "")
    return tuple(session.exec(rows.order_by(col(Payment.id))))


def has_matters_for_organisers(session: Session, now: datetime) -> bool:
    """Return whether something waits for organisers of which none of them has been notified."""
    return bool(_unnotified(session, now))


def notify_organisers(session: Session, admins: Admins, now: datetime) -> None:
    """Notify each organiser once of every unmatched payment and every deposit under review."""
    people = organiser_ids(session, admins)
    for about, due_at, notification in _unnotified(session, now):
        for person in people:
            notify(session, person, notification, due_at, about=about, late_after=now + timedelta(days=7))


def _unnotified(session: Session, now: datetime) -> list[tuple[str, datetime, NotificationKind]]:
    late = select(Payment).where(*is_unmatched(), col(Payment.received_at) <= now - PATIENCE)
    waiting: list[tuple[str, datetime, NotificationKind]] = [
        (f"payment:{row.id}", row.received_at + PATIENCE, PaymentUnmatched(payment_id=row.id or 0))
        for row in session.exec(late.order_by(col(Payment.id)))
    ]
    review = select(Deposit).where(col(Deposit.state) == DepositState.REVIEW).order_by(col(Deposit.id))
    waiting += [
        (f"deposit:{row.id}", row.refund_until, DepositToReview(deposit_id=row.id or 0))
        for row in session.exec(review)
    ]
    told = select(Notification.about, Notification.kind).where(
        col(Notification.about).in_([about for about, _, _ in waiting])
    )
    known = set(session.exec(told).all()) if waiting else set()
    return [each for each in waiting if (each[0], each[2].kind) not in known]


def is_unmatched() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a payment has neither a deposit nor been settled by hand."""
    return col(Payment.matched_at).is_(None), col(Payment.settled_at).is_(None)


def _facts(session: Session, row: Payment) -> PaymentFacts:
    def first_name(person: int | None) -> str:
        found = session.get(Person, person) if person else None
        return found.first_name if found else ""

    return PaymentFacts(
        id=row.id or 0,
        charge=row.charge,
        payload=row.payload,
        amount=row.amount,
        currency=row.currency,
        payer=first_name(row.payer_id),
        received_at=row.received_at,
        settled_at=row.settled_at,
        settled_how=row.settled_how,
        settled_by=first_name(row.settled_by),
    )
