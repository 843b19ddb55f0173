"""The questions about all of a stall's evening at once: moving and cancelling it, and the note that the stall writes about it."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from markupsafe import Markup

from handlers.callbacks.desk import ShowWholeStallDay
from handlers.callbacks.whole_stall_day import (
    AskMoveStallDay,
    CancelStallDay,
    ChooseStallDayAlley,
    MoveStallDay,
    MoveStallDayAlley,
    PickStallDayAlley,
    PickStallDayDay,
    RemoveNote,
    SendNote,
)
from handlers.stock.change_views import cancel_reason_ask
from handlers.ui.alley_question import PAGE, alley_ask, alley_rows
from handlers.ui.button_layout import layout_buttons
from handlers.ui.danger_question import danger_question
from handlers.ui.day_number import day_number, minute_number
from handlers.ui.evening_heading import evening_heading
from handlers.ui.paging import page_of
from handlers.ui.screen import Button, Screen
from locales.formats import format_date, format_datetime, format_money, format_number
from locales.say import Say
from locales.user_text import NOTE, sanitize_name
from market.alley import AlleyName
from market.desk import DeskDay
from market.market_day.stall_note import NoteFacts
from market.stock.move import PlannedMove
from market.stock.whole_stall_day import PlannedCancellation


def move_ask(say: Say, day: DeskDay, days: Sequence[date]) -> Screen:
    """Asks to when all of an evening moves: a tapped day, or a day and hours that are typed."""
    question = say(
        "When? Everything moves together. Tap a day, or write a day and hours: <code>sat 7pm-10pm</code>."
    )
    buttons = [
        Button(label=format_date(say, each), callback=PickStallDayDay(stall_day=day.id, day=day_number(each)))
        for each in days
    ]
    elsewhere = Button(label=say.label("Another alley"), callback=ChooseStallDayAlley(stall_day=day.id))
    return Screen(
        text=Markup("\n").join((_now(say, day), question)),
        rows=layout_buttons(buttons, [elsewhere], _back(say, day)),
    )


def move_confirm(say: Say, day: DeskDay, move: PlannedMove) -> Screen:
    """Asks before all of an evening is moved to another time, with the number of people who are told."""
    zone = day.hours.zone
    starts, ends = (each.astimezone(ZoneInfo(zone)) for each in (move.hours.starts_at, move.hours.ends_at))
    new = evening_heading(
        say,
        format_date(say, starts.date()),
        day.alley.name,
        starts_at=move.hours.starts_at,
        ends_at=move.hours.ends_at,
        zone=zone,
    )
    moved = MoveStallDay(
        stall_day=day.id,
        day=day_number(starts.date()),
        start=minute_number(starts.time()),
        end=minute_number(ends.time()),
    )
    return danger_question(
        Markup("\n").join((say("Move all of it?"), _change(say, day, new), _told(say, move.people))),
        say.label("Move all, tell {count}", count=format_number(say, move.people)),
        moved,
        keep=say.label("Leave as it is"),
    )


def alley_choice(say: Say, day: DeskDay, alleys: Sequence[AlleyName], page: int) -> Screen:
    """Asks to which alley all of an evening moves."""
    part = page_of(alleys, page, PAGE)
    return Screen(
        text=alley_ask(say, day.alley.name, part),
        rows=alley_rows(
            say,
            part,
            Button(label=say.label("Back"), callback=AskMoveStallDay(stall_day=day.id)),
            pick=lambda alley: PickStallDayAlley(stall_day=day.id, alley=alley),
            show=lambda other: ChooseStallDayAlley(stall_day=day.id, page=other),
        ),
    )


def alley_confirm(say: Say, day: DeskDay, alley: AlleyName, people: int) -> Screen:
    """Asks before all of an evening is moved to another alley, with the number of people who are told."""
    new = _heading(say, day, alley.name)
    return danger_question(
        Markup("\n").join((say("Move all of it?"), _change(say, day, new), _told(say, people))),
        say.label("Move all, tell {count}", count=format_number(say, people)),
        MoveStallDayAlley(stall_day=day.id, alley=alley.id),
        keep=say.label("Leave as it is"),
    )


def cancel_confirm(say: Say, day: DeskDay, planned: PlannedCancellation) -> Screen:
    """Asks before all of an evening is cancelled, with the number of people affected, and what the stall has to refund."""
    which = {"evening": _now(say, day)}
    head = (
        say.many(
            "{evening}\nCancel all of it? We tell {count} person, and all holds and bookings end.",
            "{evening}\nCancel all of it? We tell {count} people, and all holds and bookings end.",
            planned.people,
            **which,
        )
        if planned.people
        else say("{evening}\nCancel all of it? Nobody has joined yet.", **which)
    )
    amount = format_money(say, planned.refunds, day.alley.currency, day.alley.territory)
    money = [say("You then refund {amount} in deposits.", amount=amount)] if planned.refunds else []
    cancels = (
        say.label("Cancel, tell {count}", count=format_number(say, planned.people))
        if planned.people
        else say.label("Cancel all")
    )
    return danger_question(
        Markup("\n").join((head, *money, cancel_reason_ask(say, planned.reason))),
        cancels,
        CancelStallDay(stall_day=day.id),
        keep=say.label("Keep all"),
    )


def note_page(say: Say, day: DeskDay, note: NoteFacts) -> Screen:
    """Shows what the stall says of an evening, and how many people it would go to; a typed line takes its place."""
    if not note.words:
        ask = say(
            "Write a line for everybody who comes, like: <i>Cash only tonight.</i> It shows on your tickets and drops, and you can then send it."
        )
        return Screen(text=Markup("\n").join((_now(say, day), ask)), rows=layout_buttons(_back(say, day)))
    stands = say(
        "On your tickets and drops: “{note}”\nWrite another line to change it.",
        note=sanitize_name(note.words, NOTE),
    )
    send = Button(
        label=say.label("Send to {count}", count=format_number(say, note.booked)),
        callback=SendNote(stall_day=day.id, note=note.id),
        style="primary",
    )
    can_send = not note.sent_at and not note.free_at and note.booked
    remove = Button(label=say.label("Remove"), callback=RemoveNote(stall_day=day.id))
    return Screen(
        text=Markup("\n").join((_now(say, day), stands, _sending_text(say, note, day.hours.zone))),
        rows=layout_buttons([send] if can_send else [], [remove, *_back(say, day)]),
    )


def _sending_text(say: Say, note: NoteFacts, zone: str) -> Markup:
    """Returns whether the note was sent, can be now, or from when on."""
    if note.sent_at:
        at = format_datetime(say, note.sent_at, zone)
        return say.many("Sent to {count} person {at}.", "Sent to {count} people {at}.", note.told, at=at)
    if not note.booked:
        return say("Nobody has booked yet, so there is nobody to send it to.")
    if note.free_at:
        at = format_datetime(say, note.free_at, zone)
        return say("You can send it from {at} on: one note an hour.", at=at)
    return say.many(
        "Not sent yet. {count} person has booked.",
        "Not sent yet. {count} people have booked.",
        note.booked,
    )


def _now(say: Say, day: DeskDay) -> Markup:
    return _heading(say, day, day.alley.name)


def _heading(say: Say, day: DeskDay, alley: str) -> Markup:
    hours = day.hours
    return evening_heading(
        say,
        format_date(say, hours.day),
        alley,
        starts_at=hours.starts_at,
        ends_at=hours.ends_at,
        zone=hours.zone,
    )


def _change(say: Say, day: DeskDay, new: Markup) -> Markup:
    return say("Now: {old}\nNew: {new}", old=_now(say, day), new=new)


def _told(say: Say, people: int) -> Markup:
    return say.many("We tell {count} person.", "We tell {count} people.", people)


def _back(say: Say, day: DeskDay) -> list[Button]:
    return [Button(label=say.label("Back"), callback=ShowWholeStallDay(stall_day=day.id))]
