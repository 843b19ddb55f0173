"""All stalls for organisers: found by the name of the stall or its owner, with their state and what waits at each."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, true
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.deposit.stalled import is_stalled
from market.drop.search import has_part, has_word_like, split_words
from market.name_skeleton import skeleton
from market.organiser.reports import is_for
from market.paging import KeyPage, PageKey, page_within
from storage.alley import Alley
from storage.deposit import Deposit
from storage.drop import Drop, DropState
from storage.licence import LicenceDocument
from storage.person import Person
from storage.report import Report
from storage.seller import Seller
from storage.stall import Stall, StallApproval, is_withdrawn

PAGE = 4


class StallStanding(StrEnum):
    """The state of a stall for organisers. PAUSED: all of its drops ahead are; BLOCKED: its owner is."""

    ASKS = "asks"
    OPEN = "open"
    PAUSED = "paused"
    BLOCKED = "blocked"
    CLOSED = "closed"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True)
class ListedStall:
    """A stall in the list. `owner` is a first name, "" for a forgotten one.

    `licences` are documents that wait for a look, `deposits` those that it cannot answer.
    """

    id: int
    name: str
    owner: str
    standing: StallStanding
    reports: int
    licences: int
    deposits: int
    names_seller: bool
    alley: str
    licence_until: date | None

    @property
    def waits(self) -> bool:
        """Return whether an organiser has something to do there."""
        return self.standing is StallStanding.ASKS or bool(self.reports or self.licences or self.deposits)


@dataclass(frozen=True, kw_only=True)
class StallPage:
    """A page of `total` stalls: first where something waits, then by name."""

    stalls: tuple[ListedStall, ...]
    total: int
    page: int
    pages: int


def stall_page(session: Session, actor: Actor, now: datetime, page: int = 1, words: str = "") -> StallPage:
    """Return a page of the stalls whose name or owner's name has all of the words, in any case, without accents; if there are none, with one slip in a word.

    Raises NotOrganiser.
    """
    require_organiser(session, actor)
    found = sorted(_matching(_listed(session, actor, now), words), key=_place)
    number, pages = page_within(len(found), page, PAGE)
    shown = tuple(found[(number - 1) * PAGE : number * PAGE])
    return StallPage(stalls=shown, total=len(found), page=number, pages=pages)


def stall_rows(
    session: Session, actor: Actor, now: datetime, page_key: PageKey, *, size: int, words: str = ""
) -> KeyPage[ListedStall]:
    """As `stall_page`, by the key of a row; where that stall is not found any more, the beginning. Raises NotOrganiser."""
    require_organiser(session, actor)
    found = sorted(_matching(_listed(session, actor, now), words), key=_place)
    places = {stall.id: place for place, stall in enumerate(found)}
    here = places.get(page_key.row or 0)
    first = 0 if here is None else max(0, here - size) if page_key.is_backward else here + 1
    last = here if here is not None and page_key.is_backward else first + size
    rows = found[first:last]
    if not rows:
        return KeyPage(())
    return KeyPage(
        rows, rows[0].id if first else None, rows[-1].id if places[rows[-1].id] + 1 < len(found) else None
    )


def listed_stall(session: Session, actor: Actor, stall: int, now: datetime) -> ListedStall | None:
    """Return a stall as the list has it, None for a withdrawn request: only after a check of authority."""
    return next(iter(_listed(session, actor, now, stall)), None)


def count_stalls(session: Session) -> int:
    """Return how many stalls the list has."""
    return session.connection().execute(columns(func.count()).where(~is_withdrawn())).scalar_one()


def count_licences(session: Session) -> int:
    """Return at how many approved stalls a licence waits for a look: its document or its last day is new."""
    return len(_counts(session, LicenceDocument, is_unchecked()))


def open_reports(session: Session, actor: Actor) -> dict[int, int]:
    """Return how many open reports the actor has to decide, by stall: only after a check of authority."""
    return _counts(session, Report, is_for(session, actor))


def _place(stall: ListedStall) -> tuple[bool, str, int]:
    return not stall.waits, stall.name.casefold(), stall.id


def _matching(stalls: list[ListedStall], words: str) -> list[ListedStall]:
    wanted = [skeleton(word) for word in split_words(words)]
    if not wanted:
        return stalls
    searchable = [(stall, _searchable(stall)) for stall in stalls]
    for has in (has_part, has_word_like):
        found = [stall for stall, text in searchable if all(has(text, word) for word in wanted)]
        if found:
            return found
    return []


def _searchable(stall: ListedStall) -> str:
    """Return the skeletons of the words of both names, and of the whole name of the stall, in which words may be joined."""
    return " ".join((*map(skeleton, split_words(f"{stall.name} {stall.owner}")), skeleton(stall.name)))


def _listed(session: Session, actor: Actor, now: datetime, stall: int | None = None) -> list[ListedStall]:
    """Return all stalls or one, but withdrawn requests, by the same few statements however many there are."""
    reports = _counts(session, Report, is_for(session, actor) & _is(Report, stall))
    licences = _counts(session, LicenceDocument, is_unchecked() & _is(LicenceDocument, stall))
    deposits = _counts(session, Deposit, is_stalled(now) & _is(Deposit, stall))
    paused = _paused(session, _is(Drop, stall), now)
    shown = true() if stall is None else col(Stall.id) == stall
    own = (Stall.id, Stall.name, Stall.state, Stall.closed_at, Person.first_name, Person.blocked_at)
    of_place: Any = (col(Alley.name).label("alley"), col(Stall.licence_until))
    rows = (
        columns(*map(col, own), *of_place, col(Seller.stall_id).label("seller"))
        .select_from(Stall)
        .join(Alley, col(Alley.id) == col(Stall.alley_id))
        .outerjoin(Person, col(Person.id) == col(Stall.owner_id))
        .outerjoin(Seller, col(Seller.stall_id) == col(Stall.id))
        .where(~is_withdrawn(), shown)
    )
    return [
        ListedStall(
            id=row.id,
            name=row.name,
            owner=row.first_name or "",
            standing=_standing(row, is_paused=row.id in paused),
            reports=reports.get(row.id, 0),
            licences=licences.get(row.id, 0),
            deposits=deposits.get(row.id, 0),
            names_seller=row.seller is not None,
            alley=row.alley,
            licence_until=row.licence_until,
        )
        for row in session.connection().execute(rows)
    ]


def _standing(row: Any, *, is_paused: bool) -> StallStanding:
    if row.closed_at:
        return StallStanding.CLOSED
    if row.state == StallApproval.TURNED_DOWN:
        return StallStanding.REJECTED
    if row.blocked_at:
        return StallStanding.BLOCKED
    if row.state == StallApproval.ASKED:
        return StallStanding.ASKS
    return StallStanding.PAUSED if is_paused else StallStanding.OPEN


def _is(table: type[Report | LicenceDocument | Deposit | Drop], stall: int | None) -> ColumnElement[bool]:
    """Return the condition that a row is of a stall; of any for None."""
    return true() if stall is None else col(table.stall_id) == stall


def _paused(session: Session, of_stall: ColumnElement[bool], now: datetime) -> set[int]:
    """Return the stalls with drops ahead, each of which is paused."""
    rows = columns(col(Drop.stall_id), col(Drop.state)).where(of_stall, col(Drop.ends_at) > now)
    ahead = {(stall, state) for stall, state in session.connection().execute(rows)}
    return {
        stall
        for stall, state in ahead
        if state == DropState.PAUSED and (stall, DropState.PUBLISHED) not in ahead
    }


def is_unchecked() -> ColumnElement[bool]:
    """Return the condition that a document is of an approved stall, and nobody has checked it with the last day that the stall gives."""
    stall = (
        select(Stall.id)
        .where(col(Stall.state) == StallApproval.APPROVED, col(Stall.licence_until).is_not(None))
        .where(col(LicenceDocument.checked_until).is_distinct_from(col(Stall.licence_until)))
        .where(col(Stall.id) == col(LicenceDocument.stall_id))
        .correlate(LicenceDocument)
    )
    return col(LicenceDocument.replaced_at).is_(None) & stall.exists()


def _counts(
    session: Session,
    table: type[Report] | type[LicenceDocument] | type[Deposit],
    condition: ColumnElement[bool],
) -> dict[int, int]:
    """Return how many rows a condition is true of, by stall."""
    rows = columns(col(table.stall_id), func.count()).where(condition).group_by(col(table.stall_id))
    return {row[0]: row[1] for row in session.connection().execute(rows)}
