"""The end of an objection: whatever lifts a decision, lifts it in the same transaction (docs/reports.md)."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, select

from market.actor import Actor
from market.audit_log import record_change
from market.notification.outbox import notify
from market.organiser.notifications import ObjectionAnswered
from storage.audit import AuditAction, AuditEntry
from storage.report import Objection, ObjectionState


def of_block(person: int) -> ColumnElement[bool]:
    """Return the condition that an objection is this person's to their block."""
    neither = col(Objection.stall_id).is_(None), col(Objection.drop_id).is_(None)
    return and_(col(Objection.person_id) == person, *neither)


def end_objection(session: Session, actor: Actor, condition: ColumnElement[bool], now: datetime) -> bool:
    """End the open objection to a decision that was just lifted, if there is one, and tell its person; return whether there was. locks: objection"""
    waits = select(Objection).where(condition, col(Objection.state) == ObjectionState.OPEN)
    rows = session.exec(waits.with_for_update(key_share=True)).all()
    for row in rows:
        answer_objection(session, actor, row, ObjectionState.LIFTED, now=now)
    return bool(rows)


def answer_objection(
    session: Session, actor: Actor, row: Objection, state: ObjectionState, *, now: datetime
) -> None:
    """Store and record the outcome of an objection whose row is locked, and tell its person."""
    row.state, row.decided_at, row.decided_by = state, now, actor.person
    session.flush()
    about = session.get_one(AuditEntry, row.decision_id).about
    record_change(
        session,
        AuditAction.OBJECTION_ANSWERED,
        actor.person,
        now,
        subject=row.person_id,
        about=about,
        details=state.value,
    )
    answered = ObjectionAnswered(objection_id=row.id or 0)
    notify(session, row.person_id, answered, now, about=f"objection:{row.id}")
