"""All that waits for a person on a market day, as one message, and the question before it is given up. Messages stay in the chat, so times are absolute."""

from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.alley import SendVenue
from handlers.callbacks.callback import Callback
from handlers.callbacks.market_day import (
    AskGiveUp,
    AttendMarketDay,
    GiveUpMarketDay,
    SayLateMarketDay,
    ShowMyMarketDay,
    UndoGiveUp,
)
from handlers.callbacks.my_items import ShowMyItems
from handlers.callbacks.ticket import ShowPickupTicket, ShowTickets
from handlers.callbacks.waitlist import ReleaseBooking
from handlers.drop.short_name import short_name
from handlers.ticket.late_text import kept_text, late_button
from handlers.ui.button_layout import LABEL_WIDTHS, layout_buttons
from handlers.ui.pitch_text import pitch_lines
from handlers.ui.screen import Button, Screen, Shown, Style
from handlers.waitlist.deposit_text import deposit_amount
from handlers.waitlist.position_text import attending_text
from handlers.waitlist.views import ANYWHERE, undo_button
from locales.formats import format_date, format_time, format_time_range
from locales.say import Say
from locales.user_text import ALLEY, NOTE, STALL, sanitize_name
from market.drop.amounts import total_text
from market.drop.facts import DropFacts, ItemFacts
from market.drop.item_text import full_name
from market.reminder.moments import BookingStage
from market.waitlist.own_market_day import AllGivenUp, MarketDayBooking, OwnMarketDay
from storage.shown import ShownKind

MAX_BOOKINGS = 8
"""Bookings named in one message; the tickets have the others."""
ANY_LOCATION = ANYWHERE.code


def my_market_day(say: Say, own_day: OwnMarketDay, stage: BookingStage, now: datetime) -> Screen:
    """Returns all that waits for a person, and asks whether they come, unless they have said so. While they may be late, they say that instead."""
    total = say.sentences(_total(say, own_day), _attendance(say, own_day))
    text = Markup("\n").join((_heading(say, own_day), *_bookings(say, own_day), *_notes(say, own_day), total))
    late_callback = SayLateMarketDay(market_day=own_day.market_day)
    late = [late_button(say, late_callback)] if own_day.can_say_late(now) else []
    tickets_first = own_day.coming or stage is BookingStage.SOON
    ticket, cannot = _ticket_button(say, own_day, primary=tickets_first), _give_up_button(say, own_day)
    place = SendVenue(alley=own_day.alley.id, drop=own_day.bookings[0].drop.id)
    directions = Button(label=say.label("Directions"), callback=place, below=True)
    if own_day.coming or own_day.kept_until or late:
        rows = layout_buttons([ticket], late, [cannot, directions])
    else:
        coming = Button(
            label=say.label("I am coming"),
            callback=AttendMarketDay(market_day=own_day.market_day),
            style="" if tickets_first else "primary",
        )
        answers = [coming, cannot]
        rows = (
            layout_buttons([ticket], answers, [directions])
            if tickets_first
            else layout_buttons(answers, [ticket, directions])
        )
    return Screen(text=text, rows=rows, shows=_shown(own_day.market_day, stage))


def _attendance(say: Say, own_day: OwnMarketDay) -> Markup:
    """Returns what a person said: that they are late, or that they are coming; else the question."""
    if own_day.kept_until:
        return kept_text(say, own_day.kept_until, own_day.alley.zone)
    return attending_text(say) if own_day.coming else say("Are you coming?")


def nothing_left(say: Say, market_day: int, stage: BookingStage) -> Screen:
    """Returns what a message about a market day says once nothing of it waits any more."""
    items = Button(label=say.label("My items"), callback=ShowMyItems(), below=True)
    return Screen(
        text=say("Nothing of this market day waits for you now."),
        rows=layout_buttons([items]),
        shows=_shown(market_day, stage),
    )


def give_up_choice(say: Say, own_day: OwnMarketDay, now: datetime) -> Screen:
    """Returns what would be given up, each with what comes back or is lost, and asks whether all or one."""
    shown = own_day.bookings[:MAX_BOOKINGS]
    lines = [_heading(say, own_day), *(_with_deposit(say, each, now) for each in shown), *_more(say, own_day)]
    lines.append(say("Released units go to those who wait."))
    keep = ShowMyMarketDay(market_day=own_day.market_day)
    ones = [
        Button(
            label=short_name(say, each.drop, each.item, LABEL_WIDTHS[2]),
            callback=ReleaseBooking(booking=each.booked.id, back_to=ANY_LOCATION),
        )
        for each in shown
    ]
    every = GiveUpMarketDay(market_day=own_day.market_day)
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            [Button(label=say.label("Keep all"), callback=keep, style="primary")],
            ones,
            [Button(label=say.label("Release all"), callback=every, style="danger")],
        ),
    )


def all_given_up(say: Say, market_day: int, zone: str, outcome: AllGivenUp) -> Screen:
    """Returns that all was given up but what would lose its deposit, with the way back to what nobody else can have yet."""
    stands = (
        say.many(
            "{count} booking stands: its deposit would be lost.",
            "{count} bookings stand: their deposits would be lost.",
            outcome.standing,
        )
        if outcome.standing
        else Markup()
    )
    undo = undo_button(say, UndoGiveUp(market_day=market_day))
    rest = Button(label=say.label("The rest"), callback=AskGiveUp(market_day=market_day))
    return Screen(
        text=say.sentences(_given_up(say, zone, outcome), stands),
        rows=layout_buttons([undo] if outcome.kept else [], [rest] if outcome.standing else []),
        shows=_shown(market_day, BookingStage.EVE, until=outcome.undo_until if outcome.kept else None),
    )


def _given_up(say: Say, zone: str, outcome: AllGivenUp) -> Markup:
    """Returns what can be had back, and until when."""
    until = format_time(say, outcome.undo_until, zone)
    if not outcome.given_up:
        return Markup()
    if not outcome.kept:
        return say("Released. Others can have it now.")
    if outcome.kept == outcome.given_up:
        return say("Released. Until {until} you can have it all back.", until=until)
    return say.many(
        "Released. Until {until} you can have {count} booking back.",
        "Released. Until {until} you can have {count} bookings back.",
        outcome.kept,
        until=until,
    )


def units_and_name(say: Say, drop: DropFacts, item: ItemFacts, units: int) -> Markup:
    """Returns "2 × Kuih lapis"."""
    return say("{count} × {item}", count=units, item=full_name(say, drop, item))


def _heading(say: Say, own_day: OwnMarketDay) -> Markup:
    return say(
        "<b>{day}, {hours}, {alley}</b>",
        day=format_date(say, own_day.day),
        hours=format_time_range(say, own_day.starts_at, own_day.ends_at, own_day.alley.zone),
        alley=sanitize_name(own_day.alley.name, ALLEY),
    )


def _bookings(say: Say, own_day: OwnMarketDay) -> list[Markup]:
    return [*(_booking(say, each) for each in own_day.bookings[:MAX_BOOKINGS]), *_more(say, own_day)]


def _notes(say: Say, own_day: OwnMarketDay) -> list[Markup]:
    """Returns what stalls say of their days, each once."""
    said = {each.drop.stall.id: each.drop for each in own_day.bookings[:MAX_BOOKINGS] if each.drop.note}
    return [
        say(
            "{stall} says: “{note}”",
            stall=sanitize_name(drop.stall.name, STALL),
            note=sanitize_name(drop.note, NOTE),
        )
        for drop in said.values()
    ]


def _booking(say: Say, booking: MarketDayBooking) -> Markup:
    line = stall_units(say, booking, booking.booked.units)
    return Markup(" · ").join((line, *pitch_lines(say, booking.drop.pitch, booking.drop.moved_to)))


def stall_units(say: Say, booking: MarketDayBooking, units: int) -> Markup:
    """Returns "2 × Kuih lapis (Dapur Nenek Ros)"."""
    return say(
        "{units} ({stall})",
        units=units_and_name(say, booking.drop, booking.item, units),
        stall=sanitize_name(booking.drop.stall.name, STALL),
    )


def _more(say: Say, own_day: OwnMarketDay) -> list[Markup]:
    more = len(own_day.bookings) - MAX_BOOKINGS
    return [say.many("{count} more item", "{count} more items", more)] if more > 0 else []


def _with_deposit(say: Say, booking: MarketDayBooking, now: datetime) -> Markup:
    """Returns a booking with its deposit: whether that comes back."""
    line, deposit = _booking(say, booking), booking.deposit
    if deposit is None or not booking.booked.paid:
        return line
    amount = deposit_amount(say, deposit)
    if deposit.lost(now):
        return say("{booking}: the {deposit} deposit is lost", booking=line, deposit=amount)
    return say("{booking}: the {deposit} deposit comes back", booking=line, deposit=amount)


def _total(say: Say, own_day: OwnMarketDay) -> Markup:
    return total_text(
        say,
        own_day.bookings[0].drop,
        sum(each.booked.to_pay for each in own_day.bookings),
        sum(each.booked.loan_deposits for each in own_day.bookings),
    )


def _ticket_button(say: Say, own_day: OwnMarketDay, primary: bool) -> Button:
    style: Style = "primary" if primary else ""
    if len(own_day.bookings) == 1:
        ticket = ShowPickupTicket(booking=own_day.bookings[0].booked.id)
        return Button(label=say.label("Show ticket"), callback=ticket, style=style, below=True)
    return Button(label=say.label("Tickets"), callback=ShowTickets(), style=style, below=True)


def _give_up_button(say: Say, own_day: OwnMarketDay) -> Button:
    """Returns the way to release it: the only booking at once, of several all or one."""
    callback: Callback = AskGiveUp(market_day=own_day.market_day)
    if len(own_day.bookings) == 1:
        callback = ReleaseBooking(booking=own_day.bookings[0].booked.id, back_to=ANY_LOCATION)
    return Button(label=say.label("I can't come"), callback=callback)


def _shown(market_day: int, stage: BookingStage, until: datetime | None = None) -> Shown:
    return Shown(kind=ShownKind.MARKET_DAY, subject=market_day, form=stage, until=until)
