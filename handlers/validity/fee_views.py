"""The monthly fees of a licence, as a message and as a file."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.licence import (
    AskFee,
    AskVoidFee,
    DeclareFee,
    DenyFee,
    SendFees,
    ShowDeclaredFees,
    ShowFees,
    VoidFee,
    WithdrawFee,
)
from handlers.callbacks.organiser import ShowAdmin, ShowStallRequest
from handlers.callbacks.validity import ShowValidity
from handlers.stall.decider_views import decider_buttons, decider_lines
from handlers.ui.button_layout import fit_label, layout_buttons
from handlers.ui.day_number import day_number
from handlers.ui.paging import page_text, pager
from handlers.ui.reminder_buttons import reminder_buttons, stop_button
from handlers.ui.screen import Button, Document, Screen
from handlers.validity.fee_form import fees_shown, list_shown, told_shown
from locales.formats import format_date, format_datetime, format_long_date, format_money, format_month
from locales.say import Say
from locales.user_text import sanitize_name
from market.deciders import Decider
from market.fee_declaration import DeclarationState, DeclaredPage
from market.licence_fees import FeeEntry, FeeStatement
from market.reminder.snooze_choices import SnoozeDelay
from market.validity import ValidityKind

STALL, RECEIPT, SHOWN = 40, 32, 12
HEADER = ("entry", "month", "amount", "currency", "receipt", "paid_on", "voids", "voided")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet evaluates a text that begins with one of these."""


def fees_page(say: Say, found: FeeStatement, decides: Decider, *, overseen: bool) -> Screen:
    """Shows what the stall says it paid, until when fees are paid, what is due next, and the newest entries.

    The stall says that it paid what is due, or takes that back; an organiser who decides answers it, writes down what was paid, and voids it.
    """
    lines = [
        say("Licence fees of {stall}", stall=sanitize_name(found.stall_name, STALL)),
        *_declared_lines(say, found, overseen=overseen),
        *_due_lines(say, found),
        *([] if overseen else _first_month(say, found)),
        *(_entry_text(say, found, entry) for entry in found.entries[:SHOWN]),
        *(decider_lines(say, decides) if overseen else []),
    ]
    file = Button(
        label=say.label("As CSV"), callback=SendFees(stall=found.stall, overseen=overseen), below=True
    )
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            *(_overseen_buttons(say, found, decides) if overseen else [_own_buttons(say, found)]),
            [file] if found.entries else [],
            [_back(say, found.stall, overseen=overseen)],
        ),
        shows=fees_shown(found, overseen=overseen),
    )


def no_fees(say: Say, stall: int, *, overseen: bool) -> Screen:
    """Says that the city asks no fee, where a message showed fees before."""
    text = say("This city asks no monthly licence fee.")
    return Screen(text=text, rows=layout_buttons([_back(say, stall, overseen=overseen)]))


def declared_list(say: Say, found: DeclaredPage) -> Screen:
    """Lists the stalls that say they paid, who waits longest first, each a button to its fees."""
    back = [Button(label=say.label("Back"), callback=ShowAdmin())]
    if not found.total:
        return Screen(
            text=say("Every payment of a licence is answered."),
            rows=layout_buttons(back),
            shows=list_shown(found),
        )
    head = say.many(
        "{count} stall says that it paid its licence fee.",
        "{count} stalls say that they paid their licence fees.",
        found.total,
    )
    rows = (
        Button(
            label=fit_label(sanitize_name(each.name, STALL)),
            callback=ShowFees(stall=each.stall, overseen=True),
        )
        for each in found.stalls
    )
    return Screen(
        text=Markup("\n").join((head, *page_text(say, found.page, found.pages))),
        rows=layout_buttons(
            *([row] for row in rows),
            *pager(say, found.page, found.pages, lambda other: ShowDeclaredFees(page=other)),
            back,
        ),
        shows=list_shown(found),
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


def fee_due_message(
    say: Say, found: FeeStatement, notification: int, delays: Iterable[SnoozeDelay]
) -> Screen:
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


def fee_declared_message(
    say: Say, stall: int, name: str, declaration: int, *, month: date, state: DeclarationState
) -> Screen:
    """Tells an organiser that a stall says it paid, and later what became of that."""
    text = _declared_text(
        say, state, {"stall": sanitize_name(name, STALL), "month": format_month(say, month)}
    )
    look = Button(label=say.label("Look at it"), callback=ShowFees(stall=stall, overseen=True), below=True)
    return Screen(text=text, rows=layout_buttons([look]), shows=told_shown(stall, declaration, month))


def fee_dropped_message(say: Say, stall: int, name: str, month: date) -> Screen:
    """Tells a stall that nobody has to answer what it said, as its city asks no fee any more."""
    text = say(
        "The city of {stall} asks no licence fee any more. What you said about {month} needs no answer.",
        stall=sanitize_name(name, STALL),
        month=format_month(say, month),
    )
    licence = ShowValidity(kind=ValidityKind.LICENCE, holder_id=stall)
    button = Button(label=say.label("Licence"), callback=licence, below=True)
    return Screen(text=text, rows=layout_buttons([button]))


def fee_noted_message(say: Say, stall: int, name: str, month: date) -> Screen:
    """Tells a stall that what it paid is noted."""
    text = say(
        "The organisers have noted the licence fee of {stall} for {month}.",
        stall=sanitize_name(name, STALL),
        month=format_month(say, month),
    )
    return Screen(text=text, rows=layout_buttons([_to_fees(say, stall)]))


def fee_denied_message(say: Say, stall: int, name: str, month: date) -> Screen:
    """Tells a stall that nobody received what it says it paid, and what to do."""
    text = say(
        "The organisers have not received the licence fee of {stall} for {month}. "
        "Look at your receipt, and say it again when it is paid.",
        stall=sanitize_name(name, STALL),
        month=format_month(say, month),
    )
    return Screen(text=text, rows=layout_buttons([_to_fees(say, stall)]))


def _declared_text(say: Say, state: DeclarationState, words: dict[str, str]) -> Markup:
    match state:
        case DeclarationState.WAITING:
            return say("{stall} says that it paid its licence fee for {month}.", **words)
        case DeclarationState.NOTED:
            return say("{stall} paid its licence fee for {month}. It is noted.", **words)
        case DeclarationState.OVER:
            return say(
                "{stall} said that it paid its licence fee for {month}. There is nothing to do any more.",
                **words,
            )
        case _:
            assert_never(state)


def _to_fees(say: Say, stall: int) -> Button:
    return Button(label=say.label("Licence fees"), callback=ShowFees(stall=stall), below=True)


def _declared_lines(say: Say, found: FeeStatement, *, overseen: bool) -> list[Markup]:
    if found.declared is None:
        return []
    facts = {
        "month": format_month(say, found.declared.month),
        "at": format_datetime(say, found.declared.at, found.zone),
    }
    if overseen:
        return [say("The stall says that it paid {month}, {at}.", **facts)]
    return [say("You said that you paid {month}, {at}. The organisers have not answered yet.", **facts)]


def _first_month(say: Say, found: FeeStatement) -> list[Markup]:
    """Returns which month a stall may say it paid, where no month is named before."""
    if found.fees_until or found.declared:
        return []
    return [say("“I have paid” is for {month}.", month=format_month(say, found.next_month))]


def _own_buttons(say: Say, found: FeeStatement) -> list[Button]:
    """Returns the button that says the month that is due next was paid, or the one that takes that back."""
    if found.declared:
        back = WithdrawFee(stall=found.stall, declaration=found.declared.id)
        return [Button(label=say.label("Withdraw"), callback=back)]
    paid = DeclareFee(stall=found.stall, month=day_number(found.next_month))
    return [Button(label=say.label("I have paid"), callback=paid)]


def _overseen_buttons(say: Say, found: FeeStatement, decides: Decider) -> list[list[Button]]:
    if decides is not Decider.SELF:
        return [decider_buttons(say, decides)]
    note = Button(label=say.label("Note a payment"), callback=AskFee(stall=found.stall), style="primary")
    if found.declared is None:
        return [[note, *_void_button(say, found)]]
    callback = DenyFee(stall=found.stall, declaration=found.declared.id)
    return [[note, Button(label=say.label("Not received"), callback=callback)], _void_button(say, found)]


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


def _back(say: Say, stall: int, *, overseen: bool) -> Button:
    own = ShowValidity(kind=ValidityKind.LICENCE, holder_id=stall)
    return Button(label=say.label("Back"), callback=ShowStallRequest(stall=stall) if overseen else own)


def _money(say: Say, found: FeeStatement, minor: int) -> str:
    return format_money(say, minor, found.currency, found.territory)
