"""Draws whose round has come and that nobody could fetch: organisers are told, and may bring the round's signature by hand."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.actor import Actor, require_organiser
from market.draw.beacon import round_at, time_of
from market.draw.decide_draw import draw_item
from market.notification.outbox import Priority, notify
from market.refusal import DrawDecided, DrawUnknown
from storage.alley import Alley
from storage.beacon_kind import BeaconKind
from storage.draw import Draw
from storage.drop import Drop, DropState, Item
from storage.organiser import Organiser
from storage.person import Person

DRAW_WAITS = "DrawWaits"
PATIENCE = timedelta(minutes=10)
"""After the round's time, before organisers are told."""


@dataclass(frozen=True, kw_only=True)
class OverdueDraw:
    """A closed draw whose round's time has come; `signed`: its round can be brought by hand."""

    draw: int
    name: str
    drop: str
    item: int
    round: int
    at: datetime
    zone: str
    signed: bool


def overdue_draws(session: Session, actor: Actor, now: datetime) -> tuple[OverdueDraw, ...]:
    """The longest waiting first. Raises NotOrganiser."""
    require_organiser(session, actor)
    return _overdue(session, now)


def count_overdue(session: Session, now: datetime) -> int:
    """How many draws wait for their round by now."""
    return len(_overdue(session, now))


def overdue_draw(session: Session, actor: Actor, draw: int, now: datetime) -> OverdueDraw:
    """Raises NotOrganiser, DrawUnknown, DrawDecided."""
    require_organiser(session, actor)
    return _one(session, draw, now)


def overdue_draw_of(session: Session, draw: int) -> OverdueDraw:
    """As `overdue_draw`, for a letter about it."""
    return _one(session, draw, None)


def decide_by_round(
    session: Session, actor: Actor, draw: int, randomness: str, signature: str, now: datetime
) -> None:
    """Decide it by a round that somebody brought and Lorong has verified. Raises NotOrganiser, DrawUnknown, DrawDecided. locks: drop, line, entry"""
    waits = overdue_draw(session, actor, draw, now)
    if not draw_item(session, waits.item, randomness, signature, now=now):
        raise DrawDecided


def late_draws(session: Session, now: datetime) -> tuple[int, ...]:
    """Draws that have waited so long that organisers are to know."""
    return tuple(waits.draw for waits in _overdue(session, now - PATIENCE))


def notify_overdue(session: Session, draw: int, admins: Collection[int], now: datetime) -> None:
    """Once to each organiser; `admins` are those the settings name. Nothing where it waits no longer."""
    waits = next((one for one in _overdue(session, now) if one.draw == draw), None)
    named = [*admins, *session.exec(select(Organiser.person_id))] if waits else []
    for person in session.exec(select(Person.id).where(col(Person.id).in_(named))).all():
        assert waits is not None
        notify(
            session,
            person,
            DRAW_WAITS,
            about=f"draw:{draw}",
            payload={"draw": draw},
            priority=Priority.BOOKING,
            due_at=waits.at + PATIENCE,
            late_after=waits.at + timedelta(days=7),
        )


def _overdue(session: Session, now: datetime | None) -> tuple[OverdueDraw, ...]:
    """`now` None: also those whose round is yet to come."""
    rows = (
        select(Draw, Drop, Alley)
        .join(Item, col(Item.id) == col(Draw.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .join(Alley, col(Alley.id) == col(Drop.alley_id))
        .where(
            col(Draw.drawn_at).is_(None),
            col(Draw.round).is_not(None) if now is None else col(Draw.round) <= round_at(now),
            col(Drop.state).in_((DropState.PUBLISHED, DropState.PAUSED)),
        )
    )
    found = session.exec(rows.order_by(col(Draw.round), col(Draw.id)))
    return tuple(_facts(draw, drop, alley) for draw, drop, alley in found)


def _one(session: Session, draw: int, now: datetime | None) -> OverdueDraw:
    row = session.get(Draw, draw)
    if row is None:
        raise DrawUnknown
    if row.drawn_at:
        raise DrawDecided
    found = [waits for waits in _overdue(session, now) if waits.draw == draw]
    if not found:
        raise DrawUnknown
    return found[0]


def _facts(draw: Draw, drop: Drop, alley: Alley) -> OverdueDraw:
    number = draw.round or 0
    signed = draw.beacon == BeaconKind.QUICKNET
    return OverdueDraw(
        draw=draw.id or 0,
        name=draw.name,
        drop=drop.name,
        item=draw.item_id,
        round=number,
        at=time_of(number),
        zone=alley.zone,
        signed=signed,
    )
