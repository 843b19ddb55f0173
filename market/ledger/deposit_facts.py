"""A deposit with its drop and item, as values."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case
from sqlmodel import Session, col, select

from market.drop.browse import any_drops
from market.drop.facts import DropFacts, ItemFacts
from market.ledger.deposit_end import BACK_WITHIN
from storage.deposit import Deposit, DepositState, PaymentMethod
from storage.drop import Item
from storage.waitlist import Entry, Hold, HoldState

STATE_ORDER = (
    DepositState.REVIEW,
    DepositState.SAID,
    DepositState.DUE,
    DepositState.ASKED,
    DepositState.PAID,
    DepositState.VOID,
)
"""The states that a stall sees, the most urgent first."""


@dataclass(frozen=True, kw_only=True)
class DepositFacts:
    """A deposit. Money is in minor units; `held_until` is the hold's deadline, `live` whether it runs, `number` that of its entry."""

    id: int
    hold: int
    booking: int | None
    drop: DropFacts
    item: ItemFacts
    reference: str
    state: DepositState
    way: PaymentMethod
    units: int
    number: int | None
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
        """Return whether releasing the booking now forfeits the deposit."""
        return self.state == DepositState.PAID and self.refund_until <= now

    def is_overdue(self, now: datetime) -> bool:
        """Return whether the stall should have returned it by now."""
        return self.state == DepositState.DUE and self.back_by <= now

    @property
    def back_by(self) -> datetime:
        """Return when the stall has to return it at the latest."""
        return (self.due_at or self.refund_until) + BACK_WITHIN


def deposit_of_booking(session: Session, booking: int) -> DepositFacts | None:
    """Return the deposit of a booking; None for none."""
    return next(iter(find_deposits(session, col(Deposit.booking_id) == booking)), None)


def find_deposits(
    session: Session, *conditions: ColumnElement[bool], skip: int = 0, limit: int = 50
) -> tuple[DepositFacts, ...]:
    """Return the matching deposits, the most urgent first, then the newest."""
    place = case(
        {state: number for number, state in enumerate(STATE_ORDER)}, value=col(Deposit.state), else_=9
    )
    rows = (
        select(Deposit, Hold, Item.drop_id, Entry.number)
        .join(Hold, col(Hold.id) == col(Deposit.hold_id))
        .join(Entry, col(Entry.id) == col(Hold.entry_id))
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
    return tuple(_facts(deposit, hold, drops[drop], number) for deposit, hold, drop, number in found)


def _facts(row: Deposit, hold: Hold, drop: DropFacts, number: int | None) -> DepositFacts:
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
        number=number,
        held_until=hold.until,
        live=hold.state == HoldState.LIVE,
    )
