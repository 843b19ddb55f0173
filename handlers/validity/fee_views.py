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
from locales.csv_cell import text_cell
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


def fees_page(say: Say, statement: FeeStatement, decides: Decider, *, overseen: bool) -> Screen:
    """Shows what the stall says it paid, until when fees are paid, what is due next, and the newest entries.

    The stall says that it paid what is due, or takes that back; an organiser who decides answers it, writes down what was paid, and voids it.
    """
    lines = [
        say("Licence fees of {stall}", stall=sanitize_name(statement.stall_name, STALL)),
        *_declared_lines(say, statement, overseen=overseen),
        *_due_lines(say, statement),
        *([] if overseen else _first_month(say, statement)),
        *(_entry_text(say, statement, entry) for entry in statement.entries[:SHOWN]),
        *(decider_lines(say, decides) if overseen else []),
    ]
    file = Button(
        label=say.label("As CSV"), callback=SendFees(stall=statement.stall, overseen=overseen), below=True
    )
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            *(_overseen_buttons(say, statement, decides) if overseen else [_own_buttons(say, statement)]),
            [file] if statement.entries else [],
            [_back(say, statement.stall, overseen=overseen)],
        ),
        shows=fees_shown(statement, overseen=overseen),
    )


def no_fees(say: Say, stall: int, *, overseen: bool) -> Screen:
    """Says that the city asks no fee, where a message showed fees before."""
    text = say("This city asks no monthly licence fee.")
    return Screen(text=text, rows=layout_buttons([_back(say, stall, overseen=overseen)]))


def declared_list(say: Say, page: DeclaredPage) -> Screen:
    """Lists the stalls that say they paid, who waits longest first, each a button to its fees."""
    back = [Button(label=say.label("Back"), callback=ShowAdmin())]
    if not page.total:
        return Screen(
            text=say("Every payment of a licence is answered."),
            rows=layout_buttons(back),
            shows=list_shown(page),
        )
    head = say.many(
        "{count} stall says that it paid its licence fee.",
        "{count} stalls say that they paid their licence fees.",
        page.total,
    )
    rows = (
        Button(
            label=fit_label(sanitize_name(each.name, STALL)),
            callback=ShowFees(stall=each.stall, overseen=True),
        )
        for each in page.stalls
    )
    return Screen(
        text=Markup("\n").join((head, *page_text(say, page.page, page.pages))),
        rows=layout_buttons(
            *([row] for row in rows),
            *pager(say, page.page, page.pages, lambda other: ShowDeclaredFees(page=other)),
            back,
        ),
        shows=list_shown(page),
    )


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
    lines.append(say("Void it? The entry stays, with a void beside it, and the month is due again."))
    yes = Button(
        label=say.label("Void it"), callback=VoidFee(stall=statement.stall, entry=entry), style="danger"
    )
    back = Button(label=say.label("Back"), callback=ShowFees(stall=statement.stall, overseen=True))
    return Screen(text=Markup("\n").join(lines), rows=layout_buttons([yes], [back]))


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
    fees = Button(label=say.label("Licence fees"), callback=ShowFees(stall=statement.stall), below=True)
    return Screen(
        text=say.sentences(text, *_asked_amount(say, statement)),
        rows=layout_buttons(
            *reminder_buttons(say, notification, delays), [fees], [stop_button(say, notification)]
        ),
    )


def fee_declared_message(
    say: Say, stall: int, name: str, declaration: int, *, month: date, state: DeclarationState
) -> Screen:
    """Tells an organiser that a stall says it paid, and later what became of that."""
    text = _declared_text(say, state, _fee_of(say, name, month))
    look = Button(label=say.label("Look at it"), callback=ShowFees(stall=stall, overseen=True), below=True)
    return Screen(text=text, rows=layout_buttons([look]), shows=told_shown(stall, declaration, month))


def fee_dropped_message(say: Say, stall: int, name: str, month: date) -> Screen:
    """Tells a stall that nobody has to answer what it said, as its city asks no fee any more."""
    text = say(
        "The city of {stall} asks no licence fee any more. What you said about {month} needs no answer.",
        **_fee_of(say, name, month),
    )
    licence = ShowValidity(kind=ValidityKind.LICENCE, holder_id=stall)
    button = Button(label=say.label("Licence"), callback=licence, below=True)
    return Screen(text=text, rows=layout_buttons([button]))


def fee_noted_message(say: Say, stall: int, name: str, month: date) -> Screen:
    """Tells a stall that what it paid is noted."""
    text = say(
        "The organisers have noted the licence fee of {stall} for {month}.",
        **_fee_of(say, name, month),
    )
    return Screen(text=text, rows=layout_buttons([_to_fees(say, stall)]))


def fee_voided_message(say: Say, stall: int, name: str, month: date) -> Screen:
    """Tells a stall that what was noted as paid counts no more, and what to do."""
    text = say(
        "The organisers have taken back their note that the licence fee of {stall} for {month} is paid. "
        "Look at your receipt, and ask them if it is.",
        **_fee_of(say, name, month),
    )
    return Screen(text=text, rows=layout_buttons([_to_fees(say, stall)]))


def fee_denied_message(say: Say, stall: int, name: str, month: date) -> Screen:
    """Tells a stall that nobody received what it says it paid, and what to do."""
    text = say(
        "The organisers have not received the licence fee of {stall} for {month}. "
        "Look at your receipt, and say it again when it is paid.",
        **_fee_of(say, name, month),
    )
    return Screen(text=text, rows=layout_buttons([_to_fees(say, stall)]))


def _fee_of(say: Say, stall: str, month: date) -> dict[str, str]:
    """Returns the words of a message for a stall's fee of a month."""
    return {"stall": sanitize_name(stall, STALL), "month": format_month(say, month)}


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


def _declared_lines(say: Say, statement: FeeStatement, *, overseen: bool) -> list[Markup]:
    if statement.declared is None:
        return []
    facts = {
        "month": format_month(say, statement.declared.month),
        "at": format_datetime(say, statement.declared.at, statement.zone),
    }
    if overseen:
        return [say("The stall says that it paid {month}, {at}.", **facts)]
    return [say("You said that you paid {month}, {at}. The organisers have not answered yet.", **facts)]


def _first_month(say: Say, statement: FeeStatement) -> list[Markup]:
    """Returns which month a stall may say it paid, where no month is named before."""
    if statement.fees_until or statement.declared:
        return []
    return [say("“I have paid” is for {month}.", month=format_month(say, statement.next_month))]


def _own_buttons(say: Say, statement: FeeStatement) -> list[Button]:
    """Returns the button that says the month that is due next was paid, or the one that takes that back."""
    if statement.declared:
        back = WithdrawFee(stall=statement.stall, declaration=statement.declared.id)
        return [Button(label=say.label("Withdraw"), callback=back)]
    paid = DeclareFee(stall=statement.stall, month=day_number(statement.next_month))
    return [Button(label=say.label("I have paid"), callback=paid)]


def _overseen_buttons(say: Say, statement: FeeStatement, decides: Decider) -> list[list[Button]]:
    if decides is not Decider.SELF:
        return [decider_buttons(say, decides)]
    note = Button(label=say.label("Note a payment"), callback=AskFee(stall=statement.stall), style="primary")
    if statement.declared is None:
        return [[note, *_void_button(say, statement)]]
    callback = DenyFee(stall=statement.stall, declaration=statement.declared.id)
    return [[note, Button(label=say.label("Not received"), callback=callback)], _void_button(say, statement)]


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
            say("The city asks {amount} a month.", amount=_money(say, statement, statement.fee.amount))
        )
    if statement.revival_fee and not statement.starts:
        lines.append(
            say("Revival costs {amount} more.", amount=_money(say, statement, statement.revival_fee))
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
