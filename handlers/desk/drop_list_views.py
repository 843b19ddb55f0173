"""A stall's drafts and past drops, six a page."""

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk, ShowDrafts, ShowNoShows, ShowPastDrop, ShowPastDrops
from handlers.callbacks.stock import AskStock, ShowMyDrop
from handlers.desk.item_numbers_text import (
    in_a_row,
    numbered_label,
    past_numbers,
    past_numbers_row,
)
from handlers.drop.item_text import full_name
from handlers.ui.button_layout import labelled, layout_buttons
from handlers.ui.paging import page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import day_hours, format_day
from locales.say import Say
from locales.user_text import DROP, ITEM, sanitize_name
from market.desk import DeskDrop, DraftList, ItemNumbers, PastDrops
from market.drop.facts import DropFacts
from storage.drop import DropState


def drafts_page(say: Say, drafts: DraftList) -> Screen:
    """Shows the drops that nobody sees yet, the newest first."""
    back = Button(label=say.label("Desk"), callback=ShowDesk())
    if not drafts.drafts:
        post = Button(label=say.label("Post stock"), callback=AskStock(), style="primary")
        return Screen(text=say("No drafts. All you wrote is published."), rows=layout_buttons([post, back]))
    numbered = [*enumerate(drafts.drafts, drafts.first)]
    head = say.many(
        "<b>{count} draft</b>. Nobody sees it until you publish it.",
        "<b>{count} drafts</b>. Nobody sees them until you publish them.",
        drafts.total,
    )
    return Screen(
        text=Markup("\n").join(
            (
                head,
                *(_draft_row(say, number, drop) for number, drop in numbered),
                *page_text(say, drafts.page, drafts.pages),
            )
        ),
        rows=layout_buttons(
            [
                Button(label=numbered_label(number, drop.name), callback=ShowMyDrop(drop=drop.id))
                for number, drop in numbered
            ],
            *pager(say, drafts.page, drafts.pages, lambda page: ShowDrafts(page=page)),
            [back],
        ),
    )


def past_drops_page(say: Say, past: PastDrops) -> Screen:
    """Shows the drops that are over, the last first, each with its numbers in all."""
    back = Button(label=say.label("Desk"), callback=ShowDesk())
    if not past.drops:
        return Screen(
            text=say("No past drops. When a drop is over, its numbers are here."), rows=layout_buttons([back])
        )
    numbered = [*enumerate(past.drops, past.first)]
    return Screen(
        text=Markup("\n").join(
            (
                say("<b>Past drops</b>"),
                *(_past_row(say, number, each) for number, each in numbered),
                *page_text(say, past.page, past.pages),
            )
        ),
        rows=layout_buttons(
            [
                Button(
                    label=numbered_label(number, each.drop.name),
                    callback=ShowPastDrop(drop=each.drop.id, page=past.page),
                )
                for number, each in numbered
            ],
            *pager(say, past.page, past.pages, lambda page: ShowPastDrops(page=page)),
            [back],
        ),
    )


def past_drop_page(say: Say, past: DeskDrop, page: int) -> Screen:
    """Shows a drop that is over, with the way to those who did not come."""
    drop = past.drop
    head = say(
        "<b>{drop}</b> · {when}",
        drop=sanitize_name(drop.name, DROP),
        when=day_hours(say, drop.starts_at, drop.ends_at, drop.alley.zone),
    )
    rows = (
        [_cancelled(say)]
        if drop.state == DropState.CANCELLED
        else [past_numbers_row(say, drop, each) for each in past.items]
    )
    missing = [] if drop.state == DropState.CANCELLED else [each for each in past.items if each.booked]
    return Screen(
        text=Markup("\n").join((head, *rows)),
        rows=layout_buttons(
            _no_show_buttons(say, drop, missing),
            [
                Button(label=say.label("View drop"), callback=ShowMyDrop(drop=drop.id)),
                Button(label=say.label("Back"), callback=ShowPastDrops(page=page)),
            ],
        ),
    )


def _no_show_buttons(say: Say, drop: DropFacts, missing: list[ItemNumbers]) -> list[Button]:
    """Returns a button to the no-shows of each item, named where there are several."""
    if len(missing) == 1:
        [only] = missing
        label = say.label("No-shows, {count}", count=only.booked)
        return [Button(label=label, callback=ShowNoShows(item=only.item.id))]
    return [
        Button(
            label=labelled(say, say.label("No-shows"), full_name(say, drop, each.item)),
            callback=ShowNoShows(item=each.item.id),
        )
        for each in missing
    ]


def _draft_row(say: Say, number: int, drop: DropFacts) -> Markup:
    if not drop.items:
        return _numbered(say, number, drop, format_day(say, drop.starts_at, drop.alley.zone))
    row = say(
        "{count} in all · {when}",
        count=drop.quantity,
        when=day_hours(say, drop.starts_at, drop.ends_at, drop.alley.zone),
    )
    return _numbered(say, number, drop, row)


def _past_row(say: Say, number: int, past: DeskDrop) -> Markup:
    numbers = (
        _cancelled(say)
        if past.drop.state == DropState.CANCELLED
        else in_a_row(say, past_numbers(say, past.items))
    )
    row = say(
        "{day} · {numbers}",
        day=format_day(say, past.drop.starts_at, past.drop.alley.zone),
        numbers=numbers,
    )
    return _numbered(say, number, past.drop, row)


def _numbered(say: Say, number: int, drop: DropFacts, words: Markup | str) -> Markup:
    return say(
        "{number}. <b>{drop}</b> · {words}",
        number=number,
        drop=sanitize_name(drop.name, ITEM),
        words=words,
    )


def _cancelled(say: Say) -> Markup:
    return say("cancelled")
