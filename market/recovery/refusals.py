"""Refusals of lost phones."""

from dataclasses import dataclass
from datetime import datetime

from market.refusal import Refusal


@dataclass
class RecoveryOpen(Refusal):
    """The person has a request that waits; `code` is its code."""

    code: str


@dataclass
class TooManyRecoveries(Refusal):
    """The person has asked `maximum` times within a day."""

    maximum: int


@dataclass
class OwnAccount(Refusal):
    """The ticket or stall that was named belongs to the account that asks."""


@dataclass
class RecoveryGone(Refusal):
    """The request was decided or taken back, has run out, or what it names is not the old account's any more."""


@dataclass
class OwnRecovery(Refusal):
    """Nobody decides about a request that is for or about themselves."""


@dataclass
class NoOtherOrganiser(Refusal):
    """An organiser who is neither of both accounts has to agree, and there is none."""


@dataclass
class RecoveryBlocked(Refusal):
    """One of the two accounts is blocked."""


@dataclass
class ObjectionOver(Refusal):
    """The time to object is over, or it was done before."""

    until: datetime
    zone: str
