"""An evening of a stall as its messages to shoppers say it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from market.drop.facts import AlleyFacts, alley_facts
from market.market_day.refusals import NothingShown, StallDayOver
from storage.alley import Alley
from storage.drop import Drop, DropState, is_shown
from storage.market_day import StallDay, StallDayState
from storage.stall import Stall


@dataclass(frozen=True, kw_only=True)
class EveningFacts:
    """A stall day. `reason` is why it was cancelled at `cancelled_at`, "" where the stall did not say."""

    market_day: int
    stall_name: str
    alley: AlleyFacts
    starts_at: datetime
    ends_at: datetime
    cancelled_at: datetime | None = None
    reason: str = ""


def evening_to_tell(session: Session, stall_day: int) -> EveningFacts:
    """Return an evening that takes place. Raises StallDayOver where it does not any more, NothingShown: nothing is sent then."""
    row = session.get_one(StallDay, stall_day)
    if row.state != StallDayState.ON:
        raise StallDayOver
    shown_drops(session, stall_day)
    return _facts(session, row)


def shown_drops(session: Session, stall_day: int) -> frozenset[int]:
    """Return the drops of a stall day that everybody may see. Raises NothingShown without any."""
    rows = select(Drop.id).join(Stall, col(Stall.id) == col(Drop.stall_id))
    found = session.exec(rows.where(col(Drop.stall_day_id) == stall_day, is_shown())).all()
    if not found:
        raise NothingShown
    return frozenset(drop or 0 for drop in found)


def cancelled_evening(session: Session, stall_day: int) -> EveningFacts:
    """Return an evening of which all was cancelled, with the last reason."""
    last = (
        select(Drop.cancelled_at, Drop.reason)
        .where(col(Drop.stall_day_id) == stall_day, col(Drop.state) == DropState.CANCELLED)
        .order_by(col(Drop.cancelled_at).desc(), col(Drop.id))
    )
    cancelled_at, reason = session.exec(last.limit(1)).first() or (None, "")
    return _facts(session, session.get_one(StallDay, stall_day), cancelled_at=cancelled_at, reason=reason)


def _facts(
    session: Session, row: StallDay, cancelled_at: datetime | None = None, reason: str = ""
) -> EveningFacts:
    return EveningFacts(
        market_day=row.market_day_id,
        stall_name=session.get_one(Stall, row.stall_id).name,
        alley=alley_facts(session.get_one(Alley, row.alley_id)),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        cancelled_at=cancelled_at,
        reason=reason,
    )
