"""Callbacks of what organisers decide about a stall, and of the list of stalls."""

from handlers.callbacks.callback import Callback
from handlers.callbacks.organiser import ShowAdmin
from locales.decision_reasons import DecisionReason
from storage.stall import StallApproval


class ShowApprovals(Callback, prefix="oa"):
    """Shows the next request after `after_stall_id`; 0 for the oldest."""

    after_stall_id: int


class ShowStallRequest(Callback, prefix="os"):
    stall: int


class ShowStalls(Callback, prefix="osl", back=ShowAdmin):
    """Shows a page of all stalls; what is typed there is searched for."""

    page: int = 1


class ShowUnnamedStalls(Callback, prefix="osn", back=ShowStalls):
    """Shows a page of the stalls that name no seller."""

    page: int = 1


class ApproveStall(Callback, prefix="oy", back=ShowStallRequest):
    """Approves a stall; `expected_state` is its state when the button was drawn."""

    stall: int
    expected_state: StallApproval


class ChooseReason(Callback, prefix="or", back=ShowStallRequest):
    """Asks why a stall is rejected."""

    stall: int
    expected_state: StallApproval


class RejectStall(Callback, prefix="on", back=ShowStallRequest):
    stall: int
    expected_state: StallApproval
    reason: DecisionReason


class AllowDeposits(Callback, prefix="oda", back=ShowStallRequest):
    """Allows a stall to take deposits."""

    stall: int


class StopDeposits(Callback, prefix="odx", back=ShowStallRequest):
    stall: int


class WaiveLicence(Callback, prefix="oli", back=ShowStallRequest):
    """Lets a stall whose licence has lapsed publish for thirty days."""

    stall: int


class EndWaiver(Callback, prefix="olix", back=ShowStallRequest):
    stall: int
