"""When a broadcast begins."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from handlers.broadcast.callbacks import (
    BeginAt,
    BeginBefore,
    BeginNow,
    ChooseBefore,
    ChooseDrop,
    ChooseWhen,
    ShowSending,
)
from handlers.broadcast.labels import choice_label
from handlers.broadcast.preview_views import later
from handlers.broadcast.words import when_words
from handlers.ui.rows import packed, turning
from handlers.ui.screen import Button, Screen
from locales.formats import moment
from locales.say import Say
from locales.words import name
from market.broadcast.choices import Choice
from market.broadcast.draft import Draft
from market.broadcast.when import BEFORE

PAGE = 8


def when_choice(say: Say, draft: Draft, at: Sequence[datetime], now: datetime) -> Screen:
    """`at`: what is suggested."""
    lines = [
        when_words(say, draft, now),
        say("Tap a time, or write one: <code>fri 18:00</code>."),
    ]
    suggested = [Button(moment(say, one, draft.zone), BeginAt(at=minutes(one))) for one in at]
    return Screen(
        Markup("\n").join(lines),
        packed(
            [*later(say, draft)],
            [Button(say.label("Now"), BeginNow())],
            suggested,
            [Button(say.label("Before a drop"), ChooseDrop(page=1))],
            [Button(say.label("Back"), ShowSending())],
        ),
    )


def drop_choice(say: Say, drops: Sequence[Choice], zone: str, page: int) -> Screen:
    """A page of the drops that have yet to start."""
    pages = max(1, -(-len(drops) // PAGE))
    page = min(max(page, 1), pages)
    shown = drops[(page - 1) * PAGE : page * PAGE]
    return Screen(
        say("Before which drop? If it is rescheduled, the broadcast is too.")
        if drops
        else say("No upcoming drops."),
        packed(
            *([Button(choice_label(say, one, zone), ChooseBefore(drop=one.id))] for one in shown),
            turning(say, page, pages, lambda to: ChooseDrop(page=to)),
            [Button(say.label("Back"), ChooseWhen())],
        ),
    )


def before_choice(say: Say, drop: Choice, zone: str) -> Screen:
    """How long before, and when that is now; what is over by now is refused when it is tapped."""
    assert drop.at is not None
    moments = [moment(say, drop.at - timedelta(minutes=before), zone) for before in BEFORE]
    lines = [
        say(
            "How long before this drop? {drop}, {at}.",
            drop=name(drop.name, 64),
            at=moment(say, drop.at, zone),
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
        Button(label, BeginBefore(drop=drop.id, before=before))
        for label, before in zip(labels, BEFORE, strict=True)
    ]
    return Screen(
        Markup("\n").join(lines),
        packed(buttons, [Button(say.label("Back"), ChooseDrop(page=1))]),
    )


def minutes(at: datetime) -> int:
    """Since 1970, rounded up, so that it is not before `at`."""
    return -(-int(at.timestamp()) // 60)
