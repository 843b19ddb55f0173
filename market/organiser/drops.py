"""Drops as an organiser sees them: hidden ones too."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from market.acting import Acting, must_organise
from market.mailbox import Lane, write_letter
from market.refusal import DropUnknown
from market.waitlist.ground import ground
from market.waitlist.settle import settle
from storage.alley import Alley
from storage.drop import Drop, Line
from storage.stall import Stall
from storage.store import touch

HIDDEN = "DropHidden"


@dataclass(frozen=True)
class Overseen:
    id: int
    name: str
    stall: str
    state: str
    hidden_at: datetime | None
    starts_at: datetime
    zone: str


def overseen_drops(session: Session, acting: Acting, now: datetime) -> tuple[Overseen, ...]:
    """What is not over nor a draft, by its start. Raises NotOrganiser."""
    must_organise(session, acting)
    return _overseen(session, col(Drop.state) != "draft", col(Drop.ends_at) > now)


def overseen_drop(session: Session, acting: Acting, drop: int) -> Overseen:
    """Raises NotOrganiser, DropUnknown."""
    must_organise(session, acting)
    return hidden_drop(session, drop)


def hidden_drop(session: Session, drop: int) -> Overseen:
    """What the letter to its stall tells of. Raises DropUnknown."""
    found = _overseen(session, col(Drop.id) == drop, col(Drop.state) != "draft")
    if not found:
        raise DropUnknown
    return found[0]


def hide_drop(session: Session, acting: Acting, drop: int, now: datetime) -> None:
    """Nobody sees it, and nothing of it is given out; its stall is told. Raises NotOrganiser, DropUnknown. locks: drop"""
    row = _locked(session, acting, drop)
    if row.hidden_at:
        return
    row.hidden_at = now
    owner = session.get_one(Stall, row.stall_id).owner_id
    if owner is not None:
        write_letter(
            session,
            owner,
            HIDDEN,
            about=f"drop:{drop}",
            facts={"drop": drop},
            lane=Lane.BOOKING,
            due_at=now,
            late_after=now + timedelta(days=7),
        )


def show_again(session: Session, acting: Acting, drop: int, now: datetime) -> None:
    """It is seen again, and what is free goes to those who wait. Raises NotOrganiser, DropUnknown. locks: drop, line, hold"""
    row = _locked(session, acting, drop)
    row.hidden_at = None
    session.flush()
    for line in session.exec(select(Line.id).where(col(Line.drop_id) == drop).order_by(col(Line.id))):
        at = ground(session, line or 0)
        if at:
            settle(session, at, now)


def _locked(session: Session, acting: Acting, drop: int) -> Drop:
    must_organise(session, acting)
    row = session.exec(select(Drop).where(col(Drop.id) == drop).with_for_update(key_share=True)).first()
    if row is None or row.state == "draft":
        raise DropUnknown
    touch(session, "drop")
    return row


def _overseen(session: Session, *conditions: ColumnElement[bool]) -> tuple[Overseen, ...]:
    told: tuple[Any, ...] = (
        Drop.id,
        Drop.name,
        Stall.name,
        Drop.state,
        Drop.hidden_at,
        Drop.starts_at,
        Alley.zone,
    )
    rows = (
        columns(*map(col, told))
        .join(Stall, col(Stall.id) == col(Drop.stall_id))
        .join(Alley, col(Alley.id) == col(Drop.alley_id))
        .where(*conditions)
        .order_by(col(Drop.starts_at), col(Drop.id))
    )
    return tuple(Overseen(*row) for row in session.connection().execute(rows))
