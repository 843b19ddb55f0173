"""The steps of a draw of places: it is closed, decided, placed day by day, and told. Each is one transaction, and looks first whether it was done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from market.beacon import deciding_round, round_at, time_of
from market.calendar.pitches import pitches_in_use
from market.calendar.rearrange import PlaceMove, move_stall_days
from market.draw.proof import Chance, root, seed
from market.place_draw.placing import day_order, placings, wish_name
from market.place_draw.plan import lock_place_draw, tell_results
from market.place_draw.weights import place_weights
from storage.beacon_kind import BeaconKind
from storage.market_day import StallDay, StallDayState
from storage.permit import is_permitted
from storage.pitch import Pitch, PitchDay
from storage.place_draw import PlaceDraw, PlaceDrawDay, PlaceDrawState, PlaceOutcome, PlaceWish
from storage.stall import Stall, is_open_stall


@dataclass(frozen=True, kw_only=True)
class PlaceDrawStep:
    """A draw whose next step is due, by its state. `round` decides it, 0 while it is open."""

    draw: int
    state: PlaceDrawState
    round: int


def place_draw_steps(session: Session, beacon: BeaconKind, now: datetime) -> tuple[PlaceDrawStep, ...]:
    """Return the draws whose next step is due; `beacon` is the kind that can be fetched here."""
    rows = select(PlaceDraw).where(_is_due(now)).order_by(col(PlaceDraw.id))
    return tuple(
        PlaceDrawStep(draw=row.id or 0, state=row.state, round=row.round or 0)
        for row in session.exec(rows)
        if row.state is not PlaceDrawState.CLOSED or row.beacon == beacon
    )


def due_place_draws(now: datetime) -> SelectOfScalar[int | None]:
    """Select the draws whose next step is due, whatever beacon they wait for."""
    return select(col(PlaceDraw.id)).where(_is_due(now))


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(col(PlaceDraw.state) == PlaceDrawState.OPEN, col(PlaceDraw.closes_at) <= now),
        and_(col(PlaceDraw.state) == PlaceDrawState.CLOSED, col(PlaceDraw.round) <= round_at(now)),
        col(PlaceDraw.state) == PlaceDrawState.DRAWN,
    )


def next_place_draw(session: Session, since: datetime) -> datetime | None:
    """Return when the next draw closes, or the round comes that one waits for."""
    closing = select(func.min(PlaceDraw.closes_at)).where(
        col(PlaceDraw.state) == PlaceDrawState.OPEN, col(PlaceDraw.closes_at) > since
    )
    waiting = select(func.min(PlaceDraw.round)).where(
        col(PlaceDraw.state) == PlaceDrawState.CLOSED, col(PlaceDraw.round) > round_at(since)
    )
    number = session.exec(waiting).one()
    times = (session.exec(closing).one(), time_of(number) if number else None)
    return min((at for at in times if at), default=None)


def close_place_draw(session: Session, draw: int, now: datetime) -> None:
    """Fix the list with its weights, the places and the round of an open draw whose time has come. locks: alley"""
    row = lock_place_draw(session, draw)
    if row is None or row.state is not PlaceDrawState.OPEN or now < row.closes_at:
        return
    wishes = session.exec(_wishes(draw)).all()
    weights = place_weights(session, row.alley_id, {wish.stall_id for wish, _ in wishes})
    for wish, _ in wishes:
        wish.weight = weights[wish.stall_id]
    places = " ".join(pitch.code for pitch in pitches_in_use(session, row.alley_id))
    row.root, row.places = (
        root(Chance(wish_name(wish.day, code), wish.weight) for wish, code in wishes),
        places,
    )
    row.state, row.closed_at, row.round = PlaceDrawState.CLOSED, now, deciding_round(now, None)


def decide_place_draw(session: Session, draw: int, randomness: str, signature: str, now: datetime) -> None:
    """Note the randomness, in hex, of the round fixed at closing; the caller has verified it. locks: alley"""
    row = lock_place_draw(session, draw)
    if row is None or row.state is not PlaceDrawState.CLOSED:
        return
    row.randomness, row.signature, row.drawn_at = randomness, signature, now
    row.state = PlaceDrawState.DRAWN


def place_next_day(session: Session, draw: int, now: datetime) -> bool:
    """Place the first day of a drawn draw that is not placed; after the last one tell its stalls. Return whether there may be more to do.

    Raises what `move_stall_days` raises where somebody changed a stall day meanwhile: nothing is placed then. locks: alley
    """
    row = lock_place_draw(session, draw)
    if row is None or row.state is not PlaceDrawState.DRAWN:
        return False
    unplaced = select(PlaceDrawDay).where(
        col(PlaceDrawDay.draw_id) == draw, col(PlaceDrawDay.placed_at).is_(None)
    )
    day = session.exec(unplaced.order_by(col(PlaceDrawDay.day)).limit(1)).first()
    if day is None:
        row.state = PlaceDrawState.PLACED
        session.flush()
        tell_results(session, draw, now)
        return False
    _place_day(session, row, day, now)
    return True


def _place_day(session: Session, draw: PlaceDraw, day: PlaceDrawDay, now: datetime) -> None:
    wishes = {code: wish for wish, code in session.exec(_wishes(day.draw_id, day.day))}
    stalls = {wish.stall_id for wish in wishes.values()}
    there = _stall_days(session, draw.alley_id, day.day, now)
    is_open = {*session.exec(select(Stall.id).where(*is_open_stall(), col(Stall.alley_id) == draw.alley_id))}
    reasons = {stall: _reason(there.get(stall), is_open=stall in is_open) for stall in stalls}
    pitches = {pitch.code: pitch.id for pitch in pitches_in_use(session, draw.alley_id)}
    held = {*session.exec(_held(draw.alley_id, day.day))}
    codes = draw.places.split()
    free = [code for code in codes if code in pitches and code not in held]
    order = day_order(
        seed(draw.secret, draw.randomness or ""),
        draw.name,
        day.day,
        {code: wish.weight for code, wish in wishes.items()},
    )
    of_codes = {code: reason for code, wish in wishes.items() if (reason := reasons[wish.stall_id])}
    moves = []
    for number, placing in enumerate(placings(order, of_codes, free), 1):
        wish = wishes[placing.stall]
        wish.number, wish.outcome, wish.pitch_id = number, placing.outcome, pitches.get(placing.place)
        if placing.place:
            move = PlaceMove(stall_day=there[wish.stall_id].id, before=None, after=pitches[placing.place])
            moves.append(move)
    day.placed_at, day.taken = now, " ".join(code for code in codes if code not in free)
    session.flush()
    move_stall_days(session, draw.alley_id, tuple(moves), by=draw.by_id, now=now)


@dataclass(frozen=True, kw_only=True)
class _There:
    """A stall day that takes place and is not over."""

    id: int
    is_permitted: bool
    has_place: bool


def _stall_days(session: Session, alley: int, day: date, now: datetime) -> Mapping[int, _There]:
    """Return the stall days of a day that are not over, by their stalls."""
    rows: Any = (
        select(StallDay.stall_id, StallDay.id, PitchDay.pitch_id)
        .add_columns(is_permitted(alley, col(StallDay.starts_at), col(StallDay.ends_at)))
        .outerjoin(PitchDay, col(PitchDay.stall_day_id) == col(StallDay.id))
        .where(col(StallDay.alley_id) == alley, col(StallDay.day) == day)
        .where(col(StallDay.state) == StallDayState.ON, col(StallDay.ends_at) > now)
    )
    return {
        stall: _There(id=stall_day, is_permitted=permitted, has_place=pitch is not None)
        for stall, stall_day, pitch, permitted in session.exec(rows)
    }


def _reason(there: _There | None, *, is_open: bool) -> PlaceOutcome | None:
    """Return why a stall is passed over; None where it is not."""
    if not is_open:
        return PlaceOutcome.STALL_CLOSED
    if there is None:
        return PlaceOutcome.NOTHING_THERE
    if there.has_place:
        return PlaceOutcome.HAS_PLACE
    return None if there.is_permitted else PlaceOutcome.NO_PERMIT


def _held(alley: int, day: date) -> SelectOfScalar[str]:
    """Select the codes of the places at which somebody stands on a day."""
    return (
        select(Pitch.code)
        .join(PitchDay, col(PitchDay.pitch_id) == col(Pitch.id))
        .join(StallDay, col(StallDay.id) == col(PitchDay.stall_day_id))
        .where(col(StallDay.alley_id) == alley, col(StallDay.day) == day)
        .where(col(StallDay.state) == StallDayState.ON)
    )


def _wishes(draw: int, day: date | None = None) -> Any:
    """Select the wishes of a draw, or of a day of it, with the codes of their stalls."""
    rows = select(PlaceWish, Stall.code).join(Stall, col(Stall.id) == col(PlaceWish.stall_id))
    rows = rows.where(col(PlaceWish.draw_id) == draw)
    if day is not None:
        rows = rows.where(col(PlaceWish.day) == day)
    return rows.order_by(col(PlaceWish.id))
