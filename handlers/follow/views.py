"""The list of all that a person follows, the drops in it, and the weekly message about what is new."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.drop import ShowDrop
from handlers.callbacks.follow import (
    ShowFollowed,
    ShowFollows,
    StopFollowing,
    UnfollowListedStall,
    UnfollowListedTag,
)
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.settings import ShowSettings
from handlers.callbacks.start import ShowStart
from handlers.drop.list_views import Marks, around_back, drop_buttons, drop_rows
from handlers.drop.show_views import show_line, showroom_button
from handlers.drop.views import pictures_of
from handlers.ui.button_layout import LABEL_WIDTHS, layout_buttons, shorten_label
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime
from locales.say import Say
from locales.user_text import sanitize_name, tag_text
from market.drop.facts import DropFacts
from market.drop.item_text import age_mark
from market.drop.planned_drops import DropFilter, DropPeriod
from market.follow.digest import WeeklyNews
from market.follow.following import Follows
from market.paging import page_count

PAGE, FOLLOWS_PAGE, IN_DIGEST = 4, 8, 4
DROP, STALL = 40, 32
EVERYWHERE = ListLocation(DropFilter(DropPeriod.ALL))


def follow_list(say: Say, follows: Follows, page: int) -> Screen:
    """Shows a page of the stalls and tags that a person follows; each is a button that ends it."""
    back = [Button(label=say.label("Back"), callback=ShowSettings())]
    buttons = [
        *(
            Button(
                label=shorten_label(sanitize_name(stall.name, STALL)),
                callback=UnfollowListedStall(stall=stall.id),
            )
            for stall in follows.stalls
        ),
        *(Button(label=tag_text(tag), callback=UnfollowListedTag(tag=tag)) for tag in follows.tags),
    ]
    if not buttons:
        how = say("You follow nothing. Tap Follow on a stall's page, or on the list of a tag.")
        return Screen(text=Markup("\n").join((how, _promise(say))), rows=layout_buttons(back))
    part = page_of(buttons, page, FOLLOWS_PAGE)
    counted = say.many(
        "You follow {count} stall or tag. Tap it to stop following.",
        "You follow {count} stalls and tags. Tap one to stop following it.",
        len(buttons),
    )
    stored = say("To mark what is new, we store when you were last here.")
    return Screen(
        text=Markup("\n").join(
            (counted, _promise(say), stored, *page_text(say, part.number, part.pages)),
        ),
        rows=layout_buttons(
            part.shown,
            *pager(say, part.number, part.pages, lambda other: ShowFollows(page=other)),
            [
                Button(label=say.label("Their drops"), callback=ShowFollowed(page=1)),
                Button(label=say.label("Unfollow all"), callback=StopFollowing()),
            ],
            back,
        ),
    )


def _promise(say: Say) -> Markup:
    return say("You get at most one message a week, on Thursday at noon, and only if something is new.")


def followed_list(
    say: Say,
    drops: Sequence[DropFacts],
    *,
    page: int,
    total: int,
    new: frozenset[int],
    marks: Marks,
    now: datetime,
) -> Screen:
    """Shows a page of the drops that a person follows, and what they have there; `total` counts those on all pages."""
    back = Button(label=say.label("Back"), callback=ShowStart())
    if not drops:
        return Screen(
            text=say("Nothing is planned yet at the stalls and tags you follow."),
            rows=layout_buttons([Button(label=say.label("Following"), callback=ShowFollows(page=1)), back]),
        )
    first = (page - 1) * PAGE + 1
    head = say(
        "<b>You follow</b> · {first} to {last} of {total}",
        first=first,
        last=first + len(drops) - 1,
        total=total,
    )
    steps, jumps = pager(say, page, page_count(total, PAGE), lambda other: ShowFollowed(page=other))
    return Screen(
        text=Markup("\n").join((head, *drop_rows(say, drops, now, first=first, new=new, marks=marks))),
        rows=layout_buttons(
            drop_buttons(drops, EVERYWHERE, first),
            jumps,
            [Button(label=say.label("Following"), callback=ShowFollows(page=1))],
            around_back(back, steps, page),
        ),
        picture=pictures_of(drops, first),
    )


def digest_message(say: Say, news: WeeklyNews) -> Screen:
    """Lists what is new. It stays in the chat, so its times are absolute."""
    told, more = news.drops[:IN_DIGEST], len(news.drops) - IN_DIGEST
    lines = [say("New from what you follow:")]
    lines += [_digest_row(say, place, drop) for place, drop in enumerate(told, 1)]
    lines += [say.many("And {count} more.", "And {count} more.", more)] if more > 0 else []
    lines += [show_line(say, show) for show in news.shows[:IN_DIGEST]]
    drops = [
        Button(
            label=shorten_label(f"{place} {sanitize_name(drop.name, DROP)}", LABEL_WIDTHS[2]),
            callback=ShowDrop(drop=drop.id, back_to=EVERYWHERE.code),
            below=True,
        )
        for place, drop in enumerate(told, 1)
    ]
    everything = Button(
        label=say.label("All, {count}", count=len(news.drops)), callback=ShowFollowed(page=1), below=True
    )
    stop = Button(label=say.label("Unfollow all"), callback=StopFollowing(), below=True)
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            drops,
            [everything] if more > 0 else [],
            [showroom_button(say, show, below=True) for show in news.shows[:IN_DIGEST]],
            [stop],
        ),
    )


def _digest_row(say: Say, place: int, drop: DropFacts) -> Markup:
    # text: the number of a drop in a list, its name, its stall, its day and time
    return say(
        "{place}. {drop} · {stall}, {when}",
        place=place,
        drop=Markup("<b>{}</b>{}").format(sanitize_name(drop.name, DROP), age_mark(drop)),
        stall=sanitize_name(drop.stall.name, STALL),
        when=format_datetime(say, drop.starts_at, drop.alley.zone),
    )
