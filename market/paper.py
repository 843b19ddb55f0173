"""Papers: a stall's licence and an alley's permit, each by its last day, and who is reminded before it ends."""

from calendar import monthrange
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, delete, select

from market.acting import Acting, must_organise, must_staff
from market.mailbox import Lane, write_each
from market.refusal import AlleyUnknown, ButtonForged, LastDayOver, LastDayTooFar, PaperChanged
from market.reminder.repeat import again
from storage.alley import Alley
from storage.letter import Letter, unwrite_about
from storage.organiser import Organiser
from storage.person import Person
from storage.stall import Stall
from storage.store import touch

LICENCE, PERMIT = "licence", "permit"
NOTICES = {LICENCE: "LicenceEnds", PERMIT: "PermitEnds"}
STAGES = (30, 14, 7, 1)
"""Days before the last one."""
MORNING = time(10)
DAY, FURTHEST = timedelta(days=1), timedelta(days=3653)


@dataclass(frozen=True)
class Paper:
    """`kind` is a licence, `of` a stall, or a permit, of an alley; `until` is its last day in `zone`, None where none is known."""

    kind: str
    of: int
    name: str
    until: date | None
    zone: str

    def today(self, now: datetime) -> date:
        """The day it is there."""
        return now.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True)
class Stage:
    """`days` before the last one, of use until the next stage or the last day's end."""

    days: int
    due_at: datetime
    late_after: datetime


@dataclass(frozen=True)
class Ending:
    """A paper as a letter tells of it, so many days before its last one."""

    paper: Paper
    days: int


def own_paper(session: Session, acting: Acting, kind: str, of: int) -> Paper:
    """To the stall itself, or to organisers. Raises ButtonForged, StallUnknown, NotYourStall, NotOrganiser, AlleyUnknown."""
    return _paper(session, _own(session, acting, kind, of))


def set_last_day(
    session: Session,
    acting: Acting,
    kind: str,
    of: int,
    until: date | None,
    admins: Collection[int],
    now: datetime,
) -> None:
    """Set, change or (None) forget the last day; what waits to remind of it follows.

    Raises as `own_paper`, LastDayOver, LastDayTooFar. locks: stall, alley
    """
    row = _own(session, acting, kind, of)
    session.refresh(row, with_for_update={"key_share": True})
    today = _paper(session, row).today(now)
    if until and until < today:
        raise LastDayOver
    if until and until > today + FURTHEST:
        raise LastDayTooFar
    if isinstance(row, Alley):
        row.permit_until = until
    else:
        row.licence_until = until
    session.flush()
    paper = _paper(session, row)
    repeats = (again(_about(paper), _what(days)) for days in STAGES)
    session.connection().execute(unwrite_about((_about(paper), *repeats)))
    _write(session, paper, _readers(session, row, admins), now)


def permits_that_end(session: Session, admins: Collection[int], now: datetime) -> None:
    """Write ahead to whoever organises by now and was not written to. A second time nothing happens."""
    readers = _organisers(session, admins)
    ahead = select(Alley).where(col(Alley.permit_until) >= now.date() - DAY)
    for alley in session.exec(ahead.order_by(col(Alley.id))).all():
        _write(session, _paper(session, alley), readers, now)


def forget_permits(session: Session, person: int) -> None:
    """Who organises no more is reminded of no permit. locks: letter"""
    theirs = delete(Letter).where(col(Letter.person_id) == person, col(Letter.notice) == NOTICES[PERMIT])
    session.exec(theirs.where(col(Letter.state) == "queued"))
    touch(session, "letter")


def ending(session: Session, kind: str, of: int, until: str, letter: int) -> Ending:
    """What a letter tells: how many days are left when it leaves. Raises PaperChanged where the last day is another by now."""
    row = session.get(Stall, of) if kind == LICENCE else session.get(Alley, of)
    paper = _paper(session, row) if row else None
    if paper is None or paper.until is None or paper.until.isoformat() != until:
        raise PaperChanged
    sent = session.get_one(Letter, letter)
    return Ending(paper, max(0, (paper.until - paper.today(sent.taken_at or sent.send_at)).days))


def stages(until: date, zone: str) -> Iterator[Stage]:
    """Each at 10:00 on the wall of `zone`, in their order."""
    due = [_at(until - days * DAY, MORNING, zone) for days in STAGES]
    ends = _at(until + DAY, time(), zone)
    for days, (due_at, late_after) in zip(STAGES, pairwise([*due, ends]), strict=True):
        yield Stage(days, due_at, late_after)


def choices(paper: Paper, today: date) -> tuple[tuple[str, date], ...]:
    """What is offered by a tap: "30d", "6m", "1y" and "2y" from its last day on, or from today where that is later."""
    first = max(paper.until or today, today)
    ways = (
        ("30d", first + 30 * DAY),
        ("6m", _months_on(first, 6)),
        ("1y", _months_on(first, 12)),
        ("2y", _months_on(first, 24)),
    )
    return tuple((way, day) for way, day in ways if day <= today + FURTHEST)


def _own(session: Session, acting: Acting, kind: str, of: int) -> Stall | Alley:
    if kind == LICENCE:
        return must_staff(session, acting, of)
    must_organise(session, acting)
    if kind != PERMIT:
        raise ButtonForged
    alley = session.get(Alley, of)
    if alley is None:
        raise AlleyUnknown
    return alley


def _paper(session: Session, row: Stall | Alley) -> Paper:
    if isinstance(row, Alley):
        return Paper(PERMIT, row.id or 0, row.name, row.permit_until, row.zone)
    zone = session.get_one(Alley, row.alley_id).zone
    return Paper(LICENCE, row.id or 0, row.name, row.licence_until, zone)


def _readers(session: Session, row: Stall | Alley, admins: Collection[int]) -> Sequence[int]:
    if isinstance(row, Alley):
        return _organisers(session, admins)
    return [row.owner_id] if row.owner_id is not None else []


def _organisers(session: Session, admins: Collection[int]) -> Sequence[int]:
    """Those who have ever written here: nobody else can be written to."""
    named = [*admins, *session.exec(select(Organiser.person_id))]
    return session.exec(select(Person.id).where(col(Person.id).in_(named)).order_by(col(Person.id))).all()


def _write(session: Session, paper: Paper, readers: Sequence[int], now: datetime) -> None:
    """What is past when it is written reminds of nothing."""
    for stage in stages(paper.until, paper.zone) if paper.until else ():
        facts = {"of": paper.of, "until": f"{paper.until}", **_what(stage.days)}
        if stage.due_at > now:
            write_each(
                session,
                [(person, _about(paper), facts) for person in readers],
                NOTICES[paper.kind],
                lane=Lane.REMINDER,
                due_at=stage.due_at,
                late_after=stage.late_after,
            )
    touch(session, "letter")


def _what(days: int) -> dict[str, str]:
    """By which a reminder and its repeats are known among those of its paper."""
    return {"what": f"{days}d"}


def _about(paper: Paper) -> str:
    return f"{paper.kind}:{paper.of}"


def _at(day: date, hour: time, zone: str) -> datetime:
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))


def _months_on(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
