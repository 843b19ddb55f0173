"""Sales of a kiosk without a network: units that were not there, and sales of a day that was closed."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.sale import NoteOversold, ShowReceipt, ShowSaleDay
from handlers.ui.button_layout import layout_buttons
from handlers.ui.day_number import day_number
from handlers.ui.screen import Button, Screen
from locales.formats import format_date, format_money, format_number, format_time
from locales.say import Say
from locales.user_text import sanitize_name
from market.sale.day import ChangedDay
from market.sale.oversold import OversoldFacts

DEVICE, ITEM = 24, 40


def oversold_list(say: Say, waiting: Sequence[OversoldFacts]) -> Screen:
    """Shows what was sold and was not there, one after the other."""
    desk = Button(label=say.label("Desk"), callback=ShowDesk())
    if not waiting:
        return Screen(text=say("Nothing more was sold than there was."), rows=layout_buttons([desk]))
    return Screen(
        text=Markup("\n").join(
            (say("<b>Sold too many</b>"), *(_sold_text(say, each) for each in waiting), _how(say))
        ),
        rows=layout_buttons(*(_buttons(say, each) for each in waiting), [desk]),
    )


def oversold_message(say: Say, sold: OversoldFacts) -> Screen:
    """Tells the owner in a message of its own."""
    return Screen(
        text=say.sentences(_sold_text(say, sold), _how(say)), rows=layout_buttons(_buttons(say, sold))
    )


def changed_day_message(say: Say, day: ChangedDay) -> Screen:
    """Tells the owner that a closed day has changed."""
    return Screen(
        text=say.sentences(
            say("A kiosk sent sales of {day} after you closed it.", day=format_date(say, day.day)),
            say(
                "Since then the cash has changed by {amount}. Reopen the day and count again.",
                amount=format_money(say, day.changed, day.money.currency, day.money.territory),
            ),
        ),
        rows=layout_buttons(
            [
                Button(
                    label=say.label("See the day"),
                    callback=ShowSaleDay(stall=day.stall, day=day_number(day.day)),
                )
            ]
        ),
    )


def _sold_text(say: Say, sold: OversoldFacts) -> Markup:
    return say(
        "{device} sold {units} × {item} at {at}, receipt {number}: {missing} more than there was.",
        device=sanitize_name(sold.by, DEVICE),
        units=format_number(say, sold.units),
        item=sanitize_name(sold.item, ITEM),
        at=format_time(say, sold.at, sold.zone),
        number=format_number(say, sold.number),
        missing=format_number(say, sold.missing),
    )


def _how(say: Say) -> Markup:
    return say("The money counts. If it was a mistake, void the receipt; if not, note it.")


def _buttons(say: Say, sold: OversoldFacts) -> list[Button]:
    return [
        Button(
            label=say.label("Note {number}", number=format_number(say, sold.number)),
            callback=NoteOversold(stall=sold.stall, oversold=sold.id),
        ),
        Button(
            label=say.label("Receipt {number}", number=format_number(say, sold.number)),
            callback=ShowReceipt(receipt=sold.receipt),
        ),
    ]
