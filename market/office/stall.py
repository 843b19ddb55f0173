"""A stall on its page of the office, and its evenings as rows: for organisers, for its owner and for who helps there."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from market.actor import Actor, Right, StallUnknown, is_organiser, may, require_right
from market.licence_card import card_of_stall
from market.licence_document import StallLicence, overseen_licence, own_licence
from market.office.evenings import EveningFigures, figures_by, rows_by_day
from market.organiser.stall_list import ListedStall, listed_stall
from market.paging import KeyPage, PageKey, key_page
from market.split.facts import has_shares
from market.staff.desks import rights_at
from market.staff.helpers import Staff, staff_of
from storage.alley import Alley
from storage.market_day import StallDay, StallDayState
from storage.stall import Stall, StallApproval


@dataclass(frozen=True, kw_only=True)
class OfficeStall:
    """A stall as one person may see it. `rights` are theirs as its staff, `is_overseen`: they organise. `card` is the code of its public card, "" for none.

    `licence` is for its owner and organisers, `staff` for its owner: None for others, as in the chat. `has_shares`: it has agreed on some, for its owner.
    """

    listed: ListedStall
    code: str
    is_public: bool
    rights: frozenset[Right]
    is_overseen: bool
    card: str
    licence: StallLicence | None
    staff: Staff | None
    has_shares: bool


@dataclass(frozen=True, kw_only=True)
class EveningAtAlley:
    """A stall day that takes place, ahead or over. What was taken is known to the owner and to organisers alone, to whom it `shows_money`.

    `has_desk`: its reader works there now. `market_day` is 0 for who does not organise.
    """

    id: int
    market_day: int
    day: date
    alley: str
    zone: str
    territory: str
    starts_at: datetime
    ends_at: datetime
    has_desk: bool
    shows_money: bool
    figures: EveningFigures


def office_stall(session: Session, actor: Actor, stall: int, now: datetime) -> OfficeStall:
    """Return a stall to organisers and to who works there, also to the owner who closed it. Raises StallUnknown, NotYourStall."""
    row = _require_reader(session, actor, stall)
    is_overseen = is_organiser(session, actor)
    listed = StallUnknown.unless(listed_stall(session, actor, stall, now))
    is_public = row.state is StallApproval.APPROVED and row.closed_at is None
    card = card_of_stall(session, row, now) if is_public else None
    rights = _rights(session, actor, stall)
    owns = Right.OWN in rights
    return OfficeStall(
        listed=listed if is_overseen else replace(listed, reports=0, deposits=0),
        code=row.code,
        is_public=is_public,
        rights=rights,
        is_overseen=is_overseen,
        card=card.code if card else "",
        licence=_licence(session, actor, stall, is_overseen=is_overseen, owns=owns),
        staff=staff_of(session, actor, stall, now) if owns else None,
        has_shares=owns and has_shares(session, stall),
    )


def stall_evenings(
    session: Session, actor: Actor, stall: int, page_key: PageKey, *, size: int
) -> KeyPage[EveningAtAlley]:
    """Return a page of a stall's evenings, the latest date first, to those who may see its page. Raises StallUnknown, NotYourStall."""
    _require_reader(session, actor, stall)
    columns: Any = (
        *(col(StallDay.id), col(StallDay.market_day_id).label("market_day"), col(StallDay.day)),
        *(col(Alley.name).label("alley"), col(Alley.zone), col(Alley.territory)),
        *(col(StallDay.starts_at), col(StallDay.ends_at)),
    )
    here = col(StallDay.stall_id) == stall, col(StallDay.state) == StallDayState.ON
    rows = select(*columns).join(Alley, col(Alley.id) == col(StallDay.alley_id)).where(*here)
    found = rows_by_day(session, rows, StallDay, page_key, size=size)
    figures = figures_by(session, col(StallDay.id), col(StallDay.id).in_([row.id for row in found]))
    has_desk = may(session, actor.person, stall, Right.VIEW)
    oversees = is_organiser(session, actor)
    reads_money = oversees or may(session, actor.person, stall, Right.BOOKS)
    evenings = [
        EveningAtAlley(
            **{**row._mapping, "market_day": row.market_day if oversees else 0},
            has_desk=has_desk,
            shows_money=reads_money,
            figures=_shown(figures.get(row.id, EveningFigures()), reads_money),
        )
        for row in found
    ]
    return key_page(evenings, page_key, size, lambda evening: evening.id)


def _require_reader(session: Session, actor: Actor, stall: int) -> Stall:
    if is_organiser(session, actor) or may(session, actor.person, stall, Right.BOOKS):
        return StallUnknown.unless(session.get(Stall, stall))
    return require_right(session, actor, stall, Right.VIEW)


def _licence(
    session: Session, actor: Actor, stall: int, *, is_overseen: bool, owns: bool
) -> StallLicence | None:
    if is_overseen:
        return overseen_licence(session, actor, stall)
    return own_licence(session, actor, stall) if owns else None


def _rights(session: Session, actor: Actor, stall: int) -> frozenset[Right]:
    books = may(session, actor.person, stall, Right.BOOKS)
    return rights_at(session, actor.person, stall) | (frozenset({Right.BOOKS}) if books else frozenset())


def _shown(figures: EveningFigures, reads_money: bool) -> EveningFigures:
    return figures if reads_money else replace(figures, taken=())
