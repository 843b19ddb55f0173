"""The screens of live sessions: the live seller's, the published order, and what a group reads."""

from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.drop import ShowDrop
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.live import AnnounceLive, ShowLive, ShowLiveOrder, StartLive, StopLive
from handlers.callbacks.stock import ShowMyDrop
from handlers.drop.stream_text import stream_buttons, stream_text
from handlers.ui.button_layout import layout_buttons
from handlers.ui.paging import page_text, pager
from handlers.ui.screen import Button, Screen
from handlers.waitlist.views import order_button
from locales.formats import format_clock, format_number, format_time
from locales.say import Say
from locales.user_text import DROP, sanitize_name
from market.drop.facts import DropFacts
from market.drop.item_text import full_name
from market.drop.planned_drops import DropFilter, DropPeriod
from market.live.live_order import LiveOrder, OrderedBooking
from market.live.live_session import MINUTES, LiveFacts, LivePage, coded_items
from storage.drop import DropState
from storage.waitlist import EntryState

NAME = 32
EVERYTHING = ListLocation(DropFilter(DropPeriod.ALL)).code


def live_page(say: Say, page: LivePage, link: str, with_word: bool) -> Screen:
    """Shows the live seller the live session that runs, or how to start one."""
    if page.running:
        return _running(say, page, page.running, link)
    return _start(say, page, with_word)


def _start(say: Say, page: LivePage, with_word: bool) -> Screen:
    drop = page.drop
    word = (
        say("We give you a word to say. People write it after the code.")
        if with_word
        else say("No word is asked for.")
    )
    lines = (
        say("<b>Live session</b> · {drop}", drop=sanitize_name(drop.name, DROP)),
        say(
            "While you are live, people book by writing a code: first come, first served. Choose how long each may take to confirm; then it goes to the next."
        ),
        word,
        *([_stopped(say, drop, page.live)] if page.live else []),
        *([say("The stall’s page says that this drop will be live.")] if page.announced else []),
        *stream_text(say, page.stream_url),
    )
    starts = [
        Button(
            label=say.label("{count} min", count=format_number(say, minutes)),
            callback=StartLive(drop=drop.id, minutes=minutes, word=int(with_word)),
        )
        for minutes in MINUTES
    ]
    toggle = say.label("Without a word") if with_word else say.label("With a spoken word")
    groups = (
        starts if drop.state == DropState.PUBLISHED else [],
        [Button(label=toggle, callback=ShowLive(drop=drop.id, word=int(not with_word)))],
        [_announce_button(say, page)],
        [order_button(say, drop)] if page.live else [],
        [_back(say, drop)],
    )
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(*groups),
    )


def _announce_button(say: Say, page: LivePage) -> Button:
    label = say.label("Do not announce") if page.announced else say.label("Announce live")
    return Button(label=label, callback=AnnounceLive(drop=page.drop.id, announced=int(not page.announced)))


def _stopped(say: Say, drop: DropFacts, live: LiveFacts) -> Markup:
    times = {
        "start": format_time(say, live.started_at, drop.alley.zone),
        "end": format_time(say, live.stopped_at or live.started_at, drop.alley.zone),
    }
    if not live.bookings:
        return say("The last one, from {start} to {end}: nobody booked live.", **times)
    if not live.confirmed:
        return say.many(
            "The last one, from {start} to {end}: {count} live booking, not confirmed.",
            "The last one, from {start} to {end}: {count} live bookings, none confirmed.",
            live.bookings,
            **times,
        )
    return say.many(
        "The last one, from {start} to {end}: {count} live booking, {confirmed} confirmed.",
        "The last one, from {start} to {end}: {count} live bookings, {confirmed} confirmed.",
        live.bookings,
        confirmed=format_number(say, live.confirmed),
        **times,
    )


def _running(say: Say, page: LivePage, live: LiveFacts, link: str) -> Screen:
    drop = page.drop
    example = f"MINE {coded_items(drop, live.letters)[0][0]} 2 {live.word}".strip()
    word = [say("Say this word; only you see it here: <b>{word}</b>", word=live.word)] if live.word else []
    lines = (
        say(
            "<b>Live</b> since {start} · {drop}",
            start=format_time(say, live.started_at, drop.alley.zone),
            drop=sanitize_name(drop.name, DROP),
        ),
        *word,
        *(
            say(
                "<code>{code}</code> {item}: {count} left",
                code=code,
                item=full_name(say, drop, item),
                count=format_number(say, drop.spare(item)),
            )
            for code, item in coded_items(drop, live.letters)
        ),
        say(
            "People write <code>{example}</code> to the bot, or in a group where it is an admin.",
            example=example,
        ),
        say.many("Each has {count} minute to confirm.", "Each has {count} minutes to confirm.", live.minutes),
        say.many("{count} live booking so far.", "{count} live bookings so far.", live.bookings),
        *stream_text(say, page.stream_url),
    )
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            [
                Button(label=say.label("Refresh"), callback=ShowLive(drop=drop.id)),
                Button(label=say.label("Stop live session"), callback=StopLive(drop=drop.id)),
            ],
            [order_button(say, drop), Button(label=say.label("Copy link"), copy=link)],
            [_back(say, drop)],
        ),
    )


def _back(say: Say, drop: DropFacts) -> Button:
    return Button(label=say.label("Back"), callback=ShowMyDrop(drop=drop.id))


def order_page(say: Say, order: LiveOrder) -> Screen:
    """Shows everybody who was first: numbers and times, no names."""
    drop = order.drop
    head = say("<b>Order of live bookings</b> · {drop}", drop=sanitize_name(drop.name, DROP))
    rows = [_ordered(say, drop, booking) for booking in order.bookings]
    rule = (
        say("In the order of arrival. The time is when it was sent.")
        if rows
        else say("Nothing has been booked live yet.")
    )
    return Screen(
        text=Markup("\n").join(
            (head, *stream_text(say, order.stream_url), rule, *rows, *page_text(say, order.page, order.pages))
        ),
        rows=layout_buttons(
            *pager(say, order.page, order.pages, lambda page: ShowLiveOrder(drop=drop.id, page=page)),
            stream_buttons(say, order.stream_url),
            [Button(label=say.label("View drop"), callback=ShowDrop(drop=drop.id, back_to=EVERYTHING))],
        ),
    )


def _ordered(say: Say, drop: DropFacts, booking: OrderedBooking) -> Markup:
    return say(
        "{code} · number {number} · {time} · {units} · {state}",
        code=booking.code,
        number=format_number(say, booking.number),
        time=format_clock(say, booking.sent_at, drop.alley.zone),
        units=format_number(say, booking.units),
        state=_state(say, booking.state),
    )


def _state(say: Say, state: EntryState) -> Markup:
    match state:
        case EntryState.WAITING:
            return say("waiting")
        case EntryState.HELD:
            return say("on hold")
        case EntryState.BOOKED:
            return say("booked")
        case EntryState.DECLINED | EntryState.LEFT:
            return say("passed on")
        case EntryState.EXPIRED:
            return say("not confirmed in time")
        case EntryState.CLOSED:
            return say("ended")
        case _:
            assert_never(state)


def counted_in_group(say: Say, name: str, code: str, link: str) -> Screen:
    """Tells somebody in a group, who has no chat with the bot, how to go on."""
    return Screen(
        text=say(
            "{name}, your live booking of {code} is counted. Open Lorong to confirm it.",
            name=sanitize_name(name, NAME),
            code=code,
        ),
        rows=layout_buttons([Button(label=say.label("Open Lorong"), url=link)]),
    )


def adults_in_group(say: Say, name: str, code: str, link: str) -> Screen:
    """Tells somebody in a group, who has no chat with the bot, that a drop for adults asks first."""
    return Screen(
        text=say(
            "{name}, {code} is for people of 18 and over. Open Lorong to say that you are, and book it there.",
            name=sanitize_name(name, NAME),
            code=code,
        ),
        rows=layout_buttons([Button(label=say.label("Open Lorong"), url=link)]),
    )
