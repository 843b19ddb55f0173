"""Refusals to organisers."""

from dataclasses import dataclass

from market.refusal import Refusal


@dataclass
class PersonUnknown(Refusal):
    pass


@dataclass
class LastOrganiser(Refusal):
    pass


@dataclass
class OrganiserLinkGone(Refusal):
    """The link was used or replaced, has run out, or somebody else was first."""


@dataclass
class NamedBySettings(Refusal):
    """The settings make this person an organiser, so chat cannot remove the role."""


@dataclass
class OrganiserNotBlocked(Refusal):
    pass


@dataclass
class StallDecided(Refusal):
    """Another organiser decided first."""


@dataclass
class ApplicationWithdrawn(Refusal):
    """The owner withdrew the application for this stall."""


@dataclass
class AlleyUnfinished(Refusal):
    pass


@dataclass
class AlleyNameTaken(Refusal):
    """The city has an alley of this name: lists and buttons could not tell them apart."""

    city: str


@dataclass
class PlaceUnfit(Refusal):
    pass


@dataclass
class ReportGone(Refusal):
    """There is no such report; its reporter may be forgotten."""


@dataclass
class ReportClosed(Refusal):
    """Another organiser decided first."""


@dataclass
class AlreadyReported(Refusal):
    pass


@dataclass
class TooManyReports(Refusal):
    """The person made `maximum` reports within a day."""

    maximum: int


@dataclass
class OwnReport(Refusal):
    """It is about a stall where this person sells or helps."""


@dataclass
class ObjectionGone(Refusal):
    """There is no such decision about this person, or no such objection."""


@dataclass
class ObjectionUsed(Refusal):
    """The person has objected to this decision."""


@dataclass
class DecisionLifted(Refusal):
    """The decision does not hold any more, so there is nothing to object to."""


@dataclass
class ObjectionClosed(Refusal):
    """Another organiser decided first."""


@dataclass
class OwnDecision(Refusal):
    """Another organiser looks first at an objection to what this one decided."""


@dataclass
class MarketDayUnknown(Refusal):
    """No stall takes part in a market on that day, or none does any more."""


@dataclass
class NothingToStop(Refusal):
    """Nothing of the market day is ahead."""


@dataclass
class StoppedAlready(Refusal):
    """The market day is stopped already."""


@dataclass
class MovedAlready(Refusal):
    """The market day was moved less than ten minutes ago, or to the same place."""


@dataclass
class StopFinal(Refusal):
    """The stop is over: it cannot be undone any more."""
