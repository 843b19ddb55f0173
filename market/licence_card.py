"""The public card of a stall's licence: what anyone may know of it, by a code that nobody can guess. It names nobody but the stall."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from market.actor import Actor, Right, require_right
from market.city_rules import LicenceRules, rules_of
from market.licence import licence_end, standing_of
from market.licence_document import LicenceUndated, checked_at, current_document
from market.licence_rules import LicenceStanding, lapses_after
from market.public_code import SYMBOLS
from market.refusal import Refusal
from storage.alley import Alley
from storage.licence import LicenceCard, LicenceDocument, LicenceKind
from storage.person import Person
from storage.stall import Stall, StallApproval

CODE_LENGTH = 16
ENDING = 4
"""How much of a long number stays readable where the rules mask it."""
MASK = "•"


@dataclass
class CardUnknown(Refusal):
    """No stall that is open has a card with this code."""


@dataclass
class CardOfClosedStall(CardUnknown):
    """The stall has left the market."""

    stall: str


@dataclass(frozen=True, kw_only=True)
class CardFacts:
    """A stall's licence as anyone may see it. `number` is masked where the rules of the city say so, "" without a document.

    `until` is the last day, or that until which fees are paid where that is first, None where neither is known.
    `lapses_after` is the last day of grace, `checked_day` when the organisers checked both.
    """

    code: str
    stall: int
    stall_name: str
    alley: str
    territory: str
    zone: str
    kind: LicenceKind | None
    number: str
    until: date | None
    lapses_after: date | None
    standing: LicenceStanding
    checked_day: date | None


def own_card(session: Session, actor: Actor, stall: int, now: datetime) -> CardFacts | None:
    """Return the public card of a stall to its owner, None where it has none yet. Raises StallUnknown, NotYourStall."""
    row = require_right(session, actor, stall, Right.OWN)
    card = session.get(LicenceCard, stall)
    return _facts(session, card, row, now) if card else None


def card_of_stall(session: Session, stall: Stall, now: datetime) -> CardFacts | None:
    """Return the public card of an open stall for its page; None where it has none."""
    card = session.get(LicenceCard, stall.id)
    return _facts(session, card, stall, now) if card else None


def make_card(session: Session, actor: Actor, stall: int, *, now: datetime, rng: Random) -> None:
    """Give a stall's licence a public card, once. Raises StallUnknown, NotYourStall, LicenceUndated. locks: stall"""
    row = require_right(session, actor, stall, Right.OWN)
    session.refresh(row, with_for_update={"key_share": True})
    if session.get(LicenceCard, stall) is not None:
        return
    if row.licence_until is None:
        raise LicenceUndated
    session.add(LicenceCard(stall_id=stall, code="".join(rng.choices(SYMBOLS, k=CODE_LENGTH)), made_at=now))
    session.flush()


def public_card(session: Session, code: str, now: datetime) -> CardFacts:
    """Return the card with a code. Raises CardUnknown, also while its stall is not approved or its owner is blocked or forgotten; CardOfClosedStall."""
    given = code.upper()
    if len(given) != CODE_LENGTH or not set(given) <= set(SYMBOLS):
        raise CardUnknown
    rows = (
        select(LicenceCard, Stall)
        .join(Stall, col(Stall.id) == col(LicenceCard.stall_id))
        .join(Person, col(Person.id) == col(Stall.owner_id))
        .where(
            col(LicenceCard.code) == given,
            col(Stall.state) == StallApproval.APPROVED,
            col(Person.blocked_at).is_(None),
        )
    )
    found = session.exec(rows).first()
    if found is None:
        _refuse_closed(session, given)
        raise CardUnknown
    return _facts(session, *found, now)


def _refuse_closed(session: Session, code: str) -> None:
    rows = select(Stall.name).join(LicenceCard, col(LicenceCard.stall_id) == col(Stall.id))
    closed = session.exec(rows.where(col(LicenceCard.code) == code, col(Stall.closed_at).is_not(None)))
    if name := closed.first():
        raise CardOfClosedStall(name)


def shown_number(number: str, rules: LicenceRules) -> str:
    """Return a licence's number as its public card shows it: masked, at most its last ENDING symbols and never more than half of them are left."""
    if not rules.masks_number:
        return number
    left = min(ENDING, len(number) // 2)
    return MASK * (len(number) - left) + number[len(number) - left :]


def _facts(session: Session, card: LicenceCard, stall: Stall, now: datetime) -> CardFacts:
    alley = session.get_one(Alley, stall.alley_id)
    rules = rules_of(alley.territory, alley.city).licence
    document = current_document(session, card.stall_id)
    until = licence_end(session, stall, rules)
    return CardFacts(
        code=card.code,
        stall=card.stall_id,
        stall_name=stall.name,
        alley=alley.name,
        territory=alley.territory,
        zone=alley.zone,
        kind=document.kind if document else None,
        number=shown_number(document.number, rules) if document else "",
        until=until,
        lapses_after=lapses_after(until, rules) if until else None,
        standing=standing_of(session, stall, alley, now),
        checked_day=_checked_day(document, stall, alley) if document else None,
    )


def _checked_day(document: LicenceDocument, stall: Stall, alley: Alley) -> date | None:
    """Return the day on which the organisers checked what the card says, in the alley."""
    at = checked_at(document, stall)
    return at.astimezone(ZoneInfo(alley.zone)).date() if at else None
