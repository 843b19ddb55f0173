"""Which alleys are open, the question before one is closed, and who is told."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.callbacks.alley import (
    AskCloseAlley,
    AskCloseForGood,
    CloseAlley,
    OpenAlley,
    ShowAlleys,
    ShowClosings,
    UndoCloseForGood,
)
from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.my_items import ShowMyItems
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.danger_question import danger_choice
from handlers.ui.paging import page_of, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_time
from locales.say import Say
from locales.user_text import STALL, sanitize_name
from market.drop.item_text import full_name
from market.organiser.alleys import AlleyClosing, OverseenAlley
from market.waitlist.position import BookingFacts

PAGE = 8


def closing_list(say: Say, alleys: Sequence[OverseenAlley], page: int) -> Screen:
    """Shows which alleys are open, with a button to close or open each."""
    part = page_of(alleys, page, PAGE)
    lines = [
        say("While an alley is closed, nobody sees its drops, its waitlists stand still and no hold ends.")
    ]
    lines += [_closing_line(say, one) for one in part.shown]
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            *([_closing_button(say, one)] for one in part.shown),
            *pager(say, part.number, part.pages, lambda other: ShowClosings(page=other)),
            [Button(label=say.label("Back"), callback=ShowAlleys())],
        ),
    )


def _closing_line(say: Say, alley: OverseenAlley) -> Markup:
    name = sanitize_name(alley.name, STALL)
    if alley.closes_at:
        until = format_time(say, alley.closes_at, alley.zone)
        return say("{alley}: closed for good at {until}", alley=name, until=until)
    if alley.closed_at:
        return say("{alley}: closed", alley=name)
    return say("{alley}: open", alley=name)


def _closing_button(say: Say, alley: OverseenAlley) -> Button:
    name = sanitize_name(alley.name, 20)
    if alley.closes_at:
        undo = UndoCloseForGood(stop=alley.stop)
        return Button(
            label=shorten_label(say.label("Keep {alley} open", alley=name)),
            callback=undo,
            style="primary",
        )
    if alley.closed_at:
        return Button(
            label=shorten_label(say.label("Open {alley}", alley=name)), callback=OpenAlley(alley=alley.id)
        )
    return Button(
        label=shorten_label(say.label("Close {alley}", alley=name)), callback=AskCloseAlley(alley=alley.id)
    )


def close_alley_ask(say: Say, alley: AlleyClosing) -> Screen:
    """Asks before an alley is closed: what is not seen then, what ends for good, and who is told."""
    name = sanitize_name(alley.name, STALL)
    lines = [
        say("Close {alley}? Until you open it again, its waitlists stand still and no hold ends.", alley=name)
    ]
    if alley.drops:
        lines.append(say.many("Nobody sees its {count} drop.", "Nobody sees its {count} drops.", alley.drops))
    if alley.visits:
        lines.append(
            say.many(
                "{count} visit to its showrooms is cancelled for good.",
                "{count} visits to its showrooms are cancelled for good.",
                alley.visits,
            )
        )
    if alley.owners:
        lines.append(
            say.many(
                "We tell {count} stall.",
                "We tell {count} stalls.",
                alley.owners,
            )
        )
    if alley.shoppers:
        lines.append(
            say.many(
                "{count} person has booked there: we tell them, and their tickets say so.",
                "{count} people have booked there: we tell them, and their tickets say so.",
                alley.shoppers,
            )
        )
    close = shorten_label(say.label("Close {alley}", alley=sanitize_name(alley.name, 20)))
    for_good = {say.label("Close for good"): AskCloseForGood(alley=alley.id)} if alley.drops else {}
    return danger_choice(
        Markup("\n").join(lines),
        {close: CloseAlley(alley=alley.id), **for_good},
        keep=say.label("Keep it open"),
    )


def alley_closing_message(say: Say, alley: AlleyClosing) -> Screen:
    """Tells the owner of a stall that an alley is closed, or open again."""
    words = {"alley": sanitize_name(alley.name, STALL)}
    text = (
        say(
            "The organisers closed {alley} {at}. Until it opens again nobody sees your drops there, the waitlists stand still, and no hold ends.",
            at=format_datetime(say, alley.closed_at, alley.zone),
            **words,
        )
        if alley.closed_at
        else say("{alley} is open again: your drops there go on.", **words)
    )
    desk = Button(label=say.label("Desk"), callback=ShowDesk(), below=True)
    return Screen(text=text, rows=layout_buttons([desk]))


def alley_closed_ahead_message(say: Say, booking: BookingFacts, others: int) -> Screen:
    """Tells a person who has booked in an alley that it is closed."""
    drop, zone = booking.drop, booking.drop.alley.zone
    lines = [
        say(
            "<b>The organisers have closed {alley}, {at}.</b> Please do not come before it opens again: your tickets say when.",
            alley=sanitize_name(drop.alley.name, STALL),
            at=format_datetime(say, drop.alley.closed_at or drop.starts_at, zone),
        ),
        say(
            "You keep what you booked there: {item}, {start}.",
            item=full_name(say, drop, booking.item),
            start=format_datetime(say, booking.item.starts_at or drop.starts_at, zone),
        ),
    ]
    if others:
        lines.append(say.many("And {count} more booking.", "And {count} more bookings.", others))
    mine = Button(label=say.label("My items"), callback=ShowMyItems(), below=True)
    return Screen(text=Markup("\n").join(lines), rows=layout_buttons([mine]))
