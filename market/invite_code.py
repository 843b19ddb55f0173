"""Links that make one person staff of a stall or a hub: how long they live, and why one is refused."""

from dataclasses import dataclass
from datetime import timedelta

from market.refusal import Refusal

LIVES = timedelta(hours=24)
MAX_INVITES = 10
"""Open links of one stall or hub."""


@dataclass
class AlreadyHelps(Refusal):
    """The person has the role of the link at the stall already."""

    stall: str


@dataclass
class InviteGone(Refusal):
    pass


@dataclass
class TooManyInvites(Refusal):
    maximum: int
