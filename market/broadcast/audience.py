"""The audience of a broadcast. The count and the delivery use the same conditions."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, assert_never

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, func, select

from market.admins import Admins, organises
from market.broadcast.activity import Activity, affected_by, entered_drops, has_activity
from storage.address import is_reached
from storage.broadcast import BroadcastKind
from storage.drop import Drop, DropTag
from storage.person import Person
from storage.stall import Stall, StallApproval

LIST_FIELDS = ("alleys", "languages", "roles", "tags", "activities")
DIMENSIONS = (*LIST_FIELDS, "drop")
Condition = ColumnElement[bool]


class Role(StrEnum):
    """A person's role in the market."""

    SHOPPER = "shopper"
    VENDOR = "vendor"
    ORGANISER = "organiser"


@dataclass(frozen=True, kw_only=True)
class Audience:
    """The audience of a broadcast. Choices of one dimension are alternatives; dimensions narrow one another; an empty one (0) matches anyone.

    People of an alley have had an entry on a drop there or have a stall there; people of a tag have had an entry on a drop with it.
    A vendor has an approved stall; a shopper neither has one nor organises. People of a drop wait for it, or hold or have booked some of it.
    """

    alleys: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    activities: tuple[Activity, ...] = ()
    drop: int = 0

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Audience":
        """Return a stored audience. The former format with one value each is read too: {"alley": 3, "language": "", "role": ""}."""
        if "alley" in stored:
            one = {"alleys": stored["alley"], "languages": stored["language"], "roles": stored["role"]}
            stored = {name: [value] if value else [] for name, value in one.items()}
        several: dict[str, Any] = {name: tuple(stored.get(name, ())) for name in LIST_FIELDS}
        several["activities"] = tuple(map(Activity, several["activities"]))
        return cls(**several, drop=stored.get("drop", 0))

    def toggled(self, sort: str, value: int | str) -> "Audience":
        """Return the audience with a choice of a dimension ("alleys") added, or removed where it was chosen. A drop replaces the chosen drop."""
        if sort == "drop":
            return replace(self, drop=0 if value == self.drop else int(value))
        had: tuple[int | str, ...] = getattr(self, sort)
        now = tuple(one for one in had if one != value) if value in had else (*had, value)
        return replace(self, **{sort: now})  # type: ignore[arg-type]

    def any(self, sort: str) -> "Audience":
        """Return the audience with nothing chosen in a dimension."""
        return replace(self, **{sort: getattr(Audience(), sort)})


@dataclass(frozen=True)
class Headcount:
    """Readers by language, the largest count first, and the numbers of people left out, each counted under the first reason that applies."""

    languages: tuple[tuple[str, int], ...]
    banned: int = 0
    unreachable: int = 0
    no_promotions: int = 0

    @property
    def total(self) -> int:
        return sum(count for _, count in self.languages)


def headcount(
    session: Session, audience: Audience, kind: BroadcastKind, admins: Admins, now: datetime
) -> Headcount:
    """Return the number of readers by language if a broadcast of this kind began now, and the numbers of people left out."""
    count = func.count().label("count")
    by_language = (
        select(Person.language, count)
        .where(*readers(audience, kind, admins, now))
        .group_by(col(Person.language))
        .order_by(count.desc(), col(Person.language))
    )
    rows = session.exec(by_language).all()
    return Headcount(
        tuple((language, n) for language, n in rows),
        *_excluded_counts(session, audience, kind, admins, now=now),
    )


def readers(
    audience: Audience, kind: BroadcastKind, admins: Admins, until: datetime
) -> tuple[Condition, ...]:
    """Return the conditions on Person for the readers of a broadcast that began at `until`. People who were registered later are left out."""
    return *_audience_conditions(audience, admins, until), *(~reason for reason in _exclusions(kind))


def _excluded_counts(
    session: Session, audience: Audience, kind: BroadcastKind, admins: Admins, now: datetime
) -> list[int]:
    """Return the number of people left out for each reason. A person with several reasons counts under the first."""
    counts, before = [], list[Condition]()
    for reason in _exclusions(kind):
        rows = select(func.count()).where(*_audience_conditions(audience, admins, now), *before, reason)
        counts.append(session.exec(rows).one())
        before.append(~reason)
    return counts


def _exclusions(kind: BroadcastKind) -> tuple[Condition, ...]:
    """Return the conditions that exclude a person: banned, unreachable, or, for a promotional broadcast, promotions switched off."""
    always = col(Person.banned_at).is_not(None), ~is_reached(col(Person.id))
    return (
        (*always, col(Person.no_promotions_at).is_not(None)) if kind == BroadcastKind.PROMOTIONAL else always
    )


def _audience_conditions(audience: Audience, admins: Admins, now: datetime) -> tuple[Condition, ...]:
    conditions: list[Condition] = [col(Person.created_at) <= now]
    if audience.alleys:
        conditions.append(_of_alleys(audience.alleys))
    if audience.languages:
        conditions.append(col(Person.language).in_(audience.languages))
    if audience.roles:
        conditions.append(or_(*(_of_role(Role(role), admins) for role in audience.roles)))
    if audience.tags:
        tagged = select(DropTag.drop_id).where(col(DropTag.tag).in_(audience.tags))
        conditions.append(entered_drops(col(Drop.id).in_(tagged)))
    if audience.activities:
        conditions.append(or_(*(has_activity(activity, now) for activity in audience.activities)))
    if audience.drop:
        conditions.append(affected_by(audience.drop, now))
    return tuple(conditions)


def _of_alleys(alleys: Collection[int]) -> Condition:
    stalls = select(Stall.owner_id).where(col(Stall.alley_id).in_(alleys), col(Stall.owner_id).is_not(None))
    return or_(entered_drops(col(Drop.alley_id).in_(alleys)), col(Person.id).in_(stalls))


def _of_role(role: Role, admins: Admins) -> Condition:
    approved = select(Stall.owner_id).where(
        col(Stall.state) == StallApproval.APPROVED, col(Stall.owner_id).is_not(None)
    )
    vendor = col(Person.id).in_(approved)
    organiser = organises(admins)
    match role:
        case Role.VENDOR:
            return vendor
        case Role.ORGANISER:
            return organiser
        case Role.SHOPPER:
            return and_(~vendor, ~organiser)
        case _:
            assert_never(role)
