"""The pages that choose the time of a broadcast."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from handlers.broadcast.audience_labels import choice_label
from handlers.broadcast.draft_summary import schedule_text
from handlers.broadcast.preview_views import later_buttons
from handlers.callbacks.broadcast import (
    ChooseDrop,
    ChooseLeadTime,
    ChooseSchedule,
    ScheduleAt,
    ScheduleBeforeDrop,
    ScheduleNow,
    ShowSending,
)
from handlers.ui.button_layout import layout_buttons
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime
from locales.say import Say
from locales.user_text import sanitize_name
from market.broadcast.choices import BroadcastChoice
from market.broadcast.draft import BroadcastDraft
from market.broadcast.start_time import MINUTES_BEFORE

PAGE = 8


def schedule_choice(say: Say, draft: BroadcastDraft, starts_at: Sequence[datetime], now: datetime) -> Screen:
    """Shows the possible times. `starts_at`: the suggested one."""
    lines = [
        schedule_text(say, draft, now),
        say("Tap a time, or write one: <code>fri 18:00</code>."),
    ]
    suggested = [
        Button(label=format_datetime(say, one, draft.zone), callback=ScheduleAt(at=epoch_minutes(one)))
        for one in starts_at
    ]
    groups = (
        [*later_buttons(say, draft)],
        [Button(label=say.label("Now"), callback=ScheduleNow())],
        suggested,
        [Button(label=say.label("Before a drop"), callback=ChooseDrop(page=1))],
        [Button(label=say.label("Back"), callback=ShowSending())],
    )
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(*groups),
    )


def drop_choice(say: Say, drops: Sequence[BroadcastChoice], zone: str, page: int) -> Screen:
    """Shows a page of drops that have not started."""
    part = page_of(drops, page, PAGE)
    question = (
        say("Before which drop? If it is rescheduled, the broadcast is too.")
        if drops
        else say("No upcoming drops.")
    )
    return Screen(
        text=Markup("\n").join([question, *page_text(say, part.number, part.pages)]),
        rows=layout_buttons(
            *(
                [Button(label=choice_label(say, one, zone), callback=ChooseLeadTime(drop=one.id))]
                for one in part.shown
            ),
            *pager(say, part.number, part.pages, lambda other: ChooseDrop(page=other)),
            [Button(label=say.label("Back"), callback=ChooseSchedule())],
        ),
    )


def lead_time_choice(say: Say, drop: BroadcastChoice, zone: str) -> Screen:
    """Shows how long before the drop to send, with the time each means now. A past time is refused when it is chosen."""
    assert drop.at is not None
    moments = [
        format_datetime(say, drop.at - timedelta(minutes=lead_minutes), zone)
        for lead_minutes in MINUTES_BEFORE
    ]
    lines = [
        say(
            "How long before this drop? {drop}, {at}.",
            drop=sanitize_name(drop.name, 64),
            at=format_datetime(say, drop.at, zone),
        ),
        say(
            "2 h before is {hours}, 1 day before {day}, 3 days before {days}.",
            hours=moments[0],
            day=moments[1],
            days=moments[2],
        ),
    ]
    labels = say.label("2 h before"), say.label("1 day before"), say.label("3 days before")
    buttons = [
        Button(label=label, callback=ScheduleBeforeDrop(drop=drop.id, lead_minutes=lead_minutes))
        for label, lead_minutes in zip(labels, MINUTES_BEFORE, strict=True)
    ]
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(buttons, [Button(label=say.label("Back"), callback=ChooseDrop(page=1))]),
    )


def epoch_minutes(starts_at: datetime) -> int:
    """Returns minutes since 1970, rounded up, so that the time is not before `starts_at`."""
    return -(-int(starts_at.timestamp()) // 60)
