"""What is known of deposits, as values: to who pays, to the stall, and as sums."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case
from sqlmodel import Session, col, func, select

from market.actor import Actor, require_staff
from market.deposit.deposit_end import BACK_WITHIN
from market.deposit.ledger import DEPOSITS, KEPT, REFUNDS, SALES, accounts
from market.drop.browse import any_drops
from market.drop.facts import DropFacts, ItemFacts
from market.refusal import DepositNotYours
from storage.deposit import Deposit, DepositState, PaymentMethod
from storage.drop import Item
from storage.waitlist import Hold, HoldState

PAGE = 6
SHOWN_FOR = timedelta(days=30)
STATE_ORDER = (
    DepositState.SAID,
    DepositState.DUE,
    DepositState.ASKED,
    DepositState.PAID,
    DepositState.VOID,
)
"""What a stall sees of its deposits, first what waits for it."""


@dataclass(frozen=True, kw_only=True)
class DepositFacts:
    """Money in minor units. `held_until` is the hold's deadline, `live` whether it runs."""

    id: int
    hold: int
    booking: int | None
    drop: DropFacts
    item: ItemFacts
    reference: str
    state: DepositState
    way: PaymentMethod
    units: int
    amount: int
    currency: str
    refund_until: datetime
    said_at: datetime | None
    denied_at: datetime | None
    paid_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    held_until: datetime
    live: bool

    def lost(self, now: datetime) -> bool:
        """Whether who gives the claim up now leaves it to the stall."""
        return self.state == DepositState.PAID and self.refund_until <= now

    @property
    def back_by(self) -> datetime:
        """Until when the stall gives it back that is due."""
        return (self.due_at or self.refund_until) + BACK_WITHIN


@dataclass(frozen=True, kw_only=True)
class DepositPage:
    """A page of a stall's deposits."""

    stall: int
    deposits: tuple[DepositFacts, ...]
    page: int
    pages: int


@dataclass(frozen=True)
class DepositSums:
    """Of a stall in one currency, in minor units: paid and still open, to be given back, kept, counted to sales, given back so far."""

    currency: str
    held: int
    owed: int
    kept: int
    sales: int
    back: int


def own_deposit(session: Session, person: int, deposit: int) -> DepositFacts:
    """Raises DepositNotYours."""
    return _one(find_deposits(session, col(Deposit.id) == deposit, col(Deposit.person_id) == person))


def own_deposits(session: Session, person: int) -> tuple[DepositFacts, ...]:
    """What a person paid or was asked for, the newest first."""
    mine = (col(Deposit.person_id) == person, col(Deposit.state) != DepositState.VOID)
    return find_deposits(session, *mine)[:PAGE]


def deposit_of_booking(session: Session, booking: int) -> DepositFacts | None:
    """What was paid of a claim before it was collected."""
    return next(iter(find_deposits(session, col(Deposit.booking_id) == booking)), None)


def any_deposit(session: Session, deposit: int) -> DepositFacts:
    """For a letter about it. Raises DepositNotYours where it is gone."""
    return _one(find_deposits(session, col(Deposit.id) == deposit))


def stall_deposit(session: Session, actor: Actor, deposit: int) -> DepositFacts:
    """To the stall's own staff. Raises DepositNotYours, NotYourStall."""
    facts = any_deposit(session, deposit)
    require_staff(session, actor, facts.drop.stall.id)
    return facts


def stall_deposits(session: Session, actor: Actor, stall: int, page: int, now: datetime) -> DepositPage:
    """What waits for the stall first: said to be paid, due back, asked, paid, and what was asked for holds that have ended.

    A page beyond the last is the last. Raises StallUnknown, NotYourStall.
    """
    require_staff(session, actor, stall)
    mine = (
        col(Deposit.stall_id) == stall,
        col(Deposit.state).in_(STATE_ORDER),
        (col(Deposit.state) != DepositState.VOID) | (col(Deposit.ended_at) > now - SHOWN_FOR),
    )
    count = session.exec(select(func.count()).select_from(Deposit).where(*mine)).one()
    pages = max(1, -(-count // PAGE))
    page = min(max(page, 1), pages)
    found = find_deposits(session, *mine, skip=(page - 1) * PAGE, limit=PAGE)
    return DepositPage(stall=stall, deposits=found, page=page, pages=pages)


def stall_sums(session: Session, actor: Actor, stall: int) -> tuple[DepositSums, ...]:
    """From the ledger, one for each currency. Raises StallUnknown, NotYourStall."""
    require_staff(session, actor, stall)
    return refund_sums(session, stall)


def refund_sums(session: Session, stall: int) -> tuple[DepositSums, ...]:
    """As `stall_sums`, for a letter to the stall."""
    returned = select(Deposit.currency, func.sum(Deposit.amount)).where(
        col(Deposit.stall_id) == stall, col(Deposit.state) == DepositState.RETURNED
    )
    back = {
        currency: int(amount) for currency, amount in session.exec(returned.group_by(col(Deposit.currency)))
    }
    return tuple(
        DepositSums(
            currency,
            held=-has.get(DEPOSITS, 0),
            owed=-has.get(REFUNDS, 0),
            kept=-has.get(KEPT, 0),
            sales=-has.get(SALES, 0),
            back=back.get(currency, 0),
        )
        for currency, has in accounts(session, stall).items()
    )


def find_deposits(
    session: Session, *conditions: ColumnElement[bool], skip: int = 0, limit: int = 50
) -> tuple[DepositFacts, ...]:
    """Those that fit, what waits for the stall first, the newest first."""
    place = case(
        {state: number for number, state in enumerate(STATE_ORDER)}, value=col(Deposit.state), else_=9
    )
    rows = (
        select(Deposit, Hold, Item.drop_id)
        .join(Hold, col(Hold.id) == col(Deposit.hold_id))
        .join(Item, col(Item.id) == col(Hold.item_id))
        .where(*conditions)
        .order_by(place, col(Deposit.id).desc())
        .offset(skip)
        .limit(limit)
    )
    found = session.exec(rows).all()
    if not found:
        return ()
    drops = {drop.id: drop for drop in any_drops(session, tuple({row[2] for row in found}))}
    return tuple(_facts(deposit, hold, drops[drop]) for deposit, hold, drop in found)


def _one(found: tuple[DepositFacts, ...]) -> DepositFacts:
    if not found:
        raise DepositNotYours
    return found[0]


def _facts(row: Deposit, hold: Hold, drop: DropFacts) -> DepositFacts:
    same = ("booking_id", "hold_id", "id")
    named = {
        name: getattr(row, name)
        for name in DepositFacts.__dataclass_fields__
        if name in Deposit.model_fields and name not in same
    }
    return DepositFacts(
        **named,
        id=row.id or 0,
        hold=row.hold_id,
        booking=row.booking_id,
        drop=drop,
        item=next(item for item in drop.items if item.id == hold.item_id),
        held_until=hold.until,
        live=hold.state == HoldState.LIVE,
    )
