"""Refusals of following."""

from dataclasses import dataclass

from market.refusal import Refusal


@dataclass
class FollowLimit(Refusal):
    """They follow as much as one can."""

    limit: int


@dataclass
class NothingNew(Refusal):
    """Nothing in the digest is on any more, or its reader follows none of it."""
