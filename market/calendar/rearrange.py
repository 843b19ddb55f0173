"""Stall days get places, exchange them and give them up. Every act is a few moves, checked and written as one; an undo is the moves backwards."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from market.actor import Actor, require_organiser
from market.alley import lock_organised_alley
from market.calendar.pitches import log_places
from market.calendar.refusals import PitchTaken, PitchUnknown, PlacesChanged
from market.market_day.refusals import StallDayOver
from storage.drop import Drop
from storage.insert import insert_all
from storage.market_day import StallDay, StallDayState
from storage.pitch import Pitch, PitchDay
from storage.shown import mark_drop
from storage.stall import Stall
from storage.store import mark_changed


@dataclass(frozen=True, kw_only=True)
class PlaceMove:
    """A stall day leaves the pitch `before` for `after`; None: none."""

    stall_day: int
    before: int | None
    after: int | None


PlaceMoves = tuple[PlaceMove, ...]


@dataclass(frozen=True, kw_only=True)
class _Standing:
    """A stall day where it stands now."""

    market_day: int
    alley: int
    day: date
    is_ahead: bool
    pitch: int | None


def place_stall_day(session: Session, actor: Actor, stall_day: int, pitch: int, now: datetime) -> PlaceMoves:
    """Give a stall day a place; it leaves the one that it had. Return what was done, to be undone.

    Raises NotOrganiser, Blocked, StallDayOver, PitchUnknown, PitchTaken. locks: person, alley
    """
    alley, standing = _lock(session, actor, stall_day, now)
    moves = (PlaceMove(stall_day=stall_day, before=standing.pitch, after=pitch),)
    return move_stall_days(session, alley, moves, by=actor.person, now=now)


def swap_places(session: Session, actor: Actor, stall_day: int, pitch: int, now: datetime) -> PlaceMoves:
    """Let a stall day and the one at a place exchange their places; where nobody stands, it moves there.

    Return and raise as `place_stall_day`. locks: person, alley
    """
    alley, standing = _lock(session, actor, stall_day, now)
    there = _at(session, {pitch}, standing.market_day).get((pitch, standing.market_day))
    moves = [PlaceMove(stall_day=stall_day, before=standing.pitch, after=pitch)]
    if there is not None and there != stall_day:
        moves.append(PlaceMove(stall_day=there, before=pitch, after=standing.pitch))
    return move_stall_days(session, alley, tuple(moves), by=actor.person, now=now)


def free_place(session: Session, actor: Actor, stall_day: int, now: datetime) -> PlaceMoves:
    """Take the place of a stall day away. Return what was done. Raises NotOrganiser, Blocked, StallDayOver. locks: person, alley"""
    alley, standing = _lock(session, actor, stall_day, now)
    moves = (PlaceMove(stall_day=stall_day, before=standing.pitch, after=None),)
    return move_stall_days(session, alley, moves, by=actor.person, now=now)


def undo_moves(session: Session, actor: Actor, alley: int, moves: PlaceMoves, now: datetime) -> None:
    """Take moves in an alley back, unless one of their stall days went on since.

    Raises NotOrganiser, Blocked, AlleyUnknown, PlacesChanged, StallDayOver, PitchUnknown, PitchTaken. locks: person, alley
    """
    lock_organised_alley(session, actor, alley)
    back = (PlaceMove(stall_day=move.stall_day, before=move.after, after=move.before) for move in moves)
    move_stall_days(session, alley, tuple(back), by=actor.person, now=now)


def write_moves(
    session: Session,
    moves: Sequence[PlaceMove],
    market_days: Mapping[int, int],
    *,
    alley: int,
    now: datetime,
) -> None:
    """Write moves that were checked, in a locked alley: the rows of all of them go, and those that stand somewhere afterwards come.

    `market_days` has the market day of each stall day. A stall day that is off loses its row to who takes its place.
    """
    taken = {(move.after, market_days[move.stall_day]) for move in moves if move.after is not None}
    gone = {move.stall_day for move in moves}
    standing = _at(
        session, {pitch for pitch, _ in taken}, *{market_day for _, market_day in taken}, is_off=True
    )
    gone |= {stall_day for key, stall_day in standing.items() if key in taken}
    session.connection().execute(delete(PitchDay).where(col(PitchDay.stall_day_id).in_(gone)))
    rows = [
        {
            "stall_day_id": move.stall_day,
            "pitch_id": move.after,
            "market_day_id": market_days[move.stall_day],
            "alley_id": alley,
        }
        for move in moves
        if move.after is not None
    ]
    insert_all(session, PitchDay, rows)
    mark_changed(session, "drop")
    for drop in session.exec(
        select(Drop.id).where(col(Drop.stall_day_id).in_([move.stall_day for move in moves]))
    ):
        mark_drop(session, drop or 0, now)


def _lock(session: Session, actor: Actor, stall_day: int, now: datetime) -> tuple[int, _Standing]:
    """Lock the alley of a stall day, and return it with where the stall day stands. Raises NotOrganiser, Blocked, StallDayOver. locks: person, alley"""
    require_organiser(session, actor)
    alley = session.exec(select(StallDay.alley_id).where(col(StallDay.id) == stall_day)).first()
    if alley is None:
        raise StallDayOver
    lock_organised_alley(session, actor, alley)
    return alley, _standing(session, [stall_day], now)[stall_day]


def move_stall_days(
    session: Session, alley: int, moves: PlaceMoves, *, by: int | None, now: datetime
) -> PlaceMoves:
    """Check moves in a locked alley, write those that change something, log them as done `by` a person, and return them.

    None: by nobody who is still known. Raises StallDayOver, PlacesChanged, PitchUnknown, PitchTaken.
    """
    moves = tuple(move for move in moves if move.before != move.after)
    if not moves:
        return ()
    standing = _standing(session, [move.stall_day for move in moves], now)
    for move in moves:
        here = standing.get(move.stall_day)
        if here is None or here.alley != alley or not here.is_ahead:
            raise StallDayOver
        if here.pitch != move.before:
            raise PlacesChanged
    _refuse_unknown(session, alley, {move.after for move in moves} - {None})
    market_days = {stall_day: here.market_day for stall_day, here in standing.items()}
    _refuse_taken(session, moves, market_days)
    write_moves(session, moves, market_days, alley=alley, now=now)
    if by is not None:
        log_places(session, Actor(by), alley, now, details=standing[moves[0].stall_day].day.isoformat())
    return moves


def _standing(session: Session, stall_days: Collection[int], now: datetime) -> dict[int, _Standing]:
    """Return where stall days stand, by their ids."""
    rows = (
        select(StallDay, PitchDay.pitch_id)
        .outerjoin(PitchDay, col(PitchDay.stall_day_id) == col(StallDay.id))
        .where(col(StallDay.id).in_(stall_days))
        .execution_options(populate_existing=True)
    )
    return {
        day.id or 0: _Standing(
            market_day=day.market_day_id,
            alley=day.alley_id,
            day=day.day,
            is_ahead=day.state == StallDayState.ON and day.ends_at > now,
            pitch=pitch,
        )
        for day, pitch in session.exec(rows)
    }


def _at(
    session: Session, pitches: Collection[int | None], *market_days: int, is_off: bool = False
) -> dict[tuple[int | None, int], int]:
    """Return the stall days that are on, or off, at pitches on market days, by both."""
    rows = (
        select(PitchDay.pitch_id, PitchDay.market_day_id, PitchDay.stall_day_id)
        .join(StallDay, col(StallDay.id) == col(PitchDay.stall_day_id))
        .where(col(PitchDay.pitch_id).in_(pitches), col(PitchDay.market_day_id).in_(market_days))
        .where(col(StallDay.state) == (StallDayState.OFF if is_off else StallDayState.ON))
    )
    return {(pitch, market_day): stall_day for pitch, market_day, stall_day in session.exec(rows)}


def _refuse_unknown(session: Session, alley: int, pitches: Collection[int | None]) -> None:
    """Raise PitchUnknown where one of these is no place of the alley that is in use."""
    in_use = col(Pitch.alley_id) == alley, col(Pitch.retired_at).is_(None)
    found = session.exec(select(Pitch.id).where(col(Pitch.id).in_(pitches), *in_use)).all()
    if len(found) < len(pitches):
        raise PitchUnknown


def _refuse_taken(session: Session, moves: PlaceMoves, market_days: Mapping[int, int]) -> None:
    """Raise PitchTaken where a stall day that does not move stands at a place that another one gets."""
    wanted = {(move.after, market_days[move.stall_day]) for move in moves}
    standing = _at(session, {pitch for pitch, _ in wanted}, *{day for _, day in wanted})
    moving = {move.stall_day for move in moves}
    for key, stall_day in standing.items():
        if key in wanted and stall_day not in moving:
            stall = session.get_one(StallDay, stall_day).stall_id
            raise PitchTaken(session.get_one(Pitch, key[0]).code, session.get_one(Stall, stall).name)
