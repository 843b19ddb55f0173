"""The bounds of rosters."""

from dataclasses import dataclass
from datetime import timedelta

MAX_PARTS, MAX_PLACES = 3, 10
"""The shifts of a stall day, and the places of each."""
GIVE_BACK = timedelta(hours=24)
"""Until so long before its start a shift can be given back; later it is offered to the others."""


@dataclass(frozen=True)
class RosterPlan:
    """The number of people that each of `parts` equal shifts needs."""

    people: int
    parts: int
