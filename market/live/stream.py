"""The address of a stall's stream: its owner types it, sees it as others will, and publishes it.

Everybody opens what is published, so the address is plain: https, a host name in ASCII, no name or password, no port.
"""

import re
from dataclasses import dataclass

from sqlmodel import Session, col, select

from market.actor import Actor, Right, require_right
from market.live.refusals import StreamUnfit
from market.person import lock_unblocked_person
from storage.stall import Stall, is_open_stall
from storage.store import mark_changed

MAX_ADDRESS = 200
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
TOP_LEVEL = r"(?:[a-z]{2,63}|xn--[a-z0-9-]{0,58}[a-z0-9])"
"""Never digits alone: that would be the number of a computer."""
REST = r"(?:[/?#][!#-;=?-\[\]_a-z~]*)?"
"""A path, a query and a fragment, without the signs that browsers read as others."""
ADDRESS = re.compile(
    rf"https://(?P<host>(?:{LABEL}\.)+{TOP_LEVEL})(?P<rest>{REST})", re.IGNORECASE | re.ASCII
)


@dataclass(frozen=True, kw_only=True)
class OwnStream:
    """The stream of a stall for its owner. `url` is published, `draft_url` was typed and is not; "" for none. `is_shown`: everybody can see the stall."""

    stall: int
    stall_name: str
    url: str
    draft_url: str
    is_shown: bool


def stream_address(text: str) -> str:
    """Return the address in a text, its host in lower case. Raises StreamUnfit."""
    typed = text.strip()
    found = ADDRESS.fullmatch(typed)
    if found is None or len(typed) > MAX_ADDRESS:
        raise StreamUnfit(MAX_ADDRESS)
    return f"https://{found['host'].lower()}{found['rest']}"


def stream_host(url: str) -> str:
    """Return the whole host name of an address that was checked."""
    found = ADDRESS.fullmatch(url)
    return found["host"] if found else ""


def own_stream(session: Session, actor: Actor, stall: int) -> OwnStream:
    """Return a stall's stream to its owner. Raises StallUnknown, NotYourStall."""
    row = require_right(session, actor, stall, Right.OWN)
    return OwnStream(
        stall=stall,
        stall_name=row.name,
        url=row.stream_url,
        draft_url=row.stream_draft,
        is_shown=session.exec(select(Stall.id).where(col(Stall.id) == stall, *is_open_stall())).first()
        is not None,
    )


def draft_stream(session: Session, actor: Actor, stall: int, text: str) -> None:
    """Note a typed address, which nobody else sees yet. Raises Blocked, StallUnknown, NotYourStall, StreamUnfit. locks: person"""
    row = _lock_own(session, actor, stall)
    row.stream_draft = stream_address(text)


def publish_stream(session: Session, actor: Actor, stall: int) -> None:
    """Show everybody the address that was typed last, if any waits. Raises Blocked, StallUnknown, NotYourStall. locks: person"""
    row = _lock_own(session, actor, stall)
    if row.stream_draft:
        row.stream_url, row.stream_draft = row.stream_draft, ""
        mark_changed(session, "drop")


def discard_stream(session: Session, actor: Actor, stall: int) -> None:
    """Delete the address that is not published. Raises Blocked, StallUnknown, NotYourStall. locks: person"""
    _lock_own(session, actor, stall).stream_draft = ""


def remove_stream(session: Session, actor: Actor, stall: int) -> None:
    """Take the published address back: it waits as a draft, to be published again or deleted.

    Raises Blocked, StallUnknown, NotYourStall. locks: person
    """
    row = _lock_own(session, actor, stall)
    if row.stream_url:
        row.stream_url, row.stream_draft = "", row.stream_url
        mark_changed(session, "drop")


def shown_stream(session: Session, stall: int) -> str:
    """Return where a stall streams, as everybody sees it; "" for none, for one that is not open, and for one whose owner is blocked."""
    rows = select(Stall.stream_url).where(col(Stall.id) == stall, *is_open_stall())
    return session.exec(rows).first() or ""


def _lock_own(session: Session, actor: Actor, stall: int) -> Stall:
    """Return a stall to its owner, who is locked. Raises Blocked, StallUnknown, NotYourStall. locks: person"""
    lock_unblocked_person(session, actor.person)
    return require_right(session, actor, stall, Right.OWN)
