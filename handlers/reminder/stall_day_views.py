"""The messages to a stall about one stall day. They stay in the chat, so times are absolute and buttons open below."""

from collections.abc import Iterable, Sequence
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.counter import AskCounterPhoto
from handlers.callbacks.desk import AskSameAgain, ShowNoShows, ShowStallDay
from handlers.callbacks.reminder import MarkDone
from handlers.callbacks.roster import ShowRoster
from handlers.callbacks.sale import CloseDay, ShowSaleDay
from handlers.callbacks.scan import AskScan
from handlers.stock.forecast_text import people_line
from handlers.ui.button_layout import layout_buttons
from handlers.ui.day_number import day_number
from handlers.ui.helpers_voids import helpers_voids_lines
from handlers.ui.pitch_text import pitch_lines
from handlers.ui.reminder_buttons import snooze_buttons, stop_button
from handlers.ui.screen import Button, Screen
from locales.formats import (
    format_date,
    format_day,
    format_list_and,
    format_money,
    format_number,
    format_time,
    format_time_range,
    whole_weekday_name,
)
from locales.say import Say
from locales.units import ItemUnit, format_units
from locales.user_text import ALLEY, sanitize_name
from market.desk import ItemNumbers
from market.drop.facts import DropFacts, ItemFacts
from market.drop.item_text import full_name, item_name
from market.reminder.moments import StallStage
from market.reminder.snooze_choices import SnoozeDelay
from market.sale.stall_day_money import TakenMoney
from market.stall_day_facts import StallDayFacts

MAX_DISHES = 8
"""Dishes named in one message; a stall with more reads of the others at its desk."""
HELPER = 24
"""The length of a helper's name."""
Dish = tuple[DropFacts, ItemNumbers]


def stall_day_message(
    say: Say, day: StallDayFacts, stage: StallStage, notification: int, delays: Iterable[SnoozeDelay]
) -> Screen:
    """Returns the message of a stage; `delays` are the snooze choices."""
    paused = [say("Paused: nobody can join until you resume.")] if day.paused else []
    lines = [*_lines(say, day, stage), *paused]
    snoozes = snooze_buttons(say, notification, delays) if stage is StallStage.EVE else []
    rows = layout_buttons(*_buttons(say, day, stage, notification), snoozes, [stop_button(say, notification)])
    return Screen(text=Markup("\n").join(line for line in lines if line), rows=rows)


def _lines(say: Say, day: StallDayFacts, stage: StallStage) -> list[Markup]:
    match stage:
        case StallStage.EVE:
            return [
                _eve_heading(say, day),
                *pitch_lines(say, day.pitch, day.moved_to),
                _to_bring(say, day),
                people_line(say, day.forecast),
                _empty_places(say, day),
            ]
        case StallStage.SET_UP:
            return [
                _set_up_heading(say, day),
                *pitch_lines(say, day.pitch, day.moved_to),
                _booked(say, day),
                *_on_duty(say, day),
                _empty_places(say, day),
            ]
        case StallStage.OPEN:
            return [_open_heading(say, day), *pitch_lines(say, "", day.moved_to)]
        case StallStage.CLOSE:
            voids = helpers_voids_lines(say, day.voids.by, day.voids.money) if day.voids else []
            return [_closing_heading(say, day), _still_to_come(say, day), *voids]
        case StallStage.END:
            return [_end_heading(say, day), _came(say, day), _packaging_out(say, day)]
        case StallStage.AFTER:
            return [_after_heading(say, day), _packaging_out(say, day)]
        case _:
            assert_never(stage)


def _buttons(say: Say, day: StallDayFacts, stage: StallStage, notification: int) -> list[list[Button]]:
    evening = ShowStallDay(stall_day=day.id)
    desk = Button(label=say.label("Desk"), callback=evening, below=True)
    scan = Button(label=say.label("Scan"), callback=AskScan(), below=True)
    match stage:
        case StallStage.EVE:
            ready = MarkDone(notification=notification)
            change = Button(label=say.label("Change something"), callback=evening, below=True)
            return [
                [Button(label=say.label("Ready"), callback=ready, style="primary"), change],
                _shifts(say, day),
            ]
        case StallStage.SET_UP | StallStage.CLOSE:
            return [[desk, scan], _shifts(say, day)]
        case StallStage.OPEN:
            counter = AskCounterPhoto()
            return [[Button(label=say.label("Payment QR"), callback=counter, below=True), scan]]
        case StallStage.END:
            return [[*_close_button(say, day), *_missed_buttons(say, day)], [_again_button(say, day), desk]]
        case StallStage.AFTER:
            return [[Button(label=say.label("Take packaging back"), callback=AskScan(), below=True)]]
        case _:
            assert_never(stage)


def _shifts(say: Say, day: StallDayFacts) -> list[Button]:
    """Returns the way to the shifts while places are empty."""
    if day.roster is None or not day.roster.all_empty:
        return []
    return [Button(label=say.label("Shifts"), callback=ShowRoster(stall_day=day.id), below=True)]


def _close_button(say: Say, day: StallDayFacts) -> list[Button]:
    """Returns the button that closes the cash day: at once where no cash is in the box, else where it is counted."""
    if day.money is None:
        return []
    number = day_number(day.money.day)
    counts = ShowSaleDay(stall=day.stall.id, day=number)
    close = counts if day.money.expected else CloseDay(stall=day.stall.id, day=number, expected=0)
    return [Button(label=say.label("Close the day"), callback=close, style="primary", below=True)]


def _missed_buttons(say: Say, day: StallDayFacts) -> list[Button]:
    """Returns the way to what was not collected: of one item its bookings, of several the evening."""
    missing = [item.item.id for each in day.drops for item in each.items if item.booked]
    if not missing:
        return []
    label = say.label("{count} not collected", count=day.people.missed)
    where: Callback = ShowNoShows(item=missing[0]) if len(missing) == 1 else ShowStallDay(stall_day=day.id)
    return [Button(label=label, callback=where, below=True)]


def _again_button(say: Say, day: StallDayFacts) -> Button:
    return Button(
        label=say.label("Same next {weekday}", weekday=whole_weekday_name(say, day.hours.day)),
        callback=AskSameAgain(stall_day=day.id),
        below=True,
    )


def _eve_heading(say: Say, day: StallDayFacts) -> Markup:
    """Returns "Fri 4 Dec: 3 dishes, 29 people booked. Lorong Bakau, 18:00 to 22:00, set up from 16:00."."""
    people = day.people.booked
    booked = (
        say.many("{count} person booked", "{count} people booked", people)
        if people
        else say("nobody booked yet")
    )
    head = say(
        "<b>{day}: {dishes}, {people}.</b>", day=_day(say, day), dishes=_dishes(say, day), people=booked
    )
    where = say(
        "{alley}, {hours}, set up from {set_up}.",
        alley=_alley(day),
        hours=_hours(say, day),
        set_up=_set_up(say, day),
    )
    return say.sentences(head, where)


def _set_up_heading(say: Say, day: StallDayFacts) -> Markup:
    """Returns "Fri 4 Dec: set up from 16:00. Lorong Bakau, open 18:00 to 22:00."."""
    return say(
        "<b>{day}: set up from {set_up}.</b> {alley}, open {hours}.",
        day=_day(say, day),
        set_up=_set_up(say, day),
        alley=_alley(day),
        hours=_hours(say, day),
    )


def _open_heading(say: Say, day: StallDayFacts) -> Markup:
    """Returns that the stall is open, and how many of its dishes are sold out."""
    head = say(
        "<b>{day}: open from {time}.</b> {alley}, {dishes}.",
        day=_day(say, day),
        time=format_time(say, day.hours.starts_at, day.hours.zone),
        alley=_alley(day),
        dishes=_dishes(say, day),
    )
    sold_out = sum(not item.free for _, item in _all_dishes(day))
    gone = say.many("{count} is sold out.", "{count} are sold out.", sold_out) if sold_out else Markup()
    return say.sentences(head, gone)


def _closing_heading(say: Say, day: StallDayFacts) -> Markup:
    return say(
        "<b>{day}: closes {time}.</b> {alley}.",
        day=_day(say, day),
        time=format_time(say, day.hours.ends_at, day.hours.zone),
        alley=_alley(day),
    )


def _end_heading(say: Say, day: StallDayFacts) -> Markup:
    """Returns "Fri 4 Dec is over: 41 sold, RM312.50 (cash RM201.00, QR RM111.50)."; without money where that stands elsewhere."""
    sold = format_number(say, sum(item.collected + item.sold for _, item in _all_dishes(day)))
    over = {"day": _day(say, day), "alley": _alley(day), "sold": sold}
    if day.money is None or not day.money.taken:
        return say("<b>{day} is over, {alley}: {sold} sold.</b>", **over)
    money = day.money
    return say(
        "<b>{day} is over, {alley}: {sold} sold, {taken}</b> (cash {cash}, QR {qr}).",
        **over,
        taken=_amount(say, money, money.taken),
        cash=_amount(say, money, money.taken - money.by_qr),
        qr=_amount(say, money, money.by_qr),
    )


def _after_heading(say: Say, day: StallDayFacts) -> Markup:
    return say("<b>Packaging to come back: {day}, {alley}.</b>", day=_day(say, day), alley=_alley(day))


def _booked(say: Say, day: StallDayFacts) -> Markup:
    if not day.people.booked:
        return say("Nobody has booked yet.")
    return say.many("{count} person has booked.", "{count} people have booked.", day.people.booked)


def _to_bring(say: Say, day: StallDayFacts) -> Markup:
    """Returns the units of each dish, and the packaging: one for each unit sold in returnable packaging."""
    packaging: dict[ItemUnit, int] = {}
    for each in day.drops:
        for item in each.drop.items:
            if item.loan_deposit:
                packaging[item.unit] = packaging.get(item.unit, 0) + item.quantity
    dishes = _counted(say, [(dish, dish[1].item.quantity) for dish in _all_dishes(day)])
    to_bring = say("To bring: {units}.", units=dishes) if dishes else Markup()
    units = [format_units(say, unit, count) for unit, count in packaging.items() if count]
    lent = say("Packaging: {units}.", units=format_list_and(say, units)) if units else Markup()
    return say.sentences(to_bring, lent)


def _on_duty(say: Say, day: StallDayFacts) -> list[Markup]:
    """Returns "On duty 18:00 to 20:00: Tom and Marius." of each shift that somebody has."""
    if day.roster is None:
        return []
    names = [
        [sanitize_name(place.name, HELPER) for place in day.roster.of_part(part) if place.person is not None]
        for part in range(len(day.roster.hours))
    ]
    return [
        say(
            "On duty {hours}: {people}.",
            hours=format_time_range(say, hours.starts_at, hours.ends_at, day.hours.zone),
            people=format_list_and(say, people),
        )
        for hours, people in zip(day.roster.hours, names, strict=True)
        if people
    ]


def _empty_places(say: Say, day: StallDayFacts) -> Markup:
    if day.roster is None or not day.roster.all_empty:
        return Markup()
    return say.many(
        "{count} place in the shifts is empty.",
        "{count} places in the shifts are empty.",
        day.roster.all_empty,
    )


def _still_to_come(say: Say, day: StallDayFacts) -> Markup:
    left = _counted(say, [(dish, dish[1].booked) for dish in _all_dishes(day)])
    return (
        say("Still to be collected: {units}.", units=left)
        if left
        else say("All that was booked is collected.")
    )


def _came(say: Say, day: StallDayFacts) -> Markup:
    people = day.people
    if not people.booked:
        return say("Nobody had booked ahead.")
    came = say.many(
        "{came} of {count} person who had booked came.",
        "{came} of {count} people who had booked came.",
        people.booked,
        came=format_number(say, people.came),
    )
    missed = (
        say.many("{count} booking was not collected.", "{count} bookings were not collected.", people.missed)
        if people.missed
        else Markup()
    )
    return say.sentences(came, missed)


def _packaging_out(say: Say, day: StallDayFacts) -> Markup:
    if day.packaging is None:
        return Markup()
    return say(
        "Still to come back: {units} ({deposit} in deposits), due {by}.",
        units=format_units(say, day.packaging.unit, day.packaging.units),
        deposit=format_money(say, day.packaging.deposit, day.alley.currency, day.alley.territory),
        by=format_day(say, day.packaging.due_at, day.hours.zone),
    )


def _all_dishes(day: StallDayFacts) -> list[Dish]:
    """Returns what can be joined by itself, of all drops."""
    return [(each.drop, item) for each in day.drops for item in each.items if item.item.offered]


def _counted(say: Say, dishes: Sequence[tuple[Dish, int]]) -> str:
    """Returns "3 × Kuih lapis and 2 × Teh tarik", at most MAX_DISHES of them; "" for none."""
    counted = [
        say("{count} × {item}", count=count, item=_name(say, drop, numbers.item))
        for (drop, numbers), count in dishes
        if count
    ]
    more = len(counted) - MAX_DISHES
    rest = [say.many("{count} more item", "{count} more items", more)] if more > 0 else []
    return format_list_and(say, [*counted[:MAX_DISHES], *rest])


def _name(say: Say, drop: DropFacts, item: ItemFacts) -> str:
    """Returns an item's own name, of a slot with its drop: the stall knows its goods."""
    return full_name(say, drop, item) if item.starts_at else item_name(say, drop, item)


def _dishes(say: Say, day: StallDayFacts) -> Markup:
    return say.many("{count} item", "{count} items", len(_all_dishes(day)))


def _day(say: Say, day: StallDayFacts) -> str:
    return format_date(say, day.hours.day)


def _alley(day: StallDayFacts) -> str:
    return sanitize_name(day.alley.name, ALLEY)


def _hours(say: Say, day: StallDayFacts) -> str:
    return format_time_range(say, day.hours.starts_at, day.hours.ends_at, day.hours.zone)


def _set_up(say: Say, day: StallDayFacts) -> str:
    return format_time(say, day.hours.sets_up_at, day.hours.zone)


def _amount(say: Say, money: TakenMoney, minor: int) -> str:
    return format_money(say, minor, money.money.currency, money.money.territory)
