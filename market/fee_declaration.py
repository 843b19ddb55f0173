"""A stall says that it paid a month of its licence, until it withdraws that, an organiser answers, or its city asks no fee any more."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from market.actor import Actor, StallUnknown, require_impartial, require_organiser
from market.admins import Admins
from market.deciders import deciding_organisers
from market.licence_fees import (
    FeesChanged,
    NoLicenceFee,
    declared_about,
    declared_fee,
    lock_fees,
    mark_fees,
    own_fees,
    require_fee,
    standing_fees,
)
from market.licence_rules import asks_fee
from market.notification.outbox import notify
from market.paging import page_within
from market.refusal import Refusal
from market.stall import lock_own_stall
from market.validity_notifications import LicenceFeeDeclared, LicenceFeeDenied, LicenceFeeDropped
from storage.alley import Alley
from storage.licence import FeeDeclaration
from storage.notification import delete_queued_about
from storage.staff import StallStaff
from storage.stall import Stall
from storage.store import mark_changed

PAGE, DROPPED_AT_ONCE = 8, 100


@dataclass
class FeeNoted(Refusal):
    """An organiser has noted this month."""


@dataclass
class FeeDeclared(Refusal):
    """The stall says already that it paid a month, and nobody has answered."""


@dataclass
class FeeAnswered(Refusal):
    """A stall's declaration was answered or withdrawn already."""


class DeclarationState(StrEnum):
    """The state of a stall's declaration: it waits for an organiser; its month is noted as paid; or it needs no answer any more."""

    WAITING = "waiting"
    NOTED = "noted"
    OVER = "over"


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

    Raises Blocked, StallUnknown, NotYourStall, NoLicenceFee, FeeNoted, FeeDeclared; FeesChanged where another month is due. locks: person, stall
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
    for person in deciding_organisers(session, row, admins):
        notify(session, person, said, now, about=declared_about(declaration.id or 0))
    mark_fees(session, stall, now)
    return declaration.id or 0


def withdraw_fee(session: Session, actor: Actor, stall: int, declaration: int, now: datetime) -> None:
    """Withdraw that a stall paid; organisers who were not told yet are not told.

    Raises Blocked, StallUnknown, NotYourStall, FeeAnswered. locks: person, stall
    """
    lock_own_stall(session, actor, stall)
    _delete(session, stall, declaration, now)


def deny_fee(session: Session, actor: Actor, stall: int, declaration: int, now: datetime) -> None:
    """Tell a stall that the organisers have not received what it says it paid. It may say so again. For organisers.

    Raises NotOrganiser, StallUnknown, OwnStallDecided, NoLicenceFee, FeeAnswered. locks: stall
    """
    row = lock_fees(session, actor, stall)
    require_fee(session, row)
    month = _delete(session, stall, declaration, now)
    if row.owner_id is not None:
        denied = LicenceFeeDenied(stall_id=stall, month=month)
        notify(session, row.owner_id, denied, now, about=declared_about(declaration))


def drop_unasked_fees(session: Session, now: datetime) -> int:
    """End some of what stalls in cities say that ask no fee any more, tell those stalls, and return how many. locks: stall"""
    asked = select(Alley.id).where(asks_fee())
    unasked = select(FeeDeclaration.stall_id).join(Stall).where(col(Stall.alley_id).not_in(asked))
    stalls = session.exec(unasked.order_by(col(Stall.id)).limit(DROPPED_AT_ONCE)).all()
    return sum(_drop(session, stall, now) for stall in stalls)


def declared_month(session: Session, declaration: int) -> date:
    """Return the month of which a stall says that it paid it, for the message about that. Raises FeeAnswered where nobody has to answer it any more."""
    found = session.get(FeeDeclaration, declaration)
    if found is None:
        raise FeeAnswered
    try:
        require_fee(session, session.get_one(Stall, found.stall_id))
    except NoLicenceFee as refusal:
        raise FeeAnswered from refusal
    return found.month


def declaration_state(
    session: Session, actor: Actor, stall: int, declaration: int, *, month: date
) -> DeclarationState:
    """Return what became of what a stall said of a month, to an organiser who may decide about it. Raises NotOrganiser, StallUnknown, OwnStallDecided."""
    require_organiser(session, actor)
    row = session.get(Stall, stall)
    if row is None:
        raise StallUnknown
    require_impartial(session, actor, row)
    waiting = (
        select(FeeDeclaration.id).join(Stall).where(*_decidable(actor), col(FeeDeclaration.id) == declaration)
    )
    if session.exec(waiting).first() is not None:
        return DeclarationState.WAITING
    noted = month in {fee.month for fee in standing_fees(session, stall)}
    return DeclarationState.NOTED if noted else DeclarationState.OVER


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
    """Return the conditions on an open stall, in a city that asks a fee, that the actor neither owns nor helps at, as `require_impartial` asks."""
    helps = select(StallStaff.stall_id).where(col(StallStaff.person_id) == actor.person)
    return (
        col(Stall.closed_at).is_(None),
        col(Stall.alley_id).in_(select(Alley.id).where(asks_fee())),
        col(Stall.owner_id).is_distinct_from(actor.person),
        col(Stall.id).not_in(helps),
    )


def _drop(session: Session, stall: int, now: datetime) -> bool:
    """End what a stall says, unless somebody has meanwhile; tell its owner. locks: stall"""
    row = session.exec(select(Stall).where(col(Stall.id) == stall).with_for_update(key_share=True)).one()
    declared = declared_fee(session, stall)
    if declared is None:
        return False
    month = _delete(session, stall, declared.id, now)
    if row.owner_id is not None and row.closed_at is None:
        dropped = LicenceFeeDropped(stall_id=stall, month=month)
        notify(session, row.owner_id, dropped, now, about=declared_about(declared.id))
    return True


def _delete(session: Session, stall: int, declaration: int, now: datetime) -> date:
    """Delete what a stall says, with the messages about it that wait, and return its month. Raises FeeAnswered."""
    declared = declared_fee(session, stall)
    if declared is None or declared.id != declaration:
        raise FeeAnswered
    session.delete(session.get_one(FeeDeclaration, declaration))
    session.connection().execute(delete_queued_about((declared_about(declaration),)))
    session.flush()
    mark_fees(session, stall, now)
    mark_changed(session, "notification")
    return declared.month
