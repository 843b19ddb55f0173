"""Which reading of an unclear message is meant, and why a line was read as it was."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.conversation import TakeAsAnswer, TakeAsStock
from handlers.callbacks.stock import AskStock, PickReading, ShowMyDrop
from handlers.stock.line_parser import Reason, UnparsedSpan
from handlers.stock.reasons import reason_row
from handlers.stock.views import unparsed_rows
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.screen import Button, Screen
from locales.formats import format_money
from locales.say import Say
from locales.user_text import sanitize_name
from market.stall import StallState
from market.stock.stock_line import StockLine

NAME = 64


def reading_choice(
    say: Say,
    stall: StallState,
    readings: Sequence[StockLine],
    unparsed: Sequence[UnparsedSpan],
    others: Sequence[StockLine] = (),
) -> Screen:
    """Asks which of the readings is meant; the message can also be written again. `others` are the clear lines of the message."""
    asked = say("Which one do you mean?") if len(readings) > 1 else say("Do you mean this?")
    lines = [
        Markup("{}. {}").format(number, _stock_text(say, stall, each))
        for number, each in enumerate(readings, 1)
    ]
    understood = [
        Markup(),
        say("We understood the rest:"),
        *(_stock_text(say, stall, each) for each in others),
    ]
    if not others:
        understood = []
    buttons = [
        [Button(label=_label(say, stall, each, number), callback=PickReading(number=number), style="primary")]
        for number, each in enumerate(readings, 1)
    ]
    return Screen(
        text=Markup("\n").join([asked, *lines, *unparsed_rows(say, unparsed), *understood]),
        rows=layout_buttons(*buttons, [Button(label=say.label("Write it again"), callback=AskStock())]),
    )


def stock_or_answer_choice(
    say: Say, stall: StallState, lines: Sequence[StockLine], question: Callback
) -> Screen:
    """Asks whether a whole stock line is stock or the answer; `question` asks again for what was asked."""
    return Screen(
        text=Markup("\n").join(
            [
                *(_stock_text(say, stall, each) for each in lines),
                Markup(),
                say("Is this stock to sell, or your answer to the question?"),
            ]
        ),
        rows=layout_buttons(
            [
                Button(label=say.label("It is stock"), callback=TakeAsStock(), style="primary"),
                Button(label=say.label("It is the answer"), callback=TakeAsAnswer(), style="primary"),
            ],
            [Button(label=say.label("Back"), callback=question)],
        ),
    )


def reasons_page(say: Say, drop: int, reasons: Sequence[Reason]) -> Screen:
    """Shows why the line was read as it was."""
    rows = [reason_row(say, each) for each in reasons] or [say("There is no number in this line to explain.")]
    return Screen(
        text=Markup("\n").join([say("Why we read it this way:"), *rows]),
        rows=layout_buttons([Button(label=say.label("Back"), callback=ShowMyDrop(drop=drop))]),
    )


def _stock_text(say: Say, stall: StallState, stock: StockLine) -> Markup:
    """Returns "12 × kuih lapis, RM8.50 each", as far as the line has it."""
    name = sanitize_name(stock.name, NAME)
    if stock.price is None and stock.quantity is None:
        return Markup("{}").format(name)
    if stock.price is None:
        return say("{count} × {drop}", count=stock.quantity or 0, drop=name)
    price = format_money(say, stock.price, stall.currency, stall.territory)
    if stock.quantity is None:
        return say("{drop}, {price} each", drop=name, price=price)
    return say("{count} × {drop}, {price} each", count=stock.quantity, drop=name, price=price)


def _label(say: Say, stall: StallState, stock: StockLine, number: int) -> str:
    """Returns "1: 12 × RM8.50, kuih lapis": the numbers first, as the name may be cut."""
    price = "" if stock.price is None else format_money(say, stock.price, stall.currency, stall.territory)
    count = "" if stock.quantity is None else str(stock.quantity)
    numbers = " × ".join(part for part in (count, price) if part)
    return shorten_label(
        f"{number}: {', '.join(part for part in (numbers, sanitize_name(stock.name, NAME)) if part)}"
    )
