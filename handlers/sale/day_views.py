"""The money of a market day, and closing it."""

from datetime import date
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.sale import (
    AskCash,
    AskCashCount,
    CloseDay,
    ReopenDay,
    ShowReceipts,
    ShowSaleDay,
    ShowStatement,
    UndoCash,
)
from handlers.ui.button_layout import layout_buttons
from handlers.ui.day_number import day_number
from handlers.ui.helpers_voids import helpers_voids_lines
from handlers.ui.screen import Button, Row, Screen
from locales.formats import format_date, format_datetime, format_money, format_number
from locales.say import Say
from locales.user_text import STALL, sanitize_name
from market.sale.day import ClosedDay, DayFacts
from storage.sale import CashKind

NumberedLine = tuple[int, Markup]
"""A line, and the number without which it is left out."""


def day_page(say: Say, day: DayFacts) -> Screen:
    """Shows what was sold on a day and what the cash box should hold, with the ways to close it."""
    return Screen(
        text=Markup("\n").join((_head(say, day), *_lines(say, day), *_closing_text(say, day))),
        rows=_buttons(say, day),
    )


def count_ask(say: Say, day: date) -> Screen:
    """Asks how much cash was counted."""
    question = say("{day}: how much cash did you count? Write only the amount.", day=format_date(say, day))
    return Screen(text=question, reply_placeholder="360")


def cash_ask(say: Say, day: date, kind: CashKind) -> Screen:
    """Asks for the amount of a cash entry."""
    when = format_date(say, day)
    match kind:
        case CashKind.FLOAT:
            question = say("{day}: how much was in the cash box before the first sale?", day=when)
            return Screen(text=question, reply_placeholder="50")
        case CashKind.PAY_IN:
            question = say("{day}: how much did you put into the cash box, and what for?", day=when)
            return Screen(text=question, reply_placeholder=say.plain("50 change"))
        case CashKind.PAY_OUT:
            question = say("{day}: how much did you take out of the cash box, and what for?", day=when)
            return Screen(text=question, reply_placeholder=say.plain("20 ice"))
        case CashKind.BY_QR:
            question = say(
                "{day}: how much of what bookings paid at the stall came by QR? Payments that you tapped as QR are counted already.",
                day=when,
            )
            return Screen(text=question, reply_placeholder="17")
        case _:
            assert_never(kind)


def undo_cash_button(say: Say, stall: int, day: date, entry: int) -> Row:
    """Returns the button that takes an entry back."""
    callback = UndoCash(stall=stall, day=day_number(day), entry=entry)
    return (Button(label=say.label("Undo (1 min)"), callback=callback),)


def _head(say: Say, day: DayFacts) -> Markup:
    return say(
        "<b>{day}</b> · {stall}",
        day=format_date(say, day.day),
        stall=sanitize_name(day.stall_name, STALL),
    )


def _lines(say: Say, day: DayFacts) -> list[Markup]:
    """Returns the lines of a day; what is zero is left out."""
    found = [
        *_sold_lines(say, day),
        *_cash_box_lines(say, day),
        *_deposit_lines(say, day),
        *_gap_lines(say, day),
        *((1, line) for line in helpers_voids_lines(say, day.helpers_voids, day.money)),
    ]
    lines = [words for number, words in found if number]
    return lines or [say("Nothing was sold, paid or handed over.")]


def _sold_lines(say: Say, day: DayFacts) -> list[NumberedLine]:
    figures = day.figures
    taken = _amount(say, day, figures.taken)
    return [
        (
            figures.sold,
            say.many("{count} sale, {amount}.", "{count} sales, {amount}.", figures.sold, amount=taken),
        ),
        (
            figures.cash_sales,
            say("Walk-in sales in cash: {amount}.", amount=_amount(say, day, figures.cash_sales)),
        ),
        (figures.qr_sales, say("Walk-in sales by QR: {amount}.", amount=_amount(say, day, figures.qr_sales))),
        (
            figures.handed_over,
            say("Bookings, paid at the stall: {amount}.", amount=_amount(say, day, figures.handed_over)),
        ),
        (figures.by_qr, say("Of that, paid by QR: {amount}.", amount=_amount(say, day, figures.by_qr))),
    ]


def _cash_box_lines(say: Say, day: DayFacts) -> list[NumberedLine]:
    figures = day.figures
    return [
        (figures.opening, say("You began with {amount}.", amount=_amount(say, day, figures.opening))),
        (figures.paid_in, say("Paid in: {amount}.", amount=_amount(say, day, figures.paid_in))),
        (figures.paid_out, say("Paid out: {amount}.", amount=_amount(say, day, figures.paid_out))),
    ]


def _deposit_lines(say: Say, day: DayFacts) -> list[NumberedLine]:
    """Returns what was paid and refunded for packaging, and as deposits."""
    figures = day.figures
    packaging = say(
        "Packaging: {out} out, {back} back, {amount}.",
        out=format_number(say, figures.packaging_out),
        back=format_number(say, figures.packaging_back),
        amount=_amount(say, day, figures.packaging),
    )
    return [
        (figures.packaging_out + figures.packaging_back, packaging),
        (
            figures.packaging_qr,
            say("Packaging, paid by QR: {amount}.", amount=_amount(say, day, figures.packaging_qr)),
        ),
        (
            figures.deposits_in,
            say("Deposits received in cash: {amount}.", amount=_amount(say, day, figures.deposits_in)),
        ),
        (
            figures.deposits_back,
            say("Deposits refunded in cash: {amount}.", amount=_amount(say, day, figures.deposits_back)),
        ),
    ]


def _gap_lines(say: Say, day: DayFacts) -> list[NumberedLine]:
    """Returns what was booked and not collected, and what was sold beyond the stock."""
    missed = say.many(
        "{count} booking was not collected.", "{count} bookings were not collected.", day.not_collected
    )
    oversold = say.many(
        "{count} kiosk sale was more than the stock.",
        "{count} kiosk sales were more than the stock.",
        day.oversold,
    )
    return [(day.not_collected, missed), (day.oversold, oversold)]


def _amount(say: Say, day: DayFacts, minor: int) -> str:
    return format_money(say, minor, day.money.currency, day.money.territory)


def _closing_text(say: Say, day: DayFacts) -> list[Markup]:
    if day.closed is None:
        expected = _amount(say, day, abs(day.figures.expected))
        if day.figures.expected < 0:
            return [say("<b>{amount}</b> short: enter the cash you began with.", amount=expected)]
        return [say("The cash box should hold <b>{amount}</b>.", amount=expected)]
    changed = day.figures.expected - day.closed.expected
    since = say(
        "Since then the cash has changed by {amount}. Reopen the day and count again.",
        amount=_amount(say, day, changed),
    )
    return [_closed_text(say, day, day.closed), *([since] if changed else [])]


def _closed_text(say: Say, day: DayFacts, closed: ClosedDay) -> Markup:
    difference = closed.counted - closed.expected
    words = {
        "at": format_datetime(say, closed.closed_at, day.money.zone),
        "counted": _amount(say, day, closed.counted),
        "difference": _amount(say, day, abs(difference)),
    }
    if difference < 0:
        return say("Closed {at}: {counted} counted, {difference} short.", **words)
    if difference > 0:
        return say("Closed {at}: {counted} counted, {difference} too much.", **words)
    return say("Closed {at}: {counted} counted, as expected.", at=words["at"], counted=words["counted"])


def _buttons(say: Say, day: DayFacts) -> tuple[Row, ...]:
    number = day_number(day.day)
    more = [
        Button(
            label=say.label("Receipts, {count}", count=format_number(say, day.receipts)),
            callback=ShowReceipts(stall=day.stall, day=number),
        ),
        Button(label=say.label("Statement"), callback=ShowStatement(stall=day.stall)),
    ]
    earlier = (
        [
            Button(
                label=say.label("Not closed: {day}", day=format_date(say, day.earlier)),
                callback=ShowSaleDay(stall=day.stall, day=day_number(day.earlier)),
            )
        ]
        if day.earlier
        else []
    )
    back = [
        Button(label=say.label("Back"), callback=ShowDesk() if day.is_today else ShowSaleDay(stall=day.stall))
    ]
    return layout_buttons(*_closing_buttons(say, day, number), more, earlier, back)


def _closing_buttons(say: Say, day: DayFacts, number: int) -> list[list[Button]]:
    if day.closed:
        return [[Button(label=say.label("Reopen the day"), callback=ReopenDay(stall=day.stall, day=number))]]

    def ask(label: str, kind: CashKind) -> Button:
        return Button(label=label, callback=AskCash(stall=day.stall, day=number, kind=kind))

    right = CloseDay(stall=day.stall, day=number, expected=max(0, day.figures.expected))
    return [
        [
            *(
                [Button(label=say.label("Cash is right"), callback=right, style="primary")]
                if day.figures.expected >= 0
                else []
            ),
            Button(label=say.label("It is different"), callback=AskCashCount(stall=day.stall, day=number)),
        ],
        [
            # text: the money that the cash box began with
            ask(say.label("Float"), CashKind.FLOAT),
            ask(say.label("Pay in"), CashKind.PAY_IN),
            ask(say.label("Pay out"), CashKind.PAY_OUT),
            *(
                # text: bookings that were paid by QR at the stall
                [ask(say.label("Paid by QR"), CashKind.BY_QR)]
                if day.figures.handed_over > day.figures.by_qr
                else []
            ),
        ],
    ]
