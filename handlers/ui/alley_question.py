"""The question to which alley something moves, a page of alleys at a time."""

from collections.abc import Callable

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.paging import Page, page_text, pager
from handlers.ui.screen import Button, Row
from locales.say import Say
from locales.user_text import ALLEY, sanitize_name
from market.alley import AlleyName

PAGE = 8


def alley_ask(say: Say, current: str, alleys: Page[AlleyName]) -> Markup:
    """Returns the question, with the alley where it is now."""
    question = say("In which alley? Now it is {alley}.", alley=sanitize_name(current, ALLEY))
    return Markup("\n").join([question, *page_text(say, alleys.number, alleys.pages)])


def alley_rows(
    say: Say,
    alleys: Page[AlleyName],
    back: Button,
    *,
    pick: Callable[[int], Callback],
    show: Callable[[int], Callback],
) -> tuple[Row, ...]:
    """Returns a button for each alley, the ways to other pages, and the one back."""
    buttons = (
        [Button(label=shorten_label(sanitize_name(each.name, ALLEY)), callback=pick(each.id))]
        for each in alleys.shown
    )
    return layout_buttons(*buttons, *pager(say, alleys.number, alleys.pages, show), [back])
