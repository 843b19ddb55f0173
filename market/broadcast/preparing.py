"""Preparing a broadcast, step by step: whom it is for, what it says, and when it begins. Only organisers do, each in their own draft."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from locales.languages import CODES
from market.acting import Acting
from market.broadcast.audience import KINDS, ROLES, SORTS, Audience
from market.broadcast.doing import DOINGS
from market.broadcast.draft import own_draft
from market.broadcast.when import BEFORE
from market.broadcast.wording import LONGEST_CAPTION, fit, link_to, links_of, units, wordings
from market.refusal import (
    ButtonForged,
    CaptionTooLong,
    DropUnknown,
    StallUnknown,
    TooFarAhead,
    TooManyButtons,
    WhenPassed,
)
from storage.alley import Alley
from storage.broadcast import Wording
from storage.drop import Drop, DropTag

BUTTONS = 3
AHEAD = timedelta(days=365)


def aim(session: Session, acting: Acting, sort: str, value: int | str, now: datetime) -> None:
    """Choose one more of a sort, or take the choice back. Raises NotOrganiser, ButtonForged. locks: broadcast"""
    row = own_draft(session, acting, now)
    if sort not in SORTS or not _is_there(session, sort, value):
        raise ButtonForged
    row.audience = Audience.read(row.audience).toggled(sort, value).stored()


def aim_at_any(session: Session, acting: Acting, sort: str, now: datetime) -> None:
    """Take back whatever is chosen of a sort. Raises NotOrganiser, ButtonForged. locks: broadcast"""
    row = own_draft(session, acting, now)
    if sort not in SORTS:
        raise ButtonForged
    row.audience = Audience.read(row.audience).any(sort).stored()


def choose_kind(session: Session, acting: Acting, kind: str, now: datetime) -> None:
    """Raises NotOrganiser, ButtonForged. locks: broadcast"""
    row = own_draft(session, acting, now)
    if kind not in KINDS:
        raise ButtonForged
    row.kind = kind


def write_words(session: Session, acting: Acting, language: str, words: str, now: datetime) -> None:
    """In one language, as they were typed: a `<` is a `<`. Raises NotOrganiser, ButtonForged, NothingWritten, TextTooLong. locks: broadcast"""
    row = own_draft(session, acting, now)
    if language not in CODES:
        raise ButtonForged
    text = fit(words, row.picture_hash is not None)
    session.merge(Wording(broadcast_id=row.id or 0, language=language, words=text))


def unwrite_words(session: Session, acting: Acting, language: str, now: datetime) -> None:
    """Its readers get another language then. Raises NotOrganiser. locks: broadcast"""
    row = own_draft(session, acting, now)
    one = col(Wording.broadcast_id) == row.id, col(Wording.language) == language
    session.exec(delete(Wording).where(*one))


def put_picture(session: Session, acting: Acting, picture: str | None, now: datetime) -> None:
    """The photo above the words; None takes it away. Raises NotOrganiser, CaptionTooLong. locks: broadcast"""
    row = own_draft(session, acting, now)
    longest = max(map(units, wordings(session, row.id).values()), default=0)
    if picture and longest > LONGEST_CAPTION:
        raise CaptionTooLong(longest, LONGEST_CAPTION)
    row.picture_hash = picture


def put_photo(
    session: Session, acting: Acting, picture: str, language: str, caption: str, now: datetime
) -> None:
    """A photo, and what was typed below it as the words in one language; with an empty caption the words stay.

    Raises as `put_picture` and `write_words`. locks: broadcast
    """
    put_picture(session, acting, picture, now)
    if caption:
        write_words(session, acting, language, caption, now)


def add_button(session: Session, acting: Acting, sort: str, to: int, now: datetime) -> None:
    """To a drop ("d") or a stall ("s"), once; those that lead nowhere any more make room.

    Raises NotOrganiser, ButtonForged, TooManyButtons, DropUnknown, StallUnknown. locks: broadcast
    """
    row = own_draft(session, acting, now)
    if sort not in ("d", "s"):
        raise ButtonForged
    others = [(link.sort, link.id) for link in links_of(session, row) if (link.sort, link.id) != (sort, to)]
    if len(others) >= BUTTONS:
        raise TooManyButtons(BUTTONS)
    if link_to(session, sort, to) is None:
        raise DropUnknown if sort == "d" else StallUnknown
    row.buttons = [*others, (sort, to)]


def remove_button(session: Session, acting: Acting, sort: str, to: int, now: datetime) -> None:
    """Raises NotOrganiser. locks: broadcast"""
    row = own_draft(session, acting, now)
    row.buttons = [(one, other) for one, other in row.buttons if (one, other) != (sort, to)]


def begin_at(session: Session, acting: Acting, at: datetime | None, zone: str, now: datetime) -> None:
    """At a moment, None: at once. Raises NotOrganiser, WhenPassed, TooFarAhead. locks: broadcast"""
    row = own_draft(session, acting, now)
    if at is not None and at <= now:
        raise WhenPassed(at, zone)
    if at is not None and at - now > AHEAD:
        raise TooFarAhead(now + AHEAD, zone)
    row.send_at, row.drop_id, row.before = at, None, None


def begin_before(session: Session, acting: Acting, drop: int, before: int, zone: str, now: datetime) -> None:
    """So many minutes before a drop, with which it moves. Raises NotOrganiser, ButtonForged, DropUnknown, WhenPassed. locks: broadcast"""
    row = own_draft(session, acting, now)
    if before not in BEFORE:
        raise ButtonForged
    if link_to(session, "d", drop) is None:
        raise DropUnknown
    at = session.get_one(Drop, drop).starts_at - timedelta(minutes=before)
    if at <= now:
        raise WhenPassed(at, zone)
    row.send_at, row.drop_id, row.before = None, drop, before


def _is_there(session: Session, sort: str, value: int | str) -> bool:
    """Whether a button of ours can have said it."""
    match sort:
        case "alleys":
            return session.get(Alley, value) is not None
        case "drop":
            return session.get(Drop, value) is not None
        case "languages":
            return value in CODES
        case "roles":
            return value in ROLES
        case "doings":
            return value in DOINGS
        case _:
            return (
                session.exec(select(DropTag.tag).where(col(DropTag.tag) == value).limit(1)).first()
                is not None
            )
