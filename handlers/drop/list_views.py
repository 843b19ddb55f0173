"""What is seen of many drops: the list, its filters."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from markupsafe import Markup

from handlers.drop.callbacks import (
    FilterAlley,
    FilterTag,
    FilterWhen,
    ShowDrop,
    ShowDrops,
    ShowFilters,
    ShowMonth,
)
from handlers.drop.views import ALLEY, DROP, STALL
from handlers.drop.where import Where
from handlers.start.callbacks import ShowStart
from handlers.ui.rows import UNITS, labelled, narrow, packed, turning
from handlers.ui.screen import Button, Screen
from handlers.ui.wish import Wish
from locales.formats import day_of, moment, money, month
from locales.say import Say
from locales.words import name
from market.drop.facts import DropFacts
from market.drop.planned import Wanted, span
from market.drop.status import Status, status

PAGE = 5


def drop_list(
    say: Say,
    where: Where,
    drops: Sequence[DropFacts],
    total: int,
    alleys: Mapping[int, str],
    now: datetime,
    elsewhere: int = 0,
) -> Screen:
    """A page of drops; `total` is how many there are on all pages, `elsewhere` how many without the conditions but the days."""
    if not drops:
        return _empty(say, where, alleys, elsewhere)
    first = (where.page - 1) * PAGE + 1
    head = say(
        "Drops · {wanted} · {first} to {last} of {total}",
        wanted=wanted_words(say, where.wanted, alleys),
        first=first,
        last=first + len(drops) - 1,
        total=total,
    )
    rows = [drop_row(say, first + place, drop, now) for place, drop in enumerate(drops)]
    return Screen(
        Markup("\n").join((head, *rows)),
        packed(
            *([drop_button(first + place, drop, where)] for place, drop in enumerate(drops)),
            [
                Button(say.label("Filter"), ShowFilters(where=where.code)),
                Button(say.label("Calendar"), month_wish(where, drops[0].day)),
            ],
            _pages(say, where, total),
            [_back(say, where)],
        ),
    )


def found_list(say: Say, drops: Sequence[DropFacts], total: int, now: datetime) -> Screen:
    """What a search found, the first of it."""
    head = say.many("Found {count} drop.", "Found {count} drops.", total)
    rows = [drop_row(say, place, drop, now) for place, drop in enumerate(drops, 1)]
    more = [say("Add more words to narrow the search.")] if total > len(drops) else []
    everything = Where(Wanted("all"))
    return Screen(
        Markup("\n").join((head, *rows, *more)),
        packed(
            *([drop_button(place, drop, everything)] for place, drop in enumerate(drops, 1)),
            [Button(say.label("Back"), ShowStart())],
        ),
    )


def drop_button(place: int, drop: DropFacts, where: Where) -> Button:
    return Button(f"{place} {narrow(name(drop.name, 24), 26)}", ShowDrop(drop=drop.id, where=where.code))


def drop_row(say: Say, place: int, drop: DropFacts, now: datetime) -> Markup:
    """One line: name, stall, when, price, how it stands."""
    facts: dict[str, str | int] = {
        "place": place,
        "drop": Markup("<b>{}</b>").format(name(drop.name, DROP)),
        "stall": name(drop.stall.name, STALL),
        "when": moment(say, drop.starts_at, drop.alley.zone),
        "stands": _short(say, drop, status(drop, now)),
    }
    if not drop.offered:
        return say("{place}. {drop}, {stall} · {when} · {stands}", **facts)
    price = money(say, min(line.price for line in drop.offered), drop.alley.currency, drop.alley.territory)
    return say("{place}. {drop}, {stall} · {when} · {price} · {stands}", price=price, **facts)


def _short(say: Say, drop: DropFacts, stands: Status) -> Markup:
    match stands:
        case Status.UPCOMING:
            return say("opens {at}", at=moment(say, drop.opens_at, drop.alley.zone))
        case Status.DRAW | Status.DRAWN | Status.POT | Status.AWAITED:
            return say("draw for {count}", count=drop.quantity)
        case Status.PAUSED:
            return say("paused")
        case Status.CANCELLED:
            return say("cancelled")
        case Status.FULL | Status.LAST:
            return say("full, with a waitlist")
        case Status.CLOSED | Status.OVER:
            return say("closed")
        case Status.FREE:
            return say("{free} of {count} left", free=drop.free, count=drop.quantity)


def _pages(say: Say, where: Where, total: int) -> list[Button]:
    return turning(say, where.page, -(-total // PAGE), lambda page: ShowDrops(where=where.at(page).code))


def _back(say: Say, where: Where) -> Button:
    """A day's list was opened from its month."""
    days = span(where.wanted.when)
    return Button(say.label("Back"), month_wish(where, days[0]) if days else ShowStart())


def month_wish(where: Where, day: date) -> Wish:
    wanted = Wanted(f"{day:%Y%m}", where.wanted.alley, where.wanted.tag)
    return ShowMonth(where=Where(wanted).code)


def _empty(say: Say, where: Where, alleys: Mapping[int, str], elsewhere: int) -> Screen:
    wanted = wanted_words(say, where.wanted, alleys)
    if not elsewhere:
        text = say("No drops: {wanted}.", wanted=wanted)
        everything = Button(
            say.label("All drops"), ShowDrops(where=Where(Wanted("all")).code), style="primary"
        )
        return Screen(
            text,
            packed(
                [everything],
                [Button(say.label("Calendar"), ShowMonth(where=Where(Wanted("all")).code))],
                [_back(say, where)],
            ),
        )
    text = say.many(
        "No drops: {wanted}. {count} elsewhere.",
        "No drops: {wanted}. {count} elsewhere.",
        elsewhere,
        wanted=wanted,
    )
    near = ShowDrops(where=Where(where.wanted.without("alley")).code)
    return Screen(
        text,
        packed(
            [Button(say.label("Show those"), near, style="primary")],
            [
                Button(say.label("Clear"), ShowDrops(where=Where().code)),
                Button(say.label("Filter"), ShowFilters(where=where.code)),
            ],
            [_back(say, where)],
        ),
    )


def wanted_words(say: Say, wanted: Wanted, alleys: Mapping[int, str]) -> Markup:
    """What is being looked at, in words: days, alley, tag."""
    parts = [when_words(say, wanted.when), alley_words(say, wanted.alley, alleys)]
    if wanted.tag:
        parts.append(Markup("#{}").format(wanted.tag))
    return Markup(" · ").join(parts)


def when_words(say: Say, when: str) -> Markup:
    days = span(when)
    if days:
        return Markup("{}").format(day_of(say, days[0]) if days[0] == days[1] else month(say, days[0]))
    match when:
        case "weekend":
            return say("this weekend")
        case "week":
            return say("the next 7 days")
        case _:
            return say("all days")


def alley_words(say: Say, alley: int, alleys: Mapping[int, str]) -> Markup:
    return Markup("{}").format(name(alleys[alley], ALLEY)) if alley in alleys else say("all alleys")


def filter_list(say: Say, where: Where, alleys: Mapping[int, str], total: int) -> Screen:
    wanted = where.wanted
    text = say.many(
        "{wanted}: {count} drop.",
        "{wanted}: {count} drops.",
        total,
        wanted=wanted_words(say, wanted, alleys),
    )
    code = where.at(1).code
    tag = Markup("#{}").format(wanted.tag) if wanted.tag else say("all")
    return Screen(
        text,
        packed(
            [Button(say.label("Show drops"), ShowDrops(where=code), style="primary")],
            [
                Button(
                    labelled(say, say.label("When"), when_words(say, wanted.when).unescape()),
                    FilterWhen(where=code),
                )
            ],
            [
                Button(
                    labelled(say, say.label("Alley"), alley_words(say, wanted.alley, alleys).unescape()),
                    FilterAlley(where=code),
                )
            ],
            [Button(labelled(say, say.label("Tag"), tag.unescape()), FilterTag(where=code))],
            [
                Button(say.label("Clear"), ShowFilters(where=Where().code)),
                Button(say.label("Back"), ShowDrops(where=code)),
            ],
        ),
    )


def choice_list(
    say: Say, asked: Markup, choices: Sequence[tuple[Markup, Wanted, int]], where: Where
) -> Screen:
    """One condition's choices, each with what it would leave."""
    buttons = [
        [Button(_counted(words, count), ShowFilters(where=Where(wanted).code))]
        for words, wanted, count in choices
    ]
    return Screen(asked, packed(*buttons, [Button(say.label("Back"), ShowFilters(where=where.code))]))


def _counted(words: Markup, count: int) -> str:
    end = f", {count}"
    return narrow(words.unescape(), UNITS[1] - len(end)) + end
