"""Callbacks of organisers."""

from enum import StrEnum

from handlers.callbacks.callback import Callback, LongId
from locales.decision_reasons import DecisionReason
from storage.payment import SettledHow
from storage.stall import StallApproval


class AlleyField(StrEnum):
    """A field of a new alley that an organiser writes."""

    NAME = "name"
    PLACE = "place"
    CITY = "city"


class SettlementAnswer(StrEnum):
    """An organiser's answer about a deposit for its stall. KEEP and REFUND decide about one under review."""

    RECEIVED = "received"
    DENIED = "denied"
    RETURNED = "returned"
    KEEP = "keep"
    REFUND = "refund"


class ShowAdmin(Callback, prefix="o"):
    """Shows the organisers' first screen; until the market stands, the checklist."""


class ShowMarket(Callback, prefix="oma"):
    """Shows the organisers' first screen, also while the checklist is not done."""


class InviteStalls(Callback, prefix="oiv"):
    pass


class SendPoster(Callback, prefix="oip", back=ShowAdmin):
    """Prints the posters of the alleys."""


class ShowApprovals(Callback, prefix="oa"):
    """Shows the next request after `after_stall_id`; 0 for the oldest."""

    after_stall_id: int


class ShowStallRequest(Callback, prefix="os"):
    stall: int


class ShowStalls(Callback, prefix="osl", back=ShowAdmin):
    """Shows a page of all stalls; what is typed there is searched for."""

    page: int = 1


class ShowMarketDay(Callback, prefix="omd", back=ShowAdmin):
    """Shows the stalls of a market day; 0: the one that runs or begins next."""

    market_day: int = 0
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


class ShowAlleys(Callback, prefix="ol"):
    page: int = 1


class AskAlley(Callback, prefix="oq"):
    field: AlleyField


class ShowAlleyDraft(Callback, prefix="ozd"):
    """Shows the alley that is being added, or asks for what it lacks."""


class ShowZones(Callback, prefix="oz"):
    pass


class ChooseZone(Callback, prefix="ozc", back=ShowZones):
    zone: str


class AddAlley(Callback, prefix="ox", back=ShowAlleys):
    pass


class ShowOrganisers(Callback, prefix="oo"):
    page: int = 1


class AskAppointment(Callback, prefix="oon"):
    """Asks whether to make a person an organiser."""

    person: LongId


class ShowPerson(Callback, prefix="opp"):
    person: LongId


class AppointOrganiser(Callback, prefix="ooy", back=ShowPerson):
    person: LongId


class RemoveOrganiser(Callback, prefix="oor", back=ShowPerson):
    person: LongId


class AskPeople(Callback, prefix="op"):
    pass


class AskBlock(Callback, prefix="ob", back=ShowPerson):
    """Asks why a person is blocked."""

    person: LongId


class BlockPerson(Callback, prefix="obx", back=ShowPerson):
    """Blocks a person. A button from before there were reasons asks for one."""

    person: LongId
    reason: str = ""


class UnblockPerson(Callback, prefix="obu", back=ShowPerson):
    person: LongId


class OverseeDrops(Callback, prefix="od"):
    page: int


class OverseeDrop(Callback, prefix="odd"):
    drop: int


class AskHiding(Callback, prefix="odh", back=OverseeDrop):
    """Asks why a drop is hidden."""

    drop: int


class HideDrop(Callback, prefix="odhr", back=OverseeDrop):
    drop: int
    reason: DecisionReason


class UnhideDrop(Callback, prefix="ods", back=OverseeDrop):
    drop: int


class ShowAuditLog(Callback, prefix="oal"):
    """Shows what organisers and stalls changed, the newest first; `page` from 1 on."""

    page: int


class ShowOutbox(Callback, prefix="om"):
    pass


class ShowNotifications(Callback, prefix="oml"):
    """Shows the notifications of a person."""

    person: LongId
    page: int


class ShowFailures(Callback, prefix="omf"):
    page: int


class ShowClosings(Callback, prefix="olc"):
    """Shows which alleys are open, a page at a time."""

    page: int = 1


class AskCloseAlley(Callback, prefix="olxa", back=ShowClosings):
    """Asks whether to close an alley, and says what happens."""

    alley: int


class CloseAlley(Callback, prefix="olx", back=ShowClosings):
    alley: int


class OpenAlley(Callback, prefix="olo", back=ShowClosings):
    alley: int


class ShowPayments(Callback, prefix="ou"):
    """Shows the payments without a deposit."""

    page: int = 1


class ShowPayment(Callback, prefix="oup"):
    payment: LongId


class SettlePayment(Callback, prefix="oux", back=ShowPayment):
    """Records how an organiser settled a payment."""

    payment: LongId
    how: SettledHow


class ShowStalledDeposits(Callback, prefix="oe"):
    """Shows the deposits that their stall cannot answer."""

    page: int = 1


class ShowStalledDeposit(Callback, prefix="oed"):
    deposit: LongId


class OverseeScreenshot(Callback, prefix="oej", back=ShowStalledDeposit):
    """Shows the payer's screenshot to an organiser who answers for the stall."""

    deposit: LongId


class AnswerDeposit(Callback, prefix="oex", back=ShowStalledDeposit):
    """Answers a deposit for its stall."""

    deposit: LongId
    answer: SettlementAnswer
