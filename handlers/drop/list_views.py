"""Lists of drops and their filters."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.drop import (
    FilterAlley,
    FilterTag,
    FilterWhen,
    ShowDrop,
    ShowDrops,
    ShowFilters,
    ShowMonth,
)
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.start import ShowStart
from handlers.drop.views import ALLEY, DROP, STALL
from handlers.ui.button_layout import LABEL_WIDTHS, fit_label, labelled, layout_buttons
from handlers.ui.paging import Page, page_count, page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_date, format_datetime, format_money, format_month
from locales.say import Say
from locales.user_text import sanitize_name
from market.drop.facts import DropFacts
from market.drop.planned_drops import DropFilter, span
from market.drop.status import Status, status

PAGE = 5


def drop_list(
    say: Say,
    location: ListLocation,
    drops: Sequence[DropFacts],
    total: int,
    alleys: Mapping[int, str],
    now: datetime,
    elsewhere: int = 0,
) -> Screen:
    """Shows a page of drops.

    `total` counts the drops on all pages, `elsewhere` those with only the days as a condition.
    """
    if not drops:
        return _empty(say, location, alleys, elsewhere)
    first = (location.page - 1) * PAGE + 1
    head = say(
        "Drops · {drop_filter} · {first} to {last} of {total}",
        drop_filter=filter_text(say, location.drop_filter, alleys),
        first=first,
        last=first + len(drops) - 1,
        total=total,
    )
    rows = [drop_row(say, first + place, drop, now) for place, drop in enumerate(drops)]
    return Screen(
        text=Markup("\n").join((head, *rows, *page_text(say, location.page, page_count(total, PAGE)))),
        rows=layout_buttons(
            *([drop_button(first + place, drop, location)] for place, drop in enumerate(drops)),
            [
                Button(label=say.label("Filter"), callback=ShowFilters(back_to=location.code)),
                Button(label=say.label("Calendar"), callback=month_callback(location, drops[0].day)),
            ],
            *_pages(say, location, total),
            [_back(say, location)],
        ),
    )


def found_list(say: Say, drops: Sequence[DropFacts], total: int, now: datetime) -> Screen:
    """Shows the first results of a search."""
    head = say.many("Found {count} drop.", "Found {count} drops.", total)
    rows = [drop_row(say, place, drop, now) for place, drop in enumerate(drops, 1)]
    more = [say("Add more words to narrow the search.")] if total > len(drops) else []
    everything = ListLocation(DropFilter("all"))
    return Screen(
        text=Markup("\n").join((head, *rows, *more)),
        rows=layout_buttons(
            *([drop_button(place, drop, everything)] for place, drop in enumerate(drops, 1)),
            [Button(label=say.label("Back"), callback=ShowStart())],
        ),
    )


def drop_button(place: int, drop: DropFacts, location: ListLocation) -> Button:
    return Button(
        label=f"{place} {fit_label(sanitize_name(drop.name, 24), 26)}",
        callback=ShowDrop(drop=drop.id, back_to=location.code),
    )


def drop_row(say: Say, place: int, drop: DropFacts, now: datetime) -> Markup:
    """Returns one row: name, stall, time, price, status."""
    facts: dict[str, str | int] = {
        "place": place,
        "drop": Markup("<b>{}</b>").format(sanitize_name(drop.name, DROP)),
        "stall": sanitize_name(drop.stall.name, STALL),
        "when": format_datetime(say, drop.starts_at, drop.alley.zone),
        "status": _short_status(say, drop, status(drop, now)),
    }
    if not drop.offered:
        return say("{place}. {drop}, {stall} · {when} · {status}", **facts)
    price = format_money(
        say, min(item.price for item in drop.offered), drop.alley.currency, drop.alley.territory
    )
    return say("{place}. {drop}, {stall} · {when} · {price} · {status}", price=price, **facts)


def _short_status(say: Say, drop: DropFacts, drop_status: Status) -> Markup:
    match drop_status:
        case Status.UPCOMING:
            return say("opens {at}", at=format_datetime(say, drop.opens_at, drop.alley.zone))
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


def _pages(say: Say, location: ListLocation, total: int) -> tuple[list[Button], ...]:
    return pager(
        say, location.page, page_count(total, PAGE), lambda page: ShowDrops(back_to=location.at(page).code)
    )


def _back(say: Say, location: ListLocation) -> Button:
    """Returns the Back button. The list of one day leads back to its month."""
    days = span(location.drop_filter.when)
    return Button(
        label=say.label("Back"), callback=month_callback(location, days[0]) if days else ShowStart()
    )


def month_callback(location: ListLocation, day: date) -> Callback:
    drop_filter = DropFilter(f"{day:%Y%m}", location.drop_filter.alley, location.drop_filter.tag)
    return ShowMonth(back_to=ListLocation(drop_filter).code)


def _empty(say: Say, location: ListLocation, alleys: Mapping[int, str], elsewhere: int) -> Screen:
    drop_filter = filter_text(say, location.drop_filter, alleys)
    if not elsewhere:
        text = say("No drops: {drop_filter}.", drop_filter=drop_filter)
        everything = Button(
            label=say.label("All drops"),
            callback=ShowDrops(back_to=ListLocation(DropFilter("all")).code),
            style="primary",
        )
        return Screen(
            text=text,
            rows=layout_buttons(
                [everything],
                [
                    Button(
                        label=say.label("Calendar"),
                        callback=ShowMonth(back_to=ListLocation(DropFilter("all")).code),
                    )
                ],
                [_back(say, location)],
            ),
        )
    text = say.many(
        "No drops: {drop_filter}. {count} elsewhere.",
        "No drops: {drop_filter}. {count} elsewhere.",
        elsewhere,
        drop_filter=drop_filter,
    )
    near = ShowDrops(back_to=ListLocation(location.drop_filter.without("alley")).code)
    return Screen(
        text=text,
        rows=layout_buttons(
            [Button(label=say.label("Show those"), callback=near, style="primary")],
            [
                Button(label=say.label("Clear"), callback=ShowDrops(back_to=ListLocation().code)),
                Button(label=say.label("Filter"), callback=ShowFilters(back_to=location.code)),
            ],
            [_back(say, location)],
        ),
    )


def filter_text(say: Say, drop_filter: DropFilter, alleys: Mapping[int, str]) -> Markup:
    """Returns the filter in words: days, alley, tag."""
    parts = [period_text(say, drop_filter.when), alley_text(say, drop_filter.alley, alleys)]
    if drop_filter.tag:
        parts.append(Markup("#{}").format(drop_filter.tag))
    return Markup(" · ").join(parts)


def period_text(say: Say, when: str) -> Markup:
    days = span(when)
    if days:
        return Markup("{}").format(
            format_date(say, days[0]) if days[0] == days[1] else format_month(say, days[0])
        )
    match when:
        case "weekend":
            return say("this weekend")
        case "week":
            return say("the next 7 days")
        case _:
            return say("all days")


def alley_text(say: Say, alley: int, alleys: Mapping[int, str]) -> Markup:
    return Markup("{}").format(sanitize_name(alleys[alley], ALLEY)) if alley in alleys else say("all alleys")


def filter_list(say: Say, location: ListLocation, alleys: Mapping[int, str], total: int) -> Screen:
    drop_filter = location.drop_filter
    text = say.many(
        "{drop_filter}: {count} drop.",
        "{drop_filter}: {count} drops.",
        total,
        drop_filter=filter_text(say, drop_filter, alleys),
    )
    code = location.at(1).code
    tag = Markup("#{}").format(drop_filter.tag) if drop_filter.tag else say("all")
    groups = (
        [Button(label=say.label("Show drops"), callback=ShowDrops(back_to=code), style="primary")],
        [
            Button(
                label=labelled(say, say.label("When"), period_text(say, drop_filter.when).unescape()),
                callback=FilterWhen(back_to=code),
            )
        ],
        [
            Button(
                label=labelled(
                    say, say.label("Alley"), alley_text(say, drop_filter.alley, alleys).unescape()
                ),
                callback=FilterAlley(back_to=code),
            )
        ],
        [Button(label=labelled(say, say.label("Tag"), tag.unescape()), callback=FilterTag(back_to=code))],
        [
            Button(label=say.label("Clear"), callback=ShowFilters(back_to=ListLocation().code)),
            Button(label=say.label("Back"), callback=ShowDrops(back_to=code)),
        ],
    )
    return Screen(
        text=text,
        rows=layout_buttons(*groups),
    )


def choice_list(
    say: Say,
    question: Markup,
    choices: Page[tuple[Markup, DropFilter, int]],
    location: ListLocation,
    callback_for: Callable[[int], Callback],
) -> Screen:
    """Shows a page of the choices of one condition, each with the number of drops it leaves."""
    buttons = [
        [
            Button(
                label=_counted_label(words, count),
                callback=ShowFilters(back_to=ListLocation(drop_filter).code),
            )
        ]
        for words, drop_filter, count in choices.shown
    ]
    return Screen(
        text=Markup("\n").join([question, *page_text(say, choices.number, choices.pages)]),
        rows=layout_buttons(
            *buttons,
            *pager(say, choices.number, choices.pages, callback_for),
            [Button(label=say.label("Back"), callback=ShowFilters(back_to=location.code))],
        ),
    )


def _counted_label(words: Markup, count: int) -> str:
    end = f", {count}"
    return fit_label(words.unescape(), LABEL_WIDTHS[1] - len(end)) + end
