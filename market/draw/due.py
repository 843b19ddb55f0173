"""What is due of draws at a moment, in one look."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from market.draw.closing import lines_to_close
from market.draw.deciding import rounds_due
from market.draw.opening import drops_to_open
from market.draw.waiting import late_draws


@dataclass(frozen=True)
class DrawsDue:
    """Drops whose draws are to be opened, lines to close, lines with the round that decides them, and draws that have waited long."""

    drops: tuple[int, ...]
    closing: tuple[int, ...]
    rounds: tuple[tuple[int, int], ...]
    late: tuple[int, ...]


def draws_due(session: Session, beacon: str, now: datetime) -> DrawsDue:
    """`beacon` is the kind that can be fetched here."""
    return DrawsDue(
        drops_to_open(session, now),
        lines_to_close(session, now),
        rounds_due(session, beacon, now),
        late_draws(session, now),
    )
