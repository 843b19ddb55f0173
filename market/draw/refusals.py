"""Refusals of draws."""

from dataclasses import dataclass
from datetime import datetime

from market.refusal import Refusal


@dataclass
class DrawOpen(Refusal):
    """Only the commitment is published until entries close."""

    closes: datetime
    zone: str


@dataclass
class DrawUnknown(Refusal):
    pass


@dataclass
class DrawDecided(Refusal):
    pass


@dataclass
class SignatureWrong(Refusal):
    round_number: int
