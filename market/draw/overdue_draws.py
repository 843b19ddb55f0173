"""Draws whose round could not be fetched: organisers are notified, and may enter the round's signature."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from market.actor import Actor, require_organiser
from market.admins import Admins, organiser_ids
from market.beacon import round_at, time_of
from market.draw.decide_draw import draw_item
from market.draw.notifications import DrawOverdue
from market.draw.refusals import DrawDecided, DrawUnknown
from market.notification.outbox import notify
from storage.alley import Alley
from storage.beacon_kind import BeaconKind
from storage.draw import Draw
from storage.drop import Drop, DropState, Item

PATIENCE = timedelta(minutes=10)
"""The time after the round until organisers are notified."""


@dataclass(frozen=True, kw_only=True)
class OverdueDraw:
    """A closed draw whose round has come; a `signed` round can be entered by an organiser."""

    draw: int
    name: str
    drop: str
    item: int
    round: int
    at: datetime
    zone: str
    signed: bool


def overdue_draws(session: Session, actor: Actor, now: datetime) -> tuple[OverdueDraw, ...]:
    """Return the overdue draws, the longest waiting first. Raises NotOrganiser."""
    require_organiser(session, actor)
    return _overdue(session, now)


def count_overdue(session: Session, now: datetime) -> int:
    """Return the number of overdue draws."""
    return len(_overdue(session, now))


def overdue_draw(session: Session, actor: Actor, draw: int, now: datetime) -> OverdueDraw:
    """Return an overdue draw. Raises NotOrganiser, DrawUnknown, DrawDecided."""
    require_organiser(session, actor)
    return _one(session, draw, now)


def overdue_draw_of(session: Session, draw: int) -> OverdueDraw:
    """As `overdue_draw`, for a notification about it."""
    return _one(session, draw, None)


def decide_by_round(
    session: Session, actor: Actor, draw: int, randomness: str, signature: str, now: datetime
) -> None:
    """Decide a draw by a verified round that an organiser entered. Raises NotOrganiser, DrawUnknown, DrawDecided. locks: drop, item, entry"""
    waits = overdue_draw(session, actor, draw, now)
    if not draw_item(session, waits.item, randomness, signature, now=now):
        raise DrawDecided


def late_draws(session: Session, now: datetime) -> tuple[int, ...]:
    """Return the draws that are overdue long enough to notify organisers."""
    return tuple(waits.draw for waits in _overdue(session, now - PATIENCE))


def notify_overdue(session: Session, draw: int, admins: Admins, now: datetime) -> None:
    """Notify each organiser once; `admins` are those of the settings. Does nothing when the draw is decided."""
    waits = next((one for one in _overdue(session, now) if one.draw == draw), None)
    if waits is None:
        return
    for person in organiser_ids(session, admins):
        notify(
            session,
            person,
            DrawOverdue(draw_id=draw),
            waits.at + PATIENCE,
            about=f"draw:{draw}",
            late_after=waits.at + timedelta(days=7),
        )


def _overdue(session: Session, now: datetime | None) -> tuple[OverdueDraw, ...]:
    """Return overdue draws; with `now` None also those whose round is ahead."""
    rows = (
        select(Draw, Drop, Alley)
        .join(Item, col(Item.id) == col(Draw.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .join(Alley, col(Alley.id) == col(Drop.alley_id))
        .where(*is_overdue(now))
    )
    found = session.exec(rows.order_by(col(Draw.round), col(Draw.id)))
    return tuple(_facts(draw, drop, alley) for draw, drop, alley in found)


def is_overdue(now: datetime | None) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on a draw and its drop that its round has come and it is not drawn; with None also one whose round is ahead."""
    return (
        col(Draw.drawn_at).is_(None),
        col(Draw.round).is_not(None) if now is None else col(Draw.round) <= round_at(now),
        col(Drop.state).in_((DropState.PUBLISHED, DropState.PAUSED)),
    )


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
