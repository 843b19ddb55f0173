"""The lines of a drop as its vendor sees them: what they said, read back."""

from markupsafe import Markup

from handlers.drop.lines import called, together, with_parts
from locales.formats import money
from locales.say import Say
from locales.units import counted
from locales.words import name
from market.drop.facts import DropFacts, LineFacts

DROP = 64


def what_is_sold(say: Say, drop: DropFacts) -> Markup:
    """ "12 × kuih lapis, RM8.50 each"; of several lines what they are called together."""
    if not drop.lines or several(drop):
        return Markup("{}").format(name(drop.name, DROP))
    return _counted(say, drop, drop.lines[0], name(drop.name, DROP))


def several(drop: DropFacts) -> bool:
    return len(drop.lines) > 1


def line_rows(say: Say, drop: DropFacts) -> list[Markup]:
    """Of several a row each."""
    if not several(drop):
        return []
    return [*(_line(say, drop, line) for line in drop.lines), *together(say, drop.lines)]


def line_head(say: Say, drop: DropFacts, line: LineFacts) -> list[Markup]:
    """Which line is asked about, where there are several."""
    return [Markup("<b>{}</b>").format(called(say, drop, line))] if several(drop) else []


def _line(say: Say, drop: DropFacts, line: LineFacts) -> Markup:
    if line.offered:
        row = _counted(say, drop, line, with_parts(say, drop, line))
    else:
        row = say(
            "{count} × {line}, only as part of a set",
            count=line.quantity,
            line=called(say, drop, line),
        )
    return Markup(" · ").join((row, *deposit_words(say, drop, line)))


def _counted(say: Say, drop: DropFacts, line: LineFacts, words: str) -> Markup:
    price = price_tag(say, drop, line.price)
    if line.unit == "piece":
        return say("{count} × {drop}, {price} each", count=line.quantity, drop=words, price=price)
    units = counted(say, line.unit, line.quantity)
    # text: so many units of something: 4 boxes of kuih lapis
    return say("{units} of {drop}, {price} each", units=units, drop=words, price=price)


def deposit_words(say: Say, drop: DropFacts, line: LineFacts) -> list[Markup]:
    if not line.loan_deposit:
        return []
    return [
        say(
            "{deposit} deposit, refunded when the packaging comes back.",
            deposit=price_tag(say, drop, line.loan_deposit),
        )
    ]


def price_tag(say: Say, drop: DropFacts, minor: int) -> str:
    return money(say, minor, drop.alley.currency, drop.alley.territory)
