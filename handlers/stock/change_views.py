"""The pages that change a vendor's own drop."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from markupsafe import Markup

from handlers.callbacks.deposit import AskDeposit
from handlers.callbacks.stock import (
    ANY_NUMBER,
    AskCancel,
    AskChange,
    CancelDrop,
    ChangeDrop,
    ChooseDropAlley,
    DropField,
    MoveDropAlley,
    MoveDropTime,
    PickDay,
    PickDropAlley,
    PickLimit,
    PickWaitlistLimit,
    ShowMyDrop,
)
from handlers.stock.item_views import item_heading
from handlers.stock.typed_fields import TYPED_FIELDS
from handlers.stock.views import hours_text, number_button, time_text
from handlers.ui.alley_question import PAGE, alley_ask, alley_rows
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.danger_question import danger_question
from handlers.ui.day_number import day_number, minute_number
from handlers.ui.paging import page_of
from handlers.ui.screen import Button, Screen
from locales.formats import format_date, format_number
from locales.say import Say
from locales.user_text import ALLEY, DROP, WORDS, sanitize_name
from market.alley import AlleyName
from market.drop.amounts import format_amount
from market.drop.facts import DropFacts, ItemFacts
from market.drop.item_text import item_name
from market.drop.item_texts import ITEM_TEXTS
from market.drop.status_text import waitlist_limit_text
from market.stock.move import PlannedMove
from storage.drop import DropState

WAITLIST_LIMITS = (5, 10, 20, 50)


CHOSEN_FIELDS: Mapping[DropField, Callable[[Say], str]] = {
    DropField.WHEN: lambda say: say.label("When"),
    DropField.ALLEY: lambda say: say.label("Alley"),
    DropField.LIMIT: lambda say: say.label("Limit"),
    DropField.WAITLIST: lambda say: say.label("Waitlist"),
    DropField.PACKAGING: lambda say: say.label("Packaging"),
    DropField.RULE: lambda say: say.label("Rule"),
}
"""The labels of what is changed by tapping a value."""


def change_menu(say: Say, drop: DropFacts) -> Screen:
    """Shows the fields that can be changed."""

    def ask(*fields: DropField) -> list[Button]:
        return [
            Button(
                label=CHOSEN_FIELDS[field](say) if field in CHOSEN_FIELDS else TYPED_FIELDS[field].label(say),
                callback=AskChange(drop=drop.id, field=field),
            )
            for field in fields
        ]

    is_draft = drop.state == DropState.DRAFT
    last = (
        Button(label=say.label("Ask for a deposit"), callback=AskDeposit(drop=drop.id))
        if is_draft
        else Button(label=say.label("Cancel the drop"), callback=AskCancel(drop=drop.id))
    )
    groups = (
        [*ask(DropField.WHEN, DropField.PRICE), *number_button(say, drop)],
        ask(DropField.NAME, DropField.TAGS, DropField.PHOTO),
        ask(DropField.WORDS, DropField.ALLEY),
        ask(DropField.LIMIT, DropField.WAITLIST, DropField.DEPOSIT, DropField.PACKAGING),
        ask(*map(DropField, ITEM_TEXTS), *([DropField.RULE] if is_draft else [])),
        [last],
        [Button(label=say.label("Back"), callback=ShowMyDrop(drop=drop.id))],
    )
    return Screen(
        text=say("What do you want to change? {name}", name=sanitize_name(drop.name, DROP)),
        rows=layout_buttons(*groups),
    )


def day_choice(say: Say, drop: DropFacts, days: Sequence[date]) -> Screen:
    text = say(
        "When? Now it is {when}. Tap a day, or write a day and hours: <code>sat 7pm-10pm</code>.",
        when=time_text(say, drop),
    )
    buttons = [
        Button(label=format_date(say, each), callback=PickDay(drop=drop.id, day=day_number(each)))
        for each in days
    ]
    return Screen(text=text, rows=layout_buttons(buttons, _back(say, drop)))


def time_confirm(say: Say, drop: DropFacts, move: PlannedMove) -> Screen:
    """Asks before a drop is moved to another time, with the number of people who are told."""
    zone = drop.alley.zone
    starts, ends = (each.astimezone(ZoneInfo(zone)) for each in (move.hours.starts_at, move.hours.ends_at))
    text = say.many(
        "Change the time of {drop}?\nNow: {old}\nNew: {new}\nWe tell {count} person.",
        "Change the time of {drop}?\nNow: {old}\nNew: {new}\nWe tell {count} people.",
        move.people,
        drop=sanitize_name(drop.name, DROP),
        old=time_text(say, drop),
        new=hours_text(say, move.hours.starts_at, move.hours.ends_at, zone),
    )
    return danger_question(
        text,
        say.label("Change, tell {count}", count=format_number(say, move.people)),
        MoveDropTime(
            drop=drop.id,
            day=day_number(starts.date()),
            start=minute_number(starts.time()),
            end=minute_number(ends.time()),
        ),
        keep=say.label("Leave as it is"),
    )


def alley_choice(say: Say, drop: DropFacts, alleys: Sequence[AlleyName], page: int) -> Screen:
    part, [back] = page_of(alleys, page, PAGE), _back(say, drop)
    return Screen(
        text=alley_ask(say, drop.alley.name, part),
        rows=alley_rows(
            say,
            part,
            back,
            pick=lambda alley: PickDropAlley(drop=drop.id, alley=alley),
            show=lambda other: ChooseDropAlley(drop=drop.id, page=other),
        ),
    )


def alley_confirm(say: Say, drop: DropFacts, alley: AlleyName, people: int) -> Screen:
    """Asks before a drop is moved to another alley, with the number of people who are told."""
    text = say.many(
        "Move {drop} from {old} to {new}? We tell {count} person.",
        "Move {drop} from {old} to {new}? We tell {count} people.",
        people,
        drop=sanitize_name(drop.name, DROP),
        old=sanitize_name(drop.alley.name, ALLEY),
        new=sanitize_name(alley.name, ALLEY),
    )
    return danger_question(
        text,
        say.label("Move it, tell {count}", count=format_number(say, people)),
        MoveDropAlley(drop=drop.id, alley=alley.id),
        keep=say.label("Leave as it is"),
    )


def limit_choice(say: Say, drop: DropFacts) -> Screen:
    buttons = [
        Button(label=str(limit), callback=PickLimit(drop=drop.id, limit=limit)) for limit in range(1, 7)
    ]
    text = say.many(
        "Limit is {count} per person now. New limit?",
        "Limit is {count} per person now. New limit?",
        drop.per_person,
    )
    return Screen(text=text, rows=layout_buttons(buttons, _back(say, drop)))


def waitlist_choice(say: Say, drop: DropFacts) -> Screen:
    """Asks how many units of an item may wait."""

    def pick(label: str, limit: int) -> Button:
        return Button(label=label, callback=PickWaitlistLimit(drop=drop.id, limit=limit))

    why = say("When it is full, people can ask to be told when there is room again.")
    return Screen(
        text=say.sentences(waitlist_limit_text(say, drop), why, say("How many may wait?")),
        rows=layout_buttons(
            [pick(str(limit), limit) for limit in WAITLIST_LIMITS],
            [pick(say.label("No waitlist"), 0), pick(say.label("Any number"), ANY_NUMBER)],
            _back(say, drop),
        ),
    )


def item_choice(say: Say, drop: DropFacts, field: DropField) -> Screen:
    """Asks which item. An item sold only as a component has no price of its own."""
    items = drop.offered if field == DropField.PRICE else drop.items
    buttons = (
        [
            Button(
                label=shorten_label(item_name(say, drop, item)),
                callback=AskChange(drop=drop.id, field=field, item=item.id),
            )
        ]
        for item in items
    )
    return Screen(text=say("For which item?"), rows=layout_buttons(*buttons, _back(say, drop)))


def change_ask(say: Say, drop: DropFacts, field: DropField, item: ItemFacts) -> Screen:
    """Asks for a value in text."""
    typed = TYPED_FIELDS[field]
    head = item_heading(say, drop, item) if typed.is_of_item else []
    return Screen(
        text=Markup("\n").join((*head, typed.question(say, drop, item))),
        reply_placeholder=typed.example(say),
    )


def cancel_confirm(say: Say, drop: DropFacts, people: int, reason: str, *, refunds: int) -> Screen:
    """Asks before a drop is cancelled, with the number of people affected, and what the stall has to refund."""
    which = {"drop": sanitize_name(drop.name, DROP), "when": time_text(say, drop)}
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
    amount = format_amount(say, drop, refunds)
    money = [say("You then refund {amount} in deposits.", amount=amount)] if refunds else []
    cancels = (
        say.label("Cancel, tell {count}", count=format_number(say, people))
        if people
        else say.label("Cancel the drop")
    )
    return danger_question(
        Markup("\n").join((head, *money, cancel_reason_ask(say, reason))),
        cancels,
        CancelDrop(drop=drop.id),
        keep=say.label("Keep it"),
    )


def cancel_reason_ask(say: Say, reason: str) -> Markup:
    """Returns the question why something is cancelled, or the reason that was written."""
    if not reason:
        return say("Write the reason in a few words. Shoppers will see it.")
    return say("Reason: “{reason}”. Write another reason to change it.", reason=sanitize_name(reason, WORDS))


def _back(say: Say, drop: DropFacts) -> list[Button]:
    return [Button(label=say.label("Back"), callback=ChangeDrop(drop=drop.id))]
