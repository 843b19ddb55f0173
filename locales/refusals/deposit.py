"""Sentences of the refusals of deposits, payments and payees."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number
from locales.user_text import truncate

SENTENCES: dict[str, Callable[..., Markup]] = {
    "DepositNotAsked": lambda say: say("No deposit is needed. Just tap Confirm."),
    "PaymentUnknown": lambda say: say(
        "This payment is already matched to its deposit. See /admin for what is left."
    ),
    "DepositNotYours": lambda say: say("This is someone else’s. See /mine for yours."),
    "DepositReported": lambda say, stall: say(
        "You marked it as paid. {stall} has not checked yet; we tell you when it does.",
        stall=truncate(stall, 40),
    ),
    "DepositConfirmed": lambda say, at: say(
        "The stall confirmed this deposit {at}. See your ticket in /tickets.", at=at
    ),
    "DepositDenied": lambda say, stall, reference, until: say(
        "{stall} has not received {reference} yet. Held until {until}. Check your bank app.",
        stall=truncate(stall, 40),
        reference=reference,
        until=until,
    ),
    "DepositChanged": lambda say: say("This has changed. Here is how it looks now."),
    "ScreenshotLate": lambda say: say(
        "A screenshot can be sent or removed only while the stall checks your payment. Here is how it stands now."
    ),
    "ScreenshotGone": lambda say: say(
        "This screenshot is gone. Look for the reference in your own bank app."
    ),
    "DepositDiffers": lambda say: say(
        "The amount has changed. You were not charged. Tap Pay once more to see the new one."
    ),
    "DepositsNotAllowed": lambda say: say(
        "An organiser must allow deposits for your stall first. See /support."
    ),
    "PaymentWayClosed": lambda say: say("The stall does not accept this payment method now. Choose another."),
    "PayeeGone": lambda say: say("This was changed in the meantime. Look at it again."),
    "QrNotPayment": lambda say: say("That is not a bank payment QR. Send the QR people use to pay you."),
    "QrBroken": lambda say: say("Part of this QR is missing or was changed. Send the whole of it again."),
    "QrNameless": lambda say: say("This QR has no payee’s name in it. Ask your bank for one that has."),
    "QrSinglePayment": lambda say: say("This QR is for one payment. Send the one without an amount."),
    "QrOtherMoney": lambda say, currency: say(
        "This QR is not in {currency}. Send one that is.", currency=currency
    ),
    "CounterCheckUnknown": lambda say: say("This check is gone. Take a new photo of the payment QR."),
    "CounterFull": lambda say, limit: say(
        "You keep {limit} payment QRs already. Remove one that you no longer use first.",
        limit=format_number(say, limit),
    ),
    "NoQrInPhoto": lambda say: say("No QR found in this photo. Go closer, with more light, and try again."),
    "QrUnread": lambda say: say(
        "There is more than one QR here, and one is hard to read. Photograph each alone."
    ),
    "QrTooLong": lambda say, count, limit: say(
        "This QR has too many characters for an amount and a reference: {count} of {limit}. Send another.",
        count=format_number(say, count),
        limit=format_number(say, limit),
    ),
}
