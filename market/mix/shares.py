"""The shares of a market day's stalls, as counts, and what breaks the limits of its alley. Pure functions."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from storage.mix import Origin

FEWEST = 5
"""With fewer stalls on a market day a share says nothing."""


class MixPart(StrEnum):
    """A part of the stalls of which there may be too few or too many."""

    LOCAL = "local"
    CHAIN = "chain"
    TAG = "tag"


@dataclass(frozen=True)
class StallInMix:
    """A stall on a market day: its origin, None where nobody recorded it, and the tags of its drops."""

    origin: Origin | None
    tags: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Mix:
    """The limits of an alley, in percent of the stalls of a market day; None: no limit. `most_tag` is for stalls with `tag`."""

    least_local: int | None = None
    most_chain: int | None = None
    most_tag: int | None = None
    tag: str = ""


@dataclass(frozen=True, kw_only=True)
class MixShares:
    """The stalls of a market day: how many there are, local ones, of chains, with the tag of the limit, and of unknown origin.

    Those of unknown origin are among the stalls, and neither local nor of a chain.
    """

    stalls: int
    local: int
    chain: int
    tagged: int
    unknown: int

    def breaches(self, mix: Mix) -> frozenset[MixPart]:
        """Return the parts that are beyond their limits, by whole stalls; none with fewer than FEWEST."""
        if self.stalls < FEWEST:
            return frozenset()
        is_broken = {
            MixPart.LOCAL: mix.least_local is not None and 100 * self.local < mix.least_local * self.stalls,
            MixPart.CHAIN: mix.most_chain is not None and 100 * self.chain > mix.most_chain * self.stalls,
            MixPart.TAG: mix.most_tag is not None and 100 * self.tagged > mix.most_tag * self.stalls,
        }
        return frozenset(part for part, broken in is_broken.items() if broken)


def shares(stalls: Collection[StallInMix], tag: str) -> MixShares:
    """Return the shares of the stalls of a market day."""
    origins = [stall.origin for stall in stalls]
    return MixShares(
        stalls=len(origins),
        local=origins.count(Origin.LOCAL),
        chain=origins.count(Origin.CHAIN),
        tagged=sum(tag in stall.tags for stall in stalls) if tag else 0,
        unknown=origins.count(None),
    )
