"""Entries and bookings that have ended, with how they ended."""

from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.my_items import ShowMyItems, ShowPastItems
from handlers.ui.button_layout import layout_buttons
from handlers.ui.paging import page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime
from locales.say import Say
from locales.units import admits
from market.drop.item_text import full_name
from market.waitlist.past_items import PastItem, PastItems, PastOutcome


def past_items_page(say: Say, past: PastItems) -> Screen:
    """Shows them, newest first."""
    head = say("Last 30 days:") if past.ended else say("Nothing from the last 30 days.")
    turns = pager(say, past.page, past.pages, lambda page: ShowPastItems(page=page))
    return Screen(
        text=Markup("\n").join(
            (head, *(_row(say, one) for one in past.ended), *page_text(say, past.page, past.pages))
        ),
        rows=layout_buttons(*turns, [Button(label=say.label("Back"), callback=ShowMyItems())]),
    )


def _row(say: Say, one: PastItem) -> Markup:
    item_text = say("{units} × {item}", units=one.units, item=full_name(say, one.drop, one.item))
    at = format_datetime(say, one.at, one.drop.alley.zone)
    match one.outcome:
        case PastOutcome.COLLECTED if admits(one.item.unit):
            return say("{item_text}: you were there, {at}", item_text=item_text, at=at)
        case PastOutcome.COLLECTED:
            return say("{item_text}: collected {at}", item_text=item_text, at=at)
        case PastOutcome.RELEASED:
            return say("{item_text}: you released it {at}", item_text=item_text, at=at)
        case PastOutcome.MISSED if admits(one.item.unit):
            return say("{item_text}: you did not come, {at}", item_text=item_text, at=at)
        case PastOutcome.MISSED:
            return say("{item_text}: not collected by {at}", item_text=item_text, at=at)
        case PastOutcome.CANCELLED:
            return say("{item_text}: the drop was cancelled {at}", item_text=item_text, at=at)
        case PastOutcome.DECLINED:
            return say("{item_text}: declined {at}", item_text=item_text, at=at)
        case PastOutcome.EXPIRED:
            return say("{item_text}: the hold ended {at}", item_text=item_text, at=at)
        case PastOutcome.GIVEN:
            return say("{item_text}: given to a friend {at}", item_text=item_text, at=at)
        case PastOutcome.LEFT:
            return say("{item_text}: you left the waitlist {at}", item_text=item_text, at=at)
        case PastOutcome.CLOSED:
            return say("{item_text}: none became available by {at}", item_text=item_text, at=at)
        case _:
            assert_never(one.outcome)
