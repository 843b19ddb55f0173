"""The desk: numbers, never names."""

from markupsafe import Markup

from handlers.callbacks.deposit import ShowDeposits
from handlers.callbacks.desk import (
    AskQuantity,
    ChangeQuantity,
    MarkSoldOut,
    ShowDesk,
    ShowItemBlocker,
    ShowNoShows,
    ShowQuantity,
    ShowWaitlist,
)
from handlers.callbacks.scan import AskScan
from handlers.callbacks.start import ShowStart
from handlers.callbacks.stock import AskChange, AskStock, DropField, PauseDrop, ResumeDrop, ShowMyDrop
from handlers.drop.item_text import item_name
from handlers.ui.button_layout import fit_label, layout_buttons
from handlers.ui.paging import page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_day, format_money, format_time_range
from locales.say import Say
from locales.units import format_units
from locales.user_text import sanitize_name
from market.desk import DeskDrop, DeskPage, ItemNumbers, ItemWaitlist
from market.drop.facts import DropFacts
from storage.drop import DropState

DROP, ALLEY, ITEM = 64, 32, 40


def desk_today(say: Say, desk: DeskPage, deposits: bool = False) -> Screen:
    """Shows running and coming drops, six items a page. `deposits`: the stall takes some."""
    money_ahead = [Button(label=say.label("Deposits"), callback=ShowDeposits())] if deposits else []
    if not desk.drops:
        return Screen(
            text=say("Nothing planned. Post what you are bringing and it shows here."),
            rows=layout_buttons(
                [Button(label=say.label("Post stock"), callback=AskStock(), style="primary")],
                money_ahead,
                [Button(label=say.label("Back"), callback=ShowStart())],
            ),
        )
    parts: list[Markup] = []
    items: list[list[Button]] = []
    for each in desk.drops:
        parts += [_head(say, each.drop), *(item_numbers_row(say, each.drop, item) for item in each.items)]
        items += [_item_button(say, each, item) for item in each.items]
    parts += page_text(say, desk.page, desk.pages)
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(
            [Button(label=say.label("Scan"), callback=AskScan(), style="primary")],
            *items,
            *pager(say, desk.page, desk.pages, lambda other: ShowDesk(page=other)),
            money_ahead,
            [
                Button(label=say.label("Post stock"), callback=AskStock()),
                Button(label=say.label("Back"), callback=ShowStart()),
            ],
        ),
    )


def _item_button(say: Say, each: DeskDrop, item: ItemNumbers) -> list[Button]:
    words = fit_label(item_name(say, each.drop, item.item), 26)
    if each.drop.state == DropState.DRAFT:
        return [
            Button(
                label=say.label("Draft: {name}", name=fit_label(item_name(say, each.drop, item.item), 20)),
                callback=ShowMyDrop(drop=each.drop.id),
            )
        ]
    return [Button(label=words, callback=ShowQuantity(item=item.item.id))]


def _head(say: Say, drop: DropFacts) -> Markup:
    zone = drop.alley.zone
    head = say(
        "{day}, {alley}, {hours}.",
        day=format_day(say, drop.starts_at, zone),
        alley=sanitize_name(drop.alley.name, ALLEY),
        hours=format_time_range(say, drop.starts_at, drop.ends_at, zone),
    )
    state = {DropState.DRAFT: say("A draft; nobody sees it."), DropState.PAUSED: say("Paused.")}.get(
        drop.state
    )
    return say.sentences(Markup("<b>{}</b>").format(head), state or "")


def item_numbers_row(say: Say, drop: DropFacts, numbers: ItemNumbers) -> Markup:
    waiting = (
        say.many("{count} waits.", "{count} wait.", numbers.waiting)
        if numbers.waiting
        else say("Nobody waits.")
    )
    return say(
        "{item}, {count} in all: {collected} collected, {booked} booked, {held} on hold, {free} left. {waits}",
        item=item_name(say, drop, numbers.item),
        count=numbers.item.quantity,
        collected=numbers.collected,
        booked=numbers.booked,
        held=numbers.held,
        free=numbers.free,
        waits=waiting,
    )


def item_quantity_page(say: Say, drop: DropFacts, numbers: ItemNumbers) -> Screen:
    item, reserved = numbers.item, numbers.item.held + numbers.item.booked
    price = format_money(say, item.price, drop.alley.currency, drop.alley.territory)
    parts = [item_numbers_row(say, drop, numbers), say("{price} each.", price=price)]
    if numbers.next_number and not numbers.free:
        parts.append(say("Extra units go to number {number}.", number=numbers.next_number))
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
        [Button(label=say.label("Waitlist"), callback=ShowWaitlist(item=item.id)), *pausing],
        [
            Button(label=say.label("View drop"), callback=ShowMyDrop(drop=drop.id)),
            Button(label=say.label("Back"), callback=ShowDesk()),
        ],
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
            [Button(label=say.label("No-shows"), callback=ShowNoShows(item=item.id))],
            *pager(say, waitlist.page, waitlist.pages, lambda page: ShowWaitlist(item=item.id, page=page)),
            [Button(label=say.label("Back"), callback=ShowQuantity(item=item.id))],
        ),
    )
