"""Sales of a kiosk that somebody has to look at: of units that were not there, in doubt, and of a day that was closed."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.sale import NoteDoubtful, NoteOversold, ShowReceipt, ShowSaleDay
from handlers.ui.button_layout import layout_buttons
from handlers.ui.day_number import day_number
from handlers.ui.screen import Button, Screen
from locales.formats import (
    format_date,
    format_datetime,
    format_datetime_with_year,
    format_list_and,
    format_money,
    format_number,
    format_time,
)
from locales.say import Say
from locales.user_text import DEVICE, ITEM, sanitize_name
from market.sale.day import ChangedDay
from market.sale.doubtful import DoubtfulFacts
from market.sale.oversold import OversoldFacts

SHORT_ITEM = 20
LISTED, MAX_ITEMS = 4, 2
"""Sales on the page, and items of one that are named."""


def sales_to_check(say: Say, oversold: Sequence[OversoldFacts], doubtful: Sequence[DoubtfulFacts]) -> Screen:
    """Shows what was sold and was not there, and what differs from what the stall set, one after the other."""
    desk = Button(label=say.label("Desk"), callback=ShowDesk())
    if not oversold and not doubtful:
        return Screen(text=say("No kiosk sales to check."), rows=layout_buttons([desk]))
    oversold = oversold[:LISTED]
    doubtful = doubtful[: LISTED - len(oversold)]
    return Screen(
        text=Markup("\n").join(
            (
                say("<b>Kiosk sales to check</b>"),
                *(_sold_text(say, each) for each in oversold),
                *(_doubtful_text(say, each) for each in doubtful),
                _how(say),
            )
        ),
        rows=layout_buttons(
            *(_buttons(say, each) for each in oversold),
            *(_doubtful_buttons(say, each) for each in doubtful),
            [desk],
        ),
    )


def doubtful_message(say: Say, sold: DoubtfulFacts) -> Screen:
    """Asks the owner about a doubtful sale in a message of its own."""
    return Screen(
        text=Markup("\n").join((_doubtful_text(say, sold), _how(say))),
        rows=layout_buttons(_doubtful_buttons(say, sold)),
    )


def oversold_message(say: Say, sold: OversoldFacts) -> Screen:
    """Tells the owner in a message of its own."""
    return Screen(
        text=Markup("\n").join((_sold_text(say, sold), _how(say))),
        rows=layout_buttons(_buttons(say, sold)),
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
        "{device} sold {units} × {item} at {at}, receipt {number}: {missing} more than the stock.",
        device=sanitize_name(sold.by, DEVICE),
        units=format_number(say, sold.units),
        item=sanitize_name(sold.item, ITEM),
        at=format_time(say, sold.at, sold.zone),
        number=format_number(say, sold.number),
        missing=format_number(say, sold.missing),
    )


def _doubtful_text(say: Say, sold: DoubtfulFacts) -> Markup:
    """Returns what was sold, and what of it differs."""
    doubts, zone = sold.doubts, sold.money.zone
    items = [
        f"{format_number(say, line.units)} × {sanitize_name(line.name, SHORT_ITEM)}"
        for line in sold.lines[:MAX_ITEMS]
    ]
    more = ["…"] if len(sold.lines) > MAX_ITEMS else []
    what = say(
        "{device} sold {items} for {amount}, receipt {number}.",
        device=sanitize_name(sold.by, DEVICE),
        items=format_list_and(say, [*items, *more]),
        amount=format_money(say, sold.total, sold.money.currency, sold.money.territory),
        number=format_number(say, sold.number),
    )
    day = say(
        "The device says it was sold {claimed}. We received it {received}, so it counts on that day.",
        claimed=format_datetime_with_year(say, sold.claimed_at, zone, sold.received_at),
        received=format_datetime(say, sold.received_at, zone),
    )
    return say.sentences(
        what,
        say("It has a price that the stall never set.") if doubts.wrong_price else "",
        say("The total is more than ten times the price of the whole stock.") if doubts.wrong_sum else "",
        day if doubts.wrong_day else "",
    )


def _doubtful_buttons(say: Say, sold: DoubtfulFacts) -> list[Button]:
    number = format_number(say, sold.number)
    return [
        Button(
            label=say.label("Note {number}", number=number),
            callback=NoteDoubtful(stall=sold.stall, receipt=sold.receipt),
        ),
        Button(
            label=say.label("Receipt {number}", number=number), callback=ShowReceipt(receipt=sold.receipt)
        ),
    ]


def _how(say: Say) -> Markup:
    return say("The money is counted. If it was a mistake, void the receipt; if not, note it.")


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
