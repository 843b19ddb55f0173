"""Refusals of shares."""

from dataclasses import dataclass

from market.refusal import Refusal


@dataclass
class SplitUnknown(Refusal):
    """No such shares, or the reader is no party to them."""


@dataclass
class SplitOver(Refusal):
    """The proposal has ended, or another has taken its place."""


@dataclass
class SplitFixed(Refusal):
    """The drop has sold something: its shares are as they are."""


@dataclass
class SplitNeedsDrop(Refusal):
    """The drop is a draft, cancelled or over."""


@dataclass
class ShareUnfit(Refusal):
    """A part is not above zero, or the parts are more than the whole."""


@dataclass
class SplitLinkEnded(Refusal):
    """The link was used, is too old, or its proposal has ended."""


@dataclass
class OwnSplitLink(Refusal):
    stall: str


@dataclass
class OtherParty(Refusal):
    """The person is the other party of the same drop."""


@dataclass
class NoUsualShares(Refusal):
    """The stall has not agreed on shares before."""
