"""The policies of a drop, and what each means."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.stock import (
    AskChange,
    ChangeDrop,
    DropField,
    PickClosingTime,
    PickFitting,
    PickRule,
    PickWeighing,
)
from handlers.drop.views import fitting_text
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_time
from locales.say import Say
from market.drop.facts import DropFacts
from market.drop.status_text import rule_text
from storage.drop import DropPolicy, Fitting, Weighing


def rule_choice(say: Say, drop: DropFacts) -> Screen:
    """Shows the present policy; chances only for a draw."""
    text = [
        say(
            "How are units given out? You cannot change this after publishing. Now: {rule}",
            rule=rule_text(say, drop),
        ),
        *entry_period_rows(say, drop),
    ]
    chances = []
    if drop.policy == DropPolicy.DRAW:
        text.append(
            say(
                "Everyone can have the same chance, or one more chance for each earlier draw here in which they got nothing."
            )
        )
        chances = [
            Button(
                label=say.label("Equal chances"), callback=PickWeighing(drop=drop.id, weighing=Weighing.EQUAL)
            ),
            Button(
                label=say.label("Chances add up"),
                callback=PickWeighing(drop=drop.id, weighing=Weighing.PATIENCE),
            ),
        ]
    groups = (
        [Button(label=say.label("First come"), callback=PickRule(drop=drop.id, policy=DropPolicy.QUEUE))],
        [
            Button(
                label=say.label("Draw in first 15 min"),
                callback=PickRule(drop=drop.id, policy=DropPolicy.POT),
            )
        ],
        [
            Button(
                label=say.label("Draw at a set time"), callback=AskChange(drop=drop.id, field=DropField.CLOSE)
            )
        ],
        chances,
        [
            Button(
                label=say.label("Large requests"), callback=AskChange(drop=drop.id, field=DropField.FITTING)
            )
        ],
        [Button(label=say.label("Back"), callback=ChangeDrop(drop=drop.id))],
    )
    return Screen(
        text=Markup("\n").join(text),
        rows=layout_buttons(*groups),
    )


def close_choice(say: Say, drop: DropFacts, choices: Sequence[datetime]) -> Screen:
    """Asks until when entries are accepted."""
    text = say(
        "When does joining end? The draw is four minutes later. Tap a time, or write one: <code>fri 12:00</code>."
    )
    buttons = (
        [
            Button(
                label=format_datetime(say, choice, drop.alley.zone),
                callback=PickClosingTime(drop=drop.id, closes_minute=int(choice.timestamp()) // 60),
            )
        ]
        for choice in choices
    )
    return Screen(text=text, rows=layout_buttons(*buttons, _back(say, drop)))


def fitting_choice(say: Say, drop: DropFacts) -> Screen:
    """Asks what happens to a request for more units than are left."""

    def pick(label: str, fitting: Fitting, skips: int = 0) -> list[Button]:
        return [Button(label=label, callback=PickFitting(drop=drop.id, fitting=fitting, skips=skips))]

    groups = (
        pick(say.label("Everyone waits"), Fitting.STRICT),
        pick(say.label("Skip once"), Fitting.FIT, 1),
        pick(say.label("Skip up to twice"), Fitting.FIT, 2),
        pick(say.label("Skip up to 3 times"), Fitting.FIT, 3),
        pick(say.label("Split if they agree"), Fitting.SPLIT),
        _back(say, drop),
    )
    return Screen(
        text=say(
            "If the next person wants more than is left? Now: {rule}",
            rule=fitting_text(say, drop),
        ),
        rows=layout_buttons(*groups),
    )


def entry_period_rows(say: Say, drop: DropFacts) -> list[Markup]:
    """Returns the row that says until when entries are accepted."""
    if drop.closes_at is None or drop.draws_at is None:
        return []
    zone = drop.alley.zone
    return [
        say(
            "Join until {closes}, draw at {draws}.",
            closes=format_datetime(say, drop.closes_at, zone),
            draws=format_time(say, drop.draws_at, zone),
        )
    ]


def _back(say: Say, drop: DropFacts) -> list[Button]:
    return [Button(label=say.label("Back"), callback=AskChange(drop=drop.id, field=DropField.RULE))]
