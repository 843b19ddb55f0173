"""Callbacks of reports, and of objections to what organisers decided. `drop` is 0 where the stall itself is reported."""

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.drop import ShowStall
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.organiser import ShowAdmin
from handlers.callbacks.support import ShowSupport
from storage.report import ReportReason


class AskReport(Callback, prefix="wr"):
    """Asks what is wrong with a stall or drop."""

    stall: int
    drop: int

    def fallback(self) -> Callback:
        return ShowStall(stall=self.stall, drop=self.drop, back_to=ListLocation().code)


class ChooseReport(Callback, prefix="wrc"):
    """Chooses the reason, and asks for a line about it."""

    stall: int
    drop: int
    reason: ReportReason

    def fallback(self) -> Callback:
        return ShowStall(stall=self.stall, drop=self.drop, back_to=ListLocation().code)


class SendReport(Callback, prefix="wrs"):
    """Reports for this reason without a line."""

    stall: int
    drop: int
    reason: ReportReason

    def fallback(self) -> Callback:
        return ShowStall(stall=self.stall, drop=self.drop, back_to=ListLocation().code)


class ShowReports(Callback, prefix="orl"):
    """Shows organisers the open report after `previous`, or the oldest."""

    previous: LongId = 0

    def fallback(self) -> Callback:
        return ShowAdmin()


class ShowReport(Callback, prefix="orq"):
    report: LongId

    def fallback(self) -> Callback:
        return ShowReports()


class HideReported(Callback, prefix="orh"):
    report: LongId

    def fallback(self) -> Callback:
        return ShowReport(report=self.report)


class AskBlockReported(Callback, prefix="ora"):
    """Asks before the owner of a reported stall is blocked."""

    report: LongId

    def fallback(self) -> Callback:
        return ShowReport(report=self.report)


class BlockReported(Callback, prefix="orb"):
    report: LongId

    def fallback(self) -> Callback:
        return ShowReport(report=self.report)


class CloseReport(Callback, prefix="orc"):
    report: LongId

    def fallback(self) -> Callback:
        return ShowReport(report=self.report)


class AskObjection(Callback, prefix="nbo"):
    """Asks why a person objects to a decision, an entry of the audit log."""

    decision: LongId

    def fallback(self) -> Callback:
        return ShowSupport()


class ShowObjections(Callback, prefix="nbl"):
    """Shows organisers the open objection after `previous`, or the oldest."""

    previous: LongId = 0

    def fallback(self) -> Callback:
        return ShowAdmin()


class ShowObjection(Callback, prefix="nbq"):
    objection: LongId

    def fallback(self) -> Callback:
        return ShowObjections()


class LiftDecision(Callback, prefix="nbd"):
    objection: LongId

    def fallback(self) -> Callback:
        return ShowObjection(objection=self.objection)


class UpholdDecision(Callback, prefix="nbu"):
    objection: LongId

    def fallback(self) -> Callback:
        return ShowObjection(objection=self.objection)
