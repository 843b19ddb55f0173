"""The places of an alley: added, changed and retired by organisers."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from locales.user_text import PITCH_CODE
from market.actor import Actor, require_organiser
from market.alley import AlleyUnknown, lock_organised_alley
from market.audit_log import record_change
from market.calendar.refusals import (
    PitchCodeUnfit,
    PitchInUse,
    PitchThere,
    PitchUnknown,
    TooManyPitches,
)
from market.power.rating import Powered, write_rating
from market.power.refusals import PowerUnfit
from storage.alley import Alley
from storage.audit import AuditAction
from storage.market_day import StallDay, StallDayState
from storage.pitch import Pitch, PitchDay
from storage.power import MOST_WATTS, PowerKind, PowerRating

MOST_PITCHES, USUAL_METRES = 300, 3
CODE = re.compile(r"[^\W_][\w-]*")


@dataclass(frozen=True, kw_only=True)
class PitchFacts:
    """A place that is in use. Its socket gives `watts`, 0: not known."""

    id: int
    code: str
    metres: int = USUAL_METRES
    socket: bool = False
    access: bool = False
    watts: int = 0


@dataclass(frozen=True)
class AlleyPitches:
    """The name of an alley."""

    alley: str


def read_code(words: str) -> str:
    """Return a code as it is stored: in capitals and in one width. Raises PitchCodeUnfit."""
    code = unicodedata.normalize("NFKC", words.strip()).upper()
    if not CODE.fullmatch(code) or len(code) > PITCH_CODE.longest:
        raise PitchCodeUnfit(PITCH_CODE.longest)
    return code


def code_order(code: str) -> tuple[tuple[int, str], ...]:
    """Return the key that sorts A2 before A10."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", code))


def pitches_in_use(session: Session, alley: int) -> tuple[PitchFacts, ...]:
    """Return the places of an alley that are not retired, by code: only after a check of authority."""
    rows = (
        select(Pitch, PowerRating.watts)
        .outerjoin(PowerRating, col(PowerRating.pitch_id) == col(Pitch.id))
        .where(col(Pitch.alley_id) == alley, col(Pitch.retired_at).is_(None))
    )
    found = [_facts(pitch, watts) for pitch, watts in session.exec(rows)]
    return tuple(sorted(found, key=lambda pitch: code_order(pitch.code)))


def alley_pitches(session: Session, actor: Actor, alley: int) -> tuple[AlleyPitches, Sequence[PitchFacts]]:
    """Return the places of an alley that are in use. Raises NotOrganiser, AlleyUnknown."""
    require_organiser(session, actor)
    row = AlleyUnknown.unless(session.get(Alley, alley))
    return AlleyPitches(row.name), pitches_in_use(session, alley)


def add_pitch(session: Session, actor: Actor, alley: int, facts: PitchFacts, now: datetime) -> int:
    """Add a place, or take one that was retired back into use, and return its id.

    Raises NotOrganiser, Blocked, AlleyUnknown, PitchCodeUnfit, PitchThere, TooManyPitches, PowerUnfit. locks: person, alley
    """
    row = lock_organised_alley(session, actor, alley)
    code = read_code(facts.code)
    same = select(Pitch).where(col(Pitch.alley_id) == alley, col(Pitch.code) == code)
    pitch = session.exec(same).first() or Pitch(alley_id=row.id or 0, code=code, metres=1, retired_at=now)
    if pitch.retired_at is None:
        raise PitchThere(code)
    in_use = col(Pitch.alley_id) == alley, col(Pitch.retired_at).is_(None)
    if session.exec(select(func.count()).select_from(Pitch).where(*in_use)).one() >= MOST_PITCHES:
        raise TooManyPitches(MOST_PITCHES)
    pitch.retired_at = None
    _set(session, actor, pitch, facts, now=now)
    log_places(session, actor, alley, now)
    return pitch.id or 0


def change_pitch(session: Session, actor: Actor, facts: PitchFacts, now: datetime) -> None:
    """Change what a place has; its code stays. Raises NotOrganiser, Blocked, PitchUnknown, PowerUnfit. locks: person, alley"""
    pitch = _lock_pitch(session, actor, facts.id)
    _set(session, actor, pitch, facts, now=now)
    log_places(session, actor, pitch.alley_id, now)


def retire_pitch(session: Session, actor: Actor, pitch: int, now: datetime) -> None:
    """Take a place out of use; past days keep it. Raises NotOrganiser, Blocked, PitchUnknown, PitchInUse. locks: person, alley"""
    row = _lock_pitch(session, actor, pitch)
    ahead = (
        select(PitchDay.stall_day_id)
        .join(StallDay, col(StallDay.id) == col(PitchDay.stall_day_id))
        .where(col(PitchDay.pitch_id) == pitch)
        .where(col(StallDay.state) == StallDayState.ON, col(StallDay.ends_at) > now)
    )
    if session.exec(ahead.limit(1)).first() is not None:
        raise PitchInUse
    row.retired_at = now
    log_places(session, actor, row.alley_id, now)


def log_places(session: Session, actor: Actor, alley: int, now: datetime, *, details: str = "") -> None:
    """Note in the log of an alley that its places changed; `details` is the day, if it was one."""
    session.flush()
    about = f"alley:{alley}"
    record_change(session, AuditAction.PLACES_CHANGED, actor.person, now, about=about, details=details)


def _lock_pitch(session: Session, actor: Actor, pitch: int) -> Pitch:
    """Lock the alley of a place in use, and return the place. Raises NotOrganiser, Blocked, PitchUnknown. locks: person, alley"""
    require_organiser(session, actor)
    found = PitchUnknown.unless(session.get(Pitch, pitch))
    lock_organised_alley(session, actor, found.alley_id)
    session.refresh(found)
    if found.retired_at is not None:
        raise PitchUnknown
    return found


def _set(session: Session, actor: Actor, pitch: Pitch, facts: PitchFacts, *, now: datetime) -> None:
    pitch.metres, pitch.socket, pitch.access = facts.metres, facts.socket, facts.access
    session.add(pitch)
    session.flush()
    watts = facts.watts if facts.socket and facts.watts else None
    if watts is not None and not 0 < watts <= MOST_WATTS:
        raise PowerUnfit(MOST_WATTS)
    write_rating(session, Powered(PowerKind.PITCH, pitch.id or 0), watts, person=actor.person, now=now)


def _facts(row: Pitch, watts: int | None) -> PitchFacts:
    names = PitchFacts.__dataclass_fields__.keys() - {"watts"}
    return PitchFacts(**{name: getattr(row, name) for name in names}, watts=watts or 0)
