"""What a vendor sees of a drop of their own: as it was read, as it is published, and what can be changed."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from handlers.desk.callbacks import ShowDesk, ShowQuantity
from handlers.drop.standing import rule
from handlers.stock.callbacks import (
    AskCancel,
    AskChange,
    AskStock,
    CancelDrop,
    ChangeDrop,
    PauseDrop,
    PickDay,
    PickLimit,
    PickPlace,
    PickRule,
    PublishDrop,
    ResumeDrop,
    ShowExamples,
    ShowOwn,
    UndoDrop,
    UseReading,
)
from handlers.stock.line import Unread
from handlers.ui.rows import narrow, packed
from handlers.ui.screen import Button, Picture, Screen
from locales.formats import day, day_of, hours, moment, money
from locales.say import Say
from locales.units import counted
from locales.words import name
from market.alley import AlleyName
from market.drop.facts import DropFacts, LineFacts

DROP, ALLEY, WORDS, QUOTE = 64, 32, 300, 60
EXAMPLE = "12 kuih lapis RM8.50"


def stock_ask(say: Say) -> Screen:
    return Screen(
        say(
            "Write what you bring, in one line: how many, what, how much. For example: <code>{example}</code>. A photo may go with it.",
            example=EXAMPLE,
        ),
        ask=EXAMPLE,
    )


def no_line(say: Say) -> Screen:
    return Screen(
        say("That is not a stock line. One looks like: <code>{example}</code>", example=EXAMPLE), ask=EXAMPLE
    )


def picture_alone(say: Say) -> Screen:
    return Screen(say("Good picture. Now the line: how many, what, how much?"), ask=EXAMPLE)


def examples(say: Say) -> Screen:
    lines = (
        "12 kuih lapis RM8.50",
        "kuih lapis x12 @8.50",
        "12 kuih lapis RM8.50 #halal sat 7pm max 2",
        "60 kopi RM7 cawan RM3 esok 19:00-22:00",
        "12个 月饼 RM15 晚上7点",
    )
    shown = Markup("\n").join(Markup("<code>{}</code>").format(line) for line in lines)
    return Screen(
        say("Lines that Lorong reads:") + Markup("\n") + shown,
        packed(
            [Button(say.label("Write one"), AskStock(), style="primary")],
            [Button(say.label("Desk"), ShowDesk())],
        ),
    )


def stock_unclear(say: Say, drop: DropFacts, unread: Unread, lacking: str) -> Screen:
    """What was not read, with what it may have meant; `lacking` is what is left to ask."""
    price = _money(say, drop, unread.price or 0)
    text = say(
        "I read {what}. I could not read “{words}”. Did you mean {price}?",
        what=_what(say, drop),
        words=name(unread.words, QUOTE),
        price=price,
    )
    return Screen(
        text,
        packed(
            [
                Button(
                    say.label("Use {price}", price=price),
                    UseReading(drop=drop.id, price=unread.price or 0, lacking=lacking),
                    style="primary",
                )
            ],
            [Button(say.label("Another price"), AskChange(drop=drop.id, what="price"))],
            [
                Button(say.label("Examples"), ShowExamples()),
                Button(say.label("Undo"), UndoDrop(drop=drop.id)),
            ],
        ),
    )


def own(say: Say, drop: DropFacts, link: str, unread: Sequence[Unread] = (), line: str = "") -> Screen:
    """A draft, or how a published drop stands. `line` is what to write for the same again."""
    if drop.state == "draft":
        return _draft(say, drop, unread)
    head = _state(say, drop)
    buttons = {
        "published": [Button(say.label("Pause"), PauseDrop(drop=drop.id))],
        "paused": [Button(say.label("Go on"), ResumeDrop(drop=drop.id), style="primary")],
        "cancelled": [],
    }[drop.state]
    changing = (
        [] if drop.state == "cancelled" else [Button(say.label("Change"), ChangeDrop(drop=drop.id)), *buttons]
    )
    undoing = (
        []
        if drop.state == "cancelled" or _joined(drop)
        else [Button(say.label("Undo"), UndoDrop(drop=drop.id))]
    )
    numbers = [Button(say.label("Number"), ShowQuantity(line=each.id)) for each in drop.lines[:1]]
    return Screen(
        Markup("\n").join(part for part in (head, _whenwhere(say, drop), *_unread(say, unread)) if part),
        packed(
            [Button(say.label("Copy link"), copy=link)],
            [*numbers, *undoing],
            changing,
            [Button(say.label("Copy as a line"), copy=line)] if line else [],
            [Button(say.label("Desk"), ShowDesk())],
        ),
        picture=Picture(drop.picture) if drop.picture else None,
    )


def _draft(say: Say, drop: DropFacts, unread: Sequence[Unread]) -> Screen:
    parts = [
        say("I read: {what}.", what=_what(say, drop)),
        *_deposit(say, drop),
        *_unread(say, unread),
        _whenwhere(say, drop),
        rule(say, drop),
        Markup("{}").format(name(drop.words, WORDS)) if drop.words else Markup(),
        Markup(" ").join(Markup("#{}").format(tag) for tag in drop.tags),
        say("Nobody sees it yet."),
    ]
    return Screen(
        Markup("\n").join(part for part in parts if part),
        packed(
            [Button(say.label("Publish"), PublishDrop(drop=drop.id), style="primary")],
            [
                Button(say.label("Change"), ChangeDrop(drop=drop.id)),
                Button(say.label("Undo"), UndoDrop(drop=drop.id)),
            ],
        ),
        picture=Picture(drop.picture) if drop.picture else None,
    )


def _state(say: Say, drop: DropFacts) -> Markup:
    match drop.state:
        case "paused":
            return say(
                "Paused: {what}. Numbers and holds stay, their time stands still.", what=_what(say, drop)
            )
        case "cancelled":
            return say(
                "Cancelled {at}: {what}.",
                at=moment(say, drop.cancelled_at or drop.starts_at, drop.alley.zone),
                what=_what(say, drop),
            )
        case _:
            return say(
                "Published: {what}. {taken} held or claimed.",
                what=_what(say, drop),
                taken=sum(line.held + line.claimed for line in drop.lines),
            )


def change_menu(say: Say, drop: DropFacts) -> Screen:
    """What can be changed."""

    def ask(label: str, what: str) -> Button:
        return Button(label, AskChange(drop=drop.id, what=what))

    numbers = [Button(say.label("Number"), ShowQuantity(line=each.id)) for each in drop.lines[:1]]
    cancelling = (
        [] if drop.state == "draft" else [Button(say.label("Cancel the drop"), AskCancel(drop=drop.id))]
    )
    only_drafts = [ask(say.label("Rule"), "rule")] if drop.state == "draft" else []
    return Screen(
        say("What to change of {drop}?", drop=name(drop.name, DROP)),
        packed(
            [ask(say.label("When"), "when"), ask(say.label("Price"), "price"), *numbers],
            [
                ask(say.label("Name"), "name"),
                ask(say.label("Tags"), "tags"),
                ask(say.label("Photo"), "photo"),
            ],
            [ask(say.label("Words"), "words"), ask(say.label("Alley"), "alley")],
            [ask(say.label("Limit"), "limit"), ask(say.label("Deposit"), "deposit"), *only_drafts],
            cancelling,
            [Button(say.label("Back"), ShowOwn(drop=drop.id))],
        ),
    )


def when_choice(say: Say, drop: DropFacts, days: Sequence[date]) -> Screen:
    text = say(
        "When? Now it is {when}. Tap a day, or write a day and hours: <code>sat 7pm-10pm</code>.",
        when=_when(say, drop),
    )
    buttons = [Button(day_of(say, each), PickDay(drop=drop.id, day=int(f"{each:%Y%m%d}"))) for each in days]
    return Screen(text, packed(buttons, _back(say, drop)))


def alley_choice(say: Say, drop: DropFacts, alleys: Sequence[AlleyName]) -> Screen:
    text = say("In which alley? Now it is {alley}.", alley=name(drop.alley.name, ALLEY))
    buttons = (
        [Button(narrow(name(each.name, ALLEY)), PickPlace(drop=drop.id, alley=each.id))] for each in alleys
    )
    return Screen(text, packed(*buttons, _back(say, drop)))


def rule_choice(say: Say, drop: DropFacts) -> Screen:
    text = say("By which rule? It stands once you publish. Now: {rule}", rule=rule(say, drop))
    return Screen(
        text,
        packed(
            [Button(say.label("First come"), PickRule(drop=drop.id, policy="queue"))],
            [Button(say.label("First 15 min by lot"), PickRule(drop=drop.id, policy="pot"))],
            _back(say, drop),
        ),
    )


def limit_choice(say: Say, drop: DropFacts) -> Screen:
    buttons = [Button(str(limit), PickLimit(drop=drop.id, limit=limit)) for limit in range(1, 7)]
    text = say.many(
        "At most {count} a person now. How many?", "At most {count} a person now. How many?", drop.per_person
    )
    return Screen(text, packed(buttons, _back(say, drop)))


def change_ask(say: Say, drop: DropFacts, what: str, line: LineFacts) -> Screen:
    """A question that is answered in words."""
    price = _money(say, drop, line.price)
    match what:
        case "price":
            return Screen(
                say("What does one cost? Now {price}. What is claimed keeps its price.", price=price),
                ask="8.50",
            )
        case "deposit":
            deposit = _money(say, drop, line.loan_deposit)
            return Screen(say("Which deposit for the packaging, each? Now {price}.", price=deposit), ask="3")
        case "quantity":
            return Screen(say("How many are there?"), ask="12")
        case "tags":
            return Screen(say("Which tags? Write them all."), ask="#halal #vegan")
        case "words":
            return Screen(
                say("What is there to say of it? One or two sentences."),
                ask=say.plain("Steamed this afternoon"),
            )
        case "photo":
            return Screen(say("Send the new photo."), ask=say.plain("A photo"))
        case _:
            return Screen(say("What is it called?"), ask=say.plain("Kuih lapis"))


def cancel_confirm(say: Say, drop: DropFacts, people: int, reason: str) -> Screen:
    """With its numbers, before what cannot be undone."""
    head = say.many(
        "Cancel {drop}, {when}? {count} person is told, what is held or claimed counts no more.",
        "Cancel {drop}, {when}? {count} people are told, what is held or claimed counts no more.",
        people,
        drop=name(drop.name, DROP),
        when=_when(say, drop),
    )
    why = (
        say("Why: “{reason}”. Write another reason to change it.", reason=name(reason, WORDS))
        if reason
        else say("Write why, in a few words; they are told that too.")
    )
    return Screen(
        Markup("\n").join((head, why)),
        packed(
            [Button(say.label("Keep the drop"), ShowOwn(drop=drop.id), style="primary")],
            [
                Button(
                    say.label("Cancel, tell {count}", count=people), CancelDrop(drop=drop.id), style="danger"
                )
            ],
        ),
    )


def _joined(drop: DropFacts) -> int:
    return sum(line.held + line.claimed + line.waiting for line in drop.lines)


def _what(say: Say, drop: DropFacts) -> Markup:
    """ "12 × kuih lapis, RM8.50 each"."""
    if not drop.lines:
        return Markup("{}").format(name(drop.name, DROP))
    first = drop.lines[0]
    number: Markup | str = (
        str(first.quantity) if first.unit == "piece" else counted(say, first.unit, first.quantity)
    )
    return say(
        "{count} × {drop}, {price} each",
        count=number,
        drop=name(drop.name, DROP),
        price=_money(say, drop, first.price),
    )


def _deposit(say: Say, drop: DropFacts) -> list[Markup]:
    deposits = [line.loan_deposit for line in drop.lines if line.loan_deposit]
    return [
        say("{deposit} deposit, back with the packaging.", deposit=_money(say, drop, each))
        for each in deposits[:1]
    ]


def _unread(say: Say, unread: Sequence[Unread]) -> list[Markup]:
    return [say("I could not read “{words}”.", words=name(each.words, QUOTE)) for each in unread[:3]]


def _whenwhere(say: Say, drop: DropFacts) -> Markup:
    return say("{when}, {alley}.", when=_when(say, drop), alley=name(drop.alley.name, ALLEY))


def _when(say: Say, drop: DropFacts) -> str:
    zone = drop.alley.zone
    # text: a weekday and date, then "18:00 to 22:00"
    return say.plain(
        "{day}, {hours}",
        day=day(say, drop.starts_at, zone),
        hours=hours(say, drop.starts_at, drop.ends_at, zone),
    )


def _money(say: Say, drop: DropFacts, minor: int) -> str:
    return money(say, minor, drop.alley.currency, drop.alley.territory)


def _back(say: Say, drop: DropFacts) -> list[Button]:
    return [Button(say.label("Back"), ChangeDrop(drop=drop.id))]
