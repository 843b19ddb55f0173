"""Reading places in from a file: all rows, or none and the reasons."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from market.actor import Actor
from market.alley import lock_organised_alley
from market.calendar.pitches import log_places, read_code
from market.calendar.place_file import PlaceRow, RowProblem
from market.calendar.rearrange import PlaceMove, write_moves
from market.calendar.refusals import PitchCodeUnfit
from storage.market_day import MarketDay, StallDay, StallDayState
from storage.permit import is_permitted, permit_end
from storage.pitch import Pitch, PitchDay
from storage.stall import Stall


@dataclass(frozen=True)
class WrongRow:
    """A row that is not taken, and why."""

    row: PlaceRow
    problem: RowProblem


@dataclass(frozen=True, kw_only=True)
class ImportedPlaces:
    """So many places were changed; where rows are wrong, none."""

    changed: int
    wrong: tuple[WrongRow, ...]


@dataclass(frozen=True, kw_only=True)
class _Known:
    """A stall day that takes place, as a file may name it."""

    id: int
    market_day: int
    may_move: RowProblem | None
    pitch: int | None


@dataclass(frozen=True, kw_only=True)
class _Calendar:
    """The things that the rows of a file are held against. Stall days are found by day and code, else by day and name, places by code."""

    by_code: dict[tuple[date, str], _Known]
    by_name: dict[tuple[date, str], list[_Known]]
    pitches: dict[str, Pitch]
    permit_until: date | None
    stalls: frozenset[str]

    def named(self, day: date, stall: str) -> list[_Known]:
        """Return the stall days that a file may mean."""
        key = day, stall.casefold()
        return [self.by_code[key]] if key in self.by_code else self.by_name.get(key, [])


def import_places(
    session: Session, actor: Actor, alley: int, rows: Sequence[PlaceRow], now: datetime
) -> ImportedPlaces:
    """Give stall days the places of a file; what no row is about stays. Where a row is wrong nothing is stored.

    Raises NotOrganiser, Blocked, AlleyUnknown. locks: person, alley
    """
    lock_organised_alley(session, actor, alley)
    calendar = _read(session, alley, rows, now)
    wrong, moves, seen = list[WrongRow](), dict[int, tuple[PlaceRow, PlaceMove]](), set[int]()
    market_days = {known.id: known.market_day for known in calendar.by_code.values()}
    for row in rows:
        checked = _checked(calendar, row)
        if isinstance(checked, PlaceMove) and checked.stall_day in seen:
            checked = RowProblem.STALL_TWICE
        if isinstance(checked, RowProblem):
            wrong.append(WrongRow(row, checked))
            continue
        seen.add(checked.stall_day)
        if checked.before != checked.after:
            moves[checked.stall_day] = row, checked
    wrong += _overlaps(calendar, moves)
    if wrong:
        return ImportedPlaces(changed=0, wrong=tuple(sorted(wrong, key=lambda each: each.row.number)))
    if moves:
        write_moves(session, [move for _, move in moves.values()], market_days, alley=alley, now=now)
        log_places(session, actor, alley, now)
    return ImportedPlaces(changed=len(moves), wrong=())


def _checked(calendar: _Calendar, row: PlaceRow) -> PlaceMove | RowProblem:
    """Return what a row asks for, or why it is wrong by itself."""
    if row.problem is not None or row.day is None:
        return row.problem or RowProblem.DAY_UNREADABLE
    found = calendar.named(row.day, row.stall)
    if len(found) > 1:
        return RowProblem.STALL_AMBIGUOUS
    if not found:
        return _absent(calendar, row.day, row.stall.casefold())
    known, pitch = found[0], _pitch(calendar, row.place)
    if row.place and pitch is None:
        return RowProblem.PLACE_UNKNOWN
    after = pitch.id if pitch else None
    if after != known.pitch and known.may_move is not None:
        return known.may_move
    if after != known.pitch and pitch is not None and pitch.retired_at is not None:
        return RowProblem.PLACE_UNKNOWN
    return PlaceMove(stall_day=known.id, before=known.pitch, after=after)


def _absent(calendar: _Calendar, day: date, stall: str) -> RowProblem:
    """Return why a stall is not found on a day."""
    if stall not in calendar.stalls:
        return RowProblem.STALL_UNKNOWN
    after_permit = calendar.permit_until is not None and day > calendar.permit_until
    return RowProblem.NO_PERMIT if after_permit else RowProblem.NOT_THERE


def _pitch(calendar: _Calendar, place: str) -> Pitch | None:
    try:
        return calendar.pitches.get(read_code(place)) if place else None
    except PitchCodeUnfit:
        return None


def _overlaps(calendar: _Calendar, moves: dict[int, tuple[PlaceRow, PlaceMove]]) -> list[WrongRow]:
    """Return the rows after which two stalls would stand at one place: with somebody who stays, or with a row before."""
    taken: set[tuple[int | None, int]] = {
        (known.pitch, known.market_day)
        for known in calendar.by_code.values()
        if known.pitch and known.id not in moves
    }
    market_days = {known.id: known.market_day for known in calendar.by_code.values()}
    wrong = []
    for row, move in moves.values():
        key = move.after, market_days[move.stall_day]
        if move.after is not None and key in taken:
            wrong.append(WrongRow(row, RowProblem.PLACE_TWICE))
        taken.add(key)
    return wrong


def _read(session: Session, alley: int, rows: Sequence[PlaceRow], now: datetime) -> _Calendar:
    """Return what is known of an alley and of the days and stalls of a file, with the same statements however many rows it has."""
    by_code, by_name = dict[tuple[date, str], _Known](), defaultdict[tuple[date, str], list[_Known]](list)
    days = {row.day for row in rows if row.day is not None}
    for row, code, name, pitch, permitted in session.exec(_stall_days(alley, days)) if days else ():
        over = RowProblem.DAY_OVER if row.ends_at <= now else None
        may_move = over or (None if permitted else RowProblem.NO_PERMIT)
        known = _Known(id=row.id, market_day=row.market_day_id, may_move=may_move, pitch=pitch)
        by_code[row.day, code.casefold()] = known
        by_name[row.day, name.casefold()].append(known)
    stalls = {stall for _, stall in (*by_code, *by_name)}
    others = {row.stall.upper() for row in rows} - {stall.upper() for stall in stalls}
    codes = session.exec(select(Stall.code).where(col(Stall.code).in_(others))) if others else ()
    pitches = session.exec(select(Pitch).where(col(Pitch.alley_id) == alley))
    return _Calendar(
        by_code=by_code,
        by_name=by_name,
        pitches={pitch.code: pitch for pitch in pitches},
        permit_until=session.exec(select(permit_end(alley))).one(),
        stalls=frozenset({*stalls, *(code.casefold() for code in codes)}),
    )


def _stall_days(alley: int, days: Collection[date]) -> Any:
    permitted = is_permitted(alley, col(StallDay.starts_at), col(StallDay.ends_at))
    return (
        select(StallDay, Stall.code, Stall.name, PitchDay.pitch_id)
        .add_columns(permitted)
        .join(MarketDay, col(MarketDay.id) == col(StallDay.market_day_id))
        .join(Stall, col(Stall.id) == col(StallDay.stall_id))
        .outerjoin(PitchDay, col(PitchDay.stall_day_id) == col(StallDay.id))
        .where(col(MarketDay.alley_id) == alley, col(MarketDay.day).in_(days))
        .where(col(StallDay.state) == StallDayState.ON)
    )
