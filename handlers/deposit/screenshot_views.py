"""A payer's screenshot of the transfer: asked for, and shown to those who answer the payment."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.deposit import AskScreenshot, RemoveScreenshot, ShowMyDeposit
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen, ScreenPicture
from handlers.waitlist.deposit_text import deposit_amount
from locales.formats import format_datetime
from locales.say import Say
from locales.user_text import STALL, sanitize_name
from market.deposit.screenshot import ScreenshotFacts, SeenBefore
from market.ledger.deposit_facts import DepositFacts
from storage.deposit import DepositState, PaymentMethod


def screenshot_ask(say: Say, deposit: DepositFacts) -> Screen:
    """Asks the payer for the picture, and says that it may be left out."""
    lines = (
        say("Send a screenshot of the transfer, as a photo or as an image file."),
        say(
            "You may leave it out: {stall} looks for {reference} in its own bank app in any case.",
            stall=sanitize_name(deposit.drop.stall.name, STALL),
            reference=deposit.reference,
        ),
    )
    back = Button(label=say.label("Back"), callback=ShowMyDeposit(deposit=deposit.id))
    return Screen(text=Markup("\n").join(lines), rows=layout_buttons([back]))


def takes_screenshot(deposit: DepositFacts) -> bool:
    """Returns whether the payer may send a screenshot now."""
    return deposit.state == DepositState.SAID and deposit.way == PaymentMethod.BANK


def own_screenshot_text(say: Say, deposit: DepositFacts, sent_at: datetime | None) -> Markup:
    """Returns what the payer reads of the screenshot; `sent_at` is None before they have sent one."""
    if sent_at is None:
        return say("If you like, send a screenshot of the transfer: the stall sees it with your payment.")
    at = format_datetime(say, sent_at, deposit.drop.alley.zone)
    return say("The stall sees the screenshot that you sent {at}.", at=at)


def own_screenshot_buttons(say: Say, deposit: DepositFacts, sent_at: datetime | None) -> list[Button]:
    """Returns the payer's buttons: to send a screenshot, or another one, and to remove it."""
    ask, remove = AskScreenshot(deposit=deposit.id), RemoveScreenshot(deposit=deposit.id)
    if sent_at is None:
        return [Button(label=say.label("Send a screenshot"), callback=ask)]
    return [
        Button(label=say.label("Send another"), callback=ask),
        Button(label=say.label("Remove"), callback=remove),
    ]


def screenshot_lines(say: Say, zone: str, screenshot: ScreenshotFacts | None) -> Sequence[Markup]:
    """Returns what those who answer a payment read of its screenshot; nothing where there is none."""
    if screenshot is None:
        return ()
    sent = say("The payer sent a screenshot {at}.", at=format_datetime(say, screenshot.sent_at, zone))
    return (sent, *_seen_before(say, screenshot.seen))


def screenshot_page(say: Say, deposit: DepositFacts, screenshot: ScreenshotFacts, back: Callback) -> Screen:
    """Shows the picture to those who answer the payment."""
    amount = say(
        "{deposit}, reference {reference}.", deposit=deposit_amount(say, deposit), reference=deposit.reference
    )
    advice = say("Check your own bank app. A screenshot is not proof.")
    lines = (amount, *screenshot_lines(say, deposit.drop.alley.zone, screenshot), advice)
    to_payment = Button(label=say.label("Back to the payment"), callback=back, below=True)
    return Screen(
        text=Markup("\n").join(lines),
        picture=ScreenPicture(key=screenshot.picture),
        rows=layout_buttons([to_payment]),
    )


def _seen_before(say: Say, likeness: SeenBefore | None) -> Sequence[Markup]:
    match likeness:
        case None:
            return ()
        case SeenBefore.SAME:
            return (say("❗ <b>The same picture was sent before, for another payment.</b>"),)
        case SeenBefore.ALIKE:
            return (say("❗ <b>A picture that looks the same was sent before, for another payment.</b>"),)
        case _:
            assert_never(likeness)
