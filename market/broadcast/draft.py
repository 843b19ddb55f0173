"""Preparing a broadcast: its words and whom it is for. One draft an author."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from market.acting import Acting, must_organise
from market.broadcast.audience import OPERATIONAL, Audience, Headcount, headcount
from market.broadcast.wording import LONGEST, wordings
from market.refusal import NothingWritten, TextTooLong
from storage.alley import Alley
from storage.broadcast import Broadcast, Wording
from storage.store import touch

FALLBACK = "en"


@dataclass(frozen=True)
class Draft:
    """`alley` is the name of the audience's alley, "" for all; `id` 0: nothing was prepared yet."""

    id: int
    words: str
    audience: Audience
    alley: str
    readers: Headcount


def broadcast_draft(session: Session, acting: Acting, admins: Collection[int], now: datetime) -> Draft:
    """As it stands, with how many it would reach now. Raises NotOrganiser."""
    must_organise(session, acting)
    row = session.exec(_standing(acting.person)).first()
    audience = Audience.read(row.audience) if row else Audience()
    alley = session.get(Alley, audience.alleys[0]) if audience.alleys else None
    return Draft(
        (row.id or 0) if row else 0,
        _words_of(session, row.id) if row else "",
        audience,
        alley.name if alley else "",
        headcount(session, audience, row.kind if row else OPERATIONAL, admins, now),
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


def aim_broadcast(session: Session, acting: Acting, sort: str, value: int | str, now: datetime) -> None:
    """Change whom it is for. Raises NotOrganiser. locks: broadcast"""
    must_organise(session, acting)
    row = _draft(session, acting, now)
    audience = Audience.read(row.audience)
    row.audience = (audience.toggled(sort, value) if value else audience.any(sort)).stored()


def _words_of(session: Session, broadcast: int | None) -> str:
    return wordings(session, broadcast).get(FALLBACK, "")


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
