"""A stall says that it paid a month of its licence, until it withdraws that or an organiser notes the payment or has not received it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.admins import Admins, organiser_ids
from market.licence_fees import (
    FeesChanged,
    declared_about,
    declared_fee,
    lock_fees,
    own_fees,
    standing_fees,
)
from market.notification.outbox import notify
from market.paging import page_within
from market.refusal import Refusal
from market.stall import lock_own_stall
from market.validity_notifications import LicenceFeeDeclared, LicenceFeeDenied
from storage.licence import FeeDeclaration
from storage.notification import delete_queued_about
from storage.staff import StallStaff
from storage.stall import Stall
from storage.store import mark_changed

PAGE = 8


@dataclass
class FeeNoted(Refusal):
    """An organiser has noted this month."""


@dataclass
class FeeDeclared(Refusal):
    """The stall says already that it paid a month, and nobody has answered."""


@dataclass
class FeeAnswered(Refusal):
    """What a stall said was answered or withdrawn."""


@dataclass(frozen=True)
class DeclaringStall:
    """A stall that says it paid."""

    stall: int
    name: str


@dataclass(frozen=True, kw_only=True)
class DeclaredPage:
    """A page of the stalls that say they paid, who waits longest first. `total` counts all."""

    stalls: tuple[DeclaringStall, ...]
    total: int
    page: int
    pages: int


def declare_fee(
    session: Session, actor: Actor, stall: int, month: date, admins: Admins, now: datetime
) -> int:
    """Say that a stall paid the month that is due next, tell the organisers who may decide, and return the declaration.

    Raises Banned, StallUnknown, NotYourStall, NoLicenceFee, FeeNoted, FeeDeclared; FeesChanged where another month is due. locks: person, stall
    """
    row = lock_own_stall(session, actor, stall)
    due = own_fees(session, actor, stall, now)
    if month in {fee.month for fee in standing_fees(session, stall)}:
        raise FeeNoted
    if due.declared:
        raise FeeDeclared
    if due.next_month != month:
        raise FeesChanged
    declaration = FeeDeclaration(stall_id=stall, month=month, declared_at=now)
    session.add(declaration)
    session.flush()
    said = LicenceFeeDeclared(stall_id=stall, declaration_id=declaration.id or 0)
    for person in sorted({*organiser_ids(session, admins)} - _insiders(session, row)):
        notify(session, person, said, now, about=declared_about(declaration.id or 0))
    return declaration.id or 0


def withdraw_fee(session: Session, actor: Actor, stall: int, declaration: int) -> None:
    """Withdraw that a stall paid; organisers who were not told yet are not told.

    Raises Banned, StallUnknown, NotYourStall, FeeAnswered. locks: person, stall
    """
    lock_own_stall(session, actor, stall)
    _delete(session, stall, declaration)


def deny_fee(session: Session, actor: Actor, stall: int, declaration: int, now: datetime) -> None:
    """Tell a stall that the organisers have not received what it says it paid. It may say so again. For organisers.

    Raises NotOrganiser, StallUnknown, OwnStallDecided, FeeAnswered. locks: stall
    """
    row = lock_fees(session, actor, stall)
    month = _delete(session, stall, declaration)
    if row.owner_id is not None:
        denied = LicenceFeeDenied(stall_id=stall, month=month)
        notify(session, row.owner_id, denied, now, about=declared_about(declaration))


def declared_month(session: Session, declaration: int) -> date:
    """Return the month of which a stall says that it paid it, for the message about that. Raises FeeAnswered where it was answered or withdrawn."""
    found = session.get(FeeDeclaration, declaration)
    if found is None:
        raise FeeAnswered
    return found.month


def declared_fees(session: Session, actor: Actor, page: int) -> DeclaredPage:
    """Return a page of the stalls that say they paid, and about which this organiser may decide. Raises NotOrganiser."""
    require_organiser(session, actor)
    total = count_declared(session, actor)
    number, pages = page_within(total, page, PAGE)
    rows = select(Stall.id, Stall.name).join(FeeDeclaration, col(FeeDeclaration.stall_id) == col(Stall.id))
    waiting = rows.where(*_decidable(actor)).order_by(col(FeeDeclaration.id))
    found = session.exec(waiting.offset((number - 1) * PAGE).limit(PAGE))
    stalls = tuple(DeclaringStall(stall or 0, name) for stall, name in found)
    return DeclaredPage(stalls=stalls, total=total, page=number, pages=pages)


def count_declared(session: Session, actor: Actor) -> int:
    """Return how many stalls say that they paid, and wait for an answer that this organiser may give."""
    rows = select(func.count()).select_from(FeeDeclaration).join(Stall).where(*_decidable(actor))
    return session.exec(rows).one()


def _decidable(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on an open stall that the actor neither owns nor helps at, as `require_impartial` asks."""
    helps = select(StallStaff.stall_id).where(col(StallStaff.person_id) == actor.person)
    return (
        col(Stall.closed_at).is_(None),
        col(Stall.owner_id).is_distinct_from(actor.person),
        col(Stall.id).not_in(helps),
    )


def _insiders(session: Session, stall: Stall) -> set[int]:
    """Return who decides nothing about a stall: its owner and who helps there."""
    helpers = select(StallStaff.person_id).where(col(StallStaff.stall_id) == stall.id)
    return {*session.exec(helpers), *((stall.owner_id,) if stall.owner_id else ())}


def _delete(session: Session, stall: int, declaration: int) -> date:
    """Delete what a stall says, with the messages about it that wait, and return its month. Raises FeeAnswered."""
    declared = declared_fee(session, stall)
    if declared is None or declared.id != declaration:
        raise FeeAnswered
    session.delete(session.get_one(FeeDeclaration, declaration))
    session.connection().execute(delete_queued_about((declared_about(declaration),)))
    session.flush()
    mark_changed(session, "notification")
    return declared.month
