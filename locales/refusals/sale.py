"""Sentences of the refusals of walk-in sales, receipts and the day's money."""

from collections.abc import Callable

from markupsafe import Markup

from locales.formats import format_number
from locales.user_text import truncate

SENTENCES: dict[str, Callable[..., Markup]] = {
    "NotEnoughLeft": lambda say, item, left: (
        say(
            "Only {count} of {item} can be sold. Write a smaller number, or tap -1.",
            count=format_number(say, left),
            item=truncate(item, 40),
        )
        if left
        else say("{item}: none can be sold now. Tap -1, or empty the cart.", item=truncate(item, 40))
    ),
    "NotDrawnYet": lambda say, item: say(
        "{item} is not drawn yet. You can sell the rest after the draw.", item=truncate(item, 40)
    ),
    "OtherCurrency": lambda say, item: say(
        "{item} is priced in another currency than your stall's. Sell it there by booking.",
        item=truncate(item, 40),
    ),
    "CartFull": lambda say: say("This cart is full. Finish this sale, then sell the rest in the next."),
    "CartEmpty": lambda say: say("Nothing is in the cart yet. Tap what you sell, then write how many."),
    "CartUnitsUnfit": lambda say, units: say(
        "How many? Write a whole number from 1 to {units}, like 12.", units=format_number(say, units)
    ),
    "DiscountTooHigh": lambda say: say(
        "The discount is more than what is in the cart. Please give a smaller one, or none."
    ),
    "CartSold": lambda say: say(
        "This was sold already: see its receipt. Tap Cash or QR only to sell the same again."
    ),
    "TotalChanged": lambda say: say("A price has changed. Please read the new total, then tap Cash or QR."),
    "ReceiptUnknown": lambda say: say("No receipt is here. Please scan its QR code again."),
    "HandedOver": lambda say: say(
        "This receipt is for a booking. Scan its ticket: you can undo the hand-over there for a minute."
    ),
    "AlreadyVoided": lambda say, number: say(
        "This sale is voided already: see void {number}.", number=format_number(say, number)
    ),
    "NothingLeftOfSale": lambda say: say("All of this receipt was refunded: see its refunds below."),
    "ReceiptChanged": lambda say: say(
        "Something of this receipt was refunded meanwhile. Please read what is left, then tap again."
    ),
    "RefundUnfit": lambda say: say("Nothing is chosen yet. Tap what you refund, then Refund."),
    "RefundUndone": lambda say, number: say(
        "This refund is undone already: see void {number}.", number=format_number(say, number)
    ),
    "RefundedUnitsGone": lambda say, item: say(
        "{item}: what came back is booked, sold or on hold by now. Leave the refund as it is, and sell what is left.",
        item=truncate(item, 40),
    ),
    "OwnSale": lambda say: say(
        "You or your device made this sale. The stall's owner notes it, or others who sell there."
    ),
    "DoubtSettled": lambda say: say("This has changed. Here is how it looks now."),
    "OversoldSettled": lambda say: say("This has changed. Here is how it looks now."),
    "SaleUndoOver": lambda say: say(
        "Undo is for the seller, within a minute. The stall's owner can void the receipt."
    ),
    "DayIsClosed": lambda say, day: say(
        "{day} is closed. Reopen it under Close the day, then try again.", day=day
    ),
    "DayNotClosed": lambda say, day: say("{day} is open. Count the cash, then close it.", day=day),
    "CashChanged": lambda say: say(
        "The cash has changed since you looked. Please count again and compare with the new amount."
    ),
    "MoneyUnfit": lambda say: say("This amount is not possible. Please write another one, like 20."),
    "CashEntryOver": lambda say, at: say(
        "This entry of {at} can no longer be undone. Enter the same amount the other way.", at=at
    ),
}
