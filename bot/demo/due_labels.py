"""The labels of what falls due, in the page's clock bar."""

DUE_LABELS = {
    "HoldEnds": "a hold ends",
    "LastCall": "the last two hours of a drop",
    "DrawCloses": "entries of a draw close",
    "Draw": "a draw",
    "DropEnds": "a drop ends",
    "BroadcastBegins": "a broadcast begins",
    "DropOpens": "a waitlist opens",
    "BookingNear": "a reminder",
    "HoldHalfGone": "a nudge",
    "LoanDue": "a reminder",
    "OwnReminder": "a reminder of one's own",
    "VendorDay": "a stall's reminder",
    "LicenceEnds": "a licence ends soon",
    "PermitEnds": "a permit ends soon",
    "Neighbours": "a message to neighbours",
    "MarketDayNear": "a message to neighbours",
    "MarketDayChanged": "a message to neighbours",
}


def due_label(kind: str) -> str:
    """Return the label of a kind, "a message" for all that have none of their own."""
    return DUE_LABELS.get(kind, "a message")
