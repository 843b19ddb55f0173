"""Organisers open a draw of an alley's places, and call an open one off."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.alley import AlleyUnknown, lock_alley, lock_organised_alley
from market.calendar.pitches import log_places, pitches_in_use
from market.draw.open_draw import SECRET
from market.draw.proof import commitment
from market.market_day.day import at_clock, begins, day_of
from market.notification.outbox import notify_each
from market.place_draw.notifications import PlaceDrawOpened, PlaceDrawResult
from market.place_draw.refusals import (
    PlaceDrawClosed,
    PlaceDrawRuns,
    PlaceDrawUnfit,
    PlaceDrawUnknown,
    PlacesMissing,
)
from storage.beacon_kind import BeaconKind
from storage.place_draw import RUNNING_STATES, PlaceDraw, PlaceDrawDay, PlaceDrawState, PlaceWish
from storage.stall import Stall, is_open_stall

MOST_DAYS, A_YEAR = 14, timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class PlaceDrawPlan:
    """The market days from `first` to `last`, and when wishes close, by the clock of the alley."""

    first: date
    last: date
    closing_day: date
    closing_time: time


def days_between(first: date, last: date) -> tuple[date, ...]:
    """Return the days from `first` to `last`, both among them."""
    return tuple(first + timedelta(days=each) for each in range((last - first).days + 1))


def open_place_draw(
    session: Session,
    actor: Actor,
    alley: int,
    plan: PlaceDrawPlan,
    *,
    beacon: BeaconKind,
    now: datetime,
    rng: Random,
) -> int:
    """Open a draw of the places of an alley, tell its stalls, and return its id. `beacon` is the kind that will decide.

    Raises NotOrganiser, Blocked, AlleyUnknown, PlaceDrawRuns, PlaceDrawUnfit, PlacesMissing. locks: person, alley
    """
    row = lock_organised_alley(session, actor, alley)
    if row.closed_at is not None:
        raise AlleyUnknown
    closes_at = _closing(plan, row.zone, now)
    running = col(PlaceDraw.alley_id) == alley, col(PlaceDraw.state).in_(RUNNING_STATES)
    if session.exec(select(PlaceDraw.id).where(*running)).first() is not None:
        raise PlaceDrawRuns
    if not pitches_in_use(session, alley):
        raise PlacesMissing
    before = session.exec(select(func.count()).where(col(PlaceDraw.alley_id) == alley)).one()
    secret = rng.randbytes(SECRET).hex()
    draw = PlaceDraw(
        alley_id=alley,
        name=f"{row.code}-P{before + 1}",
        closes_at=closes_at,
        secret=secret,
        commitment=commitment(secret),
        opened_at=now,
        by_id=actor.person,
        beacon=beacon,
    )
    session.add(draw)
    session.flush()
    opened = draw.id or 0
    session.add_all(PlaceDrawDay(draw_id=opened, day=day) for day in days_between(plan.first, plan.last))
    session.flush()
    log_places(session, actor, alley, now, details=plan.first.isoformat())
    stalls = select(Stall.owner_id, Stall.id).where(*is_open_stall(), col(Stall.alley_id) == alley)
    told = [
        (owner, about(opened, stall or 0), PlaceDrawOpened(draw_id=opened, stall_id=stall or 0))
        for owner, stall in session.exec(stalls)
        if owner is not None
    ]
    notify_each(session, told, now, closes_at)
    return opened


def _closing(plan: PlaceDrawPlan, zone: str, now: datetime) -> datetime:
    """Return when wishes close: ahead, and before the first day begins, which is within a year. Raises PlaceDrawUnfit."""
    today = day_of(now, zone)
    if today <= plan.closing_day <= plan.first <= min(plan.last, today + A_YEAR) and (
        plan.last - plan.first < timedelta(days=MOST_DAYS)
    ):
        closes_at = at_clock(plan.closing_day, plan.closing_time, zone)
        if now < closes_at < begins(plan.first, zone):
            return closes_at
    raise PlaceDrawUnfit(MOST_DAYS)


def call_off_place_draw(session: Session, actor: Actor, draw: int, now: datetime) -> None:
    """End a draw that is open without an order, and tell the stalls that wished something.

    Raises NotOrganiser, Blocked, PlaceDrawUnknown, PlaceDrawClosed. locks: person, alley
    """
    require_organiser(session, actor)
    row = PlaceDrawUnknown.unless(session.get(PlaceDraw, draw))
    lock_organised_alley(session, actor, row.alley_id)
    session.refresh(row)
    if row.state is not PlaceDrawState.OPEN:
        raise PlaceDrawClosed
    row.state = PlaceDrawState.CALLED_OFF
    log_places(session, actor, row.alley_id, now)
    tell_results(session, draw, now)


def lock_place_draw(session: Session, draw: int) -> PlaceDraw | None:
    """Lock the alley of a draw, and return the draw as it is then; None where there is none. locks: alley"""
    row = session.get(PlaceDraw, draw)
    if row is None:
        return None
    lock_alley(session, row.alley_id)
    session.refresh(row)
    return row


def tell_results(session: Session, draw: int, now: datetime) -> None:
    """Queue one message to the owner of each stall with a wish in a draw."""
    stalls = (
        select(Stall.owner_id, Stall.id)
        .join(PlaceWish, col(PlaceWish.stall_id) == col(Stall.id))
        .where(col(PlaceWish.draw_id) == draw, col(Stall.owner_id).is_not(None))
        .distinct()
    )
    told = [
        (owner or 0, about(draw, stall or 0), PlaceDrawResult(draw_id=draw, stall_id=stall or 0))
        for owner, stall in session.exec(stalls)
    ]
    notify_each(session, told, now)


def about(draw: int, stall: int) -> str:
    """Return what a message about a stall in a draw is about."""
    return f"place_draw:{draw}/stall:{stall}"
