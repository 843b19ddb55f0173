"""What a vendor sees of a drop of their own: as it was read, as it is published, and what can be changed."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.desk.callbacks import ShowDesk, ShowQuantity
from handlers.drop.standing import rule
from handlers.stock.callbacks import (
    AskChange,
    AskStock,
    ChangeDrop,
    PauseDrop,
    PublishDrop,
    ResumeDrop,
    ShowExamples,
    UndoDrop,
    UseReading,
)
from handlers.stock.line import Unread
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Picture, Screen
from locales.formats import day, hours, moment, money
from locales.say import Say
from locales.units import counted
from locales.words import name
from market.drop.facts import DropFacts

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
    price = price_tag(say, drop, unread.price or 0)
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
        price=price_tag(say, drop, first.price),
    )


def _deposit(say: Say, drop: DropFacts) -> list[Markup]:
    deposits = [line.loan_deposit for line in drop.lines if line.loan_deposit]
    return [
        say("{deposit} deposit, back with the packaging.", deposit=price_tag(say, drop, each))
        for each in deposits[:1]
    ]


def _unread(say: Say, unread: Sequence[Unread]) -> list[Markup]:
    return [say("I could not read “{words}”.", words=name(each.words, QUOTE)) for each in unread[:3]]


def _whenwhere(say: Say, drop: DropFacts) -> Markup:
    return say("{when}, {alley}.", when=when_words(say, drop), alley=name(drop.alley.name, ALLEY))


def when_words(say: Say, drop: DropFacts) -> str:
    zone = drop.alley.zone
    # text: a weekday and date, then "18:00 to 22:00"
    return say.plain(
        "{day}, {hours}",
        day=day(say, drop.starts_at, zone),
        hours=hours(say, drop.starts_at, drop.ends_at, zone),
    )


def price_tag(say: Say, drop: DropFacts, minor: int) -> str:
    return money(say, minor, drop.alley.currency, drop.alley.territory)
