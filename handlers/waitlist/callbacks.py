"""The wishes about a line. `where` is where the drop's card leads back to, as the code of a `Where`."""

from handlers.deposit.callbacks import AskForfeit, ShowDeposit
from handlers.ui.wish import Wish


class ShowEntry(Wish, prefix="e"):
    """Whatever the person has in this line: a place, a hold, a claim; else the drop's card."""

    line: int
    where: str


class JoinWaitlist(Wish, prefix="j"):
    line: int
    party: int
    where: str

    def instead(self) -> Wish:
        return ShowEntry(line=self.line, where=self.where)


class JoinSplit(Wish, prefix="js"):
    """As `JoinWaitlist`; fewer are welcome, and the rest waits on."""

    line: int
    party: int
    where: str

    def instead(self) -> Wish:
        return ShowEntry(line=self.line, where=self.where)


class AskSplit(Wish, prefix="jq"):
    """May the party be parted?"""

    line: int
    party: int
    where: str


class TakeUnits(Wish, prefix="jt"):
    """In the last two hours."""

    line: int
    where: str

    def instead(self) -> Wish:
        return ShowEntry(line=self.line, where=self.where)


class AskParty(Wish, prefix="jp"):
    line: int
    where: str


class LeaveWaitlist(Wish, prefix="jl"):
    line: int
    where: str

    def instead(self) -> Wish:
        return ShowEntry(line=self.line, where=self.where)


class ShowHold(Wish, prefix="k"):
    hold: int
    where: str


class KeepHold(Wish, prefix="kk"):
    hold: int
    units: int
    where: str

    def instead(self) -> Wish:
        return ShowDeposit(hold=self.hold, where=self.where)


class DeclineHold(Wish, prefix="kd"):
    hold: int
    where: str

    def instead(self) -> Wish:
        return ShowHold(hold=self.hold, where=self.where)


class ShowClaim(Wish, prefix="c"):
    claim: int
    where: str


class ReleaseClaim(Wish, prefix="cr"):
    claim: int
    where: str

    def instead(self) -> Wish:
        return AskForfeit(claim=self.claim, where=self.where)


class ConfirmClaim(Wish, prefix="cc"):
    claim: int
    where: str

    def instead(self) -> Wish:
        return ShowClaim(claim=self.claim, where=self.where)


class AskSlot(Wish, prefix="ca"):
    """Which other hour?"""

    claim: int
    where: str


class MoveSlot(Wish, prefix="cm"):
    claim: int
    line: int
    where: str

    def instead(self) -> Wish:
        return AskSlot(claim=self.claim, where=self.where)
