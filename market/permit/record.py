"""Recording, replacing, withdrawing and voiding permits of alleys. What they leave outside stands still, what they cover again goes on."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session, col, func, select

from locales.user_text import NAME, WORDS
from market.actor import Actor, require_organiser
from market.admins import Admins
from market.alley import lock_organised_alley
from market.audit_log import record_change
from market.city_rules import rules_of
from market.market_day.day import begins, day_of
from market.permit.facts import NUMBER
from market.permit.refusals import (
    PermitDaysReversed,
    PermitPast,
    PermitStands,
    PermitUnknown,
    PilotTooLong,
)
from market.text_checks import check_words, on_one_line
from market.validity import MAX_AHEAD, LastDayOver, LastDayTooFar, remind_of_permit
from market.waitlist.hold_clock import run_drops, stop_drops
from storage.alley import Alley
from storage.audit import AuditAction
from storage.drop import TAKES_PLACE, Drop
from storage.permit import Permit, PermitKind, PermitState, is_permitted
from storage.store import mark_changed

DAY = timedelta(days=1)
VOID_TIME = timedelta(days=1)
"""How long a permit can be taken out as recorded by mistake."""


@dataclass(frozen=True, kw_only=True)
class PermitPaper:
    """A permit as its paper says it. Where nothing is known, `authority`, `number` and `conditions` are empty."""

    kind: PermitKind = PermitKind.OTHER
    first_day: date
    last_day: date
    authority: str = ""
    number: str = ""
    conditions: str = ""


def record_permit(
    session: Session, actor: Actor, alley: int, paper: PermitPaper, *, admins: Admins, now: datetime
) -> int:
    """Record a permit of an alley and return its id. From then on the alley holds markets only on days that a permit covers.

    Raises NotOrganiser, Blocked, AlleyUnknown, LastDayOver, LastDayTooFar, PermitDaysReversed, PilotTooLong, TooLong. locks: person, alley, drop, item, hold
    """
    row = lock_organised_alley(session, actor, alley)
    return _record(session, actor, row, paper, admins=admins, now=now)


def replace_permit(
    session: Session, actor: Actor, permit: int, paper: PermitPaper, *, admins: Admins, now: datetime
) -> int:
    """Record a permit in the place of a valid one, to extend or to correct it, and return its id. The one before stays as history.

    Raises as `record_permit`, and PermitUnknown, PermitPast. locks: person, alley, drop, item, hold
    """
    alley, before = _lock_permit(session, actor, permit)
    _end(before, PermitState.REPLACED, now)
    return _record(session, actor, alley, paper, replaces=permit, admins=admins, now=now)


def set_permit_end(
    session: Session, actor: Actor, alley: int, last_day: date, admins: Admins, now: datetime
) -> None:
    """Give an alley's permit that ends last another last day; without one, record a permit from now on, what runs now included.

    Raises as `replace_permit`. locks: person, alley, drop, item, hold
    """
    row = lock_organised_alley(session, actor, alley)
    before = _last_permit(session, alley)
    if before is None:
        paper = PermitPaper(first_day=min(_first_day(session, row, now), last_day), last_day=last_day)
        record_permit(session, actor, alley, paper, admins=admins, now=now)
    elif before.last_day != last_day:
        paper = replace(_paper_of(before), last_day=last_day, first_day=min(before.first_day, last_day))
        replace_permit(session, actor, before.id or 0, paper, admins=admins, now=now)


def withdraw_permit(session: Session, actor: Actor, permit: int, admins: Admins, now: datetime) -> None:
    """Note that the authority took a permit back: it covers nothing that ends after `now`.

    Raises NotOrganiser, Blocked, PermitUnknown, PermitPast. locks: person, alley, drop, item, hold
    """
    alley, row = _lock_permit(session, actor, permit)
    _end(row, PermitState.WITHDRAWN, now)
    _follow(session, actor, alley, admins=admins, now=now)


def void_last_permit(session: Session, actor: Actor, alley: int, admins: Admins, now: datetime) -> None:
    """As `void_permit`, for the valid permit of an alley that ends last. locks: person, alley, drop, item, hold"""
    lock_organised_alley(session, actor, alley)
    last = PermitUnknown.unless(_last_permit(session, alley))
    void_permit(session, actor, last.id or 0, admins=admins, now=now)


def void_permit(session: Session, actor: Actor, permit: int, admins: Admins, now: datetime) -> None:
    """Take out a permit that was recorded by mistake, within a day: it is as if it had never been. The one that it replaced stands again.

    Raises as `withdraw_permit`, and PermitStands. locks: person, alley, drop, item, hold
    """
    alley, row = _lock_permit(session, actor, permit)
    if now >= row.recorded_at + VOID_TIME:
        raise PermitStands
    _end(row, PermitState.VOID, row.covers_from)
    if row.replaces_id is not None:
        before = session.get_one(Permit, row.replaces_id)
        before.state, before.covers_until = PermitState.VALID, _end_of(before.last_day, alley.zone)
        row.replaces_id = None  # another one may be recorded in its place
    _follow(session, actor, alley, admins=admins, now=now)


def _record(
    session: Session,
    actor: Actor,
    alley: Alley,
    paper: PermitPaper,
    *,
    replaces: int | None = None,
    admins: Admins,
    now: datetime,
) -> int:
    """Add a permit of a locked alley."""
    _check(paper, alley, now)
    row = Permit(
        alley_id=alley.id or 0,
        kind=paper.kind,
        first_day=paper.first_day,
        last_day=paper.last_day,
        covers_from=begins(paper.first_day, alley.zone).astimezone(UTC),
        covers_until=_end_of(paper.last_day, alley.zone),
        authority=check_words(on_one_line(paper.authority), NAME),
        number=check_words(on_one_line(paper.number), NUMBER),
        conditions=check_words(on_one_line(paper.conditions), WORDS),
        replaces_id=replaces,
        recorded_at=now,
        by_id=actor.person,
    )
    session.add(row)
    _follow(session, actor, alley, admins=admins, now=now)
    return row.id or 0


def _check(paper: PermitPaper, alley: Alley, now: datetime) -> None:
    today = day_of(now, alley.zone)
    if paper.last_day < today:
        raise LastDayOver
    if paper.last_day > today + MAX_AHEAD:
        raise LastDayTooFar
    if paper.last_day < paper.first_day:
        raise PermitDaysReversed
    longest = rules_of(alley.territory, alley.city).longest_pilot
    if paper.kind is PermitKind.PILOT and paper.last_day - paper.first_day >= longest * DAY:
        raise PilotTooLong(longest)


def _follow(session: Session, actor: Actor, alley: Alley, *, admins: Admins, now: datetime) -> None:
    """Let the drops ahead and the reminders follow the permits of a locked alley, and log the change. locks: drop, item, hold"""
    session.flush()
    of_alley = col(Drop.alley_id) == alley.id
    inside = is_permitted(alley.id, col(Drop.starts_at), col(Drop.ends_at))
    stop_drops(session, of_alley & ~inside, now)
    run_drops(session, of_alley & inside & col(Drop.stopped_at).is_not(None), now)
    end = remind_of_permit(session, alley, admins, now)
    details = end.isoformat() if end else ""
    record_change(
        session, AuditAction.PERMIT_CHANGED, actor.person, now, about=f"alley:{alley.id}", details=details
    )
    mark_changed(session, "drop")


def _end(row: Permit, state: PermitState, moment: datetime) -> None:
    """End a valid permit: it covers nothing that ends after `moment`."""
    row.state, row.covers_until = state, max(row.covers_from, min(row.covers_until, moment))


def _lock_permit(session: Session, actor: Actor, permit: int) -> tuple[Alley, Permit]:
    """Lock the alley of a permit, under which its permits change, and return it with the permit.

    Raises NotOrganiser, PermitUnknown, PermitPast. locks: person, alley
    """
    require_organiser(session, actor)
    found = PermitUnknown.unless(session.get(Permit, permit))
    alley = lock_organised_alley(session, actor, found.alley_id)
    session.refresh(found)
    if found.state is not PermitState.VALID:
        raise PermitPast
    return alley, found


def _first_day(session: Session, alley: Alley, now: datetime) -> date:
    """Return the present market day of an alley, or the one on which the first drop began that is not over."""
    running = select(func.min(Drop.starts_at)).where(
        col(Drop.alley_id) == alley.id, col(Drop.state).in_(TAKES_PLACE), col(Drop.ends_at) > now
    )
    began = session.exec(running).one()
    return day_of(min(now, began or now), alley.zone)


def _last_permit(session: Session, alley: int) -> Permit | None:
    """Return the valid permit of an alley that ends last."""
    valid = select(Permit).where(col(Permit.alley_id) == alley, col(Permit.state) == PermitState.VALID)
    return session.exec(valid.order_by(col(Permit.last_day).desc(), col(Permit.id).desc())).first()


def _paper_of(row: Permit) -> PermitPaper:
    return PermitPaper(
        kind=row.kind,
        first_day=row.first_day,
        last_day=row.last_day,
        authority=row.authority,
        number=row.number,
        conditions=row.conditions,
    )


def _end_of(last_day: date, zone: str) -> datetime:
    return begins(last_day + DAY, zone).astimezone(UTC)
