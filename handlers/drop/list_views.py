"""Lists of drops and their filters."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import assert_never

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
    ShowStall,
)
from handlers.callbacks.follow import FollowTag, UnfollowTag
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.start import ShowStart
from handlers.drop.views import pictures_of
from handlers.drop.when_text import short_when
from handlers.ui.button_layout import LABEL_WIDTHS, labelled, layout_buttons, shorten_label
from handlers.ui.paging import Page, page_text, pager
from handlers.ui.screen import Button, Screen
from handlers.ui.telegram_calls import text_units
from locales.formats import format_date, format_datetime, format_month, format_number
from locales.say import Say
from locales.units import admits
from locales.user_text import ALLEY, sanitize_name, tag_text, width
from market.drop.facts import DropFacts
from market.drop.item_text import age_mark, lowest_price
from market.drop.planned_drops import DropFilter, DropPeriod, period_of, span
from market.drop.status import Status, status
from market.paging import page_count
from market.waitlist.position import OwnMark, OwnState

Marks = Mapping[int, OwnMark]
"""What the reader has in drops, by the drop."""
NO_MARKS: Marks = {}
PAGE, FEW_PAGES = 4, 5
HEAD_WIDTH = 38
"""Width of a line that is bold in part."""
ROW_DROP, ROW_STALL, SHORTEST_STALL = 40, 30, 8
SHORT_NAME, ROWS_LIMIT = 8, 640
"""Characters of names in a list; a stall's name is cut further to keep to one line, but not below this width."""


def drop_list(
    say: Say,
    location: ListLocation,
    drops: Sequence[DropFacts],
    total: int,
    alleys: Mapping[int, str],
    now: datetime,
    elsewhere: int = 0,
    new: frozenset[int] = frozenset(),
    marks: Marks = NO_MARKS,
    follows_tag: bool = False,
) -> Screen:
    """Shows a page of drops.

    `total` counts the drops on all pages, `elsewhere` those with only the days as a condition. `new` are marked, and `marks` say what the reader has there.
    `follows_tag`: the reader follows the tag of the list.
    """
    follow = _follow_buttons(say, location, follows_tag)
    if not drops:
        return _empty(say, location, alleys, elsewhere=elsewhere, follow=follow)
    first = (location.page - 1) * PAGE + 1
    head = _place_in_list(
        say, _capitalized(filter_text(say, location.drop_filter, alleys)), first, len(drops), total=total
    )
    steps, jumps = _pages(say, location, total)
    groups = (
        drop_buttons(drops, location, first),
        [
            Button(label=say.label("Filter"), callback=ShowFilters(back_to=location.code)),
            Button(label=say.label("Calendar"), callback=month_callback(location, drops[0].day)),
        ],
        follow,
        jumps if page_count(total, PAGE) > FEW_PAGES else [],
        around_back(_back(say, location), steps, location.page),
    )
    return Screen(
        text=Markup("\n").join((head, *drop_rows(say, drops, now, first=first, new=new, marks=marks))),
        rows=layout_buttons(*groups),
        picture=pictures_of(drops, first),
    )


def _place_in_list(say: Say, drop_filter: Markup, first: int, count: int, *, total: int) -> Markup:
    """Returns what is listed, and which of all are on this page."""
    if count == 1:
        return say(
            "<b>{drop_filter}</b> · {first} of {total}", drop_filter=drop_filter, first=first, total=total
        )
    return say(
        "<b>{drop_filter}</b> · {first} to {last} of {total}",
        drop_filter=drop_filter,
        first=first,
        last=first + count - 1,
        total=total,
    )


def around_back(back: Button, steps: Sequence[Button], page: int) -> list[Button]:
    """Returns Previous, Back and Next in one row; on the first page there is no Previous."""
    return [back, *steps] if page == 1 else [*steps[:1], back, *steps[1:]]


def _capitalized(words: Markup) -> Markup:
    return Markup("{}").format(words[:1].upper() + words[1:])


def found_list(
    say: Say,
    drops: Sequence[DropFacts],
    total: int,
    now: datetime,
    *,
    is_stall: bool = False,
    marks: Marks = NO_MARKS,
) -> Screen:
    """Shows the first results of a search; `is_stall`: for the name of a stall, whose page lists them all."""
    head = say.many("Found {count} drop.", "Found {count} drops.", total)
    more = [say("Add more words to narrow the search.")] if total > len(drops) and not is_stall else []
    everything = ListLocation(DropFilter(DropPeriod.ALL))
    stalls = [
        Button(
            label=say.label("Stall"),
            callback=ShowStall(stall=drop.stall.id, drop=0, back_to=everything.code),
        )
        for drop in drops[:1]
        if is_stall
    ]
    return Screen(
        text=Markup("\n").join((head, *drop_rows(say, drops, now, marks=marks), *more)),
        rows=layout_buttons(
            drop_buttons(drops, everything),
            stalls,
            [Button(label=say.label("Back"), callback=ShowStart())],
        ),
        picture=pictures_of(drops),
    )


def drop_buttons(drops: Sequence[DropFacts], location: ListLocation, first: int = 1) -> list[Button]:
    """Returns a button for each drop, with its number and so much of its name that two share a row."""
    return [
        Button(
            label=shorten_label(f"{place} {sanitize_name(drop.name, ROW_DROP)}", LABEL_WIDTHS[2]),
            callback=ShowDrop(drop=drop.id, back_to=location.code),
            line=place,
        )
        for place, drop in enumerate(drops, first)
    ]


def drop_rows(
    say: Say,
    drops: Sequence[DropFacts],
    now: datetime,
    *,
    first: int = 1,
    new: frozenset[int] = frozenset(),
    marks: Marks = NO_MARKS,
) -> list[Markup]:
    """Returns two lines for each drop; names made of emoji are cut further, so that a caption has room for all.

    Those that are `new` say so, and those of which the reader has something say what.
    """
    rows = [drop_row(say, place, drop, now, new=new, marks=marks) for place, drop in enumerate(drops, first)]
    if sum(map(text_units, rows)) <= ROWS_LIMIT:
        return rows
    return [
        drop_row(say, place, drop, now, longest=SHORT_NAME, new=new, marks=marks)
        for place, drop in enumerate(drops, first)
    ]


def drop_row(
    say: Say,
    place: int,
    drop: DropFacts,
    now: datetime,
    *,
    longest: int = ROW_DROP,
    new: frozenset[int] = frozenset(),
    marks: Marks = NO_MARKS,
) -> Markup:
    """Returns two lines: name and stall, then time, price and status, or what the reader has."""
    name = sanitize_name(drop.name, longest)
    room = HEAD_WIDTH - width(f"{place}. {name}{age_mark(drop)} · ")
    # text: the number of a drop in a list, its name, its stall
    head = say(
        "{place}. {drop} · {stall}",
        place=place,
        drop=Markup("<b>{}</b>{}").format(name, age_mark(drop)),
        stall=shorten_label(sanitize_name(drop.stall.name, ROW_STALL), max(room, SHORTEST_STALL)),
    )
    mark = [say("new")] if drop.id in new else []
    price = [lowest_price(say, drop)] if drop.offered else []
    own = marks.get(drop.id)
    state = own_mark(say, drop, own) if own else short_status(say, drop, status(drop, now))
    parts = (*mark, short_when(say, drop, now), *price, state)
    return head + "\n" + Markup(" · ").join(parts)


def own_mark(say: Say, drop: DropFacts, mark: OwnMark) -> Markup:
    """Returns what the reader has in a drop, in the place of how many are left."""
    match mark.state:
        case OwnState.HELD:
            return say("held for you")
        case OwnState.BOOKED:
            # text: the reader has booked something of a drop in a list
            return say("booked ✓")
        case OwnState.WAITING:
            return say("your number is {number}", number=mark.number or 0)
        case OwnState.IN_DRAW:
            return say("you are in the draw")
        case OwnState.COLLECTED if all(admits(item.unit) for item in drop.items):
            # text: the reader was at something of a list, such as a workshop
            return say("you were there")
        case OwnState.COLLECTED:
            # text: the reader has collected what they booked of a drop in a list
            return say("collected")
        case _:
            assert_never(mark.state)


def _follow_buttons(say: Say, location: ListLocation, follows_tag: bool) -> list[Button]:
    """Returns the button that follows the tag of the list, or ends it; none where the list has no tag."""
    tag = location.drop_filter.tag
    if not tag:
        return []
    label, callback = (
        (say.label("Unfollow {tag}", tag=tag_text(tag)), UnfollowTag(back_to=location.code))
        if follows_tag
        else (say.label("Follow {tag}", tag=tag_text(tag)), FollowTag(back_to=location.code))
    )
    return [Button(label=shorten_label(label), callback=callback)]


def short_status(say: Say, drop: DropFacts, drop_status: Status) -> Markup:
    match drop_status:
        case Status.UPCOMING:
            return say("opens {at}", at=format_datetime(say, drop.opens_at, drop.alley.zone))
        case Status.DRAW | Status.DRAWN | Status.POT | Status.AWAITED:
            return say("draw for {count}", count=format_number(say, drop.quantity))
        case Status.PAUSED:
            return say("paused")
        case Status.STOPPED:
            return say("stopped")
        case Status.CANCELLED:
            return say("cancelled")
        case Status.FULL | Status.LAST:
            return say("waitlist")
        case Status.WAITLIST_FULL:
            return say("taken")
        case Status.CLOSED | Status.OVER:
            return say("closed")
        case Status.FREE:
            return say.many("{count} left", "{count} left", drop.free)


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


def _empty(
    say: Say, location: ListLocation, alleys: Mapping[int, str], *, elsewhere: int, follow: Sequence[Button]
) -> Screen:
    drop_filter = filter_text(say, location.drop_filter, alleys)
    if not elsewhere:
        text = say("No drops: {drop_filter}.", drop_filter=drop_filter)
        everything = Button(
            label=say.label("All drops"),
            callback=ShowDrops(back_to=ListLocation(DropFilter(DropPeriod.ALL)).code),
            style="primary",
        )
        return Screen(
            text=text,
            rows=layout_buttons(
                [everything],
                follow,
                [
                    Button(
                        label=say.label("Calendar"),
                        callback=ShowMonth(back_to=ListLocation(DropFilter(DropPeriod.ALL)).code),
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
            follow,
            [
                Button(label=say.label("Clear"), callback=ShowDrops(back_to=ListLocation().code)),
                Button(label=say.label("Filter"), callback=ShowFilters(back_to=location.code)),
            ],
            [_back(say, location)],
        ),
    )


def filter_text(say: Say, drop_filter: DropFilter, alleys: Mapping[int, str]) -> Markup:
    """Returns the filter in words: days, alley, tag."""
    parts = [period_text(say, drop_filter.when)]
    if drop_filter.alley:
        parts.append(alley_text(say, drop_filter.alley, alleys))
    if drop_filter.tag:
        parts.append(Markup("{}").format(tag_text(drop_filter.tag)))
    return Markup(" · ").join(parts)


def period_text(say: Say, period: str) -> Markup:
    days = span(period)
    if days:
        return Markup("{}").format(
            format_date(say, days[0]) if days[0] == days[1] else format_month(say, days[0])
        )
    named = period_of(period)
    match named:
        case DropPeriod.TODAY:
            return say("today")
        case DropPeriod.TONIGHT:
            return say("tonight")
        case DropPeriod.TOMORROW:
            return say("tomorrow")
        case DropPeriod.WEEKEND:
            return say("this weekend")
        case DropPeriod.WEEK:
            return say("the next 7 days")
        case DropPeriod.NEXT_WEEK:
            return say("next week")
        case DropPeriod.ALL:
            return say("all days")
        case _:
            assert_never(named)


def alley_text(say: Say, alley: int, alleys: Mapping[int, str]) -> Markup:
    return Markup("{}").format(sanitize_name(alleys[alley], ALLEY)) if alley in alleys else say("all alleys")


def filter_list(say: Say, location: ListLocation, alleys: Mapping[int, str], total: int) -> Screen:
    drop_filter = location.drop_filter
    text = say.many(
        "{drop_filter}: {count} drop.",
        "{drop_filter}: {count} drops.",
        total,
        drop_filter=_capitalized(filter_text(say, drop_filter, alleys)),
    )
    code, days = location.at(1).code, span(drop_filter.when)
    is_month = days is not None and days[0] != days[1]
    tag = Markup("{}").format(tag_text(drop_filter.tag)) if drop_filter.tag else say("all")
    groups = (
        [Button(label=say.label("Show drops"), callback=ShowDrops(back_to=code), style="primary")],
        [
            Button(
                label=labelled(say, say.label("When"), period_text(say, drop_filter.when).unescape()),
                callback=FilterWhen(back_to=code),
            ),
            Button(
                label=labelled(
                    say, say.label("Alley"), alley_text(say, drop_filter.alley, alleys).unescape()
                ),
                callback=FilterAlley(back_to=code),
            ),
            Button(label=labelled(say, say.label("Tag"), tag.unescape()), callback=FilterTag(back_to=code)),
        ],
        [
            Button(label=say.label("Clear"), callback=ShowFilters(back_to=ListLocation().code)),
            Button(
                label=say.label("Back"),
                callback=ShowMonth(back_to=code) if is_month else ShowDrops(back_to=code),
            ),
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
    *,
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
    return shorten_label(words.unescape(), LABEL_WIDTHS[1] - len(end)) + end
