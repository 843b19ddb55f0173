"""Packaging that came back, with what is to be paid for it: out, in, or to the alley."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.callbacks.organiser_packaging import ShowPackagingMoney, ShowUnpaidFees
from handlers.callbacks.packaging_desk import ShowPackagingDesk
from handlers.callbacks.place import place_code
from handlers.callbacks.return_money import (
    AskLeave,
    AskWaive,
    LeaveRefund,
    PayTogether,
    ShowOwed,
    ShowReturned,
    TakeFeesTogether,
    UndoLeaving,
    UndoWaiver,
    WaiveFee,
)
from handlers.callbacks.scan import AskScan, PayRefund, TakeLateFee, UndoScan, UndoTogether
from handlers.callbacks.ticket import ShowReturns
from handlers.packaging.packaging_text import waiver_reason
from handlers.scan.scan_text import ACCEPTED, next_rows, signed
from handlers.scan.views import together_text
from handlers.ticket.returns_ticket import money_text, scanned_text
from handlers.ui.button_layout import layout_buttons
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime
from locales.say import Say
from locales.units import format_units
from locales.user_text import ALLEY, NAME, STALL, sanitize_name
from market.drop.facts import AlleyFacts
from market.packaging.place import PlaceFacts
from market.packaging.refund import ReturnMoney
from market.ticket.facts import TicketFacts
from market.ticket.returned import Returned
from market.ticket.ticket_words import ticket_amount
from market.ticket.together import ScannedTogether
from storage.packaging_ledger import WaiverReason
from storage.ticket import ReturnCondition, TicketKind

PAGE = 6
MOST_PARTS = 3
"""Parts of a refund that have a button of their own."""


def returned_page(say: Say, returned: Returned, undo: bool, *, undo_waiving: bool) -> Screen:
    """Confirms a return, with what is to be paid for it. `undo`: the reader scanned it within the last minute; `undo_waiving`: or waived its fee."""
    ticket, scan, place = returned.ticket, returned.scan.id, place_code(returned.place.ref)
    text = (
        money_text(say, ticket, returned.money)
        if returned.money
        else scanned_text(say, ticket, returned.scan.units)
    )
    undoing = UndoScan(scan=scan, code=ticket.code, place=place)
    groups = (
        _money_buttons(say, returned),
        [Button(label=say.label("Leave to the alley"), callback=AskLeave(scan=scan))]
        if returned.owed
        else [],
        _waiver_buttons(say, returned, undo_waiving),
        [Button(label=say.label("Undo (1 min)"), callback=undoing)] if undo else [],
    )
    return Screen(
        text=signed(
            ACCEPTED[ticket.kind],
            say.sentences(text, waiver_text(say, returned), _condition_text(say, returned)),
        ),
        rows=next_rows(say, *groups, place=place),
    )


def _waiver_buttons(say: Say, returned: Returned, undo: bool) -> list[Button]:
    """Returns the button that waives a late fee, or undoes that."""
    if returned.waived and undo:
        undoing = UndoWaiver(waiver=returned.waived.id, scan=returned.scan.id)
        return [Button(label=say.label("Undo waiving"), callback=undoing)]
    if returned.money and returned.may_waive:
        amount = ticket_amount(say, returned.ticket, returned.money.fee)
        label = say.label("Waive {amount}", amount=amount)
        return [Button(label=label, callback=AskWaive(scan=returned.scan.id))]
    return []


def waiver_text(say: Say, returned: Returned) -> Markup:
    """Returns by whom a late fee was waived and why; nothing where none was."""
    waived = returned.waived
    if waived is None:
        return Markup()
    words = {
        "amount": ticket_amount(say, returned.ticket, waived.amount),
        "name": sanitize_name(waived.by, NAME),
    }
    reason = waiver_reason(say, waived.reason)
    if not waived.by:
        return say("Late fee of {amount} waived.", amount=words["amount"])
    if not reason:
        return say("Late fee of {amount} waived by {name}.", **words)
    return say("Late fee of {amount} waived by {name}: {reason}.", reason=reason, **words)


def waive_ask(say: Say, returned: Returned) -> Screen:
    """Asks why a late fee is waived; without a reason is an answer too."""
    scan, fee = returned.scan.id, returned.money.fee if returned.money else 0

    def waive(label: str, reason: WaiverReason) -> Button:
        return Button(label=label, callback=WaiveFee(scan=scan, reason=reason))

    return Screen(
        text=say(
            "Waive the late fee of {amount} for {units}? We tell the borrower, and your name is recorded here.",
            amount=ticket_amount(say, returned.ticket, fee),
            units=format_units(say, returned.ticket.unit, returned.scan.units),
        ),
        rows=layout_buttons(
            [waive(say.label("No reason"), WaiverReason.NONE)],
            [
                waive(say.label("The hub was closed"), WaiverReason.CLOSED),
                waive(say.label("Our mistake"), WaiverReason.MISTAKE),
            ],
            [Button(label=say.label("Back"), callback=ShowReturned(scan=scan))],
        ),
    )


def unpaid_list(say: Say, alley: AlleyFacts, unpaid: Sequence[Returned], number: int) -> Screen:
    """Shows the late fees of an alley that were neither paid nor waived."""
    page = page_of(unpaid, number, PAGE)
    back = Button(label=say.label("Back"), callback=ShowPackagingMoney(alley=alley.id))
    if not unpaid:
        return Screen(text=say("No late fee is unpaid."), rows=layout_buttons([back]))
    rows = [
        say(
            "{number}. {units}, {at}: {amount}",
            number=at,
            units=format_units(say, each.ticket.unit, each.scan.units),
            at=format_datetime(say, each.scan.at, alley.zone),
            amount=ticket_amount(say, each.ticket, each.money.fee if each.money else 0),
        )
        for at, each in page.numbered()
    ]
    return Screen(
        text=Markup("\n").join(
            (say("<b>Unpaid late fees:</b>"), *rows, *page_text(say, page.number, page.pages))
        ),
        rows=layout_buttons(
            [
                Button(label=say.label("No. {number}", number=at), callback=ShowReturned(scan=each.scan.id))
                for at, each in page.numbered()
            ],
            *pager(say, page.number, page.pages, lambda other: ShowUnpaidFees(alley=alley.id, page=other)),
            [back],
        ),
    )


def _condition_text(say: Say, returned: Returned) -> Markup:
    """Returns what to do with packaging that came back spoilt."""
    if returned.scan.condition is ReturnCondition.FINE:
        return Markup()
    return say("Set it apart from the others.")


def _money_buttons(say: Say, returned: Returned) -> list[Button]:
    """Returns the buttons that record what staff paid out or were paid."""
    ticket, scan, place = returned.ticket, returned.scan.id, place_code(returned.place.ref)
    money, found = returned.money, []
    if money and money.owed:
        label = say.label("Refund {amount}", amount=ticket_amount(say, ticket, money.owed))
        found.append(Button(label=label, callback=PayRefund(scan=scan, code=ticket.code, place=place)))
    if money and money.fee:
        label = say.label("Take fee {amount}", amount=ticket_amount(say, ticket, money.fee))
        found.append(Button(label=label, callback=TakeLateFee(scan=scan, code=ticket.code, place=place)))
    return found


def returned_together_page(say: Say, scans: ScannedTogether, money: ReturnMoney, place: str) -> Screen:
    """Confirms what one tap took back, with what is to be paid for all of it."""
    code, ticket = scans.ticket.code, scans.ticket
    paying = []
    if money.owed:
        label = say.label("Refund {amount}", amount=ticket_amount(say, ticket, money.owed))
        paying.append(Button(label=label, callback=PayTogether(scan=scans.scan, code=code, place=place)))
    if money.fee:
        label = say.label("Take fee {amount}", amount=ticket_amount(say, ticket, money.fee))
        paying.append(Button(label=label, callback=TakeFeesTogether(scan=scans.scan, code=code, place=place)))
    undo = UndoTogether(scan=scans.scan, code=code, place=place)
    return Screen(
        text=say.sentences(together_text(say, scans), to_pay_text(say, ticket, money)),
        rows=next_rows(say, paying, [Button(label=say.label("Undo (1 min)"), callback=undo)], place=place),
    )


def to_pay_text(say: Say, ticket: TicketFacts, money: ReturnMoney) -> Markup:
    """Returns what is to be paid for several returns, either way."""
    owed = say("Refund {deposit} now.", deposit=ticket_amount(say, ticket, money.owed)) if money.owed else ""
    fee = (
        say("Late fee to take: {amount}.", amount=ticket_amount(say, ticket, money.fee)) if money.fee else ""
    )
    return say.sentences(owed, fee)


def paid_together_page(say: Say, ticket: TicketFacts, money: ReturnMoney, callback: PayTogether) -> Screen:
    """Confirms what was paid for several returns, with what is still to be paid."""
    paying = []
    if money.fee:
        label = say.label("Take fee {amount}", amount=ticket_amount(say, ticket, money.fee))
        take = TakeFeesTogether(scan=callback.scan, code=callback.code, place=callback.place)
        paying.append(Button(label=label, callback=take))
    if money.owed:
        label = say.label("Refund {amount}", amount=ticket_amount(say, ticket, money.owed))
        paying.append(Button(label=label, callback=callback))
    text = to_pay_text(say, ticket, money) or say("Nothing more is to be paid.")
    return Screen(
        text=signed(ACCEPTED[TicketKind.RETURNS], text), rows=next_rows(say, paying, place=callback.place)
    )


def leave_ask(say: Say, returned: Returned, alley: str, *, is_holder: bool) -> Screen:
    """Asks how much of a refund is left to the alley. `is_holder`: the reader holds the ticket."""
    ticket, scan, owed = returned.ticket, returned.scan.id, returned.owed

    def leave(amount: int) -> Button:
        label = say.label("Leave {amount}", amount=ticket_amount(say, ticket, amount))
        return Button(label=label, callback=LeaveRefund(scan=scan, amount=amount))

    parts = [*range(ticket.deposit, owed, ticket.deposit)][-MOST_PARTS:] if ticket.deposit else []
    back = ShowReturns() if is_holder else ShowReturned(scan=scan)
    return Screen(
        text=say(
            "{amount} is refunded. How much stays with {alley}? It goes into the alley's own pot. Tap an amount, or write it.",
            amount=ticket_amount(say, ticket, owed),
            alley=sanitize_name(alley, ALLEY),
        ),
        rows=layout_buttons(
            [leave(owed)],
            [leave(part) for part in reversed(parts)],
            [Button(label=say.label("Back"), callback=back)],
        ),
    )


def left_page(say: Say, returned: Returned, left: int, transfer: int, *, is_holder: bool) -> Screen:
    """Thanks for what was left to the alley, which can be undone for a minute."""
    ticket, place = returned.ticket, place_code(returned.place.ref)
    thanks = say(
        "{amount} left to {alley}. Thank you.",
        amount=ticket_amount(say, ticket, left),
        alley=sanitize_name(ticket.alley.name, ALLEY),
    )
    rest = (
        say("Refund {deposit} now.", deposit=ticket_amount(say, ticket, returned.owed))
        if returned.owed and not is_holder
        else ""
    )
    undo = Button(
        label=say.label("Undo (1 min)"),
        callback=UndoLeaving(transfer=transfer, scan=returned.scan.id),
    )
    if is_holder:
        back = Button(label=say.label("My returns"), callback=ShowReturns())
        return Screen(text=thanks, rows=layout_buttons([undo], [back]))
    return Screen(
        text=say.sentences(thanks, rest),
        rows=next_rows(say, _money_buttons(say, returned), [undo], place=place),
    )


def own_return_page(say: Say, returned: Returned) -> Screen:
    """Shows the holder of a returns ticket what waits for them."""
    ticket = returned.ticket
    amount = ticket_amount(say, ticket, returned.owed)
    text = (
        say(
            "{amount} is not paid out yet. Ask for it at {place}.",
            amount=amount,
            place=sanitize_name(returned.place.name, STALL),
        )
        if returned.owed
        else say("Nothing waits for you here.")
    )
    leave = Button(label=say.label("Leave to the alley"), callback=AskLeave(scan=returned.scan.id))
    return Screen(
        text=text,
        rows=layout_buttons(
            [leave] if returned.owed else [],
            [Button(label=say.label("My returns"), callback=ShowReturns())],
        ),
    )


def owed_list(say: Say, place: PlaceFacts, owed: Sequence[Returned], number: int) -> Screen:
    """Shows what came back at a place and is not paid out, as from a kiosk."""
    code, page = place_code(place.ref), page_of(owed, number, PAGE)
    back = Button(label=say.label("Back"), callback=ShowPackagingDesk(place=code))
    if not owed:
        return Screen(text=say("All refunds are paid out."), rows=layout_buttons([back]))
    rows = [
        say(
            "{number}. {units}, {at}: {amount}",
            number=at,
            units=format_units(say, each.ticket.unit, each.scan.units),
            at=format_datetime(say, each.scan.at, place.zone),
            amount=ticket_amount(say, each.ticket, each.owed),
        )
        for at, each in page.numbered()
    ]
    return Screen(
        text=Markup("\n").join((say("<b>To refund:</b>"), *rows, *page_text(say, page.number, page.pages))),
        rows=layout_buttons(
            [
                Button(
                    label=f"{at} {ticket_amount(say, each.ticket, each.owed)}",
                    callback=ShowReturned(scan=each.scan.id),
                )
                for at, each in page.numbered()
            ],
            *pager(say, page.number, page.pages, lambda other: ShowOwed(place=code, page=other)),
            [Button(label=say.label("Scan"), callback=AskScan(place=code)), back],
        ),
    )
