"""The steps of draws that are due at a moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from market.draw.close_draw import closing_draws, items_to_close
from market.draw.decide_draw import rounds_due, rounds_that_came
from market.draw.open_draw import drops_to_open, undrawn_drops
from market.draw.overdue_draws import late_draws
from storage.beacon_kind import BeaconKind


@dataclass(frozen=True, kw_only=True)
class DrawsDue:
    """Drops whose draws are to be opened, items to close, items with their deciding round, and overdue draws."""

    drops: tuple[int, ...]
    closing: tuple[int, ...]
    rounds: tuple[tuple[int, int], ...]
    late: tuple[int, ...]


def draws_due(session: Session, beacon: BeaconKind, now: datetime) -> DrawsDue:
    """Return everything due; `beacon` is the kind that can be fetched here."""
    return DrawsDue(
        drops=drops_to_open(session, now),
        closing=items_to_close(session, now),
        rounds=rounds_due(session, beacon, now),
        late=late_draws(session, now),
    )


def due_steps(now: datetime) -> tuple[Any, ...]:
    """Return selects of which one has rows wherever `draws_due` returns something, whatever beacon can be fetched."""
    return undrawn_drops(now), closing_draws(now), rounds_that_came(now)
