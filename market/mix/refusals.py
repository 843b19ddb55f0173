"""Refusals of the mix of an alley."""

from dataclasses import dataclass

from market.refusal import Refusal


@dataclass
class MixUnfit(Refusal):
    """A limit is below 0 or above 100 percent, or a category has no limit, or a limit no category."""


@dataclass
class TooFewLocal(Refusal):
    """A market day would have fewer local stalls than the alley wants."""

    alley: str


@dataclass
class ChainsFull(Refusal):
    """A market day would have more stalls of chains than the alley wants."""

    alley: str


@dataclass
class TagFull(Refusal):
    """A market day would have more stalls with a tag than the alley wants."""

    alley: str
    tag: str
