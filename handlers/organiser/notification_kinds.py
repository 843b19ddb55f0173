"""Labels of the notification kinds, for organisers, who see that one was sent but not its text."""

from collections.abc import Callable

from locales.say import Say

KIND_LABELS: dict[str, Callable[[Say], str]] = {
    "Announcement": lambda say: say.plain("a broadcast"),
    "AnnouncementCorrected": lambda say: say.plain("a broadcast corrected"),
    "AnnouncementRecalled": lambda say: say.plain("a broadcast recalled"),
    "AnnouncementTest": lambda say: say.plain("a test broadcast"),
    "BookingPassedOn": lambda say: say.plain("a booking passed on"),
    "BookingMissed": lambda say: say.plain("a booking not collected"),
    "BookingNear": lambda say: say.plain("reminder: a booking"),
    "DayNumbers": lambda say: say.plain("a day's figures"),
    "DepositBack": lambda say: say.plain("a deposit refunded"),
    "DepositDue": lambda say: say.plain("a deposit to be refunded"),
    "DepositNotThere": lambda say: say.plain("a deposit not received yet"),
    "DepositToConfirm": lambda say: say.plain("a deposit to check"),
    "DepositsAllowed": lambda say: say.plain("a stall may take deposits"),
    "DepositsStopped": lambda say: say.plain("a stall may take no deposits"),
    "DrawDone": lambda say: say.plain("the result of a draw"),
    "DrawWaits": lambda say: say.plain("a draw that is waiting"),
    "DropCancelled": lambda say: say.plain("a drop was cancelled"),
    "DropChanged": lambda say: say.plain("a drop changed"),
    "DropEnded": lambda say: say.plain("a drop ended"),
    "DropHidden": lambda say: say.plain("a drop was hidden"),
    "DropMoved": lambda say: say.plain("a drop moved"),
    "DropOpens": lambda say: say.plain("a drop opened"),
    "DropPaused": lambda say: say.plain("a drop was paused"),
    "DropResumed": lambda say: say.plain("a drop resumed"),
    "DropThanks": lambda say: say.plain("thanks after a drop"),
    "MarketDayChanged": lambda say: say.plain("a market day changed, for neighbours"),
    "MarketDayNear": lambda say: say.plain("market days to come, for neighbours"),
    "GiftTaken": lambda say: say.plain("a gift was accepted"),
    "HoldEnded": lambda say: say.plain("a hold ended"),
    "HoldHalfGone": lambda say: say.plain("reminder: a hold"),
    "LicenceEnds": lambda say: say.plain("reminder: a licence ends"),
    "LoanDue": lambda say: say.plain("reminder: packaging to return"),
    "MarketShut": lambda say: say.plain("they were blocked from the market"),
    "OrganiserNamed": lambda say: say.plain("made organiser"),
    "OwnReminder": lambda say: say.plain("their own reminder"),
    "PackagingBack": lambda say: say.plain("packaging returned"),
    "PayeeChanged": lambda say: say.plain("a stall changed its bank QR"),
    "PermitEnds": lambda say: say.plain("reminder: a permit ends"),
    "RefundsToMake": lambda say: say.plain("refunds to make"),
    "StallApproved": lambda say: say.plain("a stall was approved"),
    "StallAsked": lambda say: say.plain("a stall asked for approval"),
    "StallTurnedDown": lambda say: say.plain("a stall was turned down"),
    "TicketIssued": lambda say: say.plain("a ticket"),
    "UnitsAvailable": lambda say: say.plain("units available in the last hours"),
    "UnitsHeld": lambda say: say.plain("units held for them"),
    "VendorDay": lambda say: say.plain("reminder: a day at the stall"),
}


def kind_label(say: Say, kind: str) -> str:
    """Returns the label in the organiser's language; the kind's own name if another version of Lorong wrote it."""
    label = KIND_LABELS.get(kind)
    return label(say) if label else kind
