"""The audience of a broadcast. The count and the delivery use the same conditions."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar, assert_never

from sqlalchemy import ColumnElement, and_, case, or_
from sqlmodel import Session, col, func, select

from market.admins import Admins, organises
from market.broadcast.activity import Activity, affected_by, among, entered_drops, had_on, has_activity
from storage.address import is_reached
from storage.broadcast import BroadcastKind
from storage.drop import Drop, DropTag
from storage.person import Person
from storage.stall import Stall, StallApproval

LIST_FIELDS = ("alleys", "languages", "roles", "tags", "activities")
Option = TypeVar("Option")
Condition = ColumnElement[bool]


class AudienceRole(StrEnum):
    """A person's role in the market."""

    SHOPPER = "shopper"
    VENDOR = "vendor"
    ORGANISER = "organiser"


class Criterion(StrEnum):
    """A dimension of the audience, in the order in which they are offered. The values stand in buttons."""

    MARKET_DAY = "evening"
    ALLEY = "alley"
    LANGUAGE = "language"
    ROLE = "role"
    TAG = "tag"
    ACTIVITY = "doing"
    DROP = "drop"


@dataclass(frozen=True, kw_only=True)
class Audience:
    """The audience of a broadcast. Choices of one dimension are alternatives; dimensions narrow one another; an empty one (0) matches anyone.

    People of an alley have had an entry on a drop there or have a stall there; people of a tag have had an entry on a drop with it.
    A vendor has an approved stall; a shopper neither has one nor organises. People of a drop wait for it, or hold or have booked some of it;
    people of a market day have booked something there, collected or not.
    """

    alleys: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    roles: tuple[AudienceRole, ...] = ()
    tags: tuple[str, ...] = ()
    activities: tuple[Activity, ...] = ()
    drop: int = 0
    market_day: int = 0

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Audience":
        """Return a stored audience. The former format with one value each is read too: {"alley": 3, "language": "", "role": ""}."""
        if "alley" in stored:
            one = {"alleys": stored["alley"], "languages": stored["language"], "roles": stored["role"]}
            stored = {name: [value] if value else [] for name, value in one.items()}
        several: dict[str, Any] = {name: tuple(stored.get(name, ())) for name in LIST_FIELDS}
        several["roles"] = tuple(map(AudienceRole, several["roles"]))
        several["activities"] = tuple(map(Activity, several["activities"]))
        return cls(**several, drop=stored.get("drop", 0), market_day=stored.get("market_day", 0))

    def chosen(self, criterion: Criterion) -> tuple[int | str, ...]:
        """Return what is chosen in a dimension."""
        match criterion:
            case Criterion.ALLEY:
                return self.alleys
            case Criterion.LANGUAGE:
                return self.languages
            case Criterion.ROLE:
                return self.roles
            case Criterion.TAG:
                return self.tags
            case Criterion.ACTIVITY:
                return self.activities
            case Criterion.DROP:
                return (self.drop,) if self.drop else ()
            case Criterion.MARKET_DAY:
                return (self.market_day,) if self.market_day else ()
            case _:
                assert_never(criterion)

    def toggled(self, criterion: Criterion, value: int | str) -> "Audience":
        """Return the audience with a choice added, or removed where it was chosen. A drop or a market day replaces the chosen one. Raises ValueError."""
        match criterion:
            case Criterion.ALLEY:
                return replace(self, alleys=_toggled(self.alleys, int(value)))
            case Criterion.LANGUAGE:
                return replace(self, languages=_toggled(self.languages, str(value)))
            case Criterion.ROLE:
                return replace(self, roles=_toggled(self.roles, AudienceRole(str(value))))
            case Criterion.TAG:
                return replace(self, tags=_toggled(self.tags, str(value)))
            case Criterion.ACTIVITY:
                return replace(self, activities=_toggled(self.activities, Activity(str(value))))
            case Criterion.DROP:
                return replace(self, drop=0 if value == self.drop else int(value))
            case Criterion.MARKET_DAY:
                return replace(self, market_day=0 if value == self.market_day else int(value))
            case _:
                assert_never(criterion)

    def any(self, criterion: Criterion) -> "Audience":
        """Return the audience with nothing chosen in a dimension."""
        match criterion:
            case Criterion.ALLEY:
                return replace(self, alleys=())
            case Criterion.LANGUAGE:
                return replace(self, languages=())
            case Criterion.ROLE:
                return replace(self, roles=())
            case Criterion.TAG:
                return replace(self, tags=())
            case Criterion.ACTIVITY:
                return replace(self, activities=())
            case Criterion.DROP:
                return replace(self, drop=0)
            case Criterion.MARKET_DAY:
                return replace(self, market_day=0)
            case _:
                assert_never(criterion)


def _toggled(had: tuple[Option, ...], option: Option) -> tuple[Option, ...]:
    return tuple(one for one in had if one != option) if option in had else (*had, option)


@dataclass(frozen=True, kw_only=True)
class Headcount:
    """Readers by language, the largest count first, and the numbers of people left out, each counted under the first reason that applies."""

    languages: tuple[tuple[str, int], ...]
    blocked: int = 0
    unreachable: int = 0
    no_promotions: int = 0

    @property
    def total(self) -> int:
        return sum(count for _, count in self.languages)


def headcount(
    session: Session, audience: Audience, kind: BroadcastKind, admins: Admins, now: datetime
) -> Headcount:
    """Return the number of readers by language if a broadcast of this kind began now, and the numbers of people left out.

    In one pass over the audience. A person with several reasons to be left out counts under the first.
    """
    reasons = _exclusions(kind)
    first_reason = case(*((reason, place) for place, reason in enumerate(reasons)), else_=len(reasons))
    counted = (
        select(first_reason.label("reason"), col(Person.language), func.count())
        .where(*_audience_conditions(audience, admins, now))
        .group_by("reason", col(Person.language))
    )
    languages, excluded = Counter[str](), Counter[int]()
    for reason, language, count in session.connection().execute(counted):
        if reason == len(reasons):
            languages[language] += count
        else:
            excluded[reason] += count
    by_size = sorted(languages.items(), key=lambda each: (-each[1], each[0]))
    return Headcount(
        languages=tuple(by_size), blocked=excluded[0], unreachable=excluded[1], no_promotions=excluded[2]
    )


def readers(
    audience: Audience, kind: BroadcastKind, admins: Admins, until: datetime
) -> tuple[Condition, ...]:
    """Return the conditions on Person for the readers of a broadcast that began at `until`. People who were registered later are left out."""
    return *_audience_conditions(audience, admins, until), *(~reason for reason in _exclusions(kind))


def _exclusions(kind: BroadcastKind) -> tuple[Condition, ...]:
    """Return the conditions that exclude a person: blocked, unreachable, or, for a promotional broadcast, promotions switched off.

    They are in the order of the fields of a `Headcount`.
    """
    always = col(Person.blocked_at).is_not(None), ~is_reached(col(Person.id))
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
        conditions.append(or_(*(_of_role(role, admins) for role in audience.roles)))
    if audience.tags:
        tagged = select(DropTag.drop_id).where(col(DropTag.tag).in_(audience.tags))
        conditions.append(among([entered_drops(col(Drop.id).in_(tagged))]))
    if audience.activities:
        conditions.append(has_activity(audience.activities, now))
    if audience.drop:
        conditions.append(affected_by(audience.drop, now))
    if audience.market_day:
        conditions.append(had_on(audience.market_day))
    return tuple(conditions)


def _of_alleys(alleys: Collection[int]) -> Condition:
    stalls = select(Stall.owner_id).where(col(Stall.alley_id).in_(alleys), col(Stall.owner_id).is_not(None))
    return among([entered_drops(col(Drop.alley_id).in_(alleys)), stalls])


def _of_role(role: AudienceRole, admins: Admins) -> Condition:
    approved = select(Stall.owner_id).where(
        col(Stall.state) == StallApproval.APPROVED, col(Stall.owner_id).is_not(None)
    )
    vendor = col(Person.id).in_(approved)
    organiser = organises(admins)
    match role:
        case AudienceRole.VENDOR:
            return vendor
        case AudienceRole.ORGANISER:
            return organiser
        case AudienceRole.SHOPPER:
            return and_(~vendor, ~organiser)
        case _:
            assert_never(role)
