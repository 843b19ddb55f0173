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
    """The limits of an alley, in percent of the stalls of a market day; None: no limit. `most_tag` is for stalls with `tag`.

    `blocks`: what breaks one is refused.
    """

    least_local: int | None = None
    most_chain: int | None = None
    most_tag: int | None = None
    tag: str = ""
    blocks: bool = False

    @property
    def has_limits(self) -> bool:
        """Return whether anything can break it."""
        return (self.least_local, self.most_chain, self.most_tag) != (None, None, None)


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

    def worsened(self, mix: Mix, others: "MixShares") -> frozenset[MixPart]:
        """Return the parts that are beyond their limits, and of which more stalls are on the wrong side than among `others`, who were there others."""
        grown = {
            MixPart.LOCAL: self.stalls - self.local > others.stalls - others.local,
            MixPart.CHAIN: self.chain > others.chain,
            MixPart.TAG: self.tagged > others.tagged,
        }
        return frozenset(part for part in self.breaches(mix) if grown[part])


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
