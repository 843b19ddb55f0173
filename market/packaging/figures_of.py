"""The figures of an alley's packaging, read from its movements. For organisers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from market.actor import Actor, require_organiser
from market.packaging.figures import (
    MINIMUM,
    NOWHERE,
    Figure,
    FigureRow,
    MovementFacts,
    RecentFigures,
    Trip,
    UseCosts,
    cost_per_use,
    figure_rows,
    recent_figures,
    trips,
)
from market.packaging.loss import LOST_AFTER
from market.packaging.overview import overseen_packaging
from market.packaging.packaging_type import PackagingCosts, PackagingFacts
from market.packaging.place import places_by_row
from storage.packaging import MovementReason, PackagingMovement, PackagingType
from storage.ticket import Loan

YEAR = timedelta(days=366)


def packaging_figures(session: Session, actor: Actor, zone: str, now: datetime) -> tuple[FigureRow, ...]:
    """Return the figures of the last year by week of issue in `zone`: of each type, each stream and each place that lends. Raises NotOrganiser."""
    require_organiser(session, actor)
    found = trips(movement_facts(session, now - YEAR))
    types = session.scalars(select(PackagingType)).all()
    kinds = {kind.id: kind.name for kind in types}
    longest = max((kind.free_days for kind in types), default=0)
    lenders = {trip.lender for trip in found} - {NOWHERE}
    places = {lender: place.name for lender, place in places_by_row(session, lenders).items()}
    by = {
        "type": lambda trip: kinds[trip.packaging],
        "stream": lambda trip: str(trip.stream),
        "place": lambda trip: places.get(trip.lender, ""),
    }
    rows = (
        figure_rows(found, kind, name_of, zone=zone, lost_after=LOST_AFTER + timedelta(days=longest), now=now)
        for kind, name_of in by.items()
    )
    return tuple(row for each in rows for row in each)


@dataclass(frozen=True, kw_only=True)
class TypeFigures:
    """The figures of a type. `cost` is that of a use in minor units, of the last year."""

    packaging: PackagingFacts
    territory: str
    recent: RecentFigures
    cost: Figure


def type_figures(session: Session, actor: Actor, packaging: int, zone: str, *, now: datetime) -> TypeFigures:
    """Return the recent figures of a type, by weeks of `zone`, and its cost per use. Raises NotOrganiser, PackagingTypeUnknown."""
    seen = overseen_packaging(session, actor, packaging)
    facts = movement_facts(session, now - YEAR, packaging)
    found = trips(facts)
    recent = recent_figures(
        found,
        units=seen.units,
        zone=zone,
        lost_after=LOST_AFTER + timedelta(days=seen.facts.terms.free_days),
        now=now,
    )
    return TypeFigures(
        packaging=seen.facts,
        territory=seen.territory,
        recent=recent,
        cost=_cost(seen.facts.costs, facts, found, now=now),
    )


def use_costs(costs: PackagingCosts) -> UseCosts:
    """Return the costs of a type as those of its uses."""
    return UseCosts(
        buy=costs.buy_cost, wash=costs.wash_cost, haul=costs.haul_cost, expected_uses=costs.expected_uses
    )


def _cost(
    costs: PackagingCosts, facts: Sequence[MovementFacts], all_trips: Sequence[Trip], *, now: datetime
) -> Figure:
    """Return the cost of a use in the last year, with the number of uses."""
    washes = sum(fact.units for fact in facts if fact.reason is MovementReason.WASH_DONE)
    lost = sum(fact.units for fact in facts if fact.reason is MovementReason.COUNTED_LOST)
    lost += sum(trip.lost and trip.returned_at is None for trip in all_trips)
    uses = len(all_trips)
    value = cost_per_use(use_costs(costs), uses=uses, washes=washes, lost=lost)
    return Figure(value=value if uses >= MINIMUM else None, n=uses, since=now - YEAR, until=now)


def movement_facts(
    session: Session, since: datetime, packaging: int | None = None
) -> tuple[MovementFacts, ...]:
    """Return the movements since a moment that stand, of a type or all, the first first: neither undone ones nor those that undo."""
    undoing = aliased(PackagingMovement)
    columns: tuple[Any, ...] = (
        col(PackagingMovement.type_id).label("packaging"),
        col(PackagingMovement.stream),
        col(PackagingMovement.units),
        col(PackagingMovement.reason),
        func.coalesce(col(PackagingMovement.from_id), NOWHERE).label("source"),
        col(PackagingMovement.from_state).label("source_state"),
        func.coalesce(col(PackagingMovement.to_id), NOWHERE).label("target"),
        col(PackagingMovement.to_state).label("target_state"),
        col(PackagingMovement.made_at).label("at"),
        col(PackagingMovement.asset_id).label("asset"),
        col(Loan.lender_id).label("lender"),
    )
    rows: Select[*tuple[Any, ...]] = (
        select(*columns)
        .outerjoin(undoing, col(undoing.reverses_id) == col(PackagingMovement.id))
        .outerjoin(Loan, col(Loan.place_id) == col(PackagingMovement.to_id))
        .where(
            col(PackagingMovement.made_at) >= since,
            col(PackagingMovement.reverses_id).is_(None),
            col(undoing.id).is_(None),
        )
        .order_by(col(PackagingMovement.id))
    )
    if packaging is not None:
        rows = rows.where(col(PackagingMovement.type_id) == packaging)
    return tuple(MovementFacts(**row._mapping) for row in session.execute(rows))
