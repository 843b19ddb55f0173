"""The till of a stall: its next receipt number, and whether a market day is closed."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from locales.formats import exponent
from market.sale.refusals import DayIsClosed
from storage.alley import Alley
from storage.sale import DayClose, Till, lock_till
from storage.stall import Stall


@dataclass(frozen=True, kw_only=True)
class StallMoney:
    """In what a stall counts: the zone of its market days, its currency and the decimal digits of that, and its territory."""

    zone: str
    currency: str
    exponent: int
    territory: str


def money_of(session: Session, stall: Stall) -> StallMoney:
    """Return in what a stall counts: as its own alley does."""
    alley = session.get_one(Alley, stall.alley_id)
    return StallMoney(
        zone=alley.zone,
        currency=alley.currency,
        exponent=exponent(alley.currency),
        territory=alley.territory,
    )


def lock_open_day(session: Session, stall: int, day: date) -> Till:
    """Lock the till of a stall while a day of it is open. Raises DayIsClosed. locks: till"""
    till = lock_till(session, stall)
    if current_close(session, stall, day) is not None:
        raise DayIsClosed(day)
    return till


def current_close(session: Session, stall: int, day: date) -> DayClose | None:
    """Return how a day was closed; None while it is open."""
    rows = select(DayClose).where(
        col(DayClose.stall_id) == stall, col(DayClose.day) == day, col(DayClose.reopened_at).is_(None)
    )
    return session.exec(rows, execution_options={"populate_existing": True}).first()


def take_number(till: Till) -> int:
    """Return the number of the next receipt of a locked till; it is taken when the transaction commits, and given to the next where it does not."""
    number, till.next_number = till.next_number, till.next_number + 1
    return number
