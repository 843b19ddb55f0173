"""The public board of an alley's complaints: what came, what was answered, and what a change of lights or hours changed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from market.admins import Admins, reachable_organisers
from market.alley import AlleyUnknown
from market.complaint.facts import AlleyChangeFacts, Promise, changes_of, promise_of
from market.complaint.figures import (
    WINDOW,
    BeforeAndAfter,
    CountedComplaint,
    KindCount,
    Times,
    before_and_after,
    count_kinds,
    times_until,
)
from market.drop.facts import AlleyFacts, alley_facts
from market.help_call.duty import on_duty
from market.market_day.day import day_of
from market.neighbour.market_day import MarketDayHours, market_day_hours
from storage.alley import Alley
from storage.complaint import Complaint, ComplaintKind
from storage.market_day import MarketDay, StallDay, StallDayState

SHOWN_DAYS = timedelta(days=84)
MOST_ANSWERS, MOST_CHANGES = 10, 6


@dataclass(frozen=True, kw_only=True)
class PublicAnswer:
    """An answer of the organisers, in their words."""

    kind: ComplaintKind
    night: date
    answer: str


@dataclass(frozen=True, kw_only=True)
class ComparedChange:
    """A change of lights or hours, with the nights before and after it."""

    change: AlleyChangeFacts
    figures: BeforeAndAfter


@dataclass(frozen=True, kw_only=True)
class ComplaintBoard:
    """The board of an alley. `late` complaints are past their due time; `duty` organisers are on duty today; `next_day` is None where nothing is planned."""

    alley: AlleyFacts
    kinds: tuple[KindCount, ...]
    acknowledged: Times
    closed: Times
    late: int
    promise: Promise
    answers: tuple[PublicAnswer, ...]
    changes: tuple[ComparedChange, ...]
    next_day: MarketDayHours | None
    duty: int

    @property
    def count(self) -> int:
        """Return how many complaints there are."""
        return sum(each.count for each in self.kinds)


def complaint_board(session: Session, code: str, admins: Admins, now: datetime) -> ComplaintBoard:
    """Return the board of an alley to anybody, by the alley's code. Raises AlleyUnknown."""
    alley = AlleyUnknown.unless(session.exec(select(Alley).where(col(Alley.code) == code)).first())
    alley_id = alley.id or 0
    today = day_of(now, alley.zone)
    counted = counted_complaints(session, alley_id, now - SHOWN_DAYS)
    days = market_day_hours(session, alley_id, now).values()
    return ComplaintBoard(
        alley=alley_facts(alley),
        kinds=count_kinds(counted),
        acknowledged=times_until(counted, closed=False),
        closed=times_until(counted, closed=True),
        late=sum(each.closed_at is None and each.due_at <= now for each in counted),
        promise=promise_of(session, alley_id),
        answers=_answers(session, alley_id, now - SHOWN_DAYS),
        changes=_compared(session, alley_id, today, now),
        next_day=next((each for each in days if each.ends_at > now), None),
        duty=len({*reachable_organisers(session, admins)} & on_duty(session, alley, now)),
    )


def counted_complaints(session: Session, alley: int, since: datetime) -> tuple[CountedComplaint, ...]:
    """Return the complaints about an alley that came since a moment, in their order."""
    names = ("kind", "night", "made_at", "due_at", "acknowledged_at", "closed_at")
    rows = columns(*(getattr(Complaint, name) for name in names)).where(
        col(Complaint.alley_id) == alley, col(Complaint.made_at) >= since
    )
    found = session.execute(rows.order_by(col(Complaint.made_at), col(Complaint.id)))
    return tuple(CountedComplaint(**row._mapping) for row in found)


def _answers(session: Session, alley: int, since: datetime) -> tuple[PublicAnswer, ...]:
    rows = columns(col(Complaint.kind), col(Complaint.night), col(Complaint.answer)).where(
        col(Complaint.alley_id) == alley,
        col(Complaint.made_at) >= since,
        col(Complaint.closed_at).is_not(None),
    )
    newest = rows.order_by(col(Complaint.closed_at).desc(), col(Complaint.id).desc()).limit(MOST_ANSWERS)
    return tuple(PublicAnswer(**row._mapping) for row in session.execute(newest))


def _compared(session: Session, alley: int, today: date, now: datetime) -> tuple[ComparedChange, ...]:
    """Return the newest changes that are not ahead, with the nights around them."""
    noted = changes_of(session, alley)
    changes = [change for change in noted if change.day <= today][:MOST_CHANGES]
    if not changes:
        return ()
    since = changes[-1].day - WINDOW
    is_open = exists().where(
        col(StallDay.market_day_id) == col(MarketDay.id),
        col(StallDay.state) == StallDayState.ON,
        col(StallDay.starts_at) <= now,
    )
    open_nights = columns(col(MarketDay.day)).where(
        col(MarketDay.alley_id) == alley, col(MarketDay.day) >= since, is_open
    )
    complained = columns(col(Complaint.night)).where(
        col(Complaint.alley_id) == alley, col(Complaint.night) >= since
    )
    nights = session.execute(open_nights).scalars().all()
    of_complaints = session.execute(complained).scalars().all()
    days = [change.day for change in noted]
    return tuple(
        ComparedChange(change=change, figures=before_and_after(change.day, days, nights, of_complaints))
        for change in changes
    )
