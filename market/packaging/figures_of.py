"""The figures of an alley's packaging, read from its movements. For organisers."""

from datetime import datetime, timedelta

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from market.actor import Actor, require_organiser
from market.packaging.figures import (
    NOWHERE,
    FigureRow,
    MovementFacts,
    UseCosts,
    cost_per_use,
    figure_rows,
    trips,
)
from market.packaging.loss import LOST_AFTER
from market.packaging.packaging_type import packaging_row
from market.packaging.place import place_facts, ref_of
from storage.packaging import MovementReason, PackagingMovement, PackagingType
from storage.ticket import Loan

YEAR = timedelta(days=366)


def packaging_figures(session: Session, actor: Actor, zone: str, now: datetime) -> tuple[FigureRow, ...]:
    """Return the figures of the last year by week of issue in `zone`: of each type, each stream and each place that lends. Raises NotOrganiser."""
    require_organiser(session, actor)
    found = trips(movement_facts(session, now - YEAR))
    kinds = {kind.id: kind.name for kind in session.exec(select(PackagingType))}
    lenders = {trip.lender for trip in found} - {NOWHERE}
    places = {lender: place_facts(session, ref_of(session, lender)).name for lender in lenders}
    by = {
        "type": lambda trip: kinds[trip.packaging],
        "stream": lambda trip: str(trip.stream),
        "place": lambda trip: places.get(trip.lender, ""),
    }
    rows = (
        figure_rows(found, kind, name_of, zone=zone, lost_after=LOST_AFTER, now=now)
        for kind, name_of in by.items()
    )
    return tuple(row for each in rows for row in each)


def packaging_cost(session: Session, actor: Actor, packaging: int, now: datetime) -> float | None:
    """Return what a use of a type cost in the last year, in minor units; None without any. Raises NotOrganiser, PackagingTypeUnknown."""
    require_organiser(session, actor)
    kind = packaging_row(session, packaging)
    facts = [fact for fact in movement_facts(session, now - YEAR) if fact.packaging == packaging]
    found = trips(facts)
    washes = sum(fact.units for fact in facts if fact.reason is MovementReason.WASH_DONE)
    lost = sum(fact.units for fact in facts if fact.reason is MovementReason.COUNTED_LOST)
    lost += sum(trip.lost and trip.returned_at is None for trip in found)
    costs = UseCosts(
        buy=kind.buy_cost, wash=kind.wash_cost, haul=kind.haul_cost, expected_uses=kind.expected_uses
    )
    cost = cost_per_use(costs, uses=len(found), washes=washes, lost=lost)
    return None if cost is None else float(cost)


def movement_facts(session: Session, since: datetime) -> tuple[MovementFacts, ...]:
    """Return the movements since a moment that stand, the first first: neither undone ones nor those that undo."""
    undoing = aliased(PackagingMovement)
    rows = (
        select(PackagingMovement, Loan.lender_id)
        .outerjoin(undoing, col(undoing.reverses_id) == col(PackagingMovement.id))
        .outerjoin(Loan, col(Loan.place_id) == col(PackagingMovement.to_id))
        .where(
            col(PackagingMovement.made_at) >= since,
            col(PackagingMovement.reverses_id).is_(None),
            col(undoing.id).is_(None),
        )
        .order_by(col(PackagingMovement.id))
    )
    return tuple(_facts(move, lender) for move, lender in session.exec(rows))


def _facts(move: PackagingMovement, lender: int | None) -> MovementFacts:
    return MovementFacts(
        packaging=move.type_id,
        stream=move.stream,
        units=move.units,
        reason=move.reason,
        source=move.from_id or NOWHERE,
        source_state=move.from_state,
        target=move.to_id or NOWHERE,
        target_state=move.to_state,
        at=move.made_at,
        asset=move.asset_id,
        lender=lender,
    )
