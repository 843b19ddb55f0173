"""Deposits as values: to the payer, to the stall, and as sums for each currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from market.actor import Actor, Right, require_right
from market.deposit.refusals import DepositNotYours
from market.ledger.deposit_facts import STATE_ORDER, DepositFacts, find_deposits
from market.ledger.transfers import accounts
from market.paging import page_within
from storage.address import current_chat
from storage.deposit import Deposit, DepositState, LedgerAccount
from storage.drop import Item
from storage.waitlist import Booking, BookingState

PAGE = 6
SHOWN_FOR = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class DepositPage:
    """A page of a stall's deposits. `changes_at` is when the next of an ended hold leaves the list by itself."""

    stall: int
    deposits: tuple[DepositFacts, ...]
    page: int
    pages: int
    changes_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class DepositSums:
    """The deposits of a stall in one currency, in minor units, by what became of them."""

    currency: str
    held: int
    owed: int
    kept: int
    sales: int
    back: int


def own_deposit(session: Session, person: int, deposit: int) -> DepositFacts:
    """Return a deposit of this person. Raises DepositNotYours."""
    return _one(find_deposits(session, col(Deposit.id) == deposit, col(Deposit.person_id) == person))


def own_deposits(session: Session, person: int) -> tuple[DepositFacts, ...]:
    """Return the deposits that this person was asked for or paid, newest first."""
    conditions = (col(Deposit.person_id) == person, col(Deposit.state) != DepositState.VOID)
    return find_deposits(session, *conditions)[:PAGE]


def has_deposits(session: Session, person: int) -> bool:
    """Return whether `own_deposits` has anything, such as a refund that is due."""
    own = col(Deposit.person_id) == person, col(Deposit.state) != DepositState.VOID
    return session.exec(select(Deposit.id).where(*own).limit(1)).first() is not None


def any_deposit(session: Session, deposit: int) -> DepositFacts:
    """Return a deposit, for a notification about it. Raises DepositNotYours where it is gone."""
    return _one(find_deposits(session, col(Deposit.id) == deposit))


def stall_deposit(session: Session, actor: Actor, deposit: int) -> DepositFacts:
    """Return a deposit for the stall's own staff. Raises DepositNotYours, NotYourStall."""
    facts = any_deposit(session, deposit)
    require_right(session, actor, facts.drop.stall.id, Right.OWN)
    return facts


def reaches_payer(session: Session, actor: Actor, deposit: int) -> bool:
    """Return whether messages reach the payer of a deposit, who was not forgotten. Raises DepositNotYours, NotYourStall."""
    stall_deposit(session, actor, deposit)
    payer = session.get_one(Deposit, deposit, populate_existing=True).person_id
    return payer is not None and session.connection().execute(current_chat(payer)).first() is not None


def stall_deposits(session: Session, actor: Actor, stall: int, page: int, now: datetime) -> DepositPage:
    """Return a page of a stall's deposits: reported, due back, asked, paid, and those of ended holds.

    A page beyond the last is the last. Raises StallUnknown, NotYourStall.
    """
    require_right(session, actor, stall, Right.OWN)
    conditions = (
        col(Deposit.stall_id) == stall,
        col(Deposit.state).in_(STATE_ORDER),
        (col(Deposit.state) != DepositState.VOID) | (col(Deposit.ended_at) > now - SHOWN_FOR),
    )
    count = session.exec(select(func.count()).select_from(Deposit).where(*conditions)).one()
    page, pages = page_within(count, page, PAGE)
    found = find_deposits(session, *conditions, skip=(page - 1) * PAGE, limit=PAGE)
    oldest = select(func.min(Deposit.ended_at)).where(*conditions, col(Deposit.state) == DepositState.VOID)
    ended_at = session.exec(oldest).one()
    return DepositPage(
        stall=stall,
        deposits=found,
        page=page,
        pages=pages,
        changes_at=ended_at + SHOWN_FOR if ended_at else None,
    )


def stall_sums(session: Session, actor: Actor, stall: int) -> tuple[DepositSums, ...]:
    """Return the sums of the ledger for each currency. Raises StallUnknown, NotYourStall."""
    require_right(session, actor, stall, Right.OWN)
    return refund_sums(session, stall)


def refunds_of_cancelling(session: Session, drops: Sequence[int]) -> int:
    """Return what a stall has to refund if it cancels these drops now, in minor units of its alley's currency."""
    rows = (
        select(func.coalesce(func.sum(Deposit.amount), 0))
        .join(Booking, col(Booking.id) == col(Deposit.booking_id))
        .join(Item, col(Item.id) == col(Booking.item_id))
        .where(
            col(Item.drop_id).in_(drops),
            col(Deposit.state) == DepositState.PAID,
            col(Booking.state) == BookingState.BOOKED,
            col(Booking.collected) == 0,
        )
    )
    return session.exec(rows).one()


def refund_sums(session: Session, stall: int) -> tuple[DepositSums, ...]:
    """As `stall_sums`, for a notification to the stall."""
    returned = select(Deposit.currency, func.sum(Deposit.amount)).where(
        col(Deposit.stall_id) == stall, col(Deposit.state) == DepositState.RETURNED
    )
    back = {
        currency: int(amount) for currency, amount in session.exec(returned.group_by(col(Deposit.currency)))
    }
    return tuple(
        DepositSums(
            currency=currency,
            held=-has.get(LedgerAccount.DEPOSITS, 0),
            owed=-has.get(LedgerAccount.REFUNDS, 0),
            kept=-has.get(LedgerAccount.KEPT, 0),
            sales=-has.get(LedgerAccount.SALES, 0),
            back=back.get(currency, 0),
        )
        for currency, has in accounts(session, stall).items()
    )


def _one(deposits: tuple[DepositFacts, ...]) -> DepositFacts:
    if not deposits:
        raise DepositNotYours
    return deposits[0]
