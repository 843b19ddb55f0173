"""Refusals of the mix of an alley."""

from dataclasses import dataclass

from market.refusal import Refusal


@dataclass
class MixUnfit(Refusal):
    """A limit is below 0 or above 100 percent, or a category has no limit, or a limit no category."""
