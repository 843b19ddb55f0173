"""The messages of rosters, from the rows as they are when they are sent."""

from collections.abc import Sequence
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.roster import AgreeExchange, ShowRoster, ShowShift
from handlers.message_registry import RenderContext, messages
from handlers.reminder.messages import with_late_note
from handlers.roster.form import RosterForm, shown_roster
from handlers.roster.words import DROP, name_of, place_words, roster_head, when_text
from handlers.ui.button_layout import layout_buttons
from handlers.ui.reminder_buttons import reminder_buttons
from handlers.ui.screen import Button, Screen
from locales.say import Say
from locales.user_text import sanitize_name
from market.drop.facts import DropFacts
from market.reminder.snooze import snooze_ways
from market.roster.notifications import (
    ExchangeAsked,
    PlaceEmptyAgain,
    PlacesEmpty,
    ShiftChange,
    ShiftChanged,
    ShiftNear,
    ShiftOffered,
    ShiftsOpen,
)
from market.roster.refusals import ExchangeEnded, NoEmptyPlace, NotOffered, RosterClosed, ShiftGone
from market.roster.roster_facts import PlaceInWords, RosterFacts, holds_place, place_of, roster_of


@messages.view(ShiftsOpen, label=lambda say: say.plain("shifts to take"))
async def shifts_open(say: Say, context: RenderContext, payload: ShiftsOpen) -> Screen:
    """Raises RosterGone, RosterClosed, NoEmptyPlace."""
    return await open_screen(say, context, payload.drop_id)


async def open_screen(say: Say, context: RenderContext, drop: int) -> Screen:
    """Tells helpers that shifts are open. Raises RosterGone, RosterClosed, NoEmptyPlace."""
    roster = await with_empty_places(context, drop)
    if not roster.is_open:
        raise RosterClosed
    stall = sanitize_name(roster.drop.stall.name, DROP)
    text = say("{stall} looks for helpers: you can take a shift.", stall=stall)
    return _with_roster(
        say, Markup("\n").join((text, roster_head(say, roster.drop))), roster.drop, RosterForm.OPEN
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
    return _with_roster(say, text, found.drop, RosterForm.CHANGED, details=(payload.shift_id, payload.change))


@messages.view(ShiftOffered, label=lambda say: say.plain("a shift that is offered"))
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
        "{person} offers a shift: {when}, {drop}, {alley}. Can you take it?",
        **place_words(say, found.drop, place),
    )
    shift = Button(label=say.label("View shift"), callback=ShowShift(shift=place.id), below=True)
    shows = shown_roster(found.drop, RosterForm.OFFERED, (place.id,), until=place.hours.starts_at)
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
        own=when_text(say, found.place.hours, found.drop.alley.zone),
        given=when_text(say, given.place.hours, given.drop.alley.zone),
    )
    shift = payload.shift_id
    agreed = AgreeExchange(shift=shift, given=payload.given_id)
    return Screen(
        text=text,
        rows=layout_buttons(
            [Button(label=say.label("Swap"), callback=agreed, style="primary", below=True)],
            [Button(label=say.label("View shift"), callback=ShowShift(shift=shift), below=True)],
        ),
        shows=shown_roster(found.drop, RosterForm.ASKED, (shift, payload.given_id)),
    )


@messages.view(PlaceEmptyAgain, label=lambda say: say.plain("a shift that is empty again"))
async def place_empty_again(say: Say, context: RenderContext, payload: PlaceEmptyAgain) -> Screen:
    """Raises RosterGone, NoEmptyPlace."""
    return again_screen(say, await with_empty_places(context, payload.drop_id))


def again_screen(say: Say, roster: RosterFacts) -> Screen:
    """Tells the owner that a helper is off a shift."""
    text = say.many(
        "A helper is off a shift: {count} place is empty.",
        "A helper is off a shift: {count} places are empty.",
        roster.all_empty,
    )
    return _with_roster(
        say, Markup("\n").join((text, roster_head(say, roster.drop))), roster.drop, RosterForm.AGAIN
    )


@messages.view(
    PlacesEmpty, label=lambda say: say.plain("empty places in shifts"), due_label="empty places in shifts"
)
async def places_empty(say: Say, context: RenderContext, payload: PlacesEmpty) -> Screen:
    """Raises RosterGone, NoEmptyPlace."""
    return empty_screen(say, await with_empty_places(context, payload.drop_id))


def empty_screen(say: Say, roster: RosterFacts) -> Screen:
    """Tells the owner the evening before that places are empty."""
    text = say.many(
        "{count} place in the next shifts is empty.",
        "{count} places in the next shifts are empty.",
        roster.all_empty,
    )
    return _with_roster(
        say, Markup("\n").join((text, roster_head(say, roster.drop))), roster.drop, RosterForm.EMPTY
    )


@messages.view(ShiftNear, label=lambda say: say.plain("reminder: a shift"), due_label="a reminder")
async def shift_near(say: Say, context: RenderContext, payload: ShiftNear) -> Screen:
    """Raises ShiftGone where the reader does not have it any more."""
    return await near_screen(say, context, payload.shift_id)


async def near_screen(say: Say, context: RenderContext, shift_id: int) -> Screen:
    """Reminds a helper of a shift. Raises ShiftGone where the reader does not have it any more."""
    if not await context.read(holds_place, context.notification_id, shift_id):
        raise ShiftGone
    found = await context.read(place_of, shift_id)
    zone = found.drop.alley.zone
    delays = await context.read(snooze_ways, context.notification_id, zone)
    words = place_words(say, found.drop, found.place)
    text = say(
        "Your shift: {when}, {drop}, {alley}.", when=words["when"], drop=words["drop"], alley=words["alley"]
    )
    shift = Button(label=say.label("View shift"), callback=ShowShift(shift=shift_id), below=True)
    rows = layout_buttons(*reminder_buttons(say, context.notification_id, delays), [shift])
    shows = shown_roster(found.drop, RosterForm.NEAR, (shift_id, context.notification_id))
    return with_late_note(say, zone, context, Screen(text=text, rows=rows, shows=shows))


def change_text(say: Say, place: PlaceInWords, change: ShiftChange) -> Markup:
    """Returns what became of a shift."""
    words = place_words(say, place.drop, place.place)
    person = words.pop("person")
    match change:
        case ShiftChange.ASSIGNED:
            return say("The stall put you down for a shift: {when}, {drop}, {alley}.", **words)
        case ShiftChange.TAKEN_OFF:
            return say("You are off a shift: {when}, {drop}, {alley}.", **words)
        case ShiftChange.TAKEN if person:
            return say("{person} has your shift now: {when}, {drop}, {alley}.", person=person, **words)
        case ShiftChange.TAKEN:
            return say("Your shift was taken over: {when}, {drop}, {alley}.", **words)
        case ShiftChange.EXCHANGED:
            return say("Swapped. Your shift is now {when}, {drop}, {alley}.", **words)
        case ShiftChange.MOVED:
            return say("The drop moved. Your shift is now {when}, {drop}, {alley}.", **words)
        case ShiftChange.OVERLAPS:
            return say(
                "The drop moved, and you are off its shift {when}, {drop}, {alley}. If you can come, take it again.",
                **words,
            )
        case ShiftChange.OFF:
            return say("The drop is off, and so is your shift: {when}, {drop}, {alley}.", **words)
        case _:
            assert_never(change)


async def with_empty_places(context: RenderContext, drop: int) -> RosterFacts:
    """Returns a roster. Raises RosterGone, NoEmptyPlace."""
    roster: RosterFacts = await context.read(roster_of, drop)
    if not roster.all_empty or roster.drop.ends_at <= context.now:
        raise NoEmptyPlace
    return roster


def _with_roster(
    say: Say, text: Markup, drop: DropFacts, kind: RosterForm, *, details: Sequence[int | str] = ()
) -> Screen:
    shifts = Button(label=say.label("Shifts"), callback=ShowRoster(drop=drop.id), below=True)
    return Screen(text=text, rows=layout_buttons([shifts]), shows=shown_roster(drop, kind, details))
