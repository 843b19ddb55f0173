"""The division of an amount: the rounding rule, and the terms that it divides by."""

from collections.abc import Mapping
from dataclasses import dataclass

from storage.split import WHOLE, SplitRole


@dataclass(frozen=True)
class SplitTerms:
    """The parts of a creator and a host, in hundredths of a per cent, 0 for nobody; the stall has the rest."""

    creator: int
    host: int

    @property
    def stall(self) -> int:
        return WHOLE - self.creator - self.host

    def share(self, role: SplitRole) -> int:
        """Return the part of a role."""
        return {SplitRole.STALL: self.stall, SplitRole.CREATOR: self.creator, SplitRole.HOST: self.host}[role]


def parts_of(amount: int, terms: SplitTerms) -> Mapping[SplitRole, int]:
    """Return the part of each role in an amount of minor units; together they are the amount.

    Each part is rounded down, and the units that are left go to those who were cut most, on a tie in the order of the roles. An amount below
    zero is divided as the one above it, with the sign changed.
    """
    if amount < 0:
        return {role: -part for role, part in parts_of(-amount, terms).items()}
    exact = {role: divmod(amount * terms.share(role), WHOLE) for role in SplitRole}
    left = amount - sum(down for down, _ in exact.values())
    in_turn = sorted(SplitRole, key=lambda role: -exact[role][1])
    return {role: exact[role][0] + (in_turn.index(role) < left) for role in SplitRole}
