"""An item on the desk, and what a stall has beside its evenings: numbers, never names."""

from collections.abc import Iterable

from markupsafe import Markup

from handlers.callbacks.counter import ShowCounter
from handlers.callbacks.deposit import ShowDeposits
from handlers.callbacks.desk import (
    AskQuantity,
    ChangeQuantity,
    MarkSoldOut,
    ShowDesk,
    ShowDesks,
    ShowDrafts,
    ShowItemBlocker,
    ShowNoShows,
    ShowPastDays,
    ShowQuantity,
    ShowWaitlist,
)
from handlers.callbacks.forecast import ShowForecast
from handlers.callbacks.kiosk import ShowKiosk
from handlers.callbacks.packaging_desk import ShowWorkplaces
from handlers.callbacks.place import place_code
from handlers.callbacks.roster import ShowShifts
from handlers.callbacks.sale import AskCost, SellAtStall
from handlers.callbacks.showroom import ShowDaySheet
from handlers.callbacks.split import ShowShareStatement
from handlers.callbacks.staff import AskLeaveStall, ShowStaff
from handlers.callbacks.stock import AskChange, DropField, PauseDrop, ResumeDrop, ShowMyDrop
from handlers.callbacks.template import ShowTemplates
from handlers.desk.item_numbers_text import item_numbers_row, options_row
from handlers.ui.button_layout import layout_buttons
from handlers.ui.cart_code import pack_cart
from handlers.ui.evening_heading import evening_heading
from handlers.ui.paging import page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_day, format_money
from locales.say import Say
from locales.units import format_units
from locales.user_text import ITEM, STALL, sanitize_name
from market.desk import DeskPage, ItemNumbers, ItemWaitlist
from market.drop.facts import DropFacts
from market.packaging.place import stall_ref
from market.sale.cart import CartLine
from market.staff.desks import Desk
from storage.drop import DropState


def stall_menu(say: Say, desk: DeskPage, own_desk: Desk, *, has_packaging: bool) -> Screen:
    """Shows the ways to what a stall has beside its evening: drafts, deposits, packaging, shifts; earlier and usual drops, its people, signs and figures."""
    stall, planned, is_owner = desk.stall, desk.day is not None, own_desk.role is None
    place = place_code(stall_ref(stall))
    now = [
        (
            Button(label=say.label("Drafts, {count}", count=desk.drafts), callback=ShowDrafts()),
            desk.drafts > 0,
        ),
        (Button(label=say.label("Deposits"), callback=ShowDeposits()), own_desk.stall.takes_deposits),
        (Button(label=say.label("Packaging"), callback=ShowWorkplaces()), has_packaging),
        (Button(label=say.label("Shifts"), callback=ShowShifts(stall=stall)), True),
        (Button(label=say.label("Other stall"), callback=ShowDesks()), own_desk.is_one_of_several),
    ]
    rest = [
        (Button(label=say.label("Past evenings"), callback=ShowPastDays()), desk.past),
        (Button(label=say.label("Usual drops"), callback=ShowTemplates()), desk.past or planned),
        (Button(label=say.label("Forecast"), callback=ShowForecast()), desk.past or planned),
        (Button(label=say.label("Split takings"), callback=ShowShareStatement(stall=stall)), desk.shares),
        (Button(label=say.label("Payment QR"), callback=ShowCounter()), planned),
        (Button(label=say.label("Kiosk"), callback=ShowKiosk(place=place)), planned),
        (Button(label=say.label("Showroom"), callback=ShowDaySheet(stall=stall)), True),
        (Button(label=say.label("Staff"), callback=ShowStaff(stall=stall)), is_owner),
        (Button(label=say.label("Stop helping"), callback=AskLeaveStall(stall=stall)), not is_owner),
    ]
    back = Button(label=say.label("Desk"), callback=ShowDesk())
    return Screen(
        text=say("More for <b>{name}</b>.", name=sanitize_name(own_desk.stall.name, STALL)),
        rows=layout_buttons(_shown(now), _shown(rest), [back]),
    )


def _shown(buttons: Iterable[tuple[Button, bool]]) -> list[Button]:
    return [button for button, is_shown in buttons if is_shown]


def _head(say: Say, drop: DropFacts) -> Markup:
    zone = drop.alley.zone
    day = format_day(say, drop.starts_at, zone)
    head = evening_heading(
        say, day, drop.alley.name, starts_at=drop.starts_at, ends_at=drop.ends_at, zone=zone
    )
    if drop.hidden_at:
        return say("{when} · hidden by the organisers", when=head)
    return say("{when} · paused", when=head) if drop.state == DropState.PAUSED else head


def item_quantity_page(say: Say, drop: DropFacts, numbers: ItemNumbers) -> Screen:
    item, reserved = numbers.item, numbers.item.held + numbers.item.booked
    price = format_money(say, item.price, drop.alley.currency, drop.alley.territory)
    numbers_row = item_numbers_row(say, drop, numbers)
    parts = [_head(say, drop), numbers_row, *options_row(say, numbers), say("{price} each.", price=price)]
    if numbers.next_number and not numbers.free:
        parts.append(say("One more goes to number {number}.", number=numbers.next_number))
    fewer = [
        Button(
            label=say.label("Remove 1"),
            callback=ChangeQuantity(item=item.id, quantity=max(0, item.quantity - 1)),
        )
    ]
    pausing = {
        DropState.PUBLISHED: [Button(label=say.label("Pause"), callback=PauseDrop(drop=drop.id))],
        DropState.PAUSED: [Button(label=say.label("Resume"), callback=ResumeDrop(drop=drop.id))],
    }.get(drop.state, [])
    one = pack_cart(drop.stall.id, (CartLine(item.id, 1),))
    groups = (
        [
            Button(
                label=say.label("Add 1"),
                callback=ChangeQuantity(item=item.id, quantity=item.quantity + 1),
            ),
            Button(
                label=say.label("Add 5"),
                callback=ChangeQuantity(item=item.id, quantity=item.quantity + 5),
            ),
        ],
        [
            *(fewer if item.quantity else []),
            *(
                [Button(label=say.label("Sold out"), callback=MarkSoldOut(item=item.id))]
                if item.quantity > reserved
                else []
            ),
        ],
        [
            Button(label=say.label("Type a number"), callback=AskQuantity(item=item.id)),
            Button(
                label=say.label("Price"),
                callback=AskChange(drop=drop.id, field=DropField.PRICE, item=item.id),
            ),
        ],
        [
            Button(label=say.label("Sell at stall"), callback=SellAtStall(cart=one)),
            # text: what one costs the stall
            Button(label=say.label("Cost"), callback=AskCost(item=item.id)),
        ],
        [
            Button(label=say.label("Waitlist"), callback=ShowWaitlist(item=item.id)),
            Button(label=say.label("No-shows"), callback=ShowNoShows(item=item.id)),
        ],
        [Button(label=say.label("View drop"), callback=ShowMyDrop(drop=drop.id)), *pausing],
        [Button(label=say.label("Back"), callback=ShowDesk(item=item.id))],
    )
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(*groups),
    )


def quantity_ask(say: Say, numbers: ItemNumbers) -> Screen:
    return Screen(
        text=say(
            "How many {item} in all? Now {count}.",
            item=sanitize_name(numbers.item.name, ITEM),
            count=numbers.item.quantity,
        ),
        reply_placeholder="20",
    )


def item_waitlist_page(say: Say, waitlist: ItemWaitlist) -> Screen:
    """Shows the waitlist of an item as numbers, never names."""
    item, zone = waitlist.numbers.item, waitlist.drop.alley.zone
    if waitlist.numbers.waiting:
        head = say.many(
            "{item}: {count} person waiting, {units} wanted.",
            "{item}: {count} people waiting, {units} wanted.",
            waitlist.numbers.waiting,
            item=sanitize_name(item.name, ITEM),
            units=format_units(say, item.unit, item.waiting),
        )
    else:
        head = say("{item}: nobody is waiting.", item=sanitize_name(item.name, ITEM))
    rows = [
        say(
            "Number {number} wants {units}, since {since}.",
            number=each.number,
            units=format_units(say, item.unit, each.units),
            since=format_datetime(say, each.since, zone),
        )
        if each.number
        else say("Not drawn yet: wants {units}.", units=format_units(say, item.unit, each.units))
        for each in waitlist.waiting
    ]
    held = [
        say("On hold: number {number} until {until}.", number=number, until=format_datetime(say, until, zone))
        for number, until in waitlist.held
    ]
    return Screen(
        text=Markup("\n").join((head, *rows, *page_text(say, waitlist.page, waitlist.pages), *held)),
        rows=layout_buttons(
            [Button(label=say.label("Why the wait?"), callback=ShowItemBlocker(item=item.id))],
            *pager(say, waitlist.page, waitlist.pages, lambda page: ShowWaitlist(item=item.id, page=page)),
            [Button(label=say.label("Back"), callback=ShowQuantity(item=item.id))],
        ),
    )
