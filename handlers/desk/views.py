"""The desk: numbers, never names."""

from collections.abc import Iterable
from dataclasses import replace

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
    ShowPastDrops,
    ShowQuantity,
    ShowStallMenu,
    ShowWaitlist,
)
from handlers.callbacks.forecast import ShowForecast
from handlers.callbacks.kiosk import ShowKiosk, ShowScanConflicts
from handlers.callbacks.packaging_desk import ShowWorkplaces
from handlers.callbacks.place import place_code
from handlers.callbacks.roster import ShowShifts
from handlers.callbacks.sale import AskCost, SellAtStall, ShowOversold, ShowReceipts, ShowSaleDay
from handlers.callbacks.scan import AskScan
from handlers.callbacks.showroom import ShowDaySheet
from handlers.callbacks.split import ShowShareStatement
from handlers.callbacks.staff import AskLeaveStall, ShowStaff
from handlers.callbacks.start import ShowStart
from handlers.callbacks.stock import AskChange, AskStock, DropField, PauseDrop, ResumeDrop, ShowMyDrop
from handlers.callbacks.template import ShowTemplates
from handlers.desk.item_numbers_text import item_numbers_row, numbered_label
from handlers.drop.item_text import full_name
from handlers.stock.forecast_text import forecast_line
from handlers.ui.button_layout import layout_buttons
from handlers.ui.cart_code import pack_cart
from handlers.ui.paging import page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_day, format_money, format_time_range
from locales.say import Say
from locales.staff_roles import role_name
from locales.units import format_units
from locales.user_text import ALLEY, ITEM, STALL, sanitize_name
from market.desk import DeskDrop, DeskPage, ItemNumbers, ItemWaitlist
from market.drop.facts import DropFacts
from market.forecast.forecast import DayForecast, TooFewDays
from market.packaging.place import stall_ref
from market.sale.cart import CartLine
from market.staff.desks import Desk
from storage.drop import DropState


def desk_today(
    say: Say,
    desk: DeskPage,
    *,
    deposits: bool,
    has_packaging: bool,
    forecast: DayForecast | TooFewDays | None = None,
    own_desk: Desk | None = None,
) -> Screen:
    """Shows running and coming drops, six items a page, and on the first the next forecast.

    `deposits`: the stall takes some; `has_packaging`: the reader has a packaging desk. `own_desk` is the reader's; None for that of an owner.
    """
    post = Button(label=say.label("Post stock"), callback=AskStock())
    back = Button(label=say.label("Back"), callback=ShowStart())
    today = _today_buttons(say, desk, own_desk, deposits=deposits, has_packaging=has_packaging)
    more = Button(label=say.label("More"), callback=ShowStallMenu())
    if not desk.drops:
        return Screen(
            text=Markup("\n").join((*_whose(say, own_desk), _nothing_planned(say, own_desk))),
            rows=layout_buttons([replace(post, style="primary")], today, [more, back]),
        )
    steps, jumps = pager(say, desk.page, desk.pages, lambda other: ShowDesk(page=other))
    groups = (
        [Button(label=say.label("Scan"), callback=AskScan(), style="primary"), post],
        [
            Button(
                label=numbered_label(number, full_name(say, drop, numbers.item)),
                callback=ShowQuantity(item=numbers.item.id),
            )
            for number, drop, numbers in _numbered(desk)
        ],
        today,
        [*steps, more, back],
        jumps,
    )
    return Screen(
        text=Markup("\n").join(
            (
                *_whose(say, own_desk),
                *_closed_text(say, desk),
                Markup("\n\n").join(_desk_drop(say, desk, each) for each in desk.drops),
                *page_text(say, desk.page, desk.pages),
                *_forecast_rows(say, desk, forecast),
            )
        ),
        rows=layout_buttons(*groups),
    )


def _whose(say: Say, own_desk: Desk | None) -> list[Markup]:
    """Returns at which stall the reader is, where they help or work at several."""
    if own_desk is None or (own_desk.role is None and not own_desk.is_one_of_several):
        return []
    stall = sanitize_name(own_desk.stall.name, STALL)
    if own_desk.role is None:
        return [say("<b>{stall}</b> · your stall", stall=stall)]
    return [say("<b>{stall}</b> · you help here: {role}", stall=stall, role=role_name(say, own_desk.role))]


def _closed_text(say: Say, desk: DeskPage) -> list[Markup]:
    """Returns which alleys are closed, so that nobody sees the drops there."""
    if not desk.closed:
        return []
    if len(desk.closed) > 1:
        return [
            say("The organisers closed {count} of these alleys: nobody sees them.", count=len(desk.closed))
        ]
    [alley] = desk.closed
    return [say("The organisers closed {alley}: nobody sees it.", alley=sanitize_name(alley, ALLEY))]


def _nothing_planned(say: Say, own_desk: Desk | None) -> Markup:
    if own_desk is None or own_desk.posting:
        return say("Nothing planned. Write what you are bringing, like: <code>12 kuih lapis RM8.50</code>")
    return say("Nothing planned. When the stall posts a drop, it is here.")


def _forecast_rows(say: Say, desk: DeskPage, forecast: DayForecast | TooFewDays | None) -> list[Markup]:
    """Returns the next forecast; nothing where there are too few days for one, which its page says."""
    if not isinstance(forecast, DayForecast) or desk.page > 1:
        return []
    return [Markup(), forecast_line(say, forecast)]


def _today_buttons(
    say: Say, desk: DeskPage, own_desk: Desk | None, *, deposits: bool, has_packaging: bool
) -> list[Button]:
    """Returns the ways to what a market day needs beside the items: what has to be decided first, then sales, money, packaging and shifts."""
    place = place_code(stall_ref(desk.stall))
    scans = Button(
        label=say.label("Two scans: {count}", count=desk.conflicts), callback=ShowScanConflicts(place=place)
    )
    oversold = Button(
        label=say.label("Kiosk sales: {count}", count=desk.oversold),
        callback=ShowOversold(stall=desk.stall),
    )
    sale = Button(label=say.label("Walk-in sale"), callback=SellAtStall(cart=pack_cart(desk.stall)))
    day = Button(label=say.label("Close the day"), callback=ShowSaleDay(stall=desk.stall))
    receipts = Button(label=say.label("Receipts"), callback=ShowReceipts(stall=desk.stall, day=0))
    drafts = Button(label=say.label("Drafts, {count}", count=desk.drafts), callback=ShowDrafts())
    money = Button(label=say.label("Deposits"), callback=ShowDeposits())
    packaging = Button(label=say.label("Packaging"), callback=ShowWorkplaces())
    shifts = Button(label=say.label("Shifts"), callback=ShowShifts(stall=desk.stall))
    others = Button(label=say.label("Other stall"), callback=ShowDesks())
    return _shown(
        [
            (scans, desk.conflicts > 0),
            (oversold, desk.oversold > 0),
            (sale, bool(desk.drops)),
            (day, desk.past or bool(desk.drops)),
            (receipts, own_desk is not None and own_desk.role is not None),
            (drafts, desk.drafts > 0),
            (money, deposits),
            (packaging, has_packaging),
            (shifts, True),
            (others, own_desk is not None and own_desk.is_one_of_several),
        ]
    )


def stall_menu(say: Say, desk: DeskPage, own_desk: Desk) -> Screen:
    """Shows the ways to what a stall has beside the desk of the day: earlier and usual drops, its people, its signs and figures."""
    stall, sells, is_owner = desk.stall, desk.past or bool(desk.drops), own_desk.role is None
    place = place_code(stall_ref(stall))
    buttons = _shown(
        [
            (Button(label=say.label("Past drops"), callback=ShowPastDrops()), desk.past),
            (Button(label=say.label("Usual drops"), callback=ShowTemplates()), sells),
            (Button(label=say.label("Forecast"), callback=ShowForecast()), sells),
            (Button(label=say.label("Shares"), callback=ShowShareStatement(stall=stall)), desk.shares),
            (Button(label=say.label("Payment QR"), callback=ShowCounter()), bool(desk.drops)),
            (Button(label=say.label("Kiosk"), callback=ShowKiosk(place=place)), bool(desk.drops)),
            (Button(label=say.label("Showroom"), callback=ShowDaySheet(stall=stall)), True),
            (Button(label=say.label("Staff"), callback=ShowStaff(stall=stall)), is_owner),
            (Button(label=say.label("Stop helping"), callback=AskLeaveStall(stall=stall)), not is_owner),
        ]
    )
    return Screen(
        text=say("More of <b>{name}</b>.", name=sanitize_name(own_desk.stall.name, STALL)),
        rows=layout_buttons(buttons, [Button(label=say.label("Desk"), callback=ShowDesk())]),
    )


def _shown(buttons: Iterable[tuple[Button, bool]]) -> list[Button]:
    return [button for button, is_shown in buttons if is_shown]


def _numbered(desk: DeskPage) -> list[tuple[int, DropFacts, ItemNumbers]]:
    """Returns each item with its place on the whole desk."""
    items = [(each.drop, item) for each in desk.drops for item in each.items]
    return [(number, *item) for number, item in enumerate(items, desk.first)]


def _desk_drop(say: Say, desk: DeskPage, row: DeskDrop) -> Markup:
    rows = (
        say("{number}. {words}", number=number, words=item_numbers_row(say, drop, item))
        for number, drop, item in _numbered(desk)
        if drop.id == row.drop.id
    )
    return Markup("\n").join((_head(say, row.drop), *rows))


def _head(say: Say, drop: DropFacts) -> Markup:
    zone = drop.alley.zone
    head = say(
        "<b>{day}</b> · {alley}, {hours}",
        day=format_day(say, drop.starts_at, zone),
        alley=sanitize_name(drop.alley.name, ALLEY),
        hours=format_time_range(say, drop.starts_at, drop.ends_at, zone),
    )
    if drop.hidden_at:
        return say("{when} · hidden by the organisers", when=head)
    return say("{when} · paused", when=head) if drop.state == DropState.PAUSED else head


def item_quantity_page(say: Say, drop: DropFacts, numbers: ItemNumbers) -> Screen:
    item, reserved = numbers.item, numbers.item.held + numbers.item.booked
    price = format_money(say, item.price, drop.alley.currency, drop.alley.territory)
    parts = [_head(say, drop), item_numbers_row(say, drop, numbers), say("{price} each.", price=price)]
    if numbers.next_number and not numbers.free:
        parts.append(say("One more goes to number {number}.", number=numbers.next_number))
    fewer = [
        Button(
            label=say.label("1 fewer"),
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
                label=say.label("1 more"),
                callback=ChangeQuantity(item=item.id, quantity=item.quantity + 1),
            ),
            Button(
                label=say.label("5 more"),
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
        head = say("{item}: nobody waits.", item=sanitize_name(item.name, ITEM))
    rows = [
        say(
            "Number {number} wants {units}, since {since}.",
            number=each.number,
            units=each.units,
            since=format_datetime(say, each.since, zone),
        )
        if each.number
        else say("Not drawn yet: wants {units}.", units=each.units)
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
