"""All stalls for organisers: a page of the list, and what a search found."""

from markupsafe import Markup

from handlers.callbacks.organiser import ShowAdmin
from handlers.callbacks.stall_application import ShowStallRequest, ShowStalls, ShowUnnamedStalls
from handlers.ui.button_layout import layout_buttons
from handlers.ui.paging import page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_number
from locales.say import Say
from locales.user_text import sanitize_name
from market.organiser.stall_list import ListedStall, StallPage, StallStanding
from market.organiser.standing_words import standing_text

NAME = 20


def stall_list(say: Say, page: StallPage) -> Screen:
    """Shows a page of all stalls; what is written below is searched for."""
    ask = (
        say("To find one, write the name of a stall or its owner.")
        if page.total
        else say("No stall yet. Send your vendors the link.")
    )
    return Screen(
        text=Markup("\n").join((*_rows(say, page), *page_text(say, page.page, page.pages), ask)),
        rows=layout_buttons(
            _stall_buttons(say, page),
            *pager(say, page.page, page.pages, lambda other: ShowStalls(page=other)),
            [
                Button(label=say.label("No seller named"), callback=ShowUnnamedStalls()),
                Button(label=say.label("Back"), callback=ShowAdmin()),
            ],
        ),
    )


def stalls_found(say: Say, words: str, page: StallPage) -> Screen:
    """Shows the first stalls that a search found; another can be written below."""
    sought = sanitize_name(words, NAME)
    none = say("No stall and no owner is called “{words}”. Write another name.", words=sought)
    lines = _rows(say, page) or [none]
    if page.total > len(page.stalls):
        lines.append(
            say(
                "{count} stalls match “{words}”. Write more of the name.",
                count=format_number(say, page.total),
                words=sought,
            )
        )
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            _stall_buttons(say, page), [Button(label=say.label("All stalls"), callback=ShowStalls())]
        ),
    )


def _rows(say: Say, page: StallPage) -> list[Markup]:
    return [
        Markup("{}. {}").format(format_number(say, number), _row(say, stall))
        for number, stall in enumerate(page.stalls, 1)
    ]


def _row(say: Say, stall: ListedStall) -> Markup:
    """Returns name, owner, state, and what waits; what is zero is left out."""
    name = Markup("<b>{}</b>").format(sanitize_name(stall.name, NAME))
    owner = [sanitize_name(stall.owner, NAME)] if stall.owner else []
    unnamed = stall.standing in (StallStanding.OPEN, StallStanding.PAUSED) and not stall.names_seller
    return Markup(" · ").join(
        (
            name,
            *owner,
            standing_text(say, stall.standing),
            *waiting_texts(say, stall.licences, stall.reports, stall.deposits),
            *([say("no seller")] if unnamed else []),
        )
    )


def waiting_texts(say: Say, licences: int, reports: int, deposits: int) -> list[Markup]:
    """Returns what waits for an organiser, in a few words each; what is zero is left out."""
    found = (
        (licences, say.many("{count} licence", "{count} licences", licences)),
        (reports, say.many("{count} report", "{count} reports", reports)),
        (deposits, say.many("{count} deposit", "{count} deposits", deposits)),
    )
    return [words for count, words in found if count]


def _stall_buttons(say: Say, page: StallPage) -> list[Button]:
    """Returns a button for each stall of the page, with its number."""
    return [
        Button(label=format_number(say, number), callback=ShowStallRequest(stall=stall.id))
        for number, stall in enumerate(page.stalls, 1)
    ]
