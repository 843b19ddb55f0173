"""The person's own entries, holds and bookings, those to answer first; and why nothing moves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.deposit import ShowDeposit, ShowMyDeposits
from handlers.callbacks.drop import ShowDrops
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.my_items import ShowBlockers, ShowMyItems, ShowPastItems
from handlers.callbacks.showroom import ShowMyVisits
from handlers.callbacks.split import ShowOwnShares
from handlers.callbacks.start import ShowStart
from handlers.callbacks.ticket import ShowPickupTicket, ShowReturns, ShowTickets
from handlers.callbacks.waitlist import ConfirmHold, ShowEntry, ShowHold
from handlers.drop.short_name import short_name
from handlers.ui.button_layout import LABEL_WIDTHS, labelled, layout_buttons
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from handlers.waitlist.blocker_text import blocker_text
from handlers.waitlist.last_call import last_call_text, take_button
from handlers.waitlist.position_text import waiting_text
from handlers.waitlist.views import ANYWHERE
from locales.formats import format_datetime
from locales.say import Say
from locales.units import admits, format_units
from locales.user_text import STALL, sanitize_name, width
from market.drop.amounts import format_amount
from market.drop.item_text import full_name
from market.own_matters import OwnMatters
from market.waitlist.blocker import BlockerPage, BlockerReason, EntryBlocker
from market.waitlist.position import ActiveBooking, ActiveHold, MyItem, WaitingEntry
from storage.deposit import DepositState
from storage.stop import StopKind

PAGE = 5
ANY_LOCATION = ANYWHERE.code


def my_items_page(say: Say, matters: OwnMatters, *, page: int, now: datetime) -> Screen:
    """Shows a page; a page beyond the last is the last."""
    showrooms = _other_matters(say, matters.visits, matters.shares)
    own_deposits = (
        [Button(label=say.label("Deposits"), callback=ShowMyDeposits())] if matters.deposits else []
    )
    if not matters.items:
        weekend = Button(
            label=say.label("This weekend"), callback=ShowDrops(back_to=ListLocation().code), style="primary"
        )
        more = [
            Button(label=say.label("Tickets"), callback=ShowTickets()),
            Button(label=say.label("History"), callback=ShowPastItems()),
        ]
        return Screen(
            text=say("Nothing here yet. Join a drop, and it shows here."),
            rows=layout_buttons(
                [weekend],
                showrooms,
                [*more, *own_deposits],
                [Button(label=say.label("Back"), callback=ShowStart())],
            ),
        )
    part = page_of(matters.items, page, PAGE)
    groups = (
        *([_item_button(say, one, now)] for one in part.shown),
        *pager(say, part.number, part.pages, lambda other: ShowMyItems(page=other)),
        [
            *showrooms,
            *own_deposits,
            *(
                [Button(label=say.label("Why the wait?"), callback=ShowBlockers())]
                if _waits(matters.items)
                else []
            ),
        ],
        [
            Button(label=say.label("Tickets"), callback=ShowTickets()),
            Button(label=say.label("History"), callback=ShowPastItems()),
            Button(label=say.label("Back"), callback=ShowStart()),
        ],
    )
    return Screen(
        text=Markup("\n").join(
            [*(_row(say, one, now) for one in part.shown), *page_text(say, part.number, part.pages)]
        ),
        rows=layout_buttons(*groups),
    )


def _waits(everything: Sequence[MyItem]) -> bool:
    """Returns whether any of them waits."""
    return any(isinstance(one.entry, WaitingEntry) for one in everything)


def _row(say: Say, one: MyItem, now: datetime) -> Markup:
    zone, item = one.drop.alley.zone, full_name(say, one.drop, one.item)
    start = format_datetime(say, one.starts_at, zone)
    match one.entry:
        case ActiveHold() if one.entry.deposit == DepositState.SAID:
            stall = sanitize_name(one.drop.stall.name, STALL)
            return say(
                "<b>Waiting for {stall} to confirm the deposit</b>: {units} × {item}",
                stall=stall,
                units=one.entry.units,
                item=item,
            )
        case ActiveHold() if one.drop.deposit_of(one.item):
            return say(
                "<b>Deposit {deposit} to pay</b>: {units} × {item}, held until {until}",
                deposit=format_amount(say, one.drop, one.entry.units * one.drop.deposit_of(one.item)),
                units=one.entry.units,
                item=item,
                until=format_datetime(say, one.entry.until, zone),
            )
        case ActiveHold():
            return say(
                "<b>Confirm by {until}</b>: {units} × {item}, {total}",
                until=format_datetime(say, one.entry.until, zone),
                units=one.entry.units,
                item=item,
                total=_total(say, one, one.entry),
            )
        case ActiveBooking():
            units = format_units(say, one.item.unit, one.entry.units)
            if _is_collected(one) and admits(one.item.unit):
                return say(
                    "<b>You were there</b>: {item}, {start}, {units}", item=item, start=start, units=units
                )
            if _is_collected(one):
                return say("<b>Collected</b>: {item}, {start}, {units}", item=item, start=start, units=units)
            if one.drop.stop_kind is StopKind.CALLED_OFF:
                return say("<b>Called off</b>: {item}, {start}, {units}", item=item, start=start, units=units)
            if one.drop.alley.closed_at:
                return say(
                    "<b>Booked, alley closed</b>: {item}, {start}, {units}",
                    item=item,
                    start=start,
                    units=units,
                )
            return say("<b>Booked</b>: {item}, {start}, {units}", item=item, start=start, units=units)
        case WaitingEntry() if one.entry.item in one.drop.calling(now):
            return say(
                "<b>Available now</b>: {item}. {call}",
                item=item,
                call=last_call_text(say, one.drop, one.entry),
            )
        case WaitingEntry():
            return say(
                "<b>Waiting</b>: {item}. {place}", item=item, place=waiting_text(say, one.drop, one.entry)
            )


def _item_button(say: Say, one: MyItem, now: datetime) -> Button:
    match one.entry:
        case ActiveHold() if one.entry.deposit or one.drop.deposit_of(one.item):
            return Button(
                label=_label_with_item(say, say.label("Deposit"), one),
                callback=ShowDeposit(hold=one.entry.id, back_to=ANY_LOCATION),
                style="primary",
            )
        case ActiveHold():
            label = say.label("Confirm {count}", count=one.entry.units)
            callback = ConfirmHold(hold=one.entry.id, units=one.entry.units, back_to=ANY_LOCATION)
            return Button(label=_label_with_item(say, label, one), callback=callback, style="success")
        case ActiveBooking():
            return Button(
                label=_label_with_item(say, say.label("Ticket"), one),
                callback=ShowPickupTicket(booking=one.entry.id),
                below=True,
            )
        case WaitingEntry() if one.entry.item in one.drop.calling(now):
            take = take_button(say, one.drop, one.entry, ANY_LOCATION)
            return replace(take, label=_label_with_item(say, take.label, one))
        case WaitingEntry():
            return Button(
                label=_label_with_item(say, say.label("My position"), one),
                callback=ShowEntry(item=one.entry.item, back_to=ANY_LOCATION),
            )


def _label_with_item(say: Say, label: str, one: MyItem) -> str:
    room = LABEL_WIDTHS[1] - width(label) - 2
    return labelled(say, label, short_name(say, one.drop, one.item, room))


def _total(say: Say, one: MyItem, hold: ActiveHold) -> str:
    """Returns the price of what is held, packaging deposits included."""
    return format_amount(say, one.drop, hold.units * (one.item.price + one.item.loan_deposit))


def home_text(say: Say, everything: Sequence[MyItem], *, shows_ticket: bool = False) -> list[Markup]:
    """Returns the next steps: the hold to answer, the next booking where its ticket is not shown, the number of waitlists."""
    words = []
    held = next((one for one in everything if isinstance(one.entry, ActiveHold)), None)
    if held and isinstance(held.entry, ActiveHold):
        words.append(
            say(
                "<b>Held for you until {until}: {units} × {item}, {price}.</b>",
                until=format_datetime(say, held.entry.until, held.drop.alley.zone),
                units=held.entry.units,
                item=full_name(say, held.drop, held.item),
                price=_total(say, held, held.entry),
            )
        )
    booked = next_booking(everything)
    if booked and not shows_ticket:
        drop, item = booked.drop, booked.item
        words.append(
            say(
                "Next: {item}, {start}, booked.",
                item=full_name(say, drop, item),
                start=format_datetime(say, booked.starts_at, drop.alley.zone),
            )
        )
    count = sum(isinstance(one.entry, WaitingEntry) for one in everything)
    if count:
        words.append(say.many("You are on {count} waitlist.", "You are on {count} waitlists.", count))
    return words


def next_booking(everything: Sequence[MyItem]) -> MyItem | None:
    """Returns the next booking of which something is to be collected."""
    booked = (one for one in everything if isinstance(one.entry, ActiveBooking))
    return next((one for one in booked if not _is_collected(one)), None)


def _is_collected(one: MyItem) -> bool:
    return isinstance(one.entry, ActiveBooking) and one.entry.collected >= one.entry.units


def home_buttons(say: Say, everything: Sequence[MyItem]) -> list[list[Button]]:
    if not everything:
        return []
    held = next((one for one in everything if isinstance(one.entry, ActiveHold)), None)
    answer = [_answer_button(say, held, held.entry)] if held and isinstance(held.entry, ActiveHold) else []
    lists = [
        Button(label=say.label("My items"), callback=ShowMyItems()),
        Button(label=say.label("Tickets"), callback=ShowTickets()),
        Button(label=say.label("Returns"), callback=ShowReturns()),
    ]
    return [[*answer, *lists] if answer else lists[:2]]


def _answer_button(say: Say, one: MyItem, hold: ActiveHold) -> Button:
    """Returns the next step of a hold, short enough to share a row."""
    if hold.deposit or one.drop.deposit_of(one.item):
        pay = ShowDeposit(hold=hold.id, back_to=ANY_LOCATION)
        return Button(label=say.label("Deposit"), callback=pay, style="primary")
    confirm = ConfirmHold(hold=hold.id, units=hold.units, back_to=ANY_LOCATION)
    return Button(label=say.label("Confirm {count}", count=hold.units), callback=confirm, style="success")


def blockers_page(say: Say, blockers: BlockerPage, item: int = 0, back_to: ListLocation = ANYWHERE) -> Screen:
    """Shows why each entry waits. Back leads to the entry on `item` where it was asked, else to the list."""
    back = ShowEntry(item=item, back_to=back_to.code) if item else ShowMyItems()
    held = blockers.held
    rows = [_blocker_row(say, one) for one in blockers.entries] or [say("You are not on any waitlist.")]
    answer = (
        [
            Button(
                label=_label_with_item(say, say.label("Answer"), held),
                callback=ShowHold(hold=held.entry.id, back_to=ANY_LOCATION),
                style="primary",
            )
        ]
        if held and isinstance(held.entry, ActiveHold)
        else []
    )
    return Screen(
        text=Markup("\n").join([*rows, *page_text(say, blockers.page, blockers.pages)]),
        rows=layout_buttons(
            answer,
            *pager(
                say,
                blockers.page,
                blockers.pages,
                lambda other: ShowBlockers(page=other, item=item, back_to=back_to.code if item else ""),
            ),
            [Button(label=say.label("Back"), callback=back)],
        ),
    )


def _blocker_row(say: Say, one: EntryBlocker) -> Markup:
    item = full_name(say, one.mine.drop, one.mine.item)
    reason = blocker_text(say, one.blocker, one.mine.drop.alley.zone)
    if one.blocker.reason in (BlockerReason.HOLD, BlockerReason.BOOKED):
        reason = say.sentences(reason, _ahead_text(say, one))
    if not one.waiting.number:
        return say("{label}: {value}", label=item, value=reason)
    return say("{item}, number {number}: {reason}", item=item, number=one.waiting.number, reason=reason)


def _ahead_text(say: Say, one: EntryBlocker) -> Markup:
    if not one.waiting.ahead:
        return say("Then it is your turn.")
    return say.many(
        "At most {count} person is ahead of you.",
        "At most {count} people are ahead of you.",
        one.waiting.ahead,
    )


def _other_matters(say: Say, visits: int, shares: int) -> list[Button]:
    """Returns the ways to what a person has besides items."""
    found = (
        (visits, say.label("Visits: {count}", count=visits), ShowMyVisits()),
        (shares, say.label("Splits: {count}", count=shares), ShowOwnShares()),
    )
    return [Button(label=label, callback=callback) for count, label, callback in found if count]
