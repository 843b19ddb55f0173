"""Preparing a broadcast step by step: audience, text and start. Each organiser has a draft of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from sqlmodel import Session, col, delete, select

from locales.languages import CODES
from market.actor import Actor, StallUnknown
from market.broadcast.activity import Activity
from market.broadcast.audience import Audience, AudienceRole, Criterion
from market.broadcast.draft import own_draft
from market.broadcast.refusals import CaptionTooLong, TooFarAhead, TooManyButtons
from market.broadcast.start_time import MINUTES_BEFORE
from market.broadcast.wording import LONGEST_CAPTION, fit_text, link_to, links_of, utf16_units, wordings
from market.drop.refusals import DropUnknown
from market.refusal import ButtonForged, WhenPassed
from storage.alley import Alley
from storage.broadcast import Broadcast, BroadcastKind, ButtonTarget, Wording
from storage.drop import Drop, DropTag
from storage.market_day import MarketDay

BUTTONS = 3
AHEAD = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class WrittenDraft:
    """The parts of a draft that are written at a table: audience, kind, and all texts by language."""

    audience: Audience
    kind: BroadcastKind
    words: Mapping[str, str]

    def is_same(self, other: "WrittenDraft") -> bool:
        """Return whether both say the same, in whatever order its choices were made."""
        return (self.kind, dict(self.words), _choices(self.audience)) == (
            other.kind,
            dict(other.words),
            _choices(other.audience),
        )


def write_draft(session: Session, actor: Actor, written: WrittenDraft, now: datetime) -> None:
    """Make audience, kind and texts of the author's draft those that are written; photo, buttons and start stay.

    A choice that is no longer offered stays where it was made before. Raises NotOrganiser, ButtonForged, NothingWritten, TextTooLong. locks: broadcast
    """
    row = own_draft(session, actor, now)
    new = _choices(written.audience) - _choices(Audience.read(row.audience))
    if not all(_is_there(session, criterion, value) for criterion, value in new):
        raise ButtonForged
    row.audience, row.kind = written.audience.stored(), written.kind
    for language in wordings(session, row.id).keys() - written.words.keys():
        _remove_words(session, row, language)
    for language, words in written.words.items():
        _write_words(session, row, language, words)


def aim(session: Session, actor: Actor, criterion: Criterion, value: int | str, now: datetime) -> None:
    """Add a choice to a dimension of the audience, or remove it where it was chosen. Raises NotOrganiser, ButtonForged. locks: broadcast"""
    row = own_draft(session, actor, now)
    if not _is_there(session, criterion, value):
        raise ButtonForged
    row.audience = Audience.read(row.audience).toggled(criterion, value).stored()


def aim_at_market_day(session: Session, actor: Actor, market_day: int, now: datetime) -> None:
    """Make who booked on a market day the audience, and nothing else narrow it. Raises NotOrganiser, ButtonForged. locks: broadcast"""
    row = own_draft(session, actor, now)
    if not _is_there(session, Criterion.MARKET_DAY, market_day):
        raise ButtonForged
    row.audience = Audience(market_day=market_day).stored()


def aim_at_any(session: Session, actor: Actor, criterion: Criterion, now: datetime) -> None:
    """Remove all choices of a dimension of the audience. Raises NotOrganiser. locks: broadcast"""
    row = own_draft(session, actor, now)
    row.audience = Audience.read(row.audience).any(criterion).stored()


def choose_kind(session: Session, actor: Actor, kind: BroadcastKind, now: datetime) -> None:
    """Set the kind, operational or promotional. Raises NotOrganiser. locks: broadcast"""
    row = own_draft(session, actor, now)
    row.kind = kind


def write_words(session: Session, actor: Actor, language: str, words: str, now: datetime) -> None:
    """Set the text in one language, taken literally: `<` stays `<`. Raises NotOrganiser, ButtonForged, NothingWritten, TextTooLong. locks: broadcast"""
    _write_words(session, own_draft(session, actor, now), language, words)


def remove_words(session: Session, actor: Actor, language: str, now: datetime) -> None:
    """Remove the text in one language; its readers then get another. Raises NotOrganiser. locks: broadcast"""
    _remove_words(session, own_draft(session, actor, now), language)


def set_picture(session: Session, actor: Actor, picture: str | None, now: datetime) -> None:
    """Set the photo above the text, or remove it (None). Raises NotOrganiser, CaptionTooLong. locks: broadcast"""
    row = own_draft(session, actor, now)
    longest = max(map(utf16_units, wordings(session, row.id).values()), default=0)
    if picture and longest > LONGEST_CAPTION:
        raise CaptionTooLong(longest, LONGEST_CAPTION)
    row.picture_hash = picture


def set_photo(
    session: Session, actor: Actor, picture: str, language: str, caption: str, now: datetime
) -> None:
    """Set the photo, and its caption as the text in one language. An empty caption leaves the text unchanged.

    Raises as `set_picture` and `write_words`. locks: broadcast
    """
    set_picture(session, actor, picture, now)
    if caption:
        write_words(session, actor, language, caption, now=now)


def add_button(session: Session, actor: Actor, sort: ButtonTarget, target_id: int, now: datetime) -> None:
    """Add a button to a drop or a stall. A repeated one moves to the end; buttons whose target is gone are removed.

    Raises NotOrganiser, TooManyButtons, DropUnknown, StallUnknown. locks: broadcast
    """
    row = own_draft(session, actor, now)
    others = [
        (link.sort, link.id) for link in links_of(session, row) if (link.sort, link.id) != (sort, target_id)
    ]
    if len(others) >= BUTTONS:
        raise TooManyButtons(BUTTONS)
    if link_to(session, sort, target_id) is None:
        raise DropUnknown if sort is ButtonTarget.DROP else StallUnknown
    row.buttons = [*others, (sort, target_id)]


def remove_button(session: Session, actor: Actor, sort: ButtonTarget, target_id: int, now: datetime) -> None:
    """Remove a button. Raises NotOrganiser. locks: broadcast"""
    row = own_draft(session, actor, now)
    row.buttons = [(one, other) for one, other in row.buttons if (one, other) != (sort, target_id)]


def begin_at(session: Session, actor: Actor, starts_at: datetime | None, zone: str, now: datetime) -> None:
    """Set the start to a time; None means at once. Raises NotOrganiser, WhenPassed, TooFarAhead. locks: broadcast"""
    row = own_draft(session, actor, now)
    if starts_at is not None and starts_at <= now:
        raise WhenPassed(starts_at, zone)
    if starts_at is not None and starts_at - now > AHEAD:
        raise TooFarAhead(now + AHEAD, zone)
    row.send_at, row.drop_id, row.minutes_before = starts_at, None, None


def begin_before(
    session: Session, actor: Actor, drop: int, minutes_before: int, zone: str, now: datetime
) -> None:
    """Set the start to some minutes before a drop, and move it with the drop.

    Raises NotOrganiser, ButtonForged, DropUnknown, WhenPassed. locks: broadcast
    """
    row = own_draft(session, actor, now)
    if minutes_before not in MINUTES_BEFORE:
        raise ButtonForged
    if link_to(session, ButtonTarget.DROP, drop) is None:
        raise DropUnknown
    starts_at = session.get_one(Drop, drop).starts_at - timedelta(minutes=minutes_before)
    if starts_at <= now:
        raise WhenPassed(starts_at, zone)
    row.send_at, row.drop_id, row.minutes_before = None, drop, minutes_before


def _write_words(session: Session, row: Broadcast, language: str, words: str) -> None:
    if language not in CODES:
        raise ButtonForged
    text = fit_text(words, row.picture_hash is not None)
    session.merge(Wording(broadcast_id=row.id or 0, language=language, words=text))


def _remove_words(session: Session, row: Broadcast, language: str) -> None:
    one = col(Wording.broadcast_id) == row.id, col(Wording.language) == language
    session.exec(delete(Wording).where(*one))


def _choices(audience: Audience) -> set[tuple[Criterion, int | str]]:
    return {(criterion, value) for criterion in Criterion for value in audience.chosen(criterion)}


def _is_there(session: Session, criterion: Criterion, value: int | str) -> bool:
    """Return whether a button could have offered this choice."""
    match criterion:
        case Criterion.ALLEY:
            return session.get(Alley, value) is not None
        case Criterion.DROP:
            return session.get(Drop, value) is not None
        case Criterion.MARKET_DAY:
            return session.get(MarketDay, value) is not None
        case Criterion.LANGUAGE:
            return value in CODES
        case Criterion.ROLE:
            return value in list(AudienceRole)
        case Criterion.ACTIVITY:
            return value in list(Activity)
        case Criterion.TAG:
            tag = select(DropTag.tag).where(col(DropTag.tag) == value).limit(1)
            return session.exec(tag).first() is not None
        case _:
            assert_never(criterion)
