"""Drops for organisers, including hidden ones."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from market.actor import Actor, require_organiser
from market.audit_log import record_change
from market.drop.refusals import DropUnknown
from market.notification.outbox import notify
from market.organiser.notifications import DropHidden
from market.organiser.objection_end import end_objection
from market.organiser.reason import fit_reason, logged_reason
from market.waitlist.hold_clock import run_drops, stop_clocks
from storage.alley import Alley
from storage.audit import AuditAction
from storage.drop import Drop, DropState
from storage.report import Objection
from storage.stall import Stall
from storage.store import mark_changed


@dataclass(frozen=True, kw_only=True)
class OverseenDrop:
    id: int
    name: str
    stall: str
    state: DropState
    hidden_at: datetime | None
    hidden_reason: str | None
    """A prepared reason or own words."""
    starts_at: datetime
    zone: str


def overseen_drops(session: Session, actor: Actor, now: datetime) -> tuple[OverseenDrop, ...]:
    """Return all drops that are neither drafts nor over, by their start. Raises NotOrganiser."""
    require_organiser(session, actor)
    return _overseen(session, col(Drop.state) != DropState.DRAFT, col(Drop.ends_at) > now)


def overseen_drop(session: Session, actor: Actor, drop: int) -> OverseenDrop:
    """Return one drop. Raises NotOrganiser, DropUnknown."""
    require_organiser(session, actor)
    return hidden_drop(session, drop)


def hidden_drop(session: Session, drop: int) -> OverseenDrop:
    """Return a drop, for the notification to its stall. Raises DropUnknown."""
    found = _overseen(session, col(Drop.id) == drop, col(Drop.state) != DropState.DRAFT)
    if not found:
        raise DropUnknown
    return found[0]


def hide_drop(session: Session, actor: Actor, drop: int, now: datetime, *, reason: str = "") -> None:
    """Hide a drop and stop giving out its units; its holds stand still, and its stall is notified, with the reason.

    Raises NotOrganiser, DropUnknown, TooLong. locks: drop
    """
    row = _locked(session, actor, drop)
    if row.hidden_at:
        return
    why = fit_reason(reason)
    row.hidden_at, row.hidden_reason = now, why or None
    decision = record_change(
        session,
        AuditAction.DROP_HIDDEN,
        actor.person,
        now,
        about=f"drop:{drop}",
        details=logged_reason(why),
    )
    stop_clocks(row, now)
    owner = session.get_one(Stall, row.stall_id).owner_id
    if owner is not None:
        hidden = DropHidden(drop_id=drop, decision_id=decision, reason=why)
        notify(session, owner, hidden, now, about=f"drop:{drop}")


def show_again(session: Session, actor: Actor, drop: int, now: datetime) -> None:
    """Show a drop again: its holds go on, and its available units are allocated. Raises NotOrganiser, DropUnknown. locks: drop, objection, item, hold"""
    row = _locked(session, actor, drop)
    if row.hidden_at is None:
        return
    row.hidden_at, row.hidden_reason = None, None
    record_change(session, AuditAction.DROP_SHOWN, actor.person, now, about=f"drop:{drop}")
    end_objection(session, actor, col(Objection.drop_id) == drop, now)
    run_drops(session, col(Drop.id) == drop, now)


def _locked(session: Session, actor: Actor, drop: int) -> Drop:
    require_organiser(session, actor)
    row = session.exec(select(Drop).where(col(Drop.id) == drop).with_for_update(key_share=True)).first()
    if row is None or row.state == DropState.DRAFT:
        raise DropUnknown
    mark_changed(session, "drop")
    return row


def _overseen(session: Session, *conditions: ColumnElement[bool]) -> tuple[OverseenDrop, ...]:
    own: tuple[Any, ...] = (
        Drop.id,
        Drop.name,
        Drop.state,
        Drop.hidden_at,
        Drop.hidden_reason,
        Drop.starts_at,
    )
    rows = (
        columns(*map(col, own), col(Stall.name).label("stall"), col(Alley.zone))
        .join(Stall, col(Stall.id) == col(Drop.stall_id))
        .join(Alley, col(Alley.id) == col(Drop.alley_id))
        .where(*conditions)
        .order_by(col(Drop.starts_at), col(Drop.id))
    )
    return tuple(OverseenDrop(**row._mapping) for row in session.connection().execute(rows))
