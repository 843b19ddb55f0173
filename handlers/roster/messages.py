"""The messages of rosters, from the rows as they are when they are sent."""

from collections.abc import Sequence
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.roster import AgreeExchange, ShowRoster, ShowShift
from handlers.message_registry import RenderContext, messages
from handlers.reminder.messages import with_late_note
from handlers.roster.form import RosterForm, shown_roster, shown_shift_day
from handlers.roster.words import hours_text, name_of, place_words, roster_head, when_text, where_words
from handlers.ui.button_layout import layout_buttons
from handlers.ui.reminder_buttons import reminder_buttons
from handlers.ui.screen import Button, Screen
from locales.say import Say
from market.notification.outbox import reader_of
from market.reminder.moments import ShiftStage
from market.reminder.notifications import ShiftDay
from market.reminder.snooze import snooze_ways
from market.reminder.snooze_choices import SnoozeDelay
from market.roster.notifications import (
    ExchangeAsked,
    PlaceEmptyAgain,
    ShiftChange,
    ShiftChanged,
    ShiftOffered,
    ShiftsOpen,
)
from market.roster.refusals import ExchangeEnded, NoEmptyPlace, NotOffered, RosterClosed, ShiftGone
from market.roster.roster_facts import (
    PlaceInWords,
    RosterDay,
    RosterFacts,
    ShiftDayFacts,
    holds_place,
    place_of,
    roster_of,
    shifts_of_day,
)


@messages.view(ShiftsOpen, label=lambda say: say.plain("shifts to take"))
async def shifts_open(say: Say, context: RenderContext, payload: ShiftsOpen) -> Screen:
    """Raises RosterGone, RosterClosed, NoEmptyPlace."""
    return await open_screen(say, context, payload.stall_day_id)


async def open_screen(say: Say, context: RenderContext, stall_day: int) -> Screen:
    """Tells helpers that shifts are open. Raises RosterGone, RosterClosed, NoEmptyPlace."""
    roster = await with_empty_places(context, stall_day)
    if not roster.is_open:
        raise RosterClosed
    stall = where_words(roster.day)["stall"]
    text = say("{stall} is looking for helpers: you can take a shift.", stall=stall)
    return _with_roster(
        say, Markup("\n").join((text, roster_head(say, roster.day))), roster.day, RosterForm.OPEN
    )


@messages.view(ShiftChanged, label=lambda say: say.plain("a shift that changed"))
async def shift_changed(say: Say, context: RenderContext, payload: ShiftChanged) -> Screen:
    """Raises ShiftGone where it is otherwise by now."""
    theirs = await context.read(holds_place, context.notification_id, payload.shift_id)
    return await changed_screen(say, context, payload, is_holder=theirs)


async def changed_screen(
    say: Say, context: RenderContext, payload: ShiftChanged, *, is_holder: bool
) -> Screen:
    """Tells a helper what became of a shift; `is_holder`: they have it. Raises ShiftGone where it is otherwise by now."""
    if is_holder != (payload.change in (ShiftChange.ASSIGNED, ShiftChange.EXCHANGED, ShiftChange.MOVED)):
        raise ShiftGone
    found = await context.read(place_of, payload.shift_id)
    text = change_text(say, found, payload.change)
    return _with_roster(say, text, found.day, RosterForm.CHANGED, details=(payload.shift_id, payload.change))


@messages.view(ShiftOffered, label=lambda say: say.plain("shifts to take"))
async def shift_offered(say: Say, context: RenderContext, payload: ShiftOffered) -> Screen:
    """Raises ShiftGone, NotOffered."""
    return await offered_screen(say, context, payload.shift_id)


async def offered_screen(say: Say, context: RenderContext, shift_id: int) -> Screen:
    """Tells other helpers that a shift is offered. Raises ShiftGone, NotOffered."""
    found = await context.read(place_of, shift_id)
    place = found.place
    if place.offered_at is None or place.hours.starts_at <= context.now:
        raise NotOffered
    text = say(
        "{person} offers a shift: {when}, {stall}, {alley}. Can you take it?",
        **place_words(say, found.day, place),
    )
    shift = Button(label=say.label("View shift"), callback=ShowShift(shift=place.id), below=True)
    shows = shown_roster(found.day.id, RosterForm.OFFERED, (place.id,), until=place.hours.starts_at)
    return Screen(text=text, rows=layout_buttons([shift]), shows=shows)


@messages.view(ExchangeAsked, label=lambda say: say.plain("a swap of shifts"))
async def exchange_asked(say: Say, context: RenderContext, payload: ExchangeAsked) -> Screen:
    """Raises ShiftGone, ExchangeEnded."""
    return await asked_screen(say, context, payload)


async def asked_screen(say: Say, context: RenderContext, payload: ExchangeAsked) -> Screen:
    """Asks a helper to swap. Raises ShiftGone, ExchangeEnded."""
    found = await context.read(place_of, payload.shift_id)
    given = await context.read(place_of, payload.given_id)
    since = found.place.offered_at
    if since is None or (given.place.wanted, given.place.wanted_since) != (found.place.id, since):
        raise ExchangeEnded
    text = say(
        "{person} would take your shift {own} and give you {given}. Do you agree?",
        person=name_of(given.place),
        own=when_text(say, found.place.hours, found.day.zone),
        given=when_text(say, given.place.hours, given.day.zone),
    )
    shift = payload.shift_id
    agreed = AgreeExchange(shift=shift, given=payload.given_id)
    return Screen(
        text=text,
        rows=layout_buttons(
            [Button(label=say.label("Swap"), callback=agreed, style="primary", below=True)],
            [Button(label=say.label("View shift"), callback=ShowShift(shift=shift), below=True)],
        ),
        shows=shown_roster(found.day.id, RosterForm.ASKED, (shift, payload.given_id)),
    )


@messages.view(PlaceEmptyAgain, label=lambda say: say.plain("shifts to take"))
async def place_empty_again(say: Say, context: RenderContext, payload: PlaceEmptyAgain) -> Screen:
    """Raises RosterGone, NoEmptyPlace."""
    return again_screen(say, await with_empty_places(context, payload.stall_day_id))


def again_screen(say: Say, roster: RosterFacts) -> Screen:
    """Tells the owner that a helper is off a shift."""
    text = say.many(
        "A helper gave back a shift: {count} place is empty.",
        "A helper gave back a shift: {count} places are empty.",
        roster.all_empty,
    )
    return _with_roster(
        say, Markup("\n").join((text, roster_head(say, roster.day))), roster.day, RosterForm.AGAIN
    )


@messages.view(ShiftDay, label=lambda say: say.plain("reminder: your shifts"), due_label="a reminder")
async def shift_day(say: Say, context: RenderContext, payload: ShiftDay) -> Screen:
    """Raises MarketDayEmpty where the reader has no shift there any more."""
    reader = await context.read(reader_of, context.notification_id)
    return await shift_day_screen(say, context, payload, reader)


async def shift_day_screen(say: Say, context: RenderContext, payload: ShiftDay, reader: int) -> Screen:
    """Reminds a helper of all their shifts of a market day. Raises MarketDayEmpty where they have none any more."""
    own = await context.read(shifts_of_day, reader, payload.market_day_id)
    zone = own.shifts[0].day.zone
    delays = await context.read(snooze_ways, context.notification_id, zone)
    screen = shift_day_message(say, own, payload.stage, context.notification_id, delays=delays)
    return with_late_note(say, zone, context, screen)


def shift_day_message(
    say: Say, facts: ShiftDayFacts, stage: ShiftStage, notification: int, delays: Sequence[SnoozeDelay]
) -> Screen:
    """Returns all shifts of a helper on a market day; `delays` are the snooze choices."""
    head = say.many("Your shift:", "Your {count} shifts:", len(facts.shifts))
    rows = [
        say("<b>{when}</b>, {stall}, {alley}", when=words["when"], stall=words["stall"], alley=words["alley"])
        for words in (place_words(say, each.day, each.place) for each in facts.shifts)
    ]
    shifts = [
        Button(
            label=say.label("View shift")
            if len(facts.shifts) == 1
            else hours_text(say, each.place.hours, each.day.zone),
            callback=ShowShift(shift=each.place.id),
            below=True,
        )
        for each in facts.shifts
    ]
    return Screen(
        text=Markup("\n").join((head, *rows)),
        rows=layout_buttons(*reminder_buttons(say, notification, delays), shifts),
        shows=shown_shift_day(facts.market_day, stage, notification),
    )


def no_shift_left(say: Say, market_day: int, stage: ShiftStage, notification: int) -> Screen:
    """Returns what a reminder of shifts says once its reader has none there any more."""
    desk = Button(label=say.label("Desk"), callback=ShowDesk(), below=True)
    return Screen(
        text=say("You no longer have a shift on this market day."),
        rows=layout_buttons([desk]),
        shows=shown_shift_day(market_day, stage, notification),
    )


def change_text(say: Say, place: PlaceInWords, change: ShiftChange) -> Markup:
    """Returns what became of a shift."""
    words = place_words(say, place.day, place.place)
    person = words.pop("person")
    match change:
        case ShiftChange.ASSIGNED:
            return say("The stall put you down for a shift: {when}, {stall}, {alley}.", **words)
        case ShiftChange.TAKEN_OFF:
            return say("You were taken off a shift: {when}, {stall}, {alley}.", **words)
        case ShiftChange.TAKEN if person:
            return say("{person} has your shift now: {when}, {stall}, {alley}.", person=person, **words)
        case ShiftChange.TAKEN:
            return say("Your shift was taken over: {when}, {stall}, {alley}.", **words)
        case ShiftChange.EXCHANGED:
            return say("Swapped. Your shift is now {when}, {stall}, {alley}.", **words)
        case ShiftChange.MOVED:
            return say("The hours changed. Your shift is now {when}, {stall}, {alley}.", **words)
        case ShiftChange.OVERLAPS:
            return say(
                "The hours changed, so you no longer have this shift: {when}, {stall}, {alley}. If you can come, take it again.",
                **words,
            )
        case ShiftChange.OFF:
            return say(
                "The stall does not open that day, so your shift is off: {when}, {stall}, {alley}.", **words
            )
        case _:
            assert_never(change)


async def with_empty_places(context: RenderContext, stall_day: int) -> RosterFacts:
    """Returns a roster. Raises RosterGone, NoEmptyPlace."""
    roster: RosterFacts = await context.read(roster_of, stall_day)
    if not roster.all_empty or roster.day.ends_at <= context.now:
        raise NoEmptyPlace
    return roster


def _with_roster(
    say: Say, text: Markup, day: RosterDay, kind: RosterForm, *, details: Sequence[int | str] = ()
) -> Screen:
    shifts = Button(label=say.label("Shifts"), callback=ShowRoster(stall_day=day.id), below=True)
    return Screen(text=text, rows=layout_buttons([shifts]), shows=shown_roster(day.id, kind, details))
