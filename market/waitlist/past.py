"""What a person had and has no more, and how it ended: of the last thirty days."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CompoundSelect, Select, and_, not_, or_, union_all
from sqlalchemy import select as rows_of
from sqlmodel import Session, col, func, literal, select

from market.drop.browse import any_drops
from market.drop.facts import DropFacts, LineFacts
from storage.drop import Drop, Line
from storage.gift import Gift
from storage.waitlist import Claim, Entry, Hold

KEPT, PAGE = timedelta(days=30), 5


@dataclass(frozen=True)
class Ended:
    """`how`: collected, released, missed, cancelled, declined, expired, left, closed (nothing came free) or given."""

    drop: DropFacts
    line: LineFacts
    how: str
    units: int
    at: datetime


@dataclass(frozen=True)
class Past:
    """A page of it, from 1 on, the newest first."""

    ended: tuple[Ended, ...]
    page: int
    pages: int


def past(session: Session, person: int, now: datetime, page: int) -> Past:
    """Claims, holds and places that ended, and what was given to a friend. A page beyond the last is the last."""
    rows = _rows(person, now - KEPT, now).subquery()
    count = session.connection().execute(select(func.count()).select_from(rows)).scalar_one()
    pages = max(1, -(-count // PAGE))
    page = min(max(page, 1), pages)
    newest = rows_of(rows).order_by(rows.c.ended_at.desc(), rows.c.line_id, rows.c.how)
    shown = newest.offset((page - 1) * PAGE).limit(PAGE)
    return Past(_ended(session, list(session.connection().execute(shown))), page, pages)


def _ended(session: Session, rows: list[Any]) -> tuple[Ended, ...]:
    of = dict(
        session.exec(
            select(Line.id, Line.drop_id).where(col(Line.id).in_([row.line_id for row in rows]))
        ).all()
    )
    drops = {drop.id: drop for drop in any_drops(session, tuple({*of.values()}))}
    lines = {line.id: line for drop in drops.values() for line in drop.lines}
    return tuple(
        Ended(drops[of[row.line_id]], lines[row.line_id], row.how, row.units, row.ended_at) for row in rows
    )


def _rows(person: int, since: datetime, now: datetime) -> CompoundSelect[Any]:
    return union_all(
        _claims(person, since, now), _holds(person, since), _places(person, since), _gifts(person, since)
    )


def _claims(person: int, since: datetime, now: datetime) -> Select[Any]:
    """What was collected stands among one's own until the drop is over."""
    rows = _columns(Claim, col(Claim.units)).join(Line, col(Line.id) == col(Claim.line_id))
    rows = rows.join(Drop, col(Drop.id) == col(Line.drop_id))
    ended = or_(
        col(Claim.state).in_(("released", "missed", "cancelled")),
        and_(col(Claim.state) == "collected", col(Drop.ends_at) <= now),
    )
    return rows.where(col(Claim.person_id) == person, col(Claim.ended_at) > since, ended)


def _holds(person: int, since: datetime) -> Select[Any]:
    ended = col(Hold.state).in_(("declined", "expired", "cancelled"))
    return _columns(Hold, col(Hold.units)).where(
        col(Hold.person_id) == person, col(Hold.ended_at) > since, ended
    )


def _places(person: int, since: datetime) -> Select[Any]:
    """A place that came to a hold is told by it, and so is the rest of a parted party that joined the hold of the first."""
    held = select(Hold.id).where(col(Hold.entry_id) == col(Entry.id)).exists()
    rows = _columns(Entry, col(Entry.party)).join(Line, col(Line.id) == col(Entry.line_id))
    rows = rows.join(Drop, col(Drop.id) == col(Line.drop_id))
    joined = and_(
        col(Entry.rest) > 0, col(Entry.ended_at) < func.coalesce(col(Drop.cancelled_at), col(Drop.ends_at))
    )
    ended = or_(col(Entry.state) == "left", and_(col(Entry.state) == "closed", not_(joined)))
    return rows.where(col(Entry.person_id) == person, col(Entry.ended_at) > since, ended, not_(held))


def _gifts(person: int, since: datetime) -> Select[Any]:
    line = func.coalesce(col(Claim.line_id), col(Hold.line_id)).label("line_id")
    units = func.coalesce(col(Claim.units), col(Hold.units)).label("units")
    rows: Select[Any] = (
        select(line, literal("given").label("how"), units, col(Gift.ended_at))  # type: ignore[assignment]
        .select_from(Gift)
        .outerjoin(Claim, col(Claim.id) == col(Gift.claim_id))
        .outerjoin(Hold, col(Hold.id) == col(Gift.hold_id))
    )
    return rows.where(col(Gift.giver_id) == person, col(Gift.state) == "taken", col(Gift.ended_at) > since)


def _columns(table: Any, units: Any) -> Select[Any]:
    found: Select[Any] = select(table.line_id, table.state.label("how"), units.label("units"), table.ended_at)
    return found
