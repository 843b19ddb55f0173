"""A stall's drafts, six a page."""

from markupsafe import Markup

from handlers.callbacks.desk import ShowDesk, ShowDrafts
from handlers.callbacks.stock import AskStock, ShowMyDrop
from handlers.desk.item_numbers_text import numbered_label
from handlers.ui.button_layout import layout_buttons
from handlers.ui.paging import page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import day_hours, format_day
from locales.say import Say
from locales.user_text import ITEM, sanitize_name
from market.desk import DraftList
from market.drop.facts import DropFacts


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


def _draft_row(say: Say, number: int, drop: DropFacts) -> Markup:
    if not drop.items:
        return _numbered(say, number, drop, format_day(say, drop.starts_at, drop.alley.zone))
    row = say(
        "{count} in all · {when}",
        count=drop.quantity,
        when=day_hours(say, drop.starts_at, drop.ends_at, drop.alley.zone),
    )
    return _numbered(say, number, drop, row)


def _numbered(say: Say, number: int, drop: DropFacts, words: Markup | str) -> Markup:
    return say(
        "{number}. <b>{drop}</b> · {words}",
        number=number,
        drop=sanitize_name(drop.name, ITEM),
        words=words,
    )
