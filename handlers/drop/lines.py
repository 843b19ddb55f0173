"""The lines of a drop on its card, and what one is called: a slot by its hour, a bundle with its parts."""

from collections.abc import Iterable
from dataclasses import replace

from markupsafe import Markup

from locales.formats import clock, listed, money
from locales.say import Say
from locales.words import name, tagged
from market.drop.facts import DropFacts, LineFacts
from market.drop.status import Status

LINE, PART, LINES = 40, 24, 6
CERTIFIED = frozenset({"halal"})
"""Tags that the law lets only a certified seller state as a fact."""


def called(say: Say, drop: DropFacts, line: LineFacts) -> str:
    """ "10:00 stitching"; a slot that has no other name is "10:00"."""
    words = name(line.name, LINE)
    if line.starts_at is None:
        return words
    start = clock(say, line.starts_at, drop.alley.zone)
    # text: an hour, and what is at that hour
    return words if line.name.strip() == start else say.plain("{start} {line}", start=start, line=words)


def of_drop(say: Say, drop: DropFacts, line: LineFacts, words: str) -> str:
    """ "A first string of beads, 10:00": what a line is called, behind its drop where it is a slot."""
    # text: a drop, and one of its slots
    return say.plain("{drop}, {slot}", drop=name(drop.name, LINE), slot=words) if line.starts_at else words


def with_parts(say: Say, drop: DropFacts, line: LineFacts) -> str:
    """ "10:00 stitching, with kit"."""
    if not line.parts:
        return called(say, drop, line)
    parts = [
        name(part.name, PART) if part.units == 1 else f"{part.units} × {name(part.name, PART)}"
        for part in line.parts
    ]
    # text: a thing for sale, and what goes with it
    return say.plain("{line}, with {parts}", line=called(say, drop, line), parts=listed(say, parts))


def together(say: Say, lines: Iterable[LineFacts]) -> list[Markup]:
    """What a bundle is, where one of these is one."""
    return (
        [say("Sold as a set: you get everything listed, or nothing.")]
        if any(line.parts for line in lines)
        else []
    )


def tag_words(say: Say, tags: Iterable[str]) -> Markup:
    """ "#kuih #vegan"; what only a certificate proves is told as the stall's own word."""
    words = [*tags]
    shown = tagged(words)
    return say("{tags}, says the stall", tags=shown) if CERTIFIED.intersection(words) else shown


def line_rows(say: Say, drop: DropFacts, stands: Status) -> list[Markup]:
    """Those that are joined by themselves, and what it is to be a bundle."""
    shown = [line_row(say, drop, line, _with_left(drop, stands)) for line in drop.offered[:LINES]]
    return [*shown, *_more(say, drop, LINES), *together(say, drop.offered)]


def first_line(say: Say, drop: DropFacts, stands: Status) -> list[Markup]:
    """Where there is no room for more."""
    shown = [
        line_row(say, drop, replace(line, parts=()), _with_left(drop, stands)) for line in drop.offered[:1]
    ]
    return [*shown, *_more(say, drop, 1)]


def line_row(say: Say, drop: DropFacts, line: LineFacts, with_left: bool) -> Markup:
    """Hour if it is a slot, name, parts, price, the deposit for packaging, and what is left of it."""
    alley = drop.alley
    price = money(say, line.price, alley.currency, alley.territory)
    parts = [say("{line}: {price}", line=with_parts(say, drop, line), price=price)]
    if line.loan_deposit:
        deposit = money(say, line.loan_deposit, alley.currency, alley.territory)
        parts.append(say("{deposit} deposit, refunded when you return the packaging", deposit=deposit))
    if with_left:
        parts.append(say("{free} of {count} left", free=line.free, count=line.quantity))
    return Markup(" · ").join(parts)


def _with_left(drop: DropFacts, stands: Status) -> bool:
    return stands in (Status.FREE, Status.FULL, Status.LAST) and len(drop.offered) > 1


def _more(say: Say, drop: DropFacts, shown: int) -> list[Markup]:
    more = len(drop.offered) - shown
    return [say.many("and {count} more item", "and {count} more items", more)] if more > 0 else []
