"""The wishes of a stall: which days of a draw of places it ticks, and what became of them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from market.actor import Actor, Right, StallUnknown, require_right
from market.alley import lock_alley
from market.person import lock_unblocked_person
from market.place_draw.refusals import PlaceDrawClosed, PlaceDrawUnknown
from market.place_draw.weights import GOT, place_weights
from storage.alley import Alley
from storage.insert import insert_once
from storage.market_day import StallDay, StallDayState
from storage.pitch import Pitch
from storage.place_draw import PlaceDraw, PlaceDrawDay, PlaceDrawState, PlaceOutcome, PlaceWish
from storage.stall import Stall, StallApproval


@dataclass(frozen=True, kw_only=True)
class WishDay:
    """A day of a draw as a stall sees it. `is_published`: the stall has something there that day.

    Once it is placed, the wish is number `number` of `wishes`, with its outcome and the code of its place.
    """

    day: date
    is_wished: bool
    is_published: bool
    number: int | None
    wishes: int
    outcome: PlaceOutcome | None
    place: str


@dataclass(frozen=True, kw_only=True)
class StallWishes:
    """The newest draw of a stall's alley as the stall sees it; `draw` is 0 and the rest empty where there was none yet."""

    stall: int
    stall_name: str
    alley: str
    zone: str
    draw: int = 0
    name: str = ""
    state: PlaceDrawState | None = None
    closes_at: datetime | None = None
    weight: int = 1
    days: tuple[WishDay, ...] = ()

    @property
    def is_wishing(self) -> bool:
        return any(day.is_wished for day in self.days)

    @property
    def has_lost(self) -> bool:
        """Return whether the draw counts as lost: no place was left, and on no other day there was one."""
        outcomes = {day.outcome for day in self.days}
        return PlaceOutcome.FULL in outcomes and outcomes.isdisjoint(GOT)


def stall_wishes(session: Session, actor: Actor, stall: int) -> StallWishes:
    """Return the newest draw of a stall's alley, for who may post for the stall. Raises StallUnknown, NotYourStall."""
    row = _require_open_stall(session, actor, stall)
    newest = select(func.max(PlaceDraw.id)).where(col(PlaceDraw.alley_id) == row.alley_id)
    return _wishes(session, row, session.exec(newest).one())


def stall_wishes_in(session: Session, draw: int, stall: int) -> StallWishes:
    """Return a draw as a stall sees it, for a message to its owner. Raises StallUnknown, PlaceDrawUnknown."""
    row = StallUnknown.unless(session.get(Stall, stall))
    PlaceDrawUnknown.unless(session.get(PlaceDraw, draw))
    return _wishes(session, row, draw)


def set_place_wish(
    session: Session, actor: Actor, stall: int, draw: int, *, day: date, is_wished: bool, now: datetime
) -> None:
    """Wish a day of an open draw, or take the wish back.

    Raises Blocked, StallUnknown, NotYourStall, PlaceDrawUnknown, PlaceDrawClosed. locks: person, alley
    """
    _lock_open_draw(session, actor, stall, draw, now=now)
    PlaceDrawUnknown.unless(session.get(PlaceDrawDay, (draw, day)))
    if is_wished:
        values = {"draw_id": draw, "stall_id": stall, "day": day, "wished_at": now, "weight": 1}
        insert_once(session, PlaceWish, **values)
    else:
        gone = col(PlaceWish.draw_id) == draw, col(PlaceWish.stall_id) == stall, col(PlaceWish.day) == day
        session.connection().execute(delete(PlaceWish).where(*gone))


def withdraw_place_wishes(session: Session, actor: Actor, stall: int, draw: int, now: datetime) -> None:
    """Take every wish of a stall in an open draw back. Raises and locks as `set_place_wish`. locks: person, alley"""
    _lock_open_draw(session, actor, stall, draw, now=now)
    gone = col(PlaceWish.draw_id) == draw, col(PlaceWish.stall_id) == stall
    session.connection().execute(delete(PlaceWish).where(*gone))


def _require_open_stall(session: Session, actor: Actor, stall: int) -> Stall:
    row = require_right(session, actor, stall, Right.STOCK)
    if row.state is not StallApproval.APPROVED:
        raise StallUnknown
    return row


def _lock_open_draw(session: Session, actor: Actor, stall: int, draw: int, *, now: datetime) -> None:
    lock_unblocked_person(session, actor.person)
    row = _require_open_stall(session, actor, stall)
    lock_alley(session, row.alley_id)
    found = PlaceDrawUnknown.unless(session.get(PlaceDraw, draw, populate_existing=True))
    if found.alley_id != row.alley_id:
        raise PlaceDrawUnknown
    if found.state is not PlaceDrawState.OPEN or now >= found.closes_at:
        raise PlaceDrawClosed


def _wishes(session: Session, stall: Stall, draw: int | None) -> StallWishes:
    row = session.get(PlaceDraw, draw) if draw else None
    alley = session.get_one(Alley, row.alley_id if row else stall.alley_id)
    own = stall.id or 0
    if row is None:
        return StallWishes(stall=own, stall_name=stall.name, alley=alley.name, zone=alley.zone)
    days = _days(session, row, own)
    weights = place_weights(session, row.alley_id, [own]) if row.state is PlaceDrawState.OPEN else {}
    return StallWishes(
        stall=own,
        stall_name=stall.name,
        alley=alley.name,
        zone=alley.zone,
        draw=row.id or 0,
        name=row.name,
        state=row.state,
        closes_at=row.closes_at,
        weight=weights.get(own, _weight(session, row.id or 0, own)),
        days=days,
    )


def _weight(session: Session, draw: int, stall: int) -> int:
    """Return the weight that a closed list has for a stall."""
    own = col(PlaceWish.draw_id) == draw, col(PlaceWish.stall_id) == stall
    return session.exec(select(func.max(PlaceWish.weight)).where(*own)).one() or 1


def _days(session: Session, draw: PlaceDraw, stall: int) -> tuple[WishDay, ...]:
    counts = columns(col(PlaceWish.day), func.count().label("wishes")).where(
        col(PlaceWish.draw_id) == draw.id
    )
    rows = session.execute(counts.group_by(col(PlaceWish.day)))
    wishes = {row.day: row.wishes for row in rows}
    there = columns(col(StallDay.day)).where(
        col(StallDay.stall_id) == stall,
        col(StallDay.alley_id) == draw.alley_id,
        col(StallDay.state) == StallDayState.ON,
    )
    published = {*session.execute(there).scalars()}
    days = (
        select(PlaceDrawDay, PlaceWish, Pitch.code)
        .outerjoin(
            PlaceWish,
            (col(PlaceWish.draw_id) == col(PlaceDrawDay.draw_id))
            & (col(PlaceWish.day) == col(PlaceDrawDay.day))
            & (col(PlaceWish.stall_id) == stall),
        )
        .outerjoin(Pitch, col(Pitch.id) == col(PlaceWish.pitch_id))
        .where(col(PlaceDrawDay.draw_id) == draw.id)
        .order_by(col(PlaceDrawDay.day))
    )
    return tuple(
        WishDay(
            day=row.day,
            is_wished=wish is not None,
            is_published=row.day in published,
            number=wish.number if wish else None,
            wishes=wishes.get(row.day, 0),
            outcome=wish.outcome if wish else None,
            place=place or "",
        )
        for row, wish, place in session.exec(days)
    )
