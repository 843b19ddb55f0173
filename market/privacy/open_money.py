"""Money that waits for a person who asks to be forgotten: deposits that come back or stay with a stall, refunds for packaging."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from market.packaging.refund import owed_scans_to
from storage.alley import Alley
from storage.deposit import Deposit, DepositState
from storage.heartbeat import in_outage
from storage.stall import Stall
from storage.waitlist import Booking, BookingState

TO_COME = (DepositState.SAID, DepositState.DUE)
"""States in which the stall has or may have money that it owes the payer, with a booking or without."""


@dataclass(frozen=True, kw_only=True)
class OpenDeposit:
    """A deposit, in minor units, that a stall has not refunded. `kept`: the stall keeps it when its booking is given up now."""

    stall: str
    territory: str
    amount: int
    currency: str
    reference: str
    kept: bool


def open_deposits(session: Session, person: int, now: datetime) -> tuple[OpenDeposit, ...]:
    """Return what stalls have or may have of a person and would owe or keep, the oldest first."""
    rows = (
        select(Deposit, Stall.name, Alley.territory)
        .join(Stall, col(Stall.id) == col(Deposit.stall_id))
        .join(Alley, col(Alley.id) == col(Stall.alley_id))
        .where(col(Deposit.person_id) == person, col(Deposit.state).in_((*TO_COME, DepositState.PAID)))
        .order_by(col(Deposit.id))
    )
    found = session.exec(rows).all()
    given_up = _given_up(session, [deposit.booking_id for deposit, *_ in found])
    late = not in_outage(session)
    return tuple(
        OpenDeposit(
            stall=stall,
            territory=territory,
            amount=deposit.amount,
            currency=deposit.currency,
            reference=deposit.reference,
            kept=deposit.state is DepositState.PAID and late and now >= deposit.refund_until,
        )
        for deposit, stall, territory in found
        if deposit.state in TO_COME or deposit.booking_id in given_up
    )


def unpaid_refunds(session: Session, person: int) -> int:
    """Return how many returns of packaging on a person's tickets are not paid out."""
    return len(owed_scans_to(session, person))


def _given_up(session: Session, bookings: list[int | None]) -> set[int]:
    """Return those of these bookings that /forget releases."""
    rows = select(Booking.id).where(
        col(Booking.id).in_(bookings),
        col(Booking.state) == BookingState.BOOKED,
        col(Booking.collected) == 0,
    )
    return {booking for booking in session.exec(rows) if booking}
