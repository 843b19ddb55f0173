"""Packaging types, which the organisers make and end."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlmodel import Session, col, select

from locales.units import ItemUnit
from locales.user_text import PACKAGING
from market.actor import Actor, require_organiser
from market.packaging.refusals import PackagingTermsUnfit, PackagingTypeEnded, PackagingTypeUnknown
from market.person import lock_unblocked_person
from market.public_code import new_code
from market.text_checks import check_name
from storage.packaging import PackagingPolicy, PackagingType, Stream
from storage.store import mark_changed

LONGEST, DEAREST, MOST = 365, 10**12, 100_000


@dataclass(frozen=True, kw_only=True)
class PackagingTerms:
    """The terms of a type for its borrowers, in minor units for each unit; it never changes. `free_days` is the time until it is due."""

    policy: PackagingPolicy
    deposit: int = 0
    free_days: int = 14
    fee_per_day: int = 0
    price: int = 0


@dataclass(frozen=True, kw_only=True)
class PackagingCosts:
    """The costs of a unit to the market, in minor units: once, each wash, each use; its weight, and the uses that are expected of it."""

    buy_cost: int = 0
    wash_cost: int = 0
    haul_cost: int = 0
    grams: int = 1
    expected_uses: int = 1


@dataclass(frozen=True, kw_only=True)
class NewPackaging:
    """A type to be made. `single`: each piece has a serial; `has_lid`: a piece is a body and a lid."""

    name: str
    unit: ItemUnit
    stream: Stream
    terms: PackagingTerms
    costs: PackagingCosts
    currency: str
    single: bool = False
    has_lid: bool = False


@dataclass(frozen=True, kw_only=True)
class PackagingFacts:
    """A packaging type. `ended_at`: since when it is not lent any more."""

    id: int
    code: str
    name: str
    unit: ItemUnit
    stream: Stream
    terms: PackagingTerms
    costs: PackagingCosts
    currency: str
    single: bool
    has_lid: bool
    ended_at: datetime | None


def make_packaging_type(
    session: Session, actor: Actor, packaging: NewPackaging, *, now: datetime, rng: Random
) -> int:
    """Make a packaging type and return its id. For organisers. Raises Blocked, NotOrganiser, NameUnfit, PackagingTermsUnfit. locks: person"""
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    _refuse_unfit(packaging)
    row = PackagingType(
        code=new_code(session, PackagingType, rng),
        name=check_name(packaging.name, PACKAGING),
        unit=packaging.unit,
        stream=packaging.stream,
        currency=packaging.currency,
        single=packaging.single,
        has_lid=packaging.has_lid,
        made_at=now,
        **vars(packaging.terms),
        **vars(packaging.costs),
    )
    session.add(row)
    session.flush()
    mark_changed(session, "packaging")
    assert row.id is not None
    return row.id


def change_costs(session: Session, actor: Actor, packaging: int, costs: PackagingCosts) -> None:
    """Change what a type costs the market. For organisers. Raises Blocked, NotOrganiser, PackagingTypeUnknown, PackagingTermsUnfit. locks: person"""
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    row = packaging_row(session, packaging)
    _refuse_unfit_costs(costs)
    for name, value in vars(costs).items():
        setattr(row, name, value)
    mark_changed(session, "packaging")


def end_packaging_type(session: Session, actor: Actor, packaging: int, now: datetime) -> None:
    """Lend a type no more; what is out still comes back. For organisers. Raises Blocked, NotOrganiser, PackagingTypeUnknown. locks: person"""
    lock_unblocked_person(session, actor.person)
    require_organiser(session, actor)
    row = packaging_row(session, packaging)
    row.ended_at = row.ended_at or now
    mark_changed(session, "packaging")


def packaging_types(session: Session, currency: str | None = None) -> tuple[PackagingFacts, ...]:
    """Return the types that are lent, of one currency or all, in the order in which they were made."""
    rows = select(PackagingType).where(col(PackagingType.ended_at).is_(None))
    if currency:
        rows = rows.where(col(PackagingType.currency) == currency)
    return tuple(packaging_facts_of(row) for row in session.exec(rows.order_by(col(PackagingType.id))))


def packaging_facts(session: Session, packaging: int) -> PackagingFacts:
    """Return a type. Raises PackagingTypeUnknown."""
    return packaging_facts_of(packaging_row(session, packaging))


def packaging_by_id(session: Session, packaging: Collection[int]) -> dict[int, PackagingFacts]:
    """Return types by their id, without unknown ones."""
    rows = select(PackagingType).where(col(PackagingType.id).in_(packaging))
    return {row.id or 0: packaging_facts_of(row) for row in session.exec(rows)} if packaging else {}


def packaging_by_code(session: Session, code: str) -> PackagingFacts:
    """Return the packaging type with this code. Raises PackagingTypeUnknown."""
    row = PackagingTypeUnknown.unless(
        session.exec(select(PackagingType).where(col(PackagingType.code) == code)).first()
    )
    return packaging_facts_of(row)


def packaging_row(session: Session, packaging: int) -> PackagingType:
    """Return the row of a type. Raises PackagingTypeUnknown."""
    return PackagingTypeUnknown.unless(session.get(PackagingType, packaging))


def lent_packaging_row(session: Session, packaging: int) -> PackagingType:
    """Return the row of a type that is still lent. Raises PackagingTypeUnknown, PackagingTypeEnded."""
    row = packaging_row(session, packaging)
    if row.ended_at:
        raise PackagingTypeEnded(row.name)
    return row


def packaging_facts_of(row: PackagingType) -> PackagingFacts:
    """Return the values of a row."""
    terms = {name: getattr(row, name) for name in PackagingTerms.__dataclass_fields__}
    costs = {name: getattr(row, name) for name in PackagingCosts.__dataclass_fields__}
    return PackagingFacts(
        id=row.id or 0,
        code=row.code,
        name=row.name,
        unit=row.unit,
        stream=row.stream,
        terms=PackagingTerms(**terms),
        costs=PackagingCosts(**costs),
        currency=row.currency,
        single=row.single,
        has_lid=row.has_lid,
        ended_at=row.ended_at,
    )


def _refuse_unfit(packaging: NewPackaging) -> None:
    terms = packaging.terms
    amounts = (terms.deposit, terms.fee_per_day, terms.price)
    asks_deposit = terms.policy is PackagingPolicy.DEPOSIT
    fits = (
        terms.deposit > 0 and not terms.fee_per_day
        if asks_deposit
        else not terms.deposit and terms.fee_per_day > 0 and terms.price > 0
    )
    in_range = all(0 <= amount <= DEAREST for amount in amounts) and 1 <= terms.free_days <= LONGEST
    if not (fits and in_range) or (packaging.has_lid and not packaging.single):
        raise PackagingTermsUnfit
    _refuse_unfit_costs(packaging.costs)


def _refuse_unfit_costs(costs: PackagingCosts) -> None:
    money = (costs.buy_cost, costs.wash_cost, costs.haul_cost)
    counts = (costs.grams, costs.expected_uses)
    if not all(0 <= each <= DEAREST for each in money) or not all(1 <= each <= MOST for each in counts):
        raise PackagingTermsUnfit
