"""Callbacks of organisers."""

from enum import StrEnum

from handlers.callbacks.callback import Callback, LongId
from locales.rejection_reasons import RejectionReason
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


class SendPoster(Callback, prefix="oip"):
    """Prints the posters of the alleys."""

    def fallback(self) -> Callback:
        return ShowAdmin()


class ShowApprovals(Callback, prefix="oa"):
    """Shows the next request after `after_stall_id`; 0 for the oldest."""

    after_stall_id: int


class ShowStallRequest(Callback, prefix="os"):
    stall: int


class ShowUnnamedStalls(Callback, prefix="osn"):
    """Shows a page of the stalls that name no seller."""

    page: int = 1

    def fallback(self) -> Callback:
        return ShowAdmin()


class ApproveStall(Callback, prefix="oy"):
    """Approves a stall; `expected_state` is its state when the button was drawn."""

    stall: int
    expected_state: StallApproval

    def fallback(self) -> Callback:
        return ShowStallRequest(stall=self.stall)


class ChooseReason(Callback, prefix="or"):
    stall: int
    expected_state: StallApproval

    def fallback(self) -> Callback:
        return ShowStallRequest(stall=self.stall)


class RejectStall(Callback, prefix="on"):
    stall: int
    expected_state: StallApproval
    reason: RejectionReason

    def fallback(self) -> Callback:
        return ShowStallRequest(stall=self.stall)


class AllowDeposits(Callback, prefix="oda"):
    """Allows a stall to take deposits."""

    stall: int

    def fallback(self) -> Callback:
        return ShowStallRequest(stall=self.stall)


class StopDeposits(Callback, prefix="odx"):
    stall: int

    def fallback(self) -> Callback:
        return ShowStallRequest(stall=self.stall)


class WaiveLicence(Callback, prefix="oli"):
    """Lets a stall whose licence has lapsed publish for thirty days."""

    stall: int

    def fallback(self) -> Callback:
        return ShowStallRequest(stall=self.stall)


class EndWaiver(Callback, prefix="olix"):
    stall: int

    def fallback(self) -> Callback:
        return ShowStallRequest(stall=self.stall)


class ShowAlleys(Callback, prefix="ol"):
    page: int = 1


class AskAlley(Callback, prefix="oq"):
    field: AlleyField


class ShowAlleyDraft(Callback, prefix="ozd"):
    """Shows the alley that is being added, or asks for what it lacks."""


class ShowZones(Callback, prefix="oz"):
    pass


class ChooseZone(Callback, prefix="ozc"):
    zone: str

    def fallback(self) -> Callback:
        return ShowZones()


class AddAlley(Callback, prefix="ox"):
    def fallback(self) -> Callback:
        return ShowAlleys()


class ShowOrganisers(Callback, prefix="oo"):
    page: int = 1


class AskAppointment(Callback, prefix="oon"):
    """Asks whether to make a person an organiser."""

    person: LongId


class AppointOrganiser(Callback, prefix="ooy"):
    person: LongId

    def fallback(self) -> Callback:
        return ShowPerson(person=self.person)


class RemoveOrganiser(Callback, prefix="oor"):
    person: LongId

    def fallback(self) -> Callback:
        return ShowPerson(person=self.person)


class AskPeople(Callback, prefix="op"):
    pass


class ShowPerson(Callback, prefix="opp"):
    person: LongId


class AskBlock(Callback, prefix="ob"):
    person: LongId


class BlockPerson(Callback, prefix="obx"):
    person: LongId

    def fallback(self) -> Callback:
        return ShowPerson(person=self.person)


class UnblockPerson(Callback, prefix="obu"):
    person: LongId

    def fallback(self) -> Callback:
        return ShowPerson(person=self.person)


class OverseeDrops(Callback, prefix="od"):
    page: int


class OverseeDrop(Callback, prefix="odd"):
    drop: int


class HideDrop(Callback, prefix="odh"):
    drop: int

    def fallback(self) -> Callback:
        return OverseeDrop(drop=self.drop)


class UnhideDrop(Callback, prefix="ods"):
    drop: int

    def fallback(self) -> Callback:
        return OverseeDrop(drop=self.drop)


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


class AskCloseAlley(Callback, prefix="olxa"):
    """Asks whether to close an alley, and says what happens."""

    alley: int

    def fallback(self) -> Callback:
        return ShowClosings()


class CloseAlley(Callback, prefix="olx"):
    alley: int

    def fallback(self) -> Callback:
        return ShowClosings()


class OpenAlley(Callback, prefix="olo"):
    alley: int

    def fallback(self) -> Callback:
        return ShowClosings()


class ShowPayments(Callback, prefix="ou"):
    """Shows the payments without a deposit."""

    page: int = 1


class ShowPayment(Callback, prefix="oup"):
    payment: LongId


class SettlePayment(Callback, prefix="oux"):
    """Records how an organiser settled a payment."""

    payment: LongId
    how: SettledHow

    def fallback(self) -> Callback:
        return ShowPayment(payment=self.payment)


class ShowStalledDeposits(Callback, prefix="oe"):
    """Shows the deposits that their stall cannot answer."""

    page: int = 1


class ShowStalledDeposit(Callback, prefix="oed"):
    deposit: LongId


class OverseeScreenshot(Callback, prefix="oej"):
    """Shows the payer's screenshot to an organiser who answers for the stall."""

    deposit: LongId

    def fallback(self) -> Callback:
        return ShowStalledDeposit(deposit=self.deposit)


class AnswerDeposit(Callback, prefix="oex"):
    """Answers a deposit for its stall."""

    deposit: LongId
    answer: SettlementAnswer

    def fallback(self) -> Callback:
        return ShowStalledDeposit(deposit=self.deposit)
