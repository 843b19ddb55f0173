"""The monthly fees of a licence, as a message and as a file."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from handlers.callbacks.licence import AskFee, AskVoidFee, SendFees, ShowFees, VoidFee
from handlers.callbacks.stall_application import ShowStallRequest
from handlers.callbacks.validity import ShowValidity
from handlers.stall.decider_views import decider_buttons, decider_lines
from handlers.ui.button_layout import layout_buttons
from handlers.ui.danger_question import danger_question
from handlers.ui.reminder_buttons import reminder_buttons, stop_button
from handlers.ui.screen import Button, Document, Screen
from locales.csv_cell import text_cell
from locales.formats import format_date, format_long_date, format_money, format_month
from locales.say import Say
from locales.user_text import STALL, sanitize_name
from market.deciders import Decider
from market.licence_fees import FeeEntry, FeeStatement
from market.reminder.snooze_choices import SnoozeDelay
from market.validity import ValidityKind

RECEIPT, SHOWN = 32, 12
HEADER = ("entry", "month", "amount", "currency", "receipt", "paid_on", "voids", "voided")


def fees_page(say: Say, statement: FeeStatement, decides: Decider, *, overseen: bool) -> Screen:
    """Shows until when fees are paid, what is due next, and the newest entries. An organiser who decides writes down what was paid, and voids it."""
    lines = [
        say("Licence fees of {stall}", stall=sanitize_name(statement.stall_name, STALL)),
        *_due_lines(say, statement),
        *(
            []
            if overseen
            else [say("Have you paid for a month? Write to the organisers in /support, and they note it.")]
        ),
        *(_entry_text(say, statement, entry) for entry in statement.entries[:SHOWN]),
        *(decider_lines(say, decides) if overseen else []),
    ]
    file = Button(
        label=say.label("As CSV"), callback=SendFees(stall=statement.stall, overseen=overseen), below=True
    )
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            _overseen_buttons(say, statement, decides) if overseen else [],
            [file] if statement.entries else [],
            [_back(say, statement.stall, overseen=overseen)],
        ),
    )


def no_fees(say: Say, stall: int, *, overseen: bool) -> Screen:
    """Says that the city asks no fee, where a message showed fees before."""
    text = say("This city charges no monthly licence fee.")
    return Screen(text=text, rows=layout_buttons([_back(say, stall, overseen=overseen)]))


def fee_ask(say: Say, statement: FeeStatement) -> Screen:
    """Asks an organiser for the amount of the month that is due next."""
    lines = [
        say("What was paid for {month}?", month=format_month(say, statement.next_month)),
        say("Write the amount and the number of the receipt, for example <code>10 A1234</code>."),
        *_asked_amount(say, statement),
    ]
    back = ShowFees(stall=statement.stall, overseen=True)
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons([Button(label=say.label("Back"), callback=back)]),
    )


def void_ask(say: Say, statement: FeeStatement, entry: int) -> Screen:
    """Asks before an entry is voided, as that cannot be undone."""
    lines = [_entry_text(say, statement, each) for each in statement.entries if each.id == entry]
    lines.append(say("Void it? The entry stays, marked as void, and the month is due again."))
    void = VoidFee(stall=statement.stall, entry=entry)
    return danger_question(Markup("\n").join(lines), say.label("Void it"), void, keep=say.label("Keep it"))


def fees_file(say: Say, statement: FeeStatement, *, overseen: bool) -> Screen:
    """Gives all entries as a CSV file."""
    back = ShowFees(stall=statement.stall, overseen=overseen)
    return Screen(
        text=say("Licence fees of {stall}", stall=sanitize_name(statement.stall_name, STALL)),
        rows=layout_buttons([Button(label=say.label("Back"), callback=back, below=True)]),
        document=Document(f"licence-fees-{statement.stall}.csv", fees_csv(statement)),
    )


def fees_csv(statement: FeeStatement) -> bytes:
    """Returns UTF-8 with a byte order mark for spreadsheets, the oldest entry first; amounts are in whole units of the currency, with its decimal digits."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(HEADER)
    for entry in reversed(statement.entries):
        rows.writerow(
            (
                entry.id,
                f"{entry.month:%Y-%m}",
                f"{Decimal(entry.amount).scaleb(-statement.exponent):f}",
                statement.currency,
                text_cell(entry.receipt),
                entry.paid_on.isoformat(),
                entry.voids or "",
                "yes" if entry.is_voided else "",
            )
        )
    return text.getvalue().encode("utf-8-sig")


def fee_due_message(
    say: Say, statement: FeeStatement, notification: int, delays: Iterable[SnoozeDelay]
) -> Screen:
    """Reminds a stall of the fee that is due next."""
    text = say(
        "The licence fee of {stall} for {month} is due by {day}.",
        stall=sanitize_name(statement.stall_name, STALL),
        month=format_month(say, statement.next_month),
        day=format_date(say, statement.due),
    )
    return Screen(
        text=say.sentences(text, *_asked_amount(say, statement)),
        rows=layout_buttons(
            *reminder_buttons(say, notification, delays),
            [_to_fees(say, statement.stall)],
            [stop_button(say, notification)],
        ),
    )


def fee_voided_message(say: Say, stall: int, name: str, month: date) -> Screen:
    """Tells a stall that what was noted as paid counts no more, and what to do."""
    text = say(
        "The organisers no longer note the licence fee of {stall} for {month} as paid. "
        "If you did pay, look at your receipt and ask them.",
        stall=sanitize_name(name, STALL),
        month=format_month(say, month),
    )
    return Screen(text=text, rows=layout_buttons([_to_fees(say, stall)]))


def _to_fees(say: Say, stall: int) -> Button:
    return Button(label=say.label("Licence fees"), callback=ShowFees(stall=stall), below=True)


def _overseen_buttons(say: Say, statement: FeeStatement, decides: Decider) -> list[Button]:
    if decides is not Decider.SELF:
        return decider_buttons(say, decides)
    note = Button(label=say.label("Note a payment"), callback=AskFee(stall=statement.stall), style="primary")
    return [note, *_void_button(say, statement)]


def _due_lines(say: Say, statement: FeeStatement) -> list[Markup]:
    if statement.fees_until is None:
        return [say("Nobody has noted a payment yet.")]
    lines = [say("Paid until {day}.", day=format_long_date(say, statement.fees_until))]
    month = format_month(say, statement.next_month)
    if statement.starts:
        lines.append(say("This licence is cancelled. A payment for {month} begins a new one.", month=month))
    else:
        lines.append(say("{month} is due by {day}.", month=month, day=format_long_date(say, statement.due)))
    return [*lines, *_asked_amount(say, statement)]


def _asked_amount(say: Say, statement: FeeStatement) -> list[Markup]:
    """Returns what the city asks, as far as its rules say it."""
    lines = []
    if statement.fee.amount:
        lines.append(
            say("The city charges {amount} a month.", amount=_money(say, statement, statement.fee.amount))
        )
    if statement.revival_fee and not statement.starts:
        lines.append(
            say(
                "Reviving the licence costs {amount} more.",
                amount=_money(say, statement, statement.revival_fee),
            )
        )
    return lines


def _entry_text(say: Say, statement: FeeStatement, entry: FeeEntry) -> Markup:
    words = {
        "month": format_month(say, entry.month),
        "amount": _money(say, statement, abs(entry.amount)),
        "day": format_date(say, entry.paid_on),
        "receipt": sanitize_name(entry.receipt, RECEIPT),
    }
    if entry.voids:
        return say("{month}: {amount} voided.", month=words["month"], amount=words["amount"])
    if entry.receipt:
        return say("{month}: {amount}, paid {day}, receipt {receipt}.", **words)
    return say(
        "{month}: {amount}, paid {day}.", month=words["month"], amount=words["amount"], day=words["day"]
    )


def _void_button(say: Say, statement: FeeStatement) -> list[Button]:
    """Returns the button that voids the newest entry that counts."""
    counting = [entry.id for entry in statement.entries if entry.voids is None and not entry.is_voided]
    if not counting:
        return []
    callback = AskVoidFee(stall=statement.stall, entry=counting[0])
    return [Button(label=say.label("Void the last"), callback=callback)]


def _back(say: Say, stall: int, *, overseen: bool) -> Button:
    own = ShowValidity(kind=ValidityKind.LICENCE, holder_id=stall)
    return Button(label=say.label("Back"), callback=ShowStallRequest(stall=stall) if overseen else own)


def _money(say: Say, statement: FeeStatement, minor: int) -> str:
    return format_money(say, minor, statement.currency, statement.territory)
