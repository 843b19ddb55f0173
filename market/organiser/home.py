"""What an organiser sees first."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from market.acting import Acting, must_organise
from market.draw.waiting import count_waiting
from storage.alley import Alley
from storage.drop import Drop
from storage.person import Person
from storage.stall import Stall


@dataclass(frozen=True)
class Overview:
    asking: int
    alleys: int
    stalls: int
    drops: int
    hidden: int
    people: int
    draws: int
    """Draws that wait for their round."""


def overview(session: Session, acting: Acting, now: datetime) -> Overview:
    """Raises NotOrganiser."""
    must_organise(session, acting)
    ahead = select(func.count(), func.count(col(Drop.hidden_at))).where(
        col(Drop.state) != "draft", col(Drop.ends_at) > now
    )
    drops, hidden = session.exec(ahead).one()
    return Overview(
        _stalls(session, "asked"),
        session.exec(select(func.count()).select_from(Alley)).one(),
        _stalls(session, "approved"),
        drops,
        hidden,
        session.exec(select(func.count()).select_from(Person)).one(),
        count_waiting(session, now),
    )


def _stalls(session: Session, state: str) -> int:
    return session.exec(select(func.count()).where(col(Stall.state) == state)).one()
