"""A broadcast's words, one text a language, and what its readers get."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from locales.languages import CONFUSABLE, ENGLISH, chain
from market.broadcast.refusals import BroadcastGone, NothingWritten, TextTooLong
from storage.broadcast import Broadcast, Wording
from storage.drop import Drop, DropState, is_shown
from storage.stall import Stall

LONGEST, LONGEST_CAPTION = 4096, 1024
"""UTF-16 units, as Telegram counts; with a photo the words are its caption."""


@dataclass(frozen=True)
class ButtonLink:
    """Where a button of an announcement leads: `sort` "d" for a drop, "s" for a stall, as in links; its label is its name."""

    sort: str
    id: int
    name: str
    code: str

    @property
    def payload(self) -> str:
        return f"{self.sort}_{self.code}"


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What readers get. `words` by language, the first that was written first; `picture` is its key; of `buttons` what is gone is left out."""

    id: int
    kind: str
    words: Mapping[str, str]
    picture: str | None = None
    buttons: tuple[ButtonLink, ...] = ()
    revision: int = 0


def announcement_of(session: Session, broadcast: int) -> Announcement:
    """Raises BroadcastGone."""
    row = session.get(Broadcast, broadcast)
    if row is None:
        raise BroadcastGone
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
    """By language; English, which stands in for others, first."""
    rows = select(Wording.language, Wording.words).where(col(Wording.broadcast_id) == broadcast)
    found = session.exec(rows.order_by(col(Wording.language) != ENGLISH, col(Wording.language))).all()
    return dict(found)


def links_of(session: Session, row: Broadcast) -> tuple[ButtonLink, ...]:
    """Its buttons in their order, those that lead nowhere any more left out."""
    found = (link_to(session, sort, target_id) for sort, target_id in row.buttons)
    return tuple(link for link in found if link)


def language_for(words: Mapping[str, str], language: str) -> str:
    """In which of the languages with words somebody reads them: their own, the next in its chain, English, the first there is.

    "" where there is none but one that would be taken for theirs and mislead (Malay for Indonesian).
    """
    wanted = (*chain(language), ENGLISH, *words)
    return next((code for code in wanted if code in words and {code, language} != CONFUSABLE), "")


def link_to(session: Session, sort: str, target_id: int) -> ButtonLink | None:
    """To a drop that is neither cancelled nor over, or to a stall that has such a drop; None where nobody would be shown anything."""
    ahead = is_shown(), col(Drop.state) != DropState.CANCELLED, col(Drop.wound_up_at).is_(None)
    table = Drop if sort == "d" else Stall
    rows = select(table.name, table.code).select_from(Drop).join(Stall, col(Stall.id) == col(Drop.stall_id))
    row = session.exec(rows.where(col(table.id) == target_id, *ahead).limit(1)).first()
    return ButtonLink(sort, target_id, *row) if row else None


def fit_text(words: str, captioned: bool) -> str:
    """As they were typed, without what cannot be sent. Raises NothingWritten, TextTooLong."""
    text = words.encode(errors="ignore").decode().replace("\0", "").strip()
    if not text:
        raise NothingWritten
    limit = LONGEST_CAPTION if captioned else LONGEST
    if utf16_units(text) > limit:
        raise TextTooLong(utf16_units(text), limit)
    return text


def utf16_units(text: str) -> int:
    """How long Telegram finds it: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
