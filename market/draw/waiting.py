"""Draws whose round has come and that nobody could fetch: organisers are told, and may bring the round's signature by hand."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.acting import Acting, must_organise
from market.draw.beacon import QUICKNET, round_at, time_of
from market.draw.deciding import draw_line
from market.mailbox import Lane, write_letter
from market.refusal import DrawDecided, DrawUnknown
from storage.alley import Alley
from storage.draw import Draw
from storage.drop import Drop, Line
from storage.organiser import Organiser
from storage.person import Person

WAITS = "DrawWaits"
PATIENCE = timedelta(minutes=10)
"""After the round's time, before organisers are told."""


@dataclass(frozen=True)
class Waits:
    """A closed draw whose round's time has come; `signed`: its round can be brought by hand."""

    draw: int
    name: str
    drop: str
    line: int
    round: int
    at: datetime
    zone: str
    signed: bool


def waiting_draws(session: Session, acting: Acting, now: datetime) -> tuple[Waits, ...]:
    """The longest waiting first. Raises NotOrganiser."""
    must_organise(session, acting)
    return _waiting(session, now)


def count_waiting(session: Session, now: datetime) -> int:
    """How many draws wait for their round by now."""
    return len(_waiting(session, now))


def waiting_draw(session: Session, acting: Acting, draw: int, now: datetime) -> Waits:
    """Raises NotOrganiser, DrawUnknown, DrawDecided."""
    must_organise(session, acting)
    return _one(session, draw, now)


def draw_that_waits(session: Session, draw: int) -> Waits:
    """As `waiting_draw`, for a letter about it."""
    return _one(session, draw, None)


def bring_round(
    session: Session, acting: Acting, draw: int, randomness: str, signature: str, now: datetime
) -> None:
    """Decide it by a round that somebody brought and Lorong has verified. Raises NotOrganiser, DrawUnknown, DrawDecided. locks: drop, line, entry"""
    waits = waiting_draw(session, acting, draw, now)
    if not draw_line(session, waits.line, randomness, signature, now):
        raise DrawDecided


def late_draws(session: Session, now: datetime) -> tuple[int, ...]:
    """Draws that have waited so long that organisers are to know."""
    return tuple(waits.draw for waits in _waiting(session, now - PATIENCE))


def tell_of_waiting(session: Session, draw: int, admins: Collection[int], now: datetime) -> None:
    """Once to each organiser; `admins` are those the settings name. Nothing where it waits no longer."""
    waits = next((one for one in _waiting(session, now) if one.draw == draw), None)
    named = [*admins, *session.exec(select(Organiser.person_id))] if waits else []
    for person in session.exec(select(Person.id).where(col(Person.id).in_(named))).all():
        assert waits is not None
        write_letter(
            session,
            person,
            WAITS,
            about=f"draw:{draw}",
            facts={"draw": draw},
            lane=Lane.BOOKING,
            due_at=waits.at + PATIENCE,
            late_after=waits.at + timedelta(days=7),
        )


def _waiting(session: Session, now: datetime | None) -> tuple[Waits, ...]:
    """`now` None: also those whose round is yet to come."""
    rows = (
        select(Draw, Drop, Alley)
        .join(Line, col(Line.id) == col(Draw.line_id))
        .join(Drop, col(Drop.id) == col(Line.drop_id))
        .join(Alley, col(Alley.id) == col(Drop.alley_id))
        .where(
            col(Draw.drawn_at).is_(None),
            col(Draw.round).is_not(None) if now is None else col(Draw.round) <= round_at(now),
            col(Drop.state).in_(("published", "paused")),
        )
    )
    found = session.exec(rows.order_by(col(Draw.round), col(Draw.id)))
    return tuple(_facts(draw, drop, alley) for draw, drop, alley in found)


def _one(session: Session, draw: int, now: datetime | None) -> Waits:
    row = session.get(Draw, draw)
    if row is None:
        raise DrawUnknown
    if row.drawn_at:
        raise DrawDecided
    found = [waits for waits in _waiting(session, now) if waits.draw == draw]
    if not found:
        raise DrawUnknown
    return found[0]


def _facts(draw: Draw, drop: Drop, alley: Alley) -> Waits:
    number = draw.round or 0
    signed = draw.beacon == QUICKNET
    return Waits(
        draw.id or 0, draw.name, drop.name, draw.line_id, number, time_of(number), alley.zone, signed
    )
