"""What falls due, in the plain words of the page's clock."""

WORDS = {
    "HoldEnds": "a hold ends",
    "LastCall": "the last two hours of a drop",
    "DrawCloses": "entries of a draw close",
    "Draw": "a draw",
    "DropEnds": "a drop ends",
    "DropOpens": "a waitlist opens",
    "ClaimNear": "a reminder",
    "HoldHalfGone": "a nudge",
    "LoanDue": "a reminder",
    "VendorDay": "a stall's reminder",
}


def named(what: str) -> str:
    """A letter where it is nothing that has a name of its own."""
    return WORDS.get(what, "a letter")
