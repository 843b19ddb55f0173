"""An evening on the desk: one heading, then its dishes, a line each. Numbers, never names."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.desk import (
    AskSameAgain,
    AskSetUp,
    PostSameAgain,
    SetUpFrom,
    ShowBookings,
    ShowDesk,
    ShowNoShows,
    ShowPastDays,
    ShowQuantity,
    ShowStallDay,
    ShowStallMenu,
    ShowWholeStallDay,
)
from handlers.callbacks.kiosk import ShowScanConflicts
from handlers.callbacks.place import place_code
from handlers.callbacks.printing import PrintBookings, PrintStallDayTags, PrintStallPoster
from handlers.callbacks.sale import SellAtStall, ShowOversold, ShowReceipts, ShowSaleDay
from handlers.callbacks.scan import AskHolderName, AskScan
from handlers.callbacks.start import ShowStart
from handlers.callbacks.stock import AskStock, ShowMyDrop
from handlers.callbacks.whole_stall_day import (
    AskCancelStallDay,
    AskMoveStallDay,
    PauseStallDay,
    ResumeStallDay,
    ShowNote,
)
from handlers.desk.item_numbers_text import cancelled, dish_row, past_dish_row
from handlers.drop.short_name import short_name
from handlers.stock.forecast_text import people_line
from handlers.ticket.booking_row import booked_goods, booking_state
from handlers.ui.button_layout import LABEL_WIDTHS, layout_buttons
from handlers.ui.cart_code import pack_cart
from handlers.ui.day_number import day_number, minute_number
from handlers.ui.days_around import days_around
from handlers.ui.evening_heading import evening_heading
from handlers.ui.paging import page_text, pager
from handlers.ui.pitch_text import pitch_lines
from handlers.ui.screen import Button, Screen
from locales.formats import (
    format_date,
    format_list_and,
    format_money,
    format_number,
    format_short_date,
    format_time,
    whole_weekday_name,
)
from locales.say import Say
from locales.staff_roles import role_name
from locales.user_text import ALLEY, DROP, ITEM, STALL, sanitize_name
from market.actor import Right
from market.desk import DeskDay, DeskPage, Dish, PastStallDay, PastStallDays
from market.drop.item_text import full_name
from market.packaging.place import stall_ref
from market.sale.sale_time import SaleTime
from market.staff.desks import Desk
from market.stock.post_again import SameAgain
from market.ticket.stall_day_tickets import StallDayTickets
from market.ticket.ticket_code import grouped
from storage.drop import DropState

SET_UPS = tuple(timedelta(minutes=minutes) for minutes in (30, 60, 90, 120, 180, 240))
"""How long before it opens a stall may set up, without typing it."""


def desk_page(say: Say, desk: DeskPage, own_desk: Desk, now: datetime) -> Screen:
    """Shows a stall day with its dishes and its money, and the ways to the ones beside it; where there is none, how to plan one."""
    day = desk.day
    if day is None:
        return _nothing_planned(say, desk, own_desk, now)
    lines = (
        *_whose(say, own_desk),
        *_closed_text(say, day),
        *heading(say, day, now),
        *(_dish_line(say, day, dish, now) for dish in day.dishes),
        *page_text(say, day.page, day.pages),
        *_sold_lines(say, day, now),
    )
    is_past, more = day.is_off or _is_over(day, now), _more_button(say)
    steps, _ = pager(say, day.page, day.pages, lambda page: ShowStallDay(stall_day=day.id, page=page))
    groups = (
        [] if is_past else [*_counter_buttons(say, desk.stall), more],
        [*_dish_buttons(say, day, own_desk, now), more if is_past else _post_button(say)],
        steps,
        _evening_buttons(say, desk.stall, day, own_desk),
        _to_decide(say, desk),
        _around(say, desk, day.hours.day),
    )
    return Screen(text=Markup("\n").join(lines), rows=layout_buttons(*groups))


def _nothing_planned(say: Say, desk: DeskPage, own_desk: Desk, now: datetime) -> Screen:
    words = (
        say("Nothing planned yet. Write what you are bringing, like: <code>12 kuih lapis RM8.50</code>")
        if own_desk.posting
        else say("Nothing planned. When the stall posts a drop, it is here.")
    )
    money = Button(label=say.label("Money"), callback=ShowSaleDay(stall=desk.stall))
    return Screen(
        text=Markup("\n").join((*_whose(say, own_desk), words)),
        rows=layout_buttons(
            [replace(_post_button(say), style="primary"), *([money] if desk.past else [])],
            [*_to_decide(say, desk), _more_button(say)],
            _around(say, desk, now.date()),
        ),
    )


def whole_stall_day(say: Say, day: DeskDay, own_desk: Desk, now: datetime) -> Screen:
    """Shows what is done with all of a stall day."""
    set_up = say.label("Set up from {time}", time=format_time(say, day.hours.sets_up_at, day.hours.zone))
    again = say.label("Same next {weekday}", weekday=whole_weekday_name(say, day.hours.day))
    tags = PrintStallDayTags(stall_day=day.id)
    prints = [
        *([_tags_button(say, day, tags)] if day.tags else []),
        *(
            [Button(label=say.label("Poster"), callback=PrintStallPoster(), below=True)]
            if own_desk.role is None
            else []
        ),
    ]
    bookings = Button(label=say.label("List of bookings"), callback=ShowBookings(stall_day=day.id))
    is_running = not day.is_off and not _is_over(day, now)
    changes, cancel = (_change_buttons(say, day), [_cancel_button(say, day)]) if is_running else ([], [])
    later = [
        *([Button(label=set_up, callback=AskSetUp(stall_day=day.id))] if _is_ahead(day, now) else []),
        *([Button(label=again, callback=AskSameAgain(stall_day=day.id))] if _is_over(day, now) else []),
    ]
    back = Button(label=say.label("Back"), callback=ShowStallDay(stall_day=day.id))
    dishes = say.many("{count} item", "{count} items", day.count)
    return Screen(
        text=Markup("\n").join((*_closed_text(say, day), *heading(say, day, now), dishes)),
        rows=layout_buttons(prints, [bookings, *later], changes, [*cancel, back]),
    )


def _change_buttons(say: Say, day: DeskDay) -> list[Button]:
    """Returns what is said of all of an evening, and what changes it."""
    pause = (
        Button(label=say.label("Resume all"), callback=ResumeStallDay(stall_day=day.id))
        if day.paused
        else Button(label=say.label("Pause all"), callback=PauseStallDay(stall_day=day.id))
    )
    return [
        Button(label=say.label("Note"), callback=ShowNote(stall_day=day.id)),
        pause,
        Button(label=say.label("Move all"), callback=AskMoveStallDay(stall_day=day.id)),
    ]


def _cancel_button(say: Say, day: DeskDay) -> Button:
    cancel = AskCancelStallDay(stall_day=day.id)
    return Button(label=say.label("Cancel all"), callback=cancel, style="danger")


def set_up_ask(say: Say, day: DeskDay, now: datetime) -> Screen:
    """Asks from when the stall sets up, with a few times; another one is typed."""
    hours = day.hours
    choices = [hours.starts_at - before for before in SET_UPS if hours.starts_at - before > now]
    question = say(
        "{day}: when do you start setting up? You open at {time}. Choose a time, or write it, like 15:30.",
        day=format_date(say, hours.day),
        time=format_time(say, hours.starts_at, hours.zone),
    )
    return Screen(
        text=question,
        rows=layout_buttons(
            [
                Button(
                    label=format_time(say, each, hours.zone),
                    callback=SetUpFrom(
                        stall_day=day.id, minute=minute_number(each.astimezone(ZoneInfo(hours.zone)).time())
                    ),
                )
                for each in choices
            ],
            [Button(label=say.label("Back"), callback=ShowWholeStallDay(stall_day=day.id))],
        ),
    )


def same_again_ask(say: Say, again: SameAgain) -> Screen:
    """Asks whether to publish all of an evening again, and names what is left out."""
    items = [
        say("{count} × {item}", count=format_number(say, each.quantity), item=sanitize_name(each.name, ITEM))
        for _, suggested in again.drops
        for each in suggested
    ]
    asked = say(
        "<b>{day}, {alley}: the same again?</b>",
        day=format_date(say, again.day),
        alley=sanitize_name(again.alley.name, ALLEY),
    )
    goods = say(
        "{items}, based on what was sold and waited for last time.", items=format_list_and(say, items)
    )
    left_out = [sanitize_name(name, DROP) for name in again.left_out]
    rest = say("Not included: {drops}. Post them again.", drops=format_list_and(say, left_out))
    publish = PostSameAgain(stall_day=again.stall_day, day=day_number(again.day))
    label = say.label("Publish for {day}", day=format_date(say, again.day))
    return Screen(
        text=Markup("\n").join((asked, goods, *([rest] if left_out else []))),
        rows=layout_buttons(
            [Button(label=label, callback=publish, style="primary")],
            [Button(label=say.label("Back"), callback=ShowStallDay(stall_day=again.stall_day))],
        ),
    )


def past_days_page(say: Say, past: PastStallDays) -> Screen:
    """Shows the evenings that are over, the last first, a line each."""
    back = Button(label=say.label("Desk"), callback=ShowDesk())
    if not past.days:
        return Screen(
            text=say("No past evenings. When one is over, its numbers are here."), rows=layout_buttons([back])
        )
    return Screen(
        text=Markup("\n").join(
            (
                say("<b>Past evenings</b>"),
                *(_past_line(say, each) for each in past.days),
                *page_text(say, past.page, past.pages),
            )
        ),
        rows=layout_buttons(
            [
                Button(label=format_date(say, each.day), callback=ShowStallDay(stall_day=each.id))
                for each in past.days
            ],
            *pager(say, past.page, past.pages, lambda page: ShowPastDays(page=page)),
            [back],
        ),
    )


def bookings_page(say: Say, booked: StallDayTickets) -> Screen:
    """Shows what was booked of an evening by the codes of tickets, and the way to print it."""
    back = Button(label=say.label("Back"), callback=ShowWholeStallDay(stall_day=booked.stall_day))
    when = {"day": format_date(say, booked.day), "alley": sanitize_name(booked.alley.name, ALLEY)}
    if not booked.count:
        return Screen(text=say("{day}, {alley}: nothing is booked.", **when), rows=layout_buttons([back]))
    head = say.many(
        "<b>{day}, {alley}: {count} booking</b>",
        "<b>{day}, {alley}: {count} bookings</b>",
        booked.count,
        **when,
    )
    rows = (
        say(
            "<code>{code}</code> {goods}, {state}",
            code=grouped(ticket.code),
            goods=booked_goods(say, ticket),
            state=booking_state(say, ticket),
        )
        for ticket in booked.tickets
    )
    printed = Button(label=say.label("Print"), callback=PrintBookings(stall_day=booked.stall_day), below=True)
    pages = pager(
        say, booked.page, booked.pages, lambda page: ShowBookings(stall_day=booked.stall_day, page=page)
    )
    names = _name_buttons(booked)
    hint = [say("Phone dead? Tap the code, then ask for the name.")] if names else []
    return Screen(
        text=Markup("\n").join((head, *rows, *page_text(say, booked.page, booked.pages), *hint)),
        rows=layout_buttons(names, [printed], *pages, [back]),
    )


def _name_buttons(booked: StallDayTickets) -> list[Button]:
    """Returns a button for each booking of which something is left, to open it without its ticket."""
    return [
        Button(label=ticket.code[:4], callback=AskHolderName(stall_day=booked.stall_day, code=ticket.code))
        for ticket in booked.tickets
        if ticket.left
    ]


def heading(say: Say, day: DeskDay, now: datetime) -> list[Markup]:
    """Returns date, alley and hours of an evening with what is true of all of it, before it opens when it sets up, and who is expected."""
    hours = day.hours
    head = evening_heading(
        say,
        format_date(say, hours.day),
        day.alley.name,
        starts_at=hours.starts_at,
        ends_at=hours.ends_at,
        zone=hours.zone,
    )
    if _is_ahead(day, now):
        set_up = format_time(say, hours.sets_up_at, hours.zone)
        head = say("{when}, set up from {set_up}", when=head, set_up=set_up)
    if day.is_off:
        return [say("{when} · cancelled", when=head)]
    if day.hidden:
        head = say("{when} · hidden by the organisers", when=head)
    elif day.paused:
        head = say("{when} · paused", when=head)
    people = people_line(say, day.forecast)
    drop = day.dishes[0][0] if day.dishes else None
    place = pitch_lines(say, drop.pitch, drop.moved_to) if drop else []
    return [head, *place, *([people] if people else [])]


def _is_over(day: DeskDay, now: datetime) -> bool:
    return day.hours.ends_at <= now and not day.is_off


def _is_ahead(day: DeskDay, now: datetime) -> bool:
    return now < day.hours.starts_at and not day.is_off


def _whose(say: Say, own_desk: Desk) -> list[Markup]:
    """Returns at which stall the reader is, where they help or work at several."""
    if own_desk.role is None and not own_desk.is_one_of_several:
        return []
    stall = sanitize_name(own_desk.stall.name, STALL)
    if own_desk.role is None:
        return [say("<b>{stall}</b> · your stall", stall=stall)]
    return [say("<b>{stall}</b> · you help here: {role}", stall=stall, role=role_name(say, own_desk.role))]


def _closed_text(say: Say, day: DeskDay) -> list[Markup]:
    """Returns that the alley is closed, so that nobody sees the evening."""
    if day.alley.closed_at is None:
        return []
    alley = sanitize_name(day.alley.name, ALLEY)
    return [say("The organisers closed {alley}: nobody sees it.", alley=alley)]


def _dish_line(say: Say, day: DeskDay, dish: Dish, now: datetime) -> Markup:
    """Returns the numbers of a dish, and its state where it is not that of the whole evening."""
    drop, numbers = dish
    if drop.state == DropState.CANCELLED:
        # text: an item, and its numbers
        return say(
            "<b>{item}</b>: {numbers}", item=full_name(say, drop, numbers.item), numbers=cancelled(say)
        )
    if _is_over(day, now):
        return past_dish_row(say, drop, numbers)
    row = dish_row(say, drop, numbers)
    if drop.hidden_at and not day.hidden:
        return say("{when} · hidden by the organisers", when=row)
    return say("{when} · paused", when=row) if drop.state == DropState.PAUSED and not day.paused else row


def _sold_lines(say: Say, day: DeskDay, now: datetime) -> list[Markup]:
    """Returns what was sold and taken, to who may read the stall's money; nothing before something was."""
    money = day.money
    if money is None or not (day.sold or money.taken):
        return []

    def amount(minor: int) -> str:
        return format_money(say, minor, money.money.currency, money.money.territory)

    words = {
        "sold": format_number(say, day.sold),
        "taken": amount(money.taken),
        "cash": amount(money.taken - money.by_qr),
        "qr": amount(money.by_qr),
    }
    if _is_over(day, now):
        sold = say("In all: {sold} sold, {taken} (cash {cash}, QR {qr})", **words)
    else:
        sold = say("So far: {sold} sold, {taken} (cash {cash}, QR {qr})", **words)
    return [sold, *_sale_time_lines(say, money.time)]


def _sale_time_lines(say: Say, time: SaleTime | None) -> list[Markup]:
    """Returns how long sales took; nothing where too few are known."""
    if time is None:
        return []
    words = {"seconds": format_number(say, time.seconds), "count": format_number(say, time.sales)}
    return [say("Half of {count} sales took at most {seconds} s, from the first tap to the receipt", **words)]


def _counter_buttons(say: Say, stall: int) -> list[Button]:
    """Returns what is done with one hand while the stall is open."""
    return [
        Button(label=say.label("Scan"), callback=AskScan(), style="primary"),
        Button(label=say.label("Sell"), callback=SellAtStall(cart=pack_cart(stall))),
    ]


def _dish_buttons(say: Say, day: DeskDay, own_desk: Desk, now: datetime) -> list[Button]:
    return [
        Button(
            label=short_name(say, drop, numbers.item, LABEL_WIDTHS[2]),
            callback=_way_to(day, (drop, numbers), own_desk, now),
        )
        for drop, numbers in day.dishes
    ]


def _way_to(day: DeskDay, dish: Dish, own_desk: Desk, now: datetime) -> Callback:
    """Returns where a dish leads: to its quantity, once it is over to what was not collected, or to its drop."""
    drop, numbers = dish
    if drop.state == DropState.CANCELLED:
        return ShowMyDrop(drop=drop.id)
    if not _is_over(day, now):
        return ShowQuantity(item=numbers.item.id)
    if numbers.booked and Right.STOCK in own_desk.rights:
        return ShowNoShows(item=numbers.item.id)
    return ShowMyDrop(drop=drop.id)


def _evening_buttons(say: Say, stall: int, day: DeskDay, own_desk: Desk) -> list[Button]:
    """Returns the ways to all of an evening and to its money; a helper who sells reads its receipts."""
    everything = say.label("All of {day}", day=format_short_date(say, day.hours.day))
    buttons = [Button(label=everything, callback=ShowWholeStallDay(stall_day=day.id))]
    if day.cash_day is None:
        return buttons
    number = day_number(day.cash_day)
    if own_desk.role is None:
        return [*buttons, Button(label=say.label("Money"), callback=ShowSaleDay(stall=stall, day=number))]
    return [*buttons, Button(label=say.label("Receipts"), callback=ShowReceipts(stall=stall, day=number))]


def _to_decide(say: Say, desk: DeskPage) -> list[Button]:
    """Returns the ways to what somebody has to look at."""
    place = place_code(stall_ref(desk.stall))
    scans = say.label("Two scans: {count}", count=desk.conflicts)
    oversold = say.label("Kiosk sales: {count}", count=desk.oversold)
    return [
        *([Button(label=scans, callback=ShowScanConflicts(place=place))] if desk.conflicts else []),
        *([Button(label=oversold, callback=ShowOversold(stall=desk.stall))] if desk.oversold else []),
    ]


def _around(say: Say, desk: DeskPage, shown: date) -> list[Button]:
    """Returns the ways to the stall days before and after the one of a date, and back."""
    back = Button(label=say.label("Back"), callback=ShowStart())
    return days_around(
        say,
        shown,
        back,
        earlier=desk.before,
        later=desk.after,
        show=lambda other: ShowStallDay(stall_day=other),
    )


def _more_button(say: Say) -> Button:
    return Button(label=say.label("More"), callback=ShowStallMenu())


def _post_button(say: Say) -> Button:
    return Button(label=say.label("Post stock"), callback=AskStock())


def _tags_button(say: Say, day: DeskDay, tags: PrintStallDayTags) -> Button:
    label = say.label("Price tags, {count}", count=format_number(say, day.tags))
    return Button(label=label, callback=tags, below=True)


def _past_line(say: Say, past: PastStallDay) -> Markup:
    """Returns "Fri 27 Nov: Lorong Bakau, 3 items, 41 sold"."""
    words = {"day": format_date(say, past.day), "alley": sanitize_name(past.alley, ALLEY)}
    if past.is_off:
        return say("<b>{day}</b>: {alley}, cancelled", **words)
    dishes = say.many("{count} item", "{count} items", past.dishes)
    return say(
        "<b>{day}</b>: {alley}, {dishes}, {sold} sold",
        dishes=dishes,
        sold=format_number(say, past.sold),
        **words,
    )
