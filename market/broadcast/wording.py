"""The texts of a broadcast, one for each language, and the announcement its readers get."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from locales.languages import CONFUSABLE, ENGLISH, chain
from market.broadcast.refusals import BroadcastGone, NothingWritten, TextTooLong
from storage.broadcast import Broadcast, BroadcastKind, ButtonTarget, Wording
from storage.drop import Drop, DropState, is_shown
from storage.stall import Stall

LONGEST, LONGEST_CAPTION = 4096, 1024
"""The longest text and the longest caption of a photo, in UTF-16 units, as Telegram counts."""


@dataclass(frozen=True, kw_only=True)
class ButtonLink:
    """The target of a button. Its label is `name`."""

    sort: ButtonTarget
    id: int
    name: str
    code: str

    @property
    def payload(self) -> str:
        return f"{self.sort}_{self.code}"


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """The content that readers get. `words` by language, English first; `picture` is its key; `buttons` without those whose target is gone."""

    id: int
    kind: BroadcastKind
    words: Mapping[str, str]
    picture: str | None = None
    buttons: tuple[ButtonLink, ...] = ()
    revision: int = 0


def announcement_of(session: Session, broadcast: int) -> Announcement:
    """Return the content of a broadcast. Raises BroadcastGone."""
    row = BroadcastGone.unless(session.get(Broadcast, broadcast))
    words, buttons = wordings(session, broadcast), links_of(session, row)
    return Announcement(
        id=broadcast,
        kind=row.kind,
        words=words,
        picture=row.picture_hash,
        buttons=buttons,
        revision=row.revision,
    )


def wordings(session: Session, broadcast: int | None) -> Mapping[str, str]:
    """Return the texts by language. English, the fallback for others, is first."""
    rows = select(Wording.language, Wording.words).where(col(Wording.broadcast_id) == broadcast)
    found = session.exec(rows.order_by(col(Wording.language) != ENGLISH, col(Wording.language))).all()
    return dict(found)


def links_of(session: Session, row: Broadcast) -> tuple[ButtonLink, ...]:
    """Return the buttons in their order, without those whose target is gone."""
    found = (link_to(session, ButtonTarget(sort), target_id) for sort, target_id in row.buttons)
    return tuple(link for link in found if link)


def language_for(words: Mapping[str, str], language: str) -> str:
    """Return the language of the text for a reader: their own, the next in its fallback chain, English, or the first there is.

    Return "" where the only text is in a language that looks like theirs and would mislead (Malay for Indonesian).
    """
    wanted = (*chain(language), ENGLISH, *words)
    return next((code for code in wanted if code in words and {code, language} != CONFUSABLE), "")


def link_to(session: Session, sort: ButtonTarget, target_id: int) -> ButtonLink | None:
    """Return the link to a drop that is neither cancelled nor over, or to a stall with such a drop; None where there is nothing to show."""
    ahead = is_shown(), col(Drop.state) != DropState.CANCELLED, col(Drop.wound_up_at).is_(None)
    table = Drop if sort is ButtonTarget.DROP else Stall
    rows = select(table.name, table.code).select_from(Drop).join(Stall, col(Stall.id) == col(Drop.stall_id))
    row = session.exec(rows.where(col(table.id) == target_id, *ahead).limit(1)).first()
    return ButtonLink(sort=sort, id=target_id, name=row[0], code=row[1]) if row else None


def fit_text(words: str, captioned: bool) -> str:
    """Return the text without characters that cannot be sent. Raises NothingWritten, TextTooLong."""
    text = words.encode(errors="ignore").decode().replace("\0", "").strip()
    if not text:
        raise NothingWritten
    limit = LONGEST_CAPTION if captioned else LONGEST
    if utf16_units(text) > limit:
        raise TextTooLong(utf16_units(text), limit)
    return text


def utf16_units(text: str) -> int:
    """Return the length as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
