"""Refusals about complaints."""

from dataclasses import dataclass

from market.refusal import Refusal


@dataclass
class ComplaintUnknown(Refusal):
    """There is no such complaint, or no open one in its alley."""


@dataclass
class ComplaintTimeUnfit(Refusal):
    """The time of a complaint is ahead, or too long ago."""


@dataclass
class ComplaintMeasureUnfit(Refusal):
    """A level of sound is none that a person can hear or stand."""


@dataclass
class ComplaintsFull(Refusal):
    """An alley takes no more complaints in this hour."""


@dataclass
class ComplaintClosed(Refusal):
    """The complaint was closed meanwhile."""


@dataclass
class ComplaintNotClosed(Refusal):
    """Only what is closed can be reopened."""


@dataclass
class ReopeningOver(Refusal):
    """The complaint was reopened too often, or was closed too long ago."""


@dataclass
class AnswerWordless(Refusal):
    """A complaint is closed with words."""


@dataclass
class PromiseUnfit(Refusal):
    """The hours of a promise are none from 1 to 720."""


@dataclass
class AlleyChangeUnknown(Refusal):
    """There is no such change of this alley."""


@dataclass
class AlleyChangeUnfit(Refusal):
    """The day of a change is more than a year away."""
