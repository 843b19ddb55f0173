"""What each kind of letter is called, to an organiser who reads that it was sent and not what it says."""

from collections.abc import Callable

from locales.say import Say

KINDS: dict[str, Callable[[Say], str]] = {
    "Announcement": lambda say: say.plain("an announcement"),
    "ClaimGivenOn": lambda say: say.plain("a claim given on"),
    "ClaimMissed": lambda say: say.plain("a claim not collected"),
    "ClaimNear": lambda say: say.plain("reminder: a claim"),
    "DayNumbers": lambda say: say.plain("numbers of a day"),
    "DepositBack": lambda say: say.plain("a deposit given back"),
    "DepositDue": lambda say: say.plain("a deposit that comes back"),
    "DepositNotThere": lambda say: say.plain("a deposit not seen yet"),
    "DepositToConfirm": lambda say: say.plain("a deposit to look for"),
    "DepositsAllowed": lambda say: say.plain("a stall may take deposits"),
    "DepositsStopped": lambda say: say.plain("a stall may take no deposits"),
    "DrawDone": lambda say: say.plain("the result of a draw"),
    "DrawWaits": lambda say: say.plain("a draw that waits"),
    "DropCancelled": lambda say: say.plain("a drop was cancelled"),
    "DropChanged": lambda say: say.plain("a drop changed"),
    "DropEnded": lambda say: say.plain("a drop ended"),
    "DropHidden": lambda say: say.plain("a drop was hidden"),
    "DropMoved": lambda say: say.plain("a drop moved"),
    "DropOpens": lambda say: say.plain("a drop opened"),
    "DropPaused": lambda say: say.plain("a drop was paused"),
    "DropResumed": lambda say: say.plain("a drop goes on"),
    "DropThanks": lambda say: say.plain("thanks after a drop"),
    "EveningChanged": lambda say: say.plain("a change of market evenings nearby"),
    "EveningNear": lambda say: say.plain("market evenings nearby"),
    "GiftTaken": lambda say: say.plain("a gift was taken"),
    "HoldEnded": lambda say: say.plain("a hold ended"),
    "HoldHalfGone": lambda say: say.plain("reminder: a hold"),
    "LicenceEnds": lambda say: say.plain("reminder: a licence"),
    "MarketShut": lambda say: say.plain("the market was shut to them"),
    "OrganiserNamed": lambda say: say.plain("named organiser"),
    "PackagingBack": lambda say: say.plain("packaging came back"),
    "PayeeChanged": lambda say: say.plain("a stall changed its bank QR"),
    "PermitEnds": lambda say: say.plain("reminder: a permit"),
    "RefundsToMake": lambda say: say.plain("refunds to make"),
    "StallApproved": lambda say: say.plain("a stall was approved"),
    "StallAsked": lambda say: say.plain("a stall asked for approval"),
    "StallTurnedDown": lambda say: say.plain("a stall was turned down"),
    "TicketIssued": lambda say: say.plain("a ticket"),
    "UnitsFree": lambda say: say.plain("free units in the last hours"),
    "UnitsHeld": lambda say: say.plain("units held for them"),
    "VendorDay": lambda say: say.plain("reminder: a day at the stall"),
}


def kind(say: Say, notice: str) -> str:
    """In the organiser's language; the notice's own name where another Lorong wrote it."""
    called = KINDS.get(notice)
    return called(say) if called else notice
