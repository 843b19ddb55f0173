"""Deposits that their stall cannot answer: its owner is blocked or gone, or silent. Organisers answer them, and decide about those under review."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, func, select

from market.actor import Actor, Right, is_organiser, require_organiser, require_right
from market.deposit.refusals import DepositNotYours
from market.ledger.deposit_end import BACK_WITHIN
from market.ledger.deposit_facts import DepositFacts, find_deposits
from market.paging import page_within
from storage.deposit import Deposit, DepositState
from storage.person import Person
from storage.stall import Stall

SILENT_AFTER = timedelta(days=2)
"""How long "I paid" may wait for the stall's answer before organisers may give it."""
PAGE = 6


@dataclass(frozen=True, kw_only=True)
class StalledPage:
    """A page of the deposits that organisers answer."""

    deposits: tuple[DepositFacts, ...]
    page: int
    pages: int


def stalled_deposits(session: Session, actor: Actor, page: int, now: datetime) -> StalledPage:
    """Return a page of the deposits that organisers answer, the most urgent first. A page beyond the last is the last. Raises NotOrganiser."""
    require_organiser(session, actor)
    page, pages = page_within(count_stalled(session, now), page, PAGE)
    found = find_deposits(session, is_stalled(now), skip=(page - 1) * PAGE, limit=PAGE)
    return StalledPage(deposits=found, page=page, pages=pages)


def count_stalled(session: Session, now: datetime) -> int:
    """Return how many deposits organisers answer."""
    return session.exec(select(func.count()).select_from(Deposit).where(is_stalled(now))).one()


def stalled_deposit(session: Session, actor: Actor, deposit: int) -> DepositFacts:
    """Return a deposit for an organiser, in whatever state it is. Raises NotOrganiser, DepositNotYours."""
    require_organiser(session, actor)
    found = find_deposits(session, col(Deposit.id) == deposit)
    if not found:
        raise DepositNotYours
    return found[0]


def require_answering(session: Session, actor: Actor, deposit: int, now: datetime) -> None:
    """Let the stall's owner answer a deposit, and organisers where the stall cannot. Raises DepositNotYours, NotYourStall."""
    stall = DepositNotYours.unless(
        session.exec(select(Deposit.stall_id).where(col(Deposit.id) == deposit)).first()
    )
    stalled = select(Deposit.id).where(col(Deposit.id) == deposit, is_stalled(now))
    if is_organiser(session, actor) and session.exec(stalled).first() is not None:
        return
    require_right(session, actor, stall, Right.OWN)


def is_stalled(now: datetime) -> ColumnElement[bool]:
    """Return the condition that organisers answer a deposit."""
    blocked = select(Person.id).where(col(Person.blocked_at).is_not(None))
    left = or_(col(Stall.owner_id).is_(None), col(Stall.closed_at).is_not(None))
    gone = select(Stall.id).where(or_(left, col(Stall.owner_id).in_(blocked)))
    silent = or_(
        and_(col(Deposit.state) == DepositState.SAID, col(Deposit.said_at) <= now - SILENT_AFTER),
        and_(col(Deposit.state) == DepositState.DUE, col(Deposit.due_at) <= now - BACK_WITHIN),
    )
    waits = col(Deposit.state).in_((DepositState.SAID, DepositState.DUE))
    return or_(
        col(Deposit.state) == DepositState.REVIEW,
        and_(waits, or_(col(Deposit.stall_id).in_(gone), silent)),
    )
