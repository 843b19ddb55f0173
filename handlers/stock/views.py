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
from handlers.stock.line_views import deposit_words, line_rows, price_tag, several, what_is_sold
from handlers.stock.rule_views import entries
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Picture, Screen
from locales.formats import day, hours, moment
from locales.say import Say
from locales.words import name, tagged
from market.drop.facts import DropFacts

DROP, ALLEY, WORDS, QUOTE, MISREAD = 64, 32, 300, 60, 8
EXAMPLE = "12 kuih lapis RM8.50"


def stock_ask(say: Say) -> Screen:
    return Screen(
        say(
            "Write what you are bringing in one message: how many, what, how much. For example: <code>{example}</code>. You can add a photo.",
            example=EXAMPLE,
        ),
        ask=EXAMPLE,
    )


def no_line(say: Say) -> Screen:
    return Screen(
        say("I did not understand that as stock. Write it like: <code>{example}</code>", example=EXAMPLE),
        ask=EXAMPLE,
    )


def picture_alone(say: Say) -> Screen:
    return Screen(say("Nice photo. Now write: how many, what, how much?"), ask=EXAMPLE)


def examples(say: Say) -> Screen:
    lines = (
        "12 kuih lapis RM8.50",
        "kuih lapis x12 @8.50",
        "12 kuih lapis RM8.50 #vegan sat 7pm max 2",
        "60 kopi RM7 cawan RM3 esok 19:00-22:00",
        "12个 月饼 RM15 晚上7点",
        "8 batik RM35 sun 10am\n+ 16 kit\n8 batik RM35 sun 2pm\n+ kit",
    )
    shown = Markup("\n").join(Markup("<code>{}</code>").format(line) for line in lines)
    return Screen(
        say("Examples you can copy:") + Markup("\n") + shown,
        packed(
            [Button(say.label("Write one"), AskStock(), style="primary")],
            [Button(say.label("Desk"), ShowDesk())],
        ),
    )


def stock_unclear(say: Say, drop: DropFacts, misread: Unread, lacking: str) -> Screen:
    """What was not read, with what it may have meant; `lacking` is what is left to ask."""
    price = price_tag(say, drop, misread.price or 0)
    text = say(
        "I understood {what}, but not “{words}”. Did you mean {price}?",
        what=what_is_sold(say, drop),
        words=name(misread.words, QUOTE),
        price=price,
    )
    return Screen(
        text,
        packed(
            [
                Button(
                    say.label("Use {price}", price=price),
                    UseReading(drop=drop.id, price=misread.price or 0, lacking=lacking),
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


def own(say: Say, drop: DropFacts, link: str, misread: Sequence[Unread] = (), again: str = "") -> Screen:
    """A draft, or how a published drop stands. `again` is what to write for the same once more."""
    if drop.state == "draft":
        return _draft(say, drop, misread)
    head = _state(say, drop)
    buttons = {
        "published": [Button(say.label("Pause"), PauseDrop(drop=drop.id))],
        "paused": [Button(say.label("Resume"), ResumeDrop(drop=drop.id), style="primary")],
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
    return Screen(
        Markup("\n").join((head, *line_rows(say, drop), _whenwhere(say, drop), *unread(say, misread))),
        packed(
            [Button(say.label("Copy link"), copy=link)],
            [*number_button(say, drop), *undoing],
            changing,
            [Button(say.label("Copy as text"), copy=again)] if again else [],
            [Button(say.label("Desk"), ShowDesk())],
        ),
        picture=Picture(drop.picture) if drop.picture else None,
    )


def _draft(say: Say, drop: DropFacts, misread: Sequence[Unread]) -> Screen:
    parts = [
        say("Got it: {what}.", what=what_is_sold(say, drop)),
        *line_rows(say, drop),
        *(words for line in drop.lines if not several(drop) for words in deposit_words(say, drop, line)),
        *unread(say, misread),
        _whenwhere(say, drop),
        rule(say, drop),
        *entries(say, drop),
        Markup("{}").format(name(drop.words, WORDS)) if drop.words else Markup(),
        tagged(drop.tags),
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
                "Paused: {what}. Numbers and holds are safe, and the time does not run.",
                what=what_is_sold(say, drop),
            )
        case "cancelled":
            return say(
                "Cancelled {at}: {what}.",
                at=moment(say, drop.cancelled_at or drop.starts_at, drop.alley.zone),
                what=what_is_sold(say, drop),
            )
        case _:
            return say(
                "Published: {what}. {taken} on hold or booked.",
                what=what_is_sold(say, drop),
                taken=sum(line.held + line.claimed for line in drop.offered),
            )


def _joined(drop: DropFacts) -> int:
    return sum(line.held + line.claimed + line.waiting for line in drop.lines)


def unread(say: Say, misread: Sequence[Unread]) -> list[Markup]:
    """What was not understood, quoted."""
    return [
        say("I did not understand “{words}”.", words=name(each.words, QUOTE)) for each in misread[:MISREAD]
    ]


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


def number_button(say: Say, drop: DropFacts) -> list[Button]:
    """Of several lines it asks first which."""
    wish = AskChange(drop=drop.id, what="quantity") if several(drop) else None
    return [Button(say.label("Quantity"), wish or ShowQuantity(line=each.id)) for each in drop.lines[:1]]
