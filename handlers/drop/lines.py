"""The lines of a drop on its card, and what one is called: a slot by its hour, a bundle with its parts."""

from collections.abc import Iterable

from markupsafe import Markup

from locales.formats import clock, listed, money
from locales.say import Say
from locales.words import name
from market.drop.facts import DropFacts, LineFacts
from market.drop.status import Status

LINE, PART, LINES = 40, 24, 6


def called(say: Say, drop: DropFacts, line: LineFacts) -> str:
    """ "10:00 stitching"; a slot that has no other name is "10:00"."""
    words = name(line.name, LINE)
    if line.starts_at is None:
        return words
    start = clock(say, line.starts_at, drop.alley.zone)
    # text: an hour, and what is at that hour
    return words if line.name.strip() == start else say.plain("{start} {line}", start=start, line=words)


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
        [say("What goes with it comes with it: together or not at all.")]
        if any(line.parts for line in lines)
        else []
    )


def line_rows(say: Say, drop: DropFacts, stands: Status, most: int = LINES) -> list[Markup]:
    """Those that are joined by themselves, `most` at most."""
    with_left = stands in (Status.FREE, Status.FULL) and len(drop.offered) > 1
    shown = [line_row(say, drop, line, with_left) for line in drop.offered[:most]]
    more = len(drop.offered) - most
    if more > 0:
        shown.append(say.many("and {count} more line", "and {count} more lines", more))
    return [*shown, *together(say, drop.offered)]


def line_row(say: Say, drop: DropFacts, line: LineFacts, with_left: bool) -> Markup:
    """Hour if it is a slot, name, parts, price, the deposit for packaging, and what is left of it."""
    alley = drop.alley
    price = money(say, line.price, alley.currency, alley.territory)
    parts = [say("{line}: {price}", line=with_parts(say, drop, line), price=price)]
    if line.loan_deposit:
        deposit = money(say, line.loan_deposit, alley.currency, alley.territory)
        parts.append(say("{deposit} deposit, back with the packaging", deposit=deposit))
    if with_left:
        parts.append(say("{free} of {count} left", free=line.free, count=line.quantity))
    return Markup(" · ").join(parts)
