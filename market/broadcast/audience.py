"""Who gets a broadcast. What is counted and what is written to are the same SELECT."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, func, select

from storage.drop import Drop, Line
from storage.organiser import Organiser
from storage.person import Person
from storage.stall import Stall
from storage.waitlist import Entry

ROLES = ("", "shopper", "vendor", "organiser")


@dataclass(frozen=True)
class Audience:
    """`alley` 0, `language` "" and `role` "" mean any.

    People of an alley have stood in line for a drop there or have a stall there. A vendor has an approved stall; a shopper neither has
    one nor organises.
    """

    alley: int = 0
    language: str = ""
    role: str = ""

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Audience":
        return cls(**stored)


@dataclass(frozen=True)
class Headcount:
    """Readers by their language, the largest first; `left_out` cannot be reached."""

    languages: tuple[tuple[str, int], ...]
    left_out: int

    @property
    def total(self) -> int:
        return sum(count for _, count in self.languages)


def headcount(session: Session, audience: Audience, admins: Collection[int]) -> Headcount:
    """How many would be written to, by language, and how many of those meant cannot be reached."""
    meant = _meant(audience, admins)
    count = func.count().label("count")
    by_language = (
        select(Person.language, count)
        .where(*meant, _reachable())
        .group_by(col(Person.language))
        .order_by(count.desc(), col(Person.language))
    )
    left_out = select(func.count()).where(*meant, ~_reachable())
    rows = session.exec(by_language).all()
    return Headcount(tuple((language, n) for language, n in rows), session.exec(left_out).one())


def readers(audience: Audience, admins: Collection[int], until: datetime) -> tuple[ColumnElement[bool], ...]:
    """Conditions on Person for those who get a broadcast that began `until`: who came later is not among them."""
    return *_meant(audience, admins), _reachable(), col(Person.created_at) <= until


def _reachable() -> ColumnElement[bool]:
    return col(Person.unreachable_at).is_(None)


def _meant(audience: Audience, admins: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    conditions: list[ColumnElement[bool]] = [col(Person.banned_at).is_(None)]
    if audience.alley:
        conditions.append(_of_alley(audience.alley))
    if audience.language:
        conditions.append(col(Person.language) == audience.language)
    if audience.role:
        conditions.append(_of_role(audience.role, admins))
    return tuple(conditions)


def _of_alley(alley: int) -> ColumnElement[bool]:
    stood = (
        select(Entry.person_id)
        .join(Line, col(Line.id) == col(Entry.line_id))
        .join(Drop, col(Drop.id) == col(Line.drop_id))
        .where(col(Drop.alley_id) == alley, col(Entry.person_id).is_not(None))
    )
    stalls = select(Stall.owner_id).where(col(Stall.alley_id) == alley, col(Stall.owner_id).is_not(None))
    return or_(col(Person.id).in_(stood), col(Person.id).in_(stalls))


def _of_role(role: str, admins: Collection[int]) -> ColumnElement[bool]:
    approved = select(Stall.owner_id).where(col(Stall.state) == "approved", col(Stall.owner_id).is_not(None))
    vendor = col(Person.id).in_(approved)
    organiser = or_(col(Person.id).in_(admins), col(Person.id).in_(select(Organiser.person_id)))
    match role:
        case "vendor":
            return vendor
        case "organiser":
            return organiser
        case _:
            return ~vendor & ~organiser
