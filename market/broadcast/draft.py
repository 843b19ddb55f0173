"""Preparing a broadcast: its words and whom it is for. One draft an author."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from market.acting import Acting, must_organise
from market.broadcast.audience import ROLES, Audience, Headcount, headcount
from market.refusal import NothingWritten, TextTooLong
from storage.alley import Alley
from storage.broadcast import Broadcast, Wording
from storage.store import touch

FALLBACK = "en"
LONGEST = 4096
"""UTF-16 units: as Telegram counts."""


@dataclass(frozen=True)
class Draft:
    """`alley` is the name of the audience's alley, "" for all; `id` 0: nothing was prepared yet."""

    id: int
    words: str
    audience: Audience
    alley: str
    readers: Headcount


def broadcast_draft(session: Session, acting: Acting, admins: Collection[int]) -> Draft:
    """As it stands, with how many it would reach now. Raises NotOrganiser."""
    must_organise(session, acting)
    row = session.exec(_standing(acting.person)).first()
    audience = Audience.read(row.audience) if row else Audience()
    alley = session.get(Alley, audience.alley)
    return Draft(
        (row.id or 0) if row else 0,
        words_of(session, row.id) if row else "",
        audience,
        alley.name if alley else "",
        headcount(session, audience, admins),
    )


def write_broadcast(session: Session, acting: Acting, words: str, now: datetime) -> None:
    """Text as it was typed: a `<` is a `<`. Raises NotOrganiser, NothingWritten, TextTooLong. locks: broadcast"""
    must_organise(session, acting)
    text = words.encode(errors="ignore").decode().replace("\0", "").strip()
    if not text:
        raise NothingWritten
    units = len(text.encode("utf-16-le")) // 2
    if units > LONGEST:
        raise TextTooLong(units, LONGEST)
    row = _draft(session, acting, now)
    session.flush()
    session.merge(Wording(broadcast_id=row.id or 0, language=FALLBACK, words=text))


def aim_broadcast(session: Session, acting: Acting, now: datetime, choice: Mapping[str, Any]) -> None:
    """Change whom it is for: `alley`, `language` or `role`. Raises NotOrganiser. locks: broadcast"""
    must_organise(session, acting)
    row = _draft(session, acting, now)
    audience = replace(Audience.read(row.audience), **choice)
    if audience.role not in ROLES:
        audience = replace(audience, role="")
    row.audience = audience.stored()


def words_of(session: Session, broadcast: int | None) -> str:
    """ "" where none were written."""
    wording = session.get(Wording, (broadcast, FALLBACK))
    return wording.words if wording else ""


def _draft(session: Session, acting: Acting, now: datetime) -> Broadcast:
    row = session.exec(_standing(acting.person).with_for_update(key_share=True)).first()
    if row is None:
        row = Broadcast(author_id=acting.person, audience=Audience().stored(), created_at=now)
        session.add(row)
    touch(session, ("broadcast", acting.person))
    return row


def _standing(author: int) -> SelectOfScalar[Broadcast]:
    mine = select(Broadcast).where(col(Broadcast.author_id) == author, col(Broadcast.state) == "draft")
    return mine.order_by(col(Broadcast.id)).limit(1)
