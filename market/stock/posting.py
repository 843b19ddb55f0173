"""Parts of a draft besides its lines: photos of an album that come one by one, a voice note, and which drop a forwarded text names."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from market.actor import Actor, Right, require_right
from market.drop.own_drop import lock_own_drop
from market.drop.refusals import DropUnknown
from market.person import lock_unblocked_person
from market.stock.draft import add_items, set_tags
from market.stock.parsed_message import ParsedMessage
from storage.drop import Drop, DropState, DropTag
from storage.store import mark_changed

OPEN_FOR = timedelta(days=1)
"""After that a draft is not the one that a voice note is about."""
LOOKED_THROUGH = 100
"""Drops of a stall among which a forwarded text names one."""


@dataclass(frozen=True)
class AlbumDrop:
    """A drop of an album. `source_message` has the one caption that all its items are from; None where several have."""

    id: int
    state: DropState
    source_message: int | None


def draft_of_album(session: Session, stall: int, album: str) -> int | None:
    """Return the draft that the first photo of an album made."""
    rows = select(Drop.id).where(
        col(Drop.stall_id) == stall, col(Drop.album) == album, col(Drop.state) == DropState.DRAFT
    )
    return session.exec(rows.order_by(col(Drop.id)).limit(1)).first()


def drop_of_album(session: Session, stall: int, album: str) -> AlbumDrop | None:
    """Return the newest drop that photos of an album made."""
    rows = select(Drop).where(col(Drop.stall_id) == stall, col(Drop.album) == album)
    row = session.exec(rows.order_by(col(Drop.id).desc()).limit(1)).first()
    if row is None:
        return None
    return AlbumDrop(id=row.id or 0, state=row.state, source_message=row.source_message)


def drop_of_message(session: Session, stall: int, source_message: int) -> tuple[int, DropState] | None:
    """Return the drop that was read from a vendor's message, with its state."""
    rows = select(Drop.id, Drop.state).where(
        col(Drop.stall_id) == stall, col(Drop.source_message) == source_message
    )
    found = session.exec(rows.order_by(col(Drop.id).desc()).limit(1)).first()
    return (found[0] or 0, DropState(found[1])) if found else None


def name_album(session: Session, actor: Actor, drop: int, album: str) -> None:
    """Let a draft be that of an album. Raises Blocked, DropUnknown, NotYourStall. locks: person, drop, item"""
    lock_own_drop(session, actor, drop).drop.album = album


def append_lines(session: Session, actor: Actor, drop: int, message: ParsedMessage, now: datetime) -> int:
    """Add the items of a message to a draft; return how many it had before. From then on it is no single message's.

    Raises Blocked, DropUnknown (also where it is published already), NotYourStall, NameUnfit, NumberUnfit, TooManyItems. locks: person, drop, item
    """
    locked = lock_own_drop(session, actor, drop)
    if locked.drop.state != DropState.DRAFT:
        raise DropUnknown
    had = len(locked.items)
    tags = session.exec(
        select(DropTag.tag).where(col(DropTag.drop_id) == drop).order_by(col(DropTag.tag))
    ).all()
    add_items(session, drop, message, (None,) * len(message.items), had=had)
    locked.drop.source_message = None
    set_tags(session, drop, (*tags, *message.drop.tags))
    mark_changed(session, "drop")
    return had


def keep_voice_note(session: Session, actor: Actor, stall: int, now: datetime) -> int | None:
    """Note on the stall's newest draft of the last day that a voice note was sent; return the draft, None without one.

    Raises Blocked, StallUnknown, NotYourStall. locks: person, drop
    """
    lock_unblocked_person(session, actor.person)
    require_right(session, actor, stall, Right.STOCK)
    drafts = select(Drop).where(
        col(Drop.stall_id) == stall, col(Drop.state) == DropState.DRAFT, col(Drop.created_at) > now - OPEN_FOR
    )
    newest = drafts.order_by(col(Drop.created_at).desc(), col(Drop.id).desc()).limit(1)
    draft = session.exec(newest.with_for_update(key_share=True)).first()
    if draft is None:
        return None
    draft.voice_at = now
    return draft.id


def drop_named_in(session: Session, actor: Actor, stall: int, words: str) -> int | None:
    """Return the stall's drop whose name a text has: the longest name, of those the newest. Raises StallUnknown, NotYourStall."""
    require_right(session, actor, stall, Right.STOCK)
    rows = select(Drop.id, Drop.name).where(col(Drop.stall_id) == stall, col(Drop.state) != DropState.DRAFT)
    newest = session.exec(rows.order_by(col(Drop.ends_at).desc(), col(Drop.id).desc()).limit(LOOKED_THROUGH))
    text = words.casefold()
    named = [(len(name), drop) for drop, name in newest if name.casefold() in text]
    return max(named, key=lambda each: each[0])[1] if named else None
