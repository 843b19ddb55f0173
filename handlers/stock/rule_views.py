"""By which rule a drop of one's own is given out: what there is to choose, and what it means."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.stock import (
    AskChange,
    ChangeDrop,
    PickClosingTime,
    PickFitting,
    PickRule,
    PickWeighing,
)
from handlers.drop.status_text import rule_text
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_time
from locales.say import Say
from market.drop.facts import DropFacts


def rule_choice(say: Say, drop: DropFacts) -> Screen:
    """The rule as it is now; the chances only of a draw."""
    text = [
        say(
            "How are units given out? You cannot change this after publishing. Now: {rule}",
            rule=rule_text(say, drop),
        ),
        *entry_period_rows(say, drop),
    ]
    chances = []
    if drop.policy == "draw":
        text.append(say("Chances can be equal, or grow with each earlier draw here that gave nothing."))
        chances = [
            Button(say.label("Equal chances"), PickWeighing(drop=drop.id, weighing="equal")),
            Button(say.label("Chances add up"), PickWeighing(drop=drop.id, weighing="patience")),
        ]
    return Screen(
        Markup("\n").join(text),
        layout_buttons(
            [Button(say.label("First come"), PickRule(drop=drop.id, policy="queue"))],
            [Button(say.label("Draw in first 15 min"), PickRule(drop=drop.id, policy="pot"))],
            [Button(say.label("Draw at a set time"), AskChange(drop=drop.id, field="close"))],
            chances,
            [Button(say.label("Large requests"), AskChange(drop=drop.id, field="fitting"))],
            [Button(say.label("Back"), ChangeDrop(drop=drop.id))],
        ),
    )


def close_choice(say: Say, drop: DropFacts, choices: Sequence[datetime]) -> Screen:
    """Until when entries are taken."""
    text = say(
        "When do entries close? The draw is four minutes later. Tap a time, or write one: <code>fri 12:00</code>."
    )
    buttons = (
        [
            Button(
                format_datetime(say, choice, drop.alley.zone),
                PickClosingTime(drop=drop.id, closes_minute=int(choice.timestamp()) // 60),
            )
        ]
        for choice in choices
    )
    return Screen(text, layout_buttons(*buttons, _back(say, drop)))


def fitting_choice(say: Say, drop: DropFacts) -> Screen:
    """What becomes of a party that does not fit what is free."""

    def pick(label: str, fitting: str, skips: int = 0) -> list[Button]:
        return [Button(label, PickFitting(drop=drop.id, fitting=fitting, skips=skips))]

    return Screen(
        say(
            "If the next person wants more than is left? Now: {rule}",
            rule=rule_text(say, drop),
        ),
        layout_buttons(
            pick(say.label("Everyone waits"), "strict"),
            pick(say.label("Skip once"), "fit", 1),
            pick(say.label("Skip up to twice"), "fit", 2),
            pick(say.label("Skip up to 3 times"), "fit", 3),
            pick(say.label("Split if they agree"), "split"),
            _back(say, drop),
        ),
    )


def entry_period_rows(say: Say, drop: DropFacts) -> list[Markup]:
    """Until when one can enter a draw."""
    if drop.closes_at is None or drop.draws_at is None:
        return []
    zone = drop.alley.zone
    return [
        say(
            "Enter until {closes}, draw at {draws}.",
            closes=format_datetime(say, drop.closes_at, zone),
            draws=format_time(say, drop.draws_at, zone),
        )
    ]


def _back(say: Say, drop: DropFacts) -> list[Button]:
    return [Button(say.label("Back"), AskChange(drop=drop.id, field="rule"))]
