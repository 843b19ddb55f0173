"""By which rule a drop of one's own is given out: what there is to choose, and what it means."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.drop.standing import rule
from handlers.stock.callbacks import AskChange, ChangeDrop, PickClose, PickFitting, PickRule, PickWeighing
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen
from locales.formats import clock, moment
from locales.say import Say
from market.drop.facts import DropFacts


def rule_choice(say: Say, drop: DropFacts) -> Screen:
    """The rule as it is now; the chances only of a draw."""
    text = [
        say(
            "How are units given out? You cannot change this after publishing. Now: {rule}",
            rule=rule(say, drop),
        ),
        *entries(say, drop),
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
        packed(
            [Button(say.label("First come"), PickRule(drop=drop.id, policy="queue"))],
            [Button(say.label("Draw in first 15 min"), PickRule(drop=drop.id, policy="pot"))],
            [Button(say.label("Draw at a set time"), AskChange(drop=drop.id, what="close"))],
            chances,
            [Button(say.label("Large requests"), AskChange(drop=drop.id, what="fitting"))],
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
                moment(say, choice, drop.alley.zone),
                PickClose(drop=drop.id, at=int(choice.timestamp()) // 60),
            )
        ]
        for choice in choices
    )
    return Screen(text, packed(*buttons, _back(say, drop)))


def fitting_choice(say: Say, drop: DropFacts) -> Screen:
    """What becomes of a party that does not fit what is free."""

    def pick(label: str, fitting: str, skips: int = 0) -> list[Button]:
        return [Button(label, PickFitting(drop=drop.id, fitting=fitting, skips=skips))]

    return Screen(
        say(
            "If the next person wants more than is left? Now: {rule}",
            rule=rule(say, drop),
        ),
        packed(
            pick(say.label("Everyone waits"), "strict"),
            pick(say.label("Skip once"), "fit", 1),
            pick(say.label("Skip up to twice"), "fit", 2),
            pick(say.label("Skip up to 3 times"), "fit", 3),
            pick(say.label("Split if they agree"), "split"),
            _back(say, drop),
        ),
    )


def entries(say: Say, drop: DropFacts) -> list[Markup]:
    """Until when one can enter a draw."""
    if drop.closes_at is None or drop.draws_at is None:
        return []
    zone = drop.alley.zone
    return [
        say(
            "Enter until {closes}, draw at {draws}.",
            closes=moment(say, drop.closes_at, zone),
            draws=clock(say, drop.draws_at, zone),
        )
    ]


def _back(say: Say, drop: DropFacts) -> list[Button]:
    return [Button(say.label("Back"), AskChange(drop=drop.id, what="rule"))]
