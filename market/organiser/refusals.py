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
class OrganiserNotBanned(Refusal):
    pass


@dataclass
class StallDecided(Refusal):
    """Another organiser decided first."""


@dataclass
class AlleyUnfinished(Refusal):
    pass


@dataclass
class PlaceUnfit(Refusal):
    pass
