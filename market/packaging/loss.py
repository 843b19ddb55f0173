"""Loss: packaging that did not come back in time is written off."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from locales.units import ItemUnit
from market.actor import Actor, require_organiser
from market.notification.outbox import notify
from market.packaging.loan import lose
from market.packaging.notifications import PackagingWrittenOff
from market.packaging.packaging_type import PackagingFacts, packaging_by_id
from market.packaging.place import PlaceFacts, places_by_row
from market.packaging.refusals import LoanNotOverdue, NothingOwed
from market.person import lock_unblocked_person
from storage.alley import Alley
from storage.hub import Hub
from storage.packaging import PackagingPlace
from storage.stall import Stall
from storage.store import mark_changed
from storage.ticket import Loan

LOST_AFTER = timedelta(days=30)
"""The time after which packaging that was due is not expected any more."""
MOST_LATE = 60
"""Late loans in a list."""


@dataclass(frozen=True, kw_only=True)
class LateLoan:
    """A loan that is late: units that are out, who lent them, in the lender's time zone. It is written off from `lost_from` on."""

    id: int
    packaging: str
    unit: ItemUnit
    units: int
    lender: str
    due_at: datetime
    lost_from: datetime
    zone: str


def late_loans(session: Session, actor: Actor, now: datetime) -> tuple[LateLoan, ...]:
    """Return the loans that are late, the latest first, MOST_LATE at most. For organisers. Raises NotOrganiser."""
    require_organiser(session, actor)
    rows = select(Loan).where(
        col(Loan.type_id).is_not(None),
        col(Loan.units) > col(Loan.returned) + col(Loan.lost),  # as the index has it
        col(Loan.due_at) < now,
    )
    found = session.exec(rows.order_by(col(Loan.due_at), col(Loan.id)).limit(MOST_LATE)).all()
    kinds = packaging_by_id(session, {loan.type_id for loan in found if loan.type_id})
    lenders = places_by_row(session, {loan.lender_id for loan in found if loan.lender_id})
    return tuple(_late_facts(loan, kinds[loan.type_id or 0], lenders[loan.lender_id or 0]) for loan in found)


def _late_facts(loan: Loan, kind: PackagingFacts, lender: PlaceFacts) -> LateLoan:
    return LateLoan(
        id=loan.id or 0,
        packaging=kind.name,
        unit=kind.unit,
        units=loan.out,
        lender=lender.name,
        due_at=loan.due_at,
        lost_from=loan.due_at + LOST_AFTER,
        zone=lender.zone,
    )


def write_off(session: Session, actor: Actor, loan: int, *, now: datetime) -> None:
    """Write off what is out of a loan that was due 30 days ago. For organisers.

    Raises Blocked, NotOrganiser, NothingOwed where nothing is out, LoanNotOverdue. locks: person, loan, asset, stock
    """
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    row = _lock_typed_loan(session, loan)
    if row is None or not row.out:
        raise NothingOwed
    if now < row.due_at + LOST_AFTER:
        raise LoanNotOverdue(row.due_at + LOST_AFTER, _zone_of(session, row))
    _write_off(session, row, now, actor_id=actor.person)


def overdue_loans(session: Session, now: datetime, limit: int = 500) -> list[int]:
    """Return loans to be written off, the longest overdue first."""
    rows = select(Loan.id).where(
        col(Loan.type_id).is_not(None),
        col(Loan.units) > col(Loan.returned) + col(Loan.lost),  # as the index has it
        col(Loan.due_at) <= now - LOST_AFTER,
    )
    found = session.exec(rows.order_by(col(Loan.due_at), col(Loan.id)).limit(limit))
    return [loan for loan in found if loan]


def write_off_overdue(session: Session, loan: int, now: datetime) -> None:
    """Write off a loan that `overdue_loans` found, unless it came back meanwhile. locks: loan, asset, stock"""
    row = _lock_typed_loan(session, loan)
    if row is not None and row.out and row.due_at <= now - LOST_AFTER:
        _write_off(session, row, now, actor_id=None)


def _write_off(session: Session, loan: Loan, now: datetime, actor_id: int | None) -> None:
    lose(session, loan, now, actor_id)
    if loan.person_id is not None:
        written_off = PackagingWrittenOff(loan_id=loan.id or 0)
        notify(session, loan.person_id, written_off, now, about=f"loan:{loan.id}")
    mark_changed(session, "packaging")


def _lock_typed_loan(session: Session, loan: int) -> Loan | None:
    rows = select(Loan).where(col(Loan.id) == loan, col(Loan.type_id).is_not(None))
    locked = rows.with_for_update(key_share=True)
    return session.exec(locked, execution_options={"populate_existing": True}).first()


def _zone_of(session: Session, loan: Loan) -> str:
    place = session.get_one(PackagingPlace, loan.lender_id)
    owner = session.get_one(Hub, place.hub_id) if place.hub_id else session.get_one(Stall, place.stall_id)
    return session.get_one(Alley, owner.alley_id).zone
