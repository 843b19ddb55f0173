"""Refusals about calls for help."""

from dataclasses import dataclass
from datetime import datetime

from market.refusal import Refusal


@dataclass
class HelpCallUnknown(Refusal):
    """There is no such call, or it is somebody else's."""


@dataclass
class NobodyReachable(Refusal):
    """No organiser but the caller can be told."""


@dataclass
class HelpCallTaken(Refusal):
    """Another organiser is coming; `organiser` is their first name, "" where they are forgotten."""

    organiser: str


@dataclass
class HelpCallOver(Refusal):
    closed_at: datetime
    zone: str


@dataclass
class NotComing(Refusal):
    """The actor did not say that they come."""


@dataclass
class HelpWordsAdded(Refusal):
    """The one line that a call has room for is written."""


@dataclass
class HelpCallerUnknown(Refusal):
    """Nobody can be answered: the call came from a page, or its caller is forgotten."""


@dataclass
class DutyDayUnknown(Refusal):
    """There is no such market day to be on duty on."""
