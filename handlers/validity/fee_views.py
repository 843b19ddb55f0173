"""The monthly fees of a licence, as a message and as a file."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

from markupsafe import Markup

from handlers.callbacks.licence import AskFee, AskVoidFee, SendFees, ShowFees, VoidFee
from handlers.callbacks.organiser import ShowStallRequest
from handlers.callbacks.validity import ShowValidity
from handlers.ui.button_layout import layout_buttons
from handlers.ui.reminder_buttons import reminder_buttons, stop_button
from handlers.ui.screen import Button, Document, Screen
from locales.formats import format_date, format_long_date, format_money, format_month
from locales.say import Say
from locales.user_text import sanitize_name
from market.licence_fees import FeeEntry, FeeStatement
from market.validity import ValidityKind

STALL, RECEIPT, SHOWN = 40, 32, 12
HEADER = ("entry", "month", "amount", "currency", "receipt", "paid_on", "voids", "voided")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet evaluates a text that begins with one of these."""


def fees_page(say: Say, found: FeeStatement, *, overseen: bool) -> Screen:
    """Shows until when fees are paid, what is due next, and the newest entries. An organiser writes down what was paid, and voids it."""
    lines = [
        say("Licence fees of {stall}", stall=sanitize_name(found.stall_name, STALL)),
        *_due_lines(say, found),
        *(_entry_text(say, found, entry) for entry in found.entries[:SHOWN]),
    ]
    work = [Button(label=say.label("Note a payment"), callback=AskFee(stall=found.stall), style="primary")]
    file = Button(
        label=say.label("As CSV"), callback=SendFees(stall=found.stall, overseen=overseen), below=True
    )
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            [*work, *_void_button(say, found)] if overseen else [],
            [file] if found.entries else [],
            [_back(say, found, overseen=overseen)],
        ),
    )


def fee_ask(say: Say, found: FeeStatement) -> Screen:
    """Asks an organiser for the amount of the month that is due next."""
    lines = [
        say("What was paid for {month}?", month=format_month(say, found.next_month)),
        say("Write the amount and the number of the receipt, for example <code>10 A1234</code>."),
        *_asked_amount(say, found),
    ]
    back = ShowFees(stall=found.stall, overseen=True)
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons([Button(label=say.label("Back"), callback=back)]),
    )


def void_ask(say: Say, found: FeeStatement, entry: int) -> Screen:
    """Asks before an entry is voided, as that cannot be undone."""
    lines = [_entry_text(say, found, each) for each in found.entries if each.id == entry]
    lines.append(say("Void it? The entry stays, with a void beside it, and the month is due again."))
    yes = Button(label=say.label("Void it"), callback=VoidFee(stall=found.stall, entry=entry), style="danger")
    back = Button(label=say.label("Back"), callback=ShowFees(stall=found.stall, overseen=True))
    return Screen(text=Markup("\n").join(lines), rows=layout_buttons([yes], [back]))


def fees_file(say: Say, found: FeeStatement, *, overseen: bool) -> Screen:
    """Gives all entries as a CSV file."""
    back = ShowFees(stall=found.stall, overseen=overseen)
    return Screen(
        text=say("Licence fees of {stall}", stall=sanitize_name(found.stall_name, STALL)),
        rows=layout_buttons([Button(label=say.label("Back"), callback=back, below=True)]),
        document=Document(f"licence-fees-{found.stall}.csv", fees_csv(found)),
    )


def fees_csv(found: FeeStatement) -> bytes:
    """Returns UTF-8 with a byte order mark for spreadsheets, the oldest entry first; amounts are in whole units of the currency, with its decimal digits."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(HEADER)
    for entry in reversed(found.entries):
        rows.writerow(
            (
                entry.id,
                f"{entry.month:%Y-%m}",
                f"{Decimal(entry.amount).scaleb(-found.exponent):f}",
                found.currency,
                f"'{entry.receipt}" if entry.receipt.startswith(FORMULAS) else entry.receipt,
                entry.paid_on.isoformat(),
                entry.voids or "",
                "yes" if entry.is_voided else "",
            )
        )
    return text.getvalue().encode("utf-8-sig")


def fee_due_message(say: Say, found: FeeStatement, notification: int, delays: Iterable[str]) -> Screen:
    """Reminds a stall of the fee that is due next."""
    text = say(
        "The licence fee of {stall} for {month} is due by {day}.",
        stall=sanitize_name(found.stall_name, STALL),
        month=format_month(say, found.next_month),
        day=format_date(say, found.due),
    )
    fees = Button(label=say.label("Licence fees"), callback=ShowFees(stall=found.stall), below=True)
    return Screen(
        text=say.sentences(text, *_asked_amount(say, found)),
        rows=layout_buttons(
            *reminder_buttons(say, notification, delays), [fees], [stop_button(say, notification)]
        ),
    )


def _due_lines(say: Say, found: FeeStatement) -> list[Markup]:
    if found.fees_until is None:
        return [say("Nobody has noted a payment yet.")]
    lines = [say("Paid until {day}.", day=format_long_date(say, found.fees_until))]
    month = format_month(say, found.next_month)
    if found.starts:
        lines.append(say("This licence is cancelled. A payment for {month} begins a new one.", month=month))
    else:
        lines.append(say("{month} is due by {day}.", month=month, day=format_long_date(say, found.due)))
    return [*lines, *_asked_amount(say, found)]


def _asked_amount(say: Say, found: FeeStatement) -> list[Markup]:
    """Returns what the city asks, as far as its rules say it."""
    lines = []
    if found.fee.amount:
        lines.append(say("The city asks {amount} a month.", amount=_money(say, found, found.fee.amount)))
    if found.revival_fee and not found.starts:
        lines.append(say("Revival costs {amount} more.", amount=_money(say, found, found.revival_fee)))
    return lines


def _entry_text(say: Say, found: FeeStatement, entry: FeeEntry) -> Markup:
    words = {
        "month": format_month(say, entry.month),
        "amount": _money(say, found, abs(entry.amount)),
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


def _void_button(say: Say, found: FeeStatement) -> list[Button]:
    """Returns the button that voids the newest entry that counts."""
    counting = [entry.id for entry in found.entries if entry.voids is None and not entry.is_voided]
    if not counting:
        return []
    callback = AskVoidFee(stall=found.stall, entry=counting[0])
    return [Button(label=say.label("Void the last"), callback=callback)]


def _back(say: Say, found: FeeStatement, *, overseen: bool) -> Button:
    own = ShowValidity(kind=ValidityKind.LICENCE, holder_id=found.stall)
    return Button(label=say.label("Back"), callback=ShowStallRequest(stall=found.stall) if overseen else own)


def _money(say: Say, found: FeeStatement, minor: int) -> str:
    return format_money(say, minor, found.currency, found.territory)
