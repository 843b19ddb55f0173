"""Matters of an alley that are open while it is taken down, counted by one statement each kind."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, literal, text, union, union_all
from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.alley import AlleyUnknown
from storage.alley import Alley
from storage.deposit import Deposit, DepositState
from storage.drop import Drop, Item
from storage.kiosk import ScanConflict
from storage.market_day import MarketDay, StallDay
from storage.packaging import PackagingPlace
from storage.sale import DayClose, Receipt, SaleMethod
from storage.stall import Stall
from storage.ticket import IS_OUT, Loan
from storage.waitlist import Booking, BookingState, Hold, HoldState


class AlleyMatterKind(StrEnum):
    """The kinds of open matters."""

    HOLDS = "holds"
    BOOKINGS = "bookings"
    DEPOSITS = "deposits"
    PACKAGING = "packaging"
    DAY_CLOSES = "day_closes"
    CONFLICTS = "conflicts"


UNSETTLED = (DepositState.SAID, DepositState.PAID, DepositState.DUE, DepositState.REVIEW)


@dataclass(frozen=True, kw_only=True)
class OpenAlleyMatters:
    """A kind of open matters with their count; of packaging, of pieces."""

    kind: AlleyMatterKind
    count: int


def open_matters(session: Session, actor: Actor, alley: int) -> tuple[OpenAlleyMatters, ...]:
    """Return what is open of an alley, kinds of which nothing is left out. Raises NotOrganiser, AlleyUnknown."""
    require_organiser(session, actor)
    AlleyUnknown.unless(session.get(Alley, alley))
    counts = union_all(
        *(select(literal(kind.value), each.scalar_subquery()) for kind, each in _counted(alley).items())
    )
    found = {AlleyMatterKind(kind): int(count or 0) for kind, count in session.connection().execute(counts)}
    return tuple(OpenAlleyMatters(kind=kind, count=found[kind]) for kind in AlleyMatterKind if found[kind])


def _counted(alley: int) -> dict[AlleyMatterKind, Select[Any]]:
    """Return the statement that counts each kind."""
    items = select(Item.id).join(Drop, col(Drop.id) == col(Item.drop_id)).where(col(Drop.alley_id) == alley)
    ahead = items.where(col(Drop.wound_up_at).is_(None))
    stood = _stall_days(select(StallDay.stall_id), alley)
    stalls = union(select(Stall.id).where(col(Stall.alley_id) == alley), stood)
    places = select(PackagingPlace.id).where(col(PackagingPlace.stall_id).in_(stalls))
    holds = select(Hold.id).where(col(Hold.item_id).in_(items))
    bookings = select(Booking.id).where(col(Booking.item_id).in_(items))
    out = func.sum(col(Loan.units) - col(Loan.returned) - col(Loan.lost))
    return {
        AlleyMatterKind.HOLDS: select(func.count(col(Hold.id))).where(
            col(Hold.item_id).in_(items), col(Hold.state) == HoldState.LIVE
        ),
        AlleyMatterKind.BOOKINGS: select(func.count(col(Booking.id))).where(
            col(Booking.item_id).in_(ahead),
            col(Booking.state) == BookingState.BOOKED,
            col(Booking.collected) < col(Booking.units),
        ),
        AlleyMatterKind.DEPOSITS: select(func.count(col(Deposit.id))).where(
            col(Deposit.hold_id).in_(holds), col(Deposit.state).in_(UNSETTLED)
        ),
        AlleyMatterKind.PACKAGING: select(out).where(
            text(IS_OUT), (col(Loan.booking_id).in_(bookings)) | col(Loan.lender_id).in_(places)
        ),
        AlleyMatterKind.DAY_CLOSES: _uncounted_days(alley),
        AlleyMatterKind.CONFLICTS: select(func.count(col(ScanConflict.id))).where(
            col(ScanConflict.stall_id).in_(stalls), col(ScanConflict.settled_at).is_(None)
        ),
    }


def _stall_days(columns: Select[Any], alley: int) -> Select[Any]:
    """Return a statement that reads stall days, of those of an alley."""
    return columns.join(MarketDay, col(MarketDay.id) == col(StallDay.market_day_id)).where(
        col(MarketDay.alley_id) == alley
    )


def _uncounted_days(alley: int) -> Select[Any]:
    """Return how many stall days that ended sold for cash and were not counted."""
    of_day = col(DayClose.stall_id) == col(StallDay.stall_id), col(DayClose.day) == col(StallDay.day)
    counted = select(DayClose.id).where(*of_day, col(DayClose.reopened_at).is_(None)).exists()
    sold = (
        select(Receipt.id)
        .where(
            col(Receipt.stall_id) == col(StallDay.stall_id),
            col(Receipt.day) == col(StallDay.day),
            col(Receipt.method) == SaleMethod.CASH,
        )
        .exists()
    )
    ended = select(func.count(col(StallDay.id))).where(col(StallDay.ended_at).is_not(None), sold, ~counted)
    return _stall_days(ended, alley)
