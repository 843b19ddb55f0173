"""Callbacks of reports, and of objections to what organisers decided. `drop` is 0 where the stall itself is reported."""

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.drop import ShowStall
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.organiser import ShowAdmin
from handlers.callbacks.support import ShowSupport
from locales.decision_reasons import DecisionReason
from storage.report import ReportReason


class ReportCallback(Callback, prefix="."):
    stall: int
    drop: int

    def fallback(self) -> Callback:
        return ShowStall(stall=self.stall, drop=self.drop, back_to=ListLocation().code)


class AskReport(ReportCallback, prefix="wr"):
    """Asks what is wrong with a stall or drop."""


class ChooseReport(ReportCallback, prefix="wrc"):
    """Chooses the reason, and asks for a line about it."""

    reason: ReportReason


class SendReport(ReportCallback, prefix="wrs"):
    """Reports for this reason without a line."""

    reason: ReportReason


class ShowReports(Callback, prefix="orl", back=ShowAdmin):
    """Shows organisers the open report after `previous`, or the oldest."""

    previous: LongId = 0


class ShowReport(Callback, prefix="orq", back=ShowReports):
    report: LongId


class AskHideReported(Callback, prefix="orh", back=ShowReport):
    """Asks why a reported drop is hidden."""

    report: LongId


class HideReported(Callback, prefix="orhr", back=ShowReport):
    report: LongId
    reason: DecisionReason


class AskBlockReported(Callback, prefix="ora", back=ShowReport):
    """Asks why the owner of a reported stall is blocked."""

    report: LongId


class BlockReported(Callback, prefix="orb", back=ShowReport):
    """Blocks the owner of a reported stall. A button from before there were reasons asks for one."""

    report: LongId
    reason: str = ""


class CloseReport(Callback, prefix="orc", back=ShowReport):
    report: LongId


class AskObjection(Callback, prefix="nbo", back=ShowSupport):
    """Asks why a person objects to a decision, an entry of the audit log."""

    decision: LongId


class ShowObjections(Callback, prefix="nbl", back=ShowAdmin):
    """Shows organisers the open objection after `previous`, or the oldest."""

    previous: LongId = 0


class ShowObjection(Callback, prefix="nbq", back=ShowObjections):
    objection: LongId


class LiftDecision(Callback, prefix="nbd", back=ShowObjection):
    objection: LongId


class UpholdDecision(Callback, prefix="nbu", back=ShowObjection):
    objection: LongId
