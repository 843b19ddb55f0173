"""What a vendor can change of a drop of their own, and by which choices."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from handlers.deposit.callbacks import AskDeposit
from handlers.drop.lines import called
from handlers.stock.callbacks import (
    AskCancel,
    AskChange,
    CancelDrop,
    ChangeDrop,
    PickDay,
    PickLimit,
    PickPlace,
    ShowOwn,
)
from handlers.stock.line_views import line_head, price_tag
from handlers.stock.views import number_button, when_words
from handlers.ui.rows import narrow, packed
from handlers.ui.screen import Button, Screen
from locales.formats import day_of
from locales.say import Say
from locales.words import name
from market.alley import AlleyName
from market.drop.facts import DropFacts, LineFacts

DROP, ALLEY, WORDS = 64, 32, 300


def change_menu(say: Say, drop: DropFacts) -> Screen:
    """What can be changed."""

    def ask(label: str, what: str) -> Button:
        return Button(label, AskChange(drop=drop.id, what=what))

    cancelling = (
        [] if drop.state == "draft" else [Button(say.label("Cancel the drop"), AskCancel(drop=drop.id))]
    )
    only_drafts = [ask(say.label("Rule"), "rule")] if drop.state == "draft" else []
    return Screen(
        say("What do you want to change? {drop}", drop=name(drop.name, DROP)),
        packed(
            [ask(say.label("When"), "when"), ask(say.label("Price"), "price"), *number_button(say, drop)],
            [
                ask(say.label("Name"), "name"),
                ask(say.label("Tags"), "tags"),
                ask(say.label("Photo"), "photo"),
            ],
            [ask(say.label("Description"), "words"), ask(say.label("Alley"), "alley")],
            [ask(say.label("Limit"), "limit"), ask(say.label("Deposit"), "deposit"), *only_drafts],
            [Button(say.label("Ask for a deposit"), AskDeposit(drop=drop.id))]
            if drop.state == "draft"
            else [],
            cancelling,
            [Button(say.label("Back"), ShowOwn(drop=drop.id))],
        ),
    )


def when_choice(say: Say, drop: DropFacts, days: Sequence[date]) -> Screen:
    text = say(
        "When? Now it is {when}. Tap a day, or write a day and hours: <code>sat 7pm-10pm</code>.",
        when=when_words(say, drop),
    )
    buttons = [Button(day_of(say, each), PickDay(drop=drop.id, day=int(f"{each:%Y%m%d}"))) for each in days]
    return Screen(text, packed(buttons, _back(say, drop)))


def alley_choice(say: Say, drop: DropFacts, alleys: Sequence[AlleyName]) -> Screen:
    text = say("In which alley? Now it is {alley}.", alley=name(drop.alley.name, ALLEY))
    buttons = (
        [Button(narrow(name(each.name, ALLEY)), PickPlace(drop=drop.id, alley=each.id))] for each in alleys
    )
    return Screen(text, packed(*buttons, _back(say, drop)))


def limit_choice(say: Say, drop: DropFacts) -> Screen:
    buttons = [Button(str(limit), PickLimit(drop=drop.id, limit=limit)) for limit in range(1, 7)]
    text = say.many(
        "Limit is {count} per person now. New limit?",
        "Limit is {count} per person now. New limit?",
        drop.per_person,
    )
    return Screen(text, packed(buttons, _back(say, drop)))


def line_choice(say: Say, drop: DropFacts, what: str) -> Screen:
    """Of several lines: which. What only goes along with others has no price of its own."""
    lines = drop.offered if what == "price" else drop.lines
    buttons = (
        [Button(narrow(called(say, drop, line)), AskChange(drop=drop.id, what=what, line=line.id))]
        for line in lines
    )
    return Screen(say("For which item?"), packed(*buttons, _back(say, drop)))


def change_ask(say: Say, drop: DropFacts, what: str, line: LineFacts) -> Screen:
    """A question that is answered in words."""
    price = price_tag(say, drop, line.price)
    head = line_head(say, drop, line)
    match what:
        case "price":
            asked = say(
                "What is the price of one? Now {price}. Confirmed bookings keep their price.", price=price
            )
            return Screen(Markup("\n").join((*head, asked)), ask="8.50")
        case "deposit":
            deposit = price_tag(say, drop, line.loan_deposit)
            asked = say("Packaging deposit for each? Now {price}.", price=deposit)
            return Screen(Markup("\n").join((*head, asked)), ask="3")
        case "quantity":
            return Screen(Markup("\n").join((*head, say("How many are there?"))), ask="12")
        case "tags":
            return Screen(say("Which tags? Write them all, or <code>-</code> for none."), ask="#kuih #vegan")
        case "words":
            return Screen(
                say("Describe it in one or two sentences."),
                ask=say.plain("Steamed this afternoon"),
            )
        case "photo":
            return Screen(say("Send the new photo."), ask=say.plain("A photo"))
        case _:
            return Screen(say("What is it called?"), ask=say.plain("Kuih lapis"))


def cancel_confirm(say: Say, drop: DropFacts, people: int, reason: str) -> Screen:
    """With its numbers, before what cannot be undone."""
    which = {"drop": name(drop.name, DROP), "when": when_words(say, drop)}
    head = (
        say.many(
            "Cancel {drop}, {when}? We tell {count} person, and all holds and bookings end.",
            "Cancel {drop}, {when}? We tell {count} people, and all holds and bookings end.",
            people,
            **which,
        )
        if people
        else say("Cancel {drop}, {when}? Nobody has joined it yet.", **which)
    )
    cancels = say.label("Cancel, tell {count}", count=people) if people else say.label("Cancel the drop")
    why = (
        say("Reason: “{reason}”. Write another reason to change it.", reason=name(reason, WORDS))
        if reason
        else say("Write the reason in a few words. Shoppers will see it.")
    )
    return Screen(
        Markup("\n").join((head, why)),
        packed(
            [Button(say.label("Keep the drop"), ShowOwn(drop=drop.id), style="primary")],
            [Button(cancels, CancelDrop(drop=drop.id), style="danger")],
        ),
    )


def _back(say: Say, drop: DropFacts) -> list[Button]:
    return [Button(say.label("Back"), ChangeDrop(drop=drop.id))]
