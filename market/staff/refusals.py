"""Refusals of a stall's staff."""

from dataclasses import dataclass

from market.refusal import Refusal


@dataclass
class StaffLinkEnded(Refusal):
    """The link was used or cancelled, is too old, or its stall takes no helpers now."""


@dataclass
class OwnStaffLink(Refusal):
    stall: str


@dataclass
class HelperGone(Refusal):
    pass


@dataclass
class TooManyHelpers(Refusal):
    maximum: int


@dataclass
class StaffNeedsApproval(Refusal):
    pass
