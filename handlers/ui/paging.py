"""A list of any length, shown a page at a time: the part that is shown, and the buttons to the other parts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.ui.screen import Button
from locales.formats import format_number
from locales.say import Say
from market.paging import page_within

Thing = TypeVar("Thing")

JUMP, FAR_JUMP = 10, 100
"""Pages that a jump skips; the second in a list of more than FAR pages."""
FAR = 20 * JUMP


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Thing]):
    """The things on one page of a list. `number` and `first` (the place of the first thing) count from 1."""

    shown: tuple[Thing, ...]
    number: int
    pages: int
    first: int

    def numbered(self) -> tuple[tuple[int, Thing], ...]:
        """Returns each thing with its place in the whole list."""
        return tuple(enumerate(self.shown, self.first))


def page_of(things: Sequence[Thing], number: int, size: int) -> Page[Thing]:
    """Returns a page of `size` things; a number beyond the last page is the last."""
    number, pages = page_within(len(things), number, size)
    start = (number - 1) * size
    return Page(shown=tuple(things[start : start + size]), number=number, pages=pages, first=start + 1)


def page_text(say: Say, number: int, pages: int) -> list[Markup]:
    """Returns "Page 3 of 187." as a line of its own; nothing for a single page."""
    if pages == 1:
        return []
    return [say("Page {page} of {pages}.", page=format_number(say, number), pages=format_number(say, pages))]


def pager(
    say: Say, number: int, pages: int, callback_for: Callable[[int], Callback]
) -> tuple[list[Button], ...]:
    """Returns two groups of buttons: to the neighbouring pages, and in a longer list to the ends and ten pages on or back."""

    def to(targets: Sequence[tuple[str, int]]) -> list[Button]:
        return [
            Button(label=label, callback=callback_for(target))
            for label, target in targets
            if 1 <= target <= pages
        ]

    steps = to([(say.label("Previous"), number - 1), (say.label("Next"), number + 1)])
    return steps, to(_jumps(say, number, pages))


def _jumps(say: Say, number: int, pages: int) -> list[tuple[str, int]]:
    """Returns labels and pages of the jumps; none to a page that a step leads to."""
    jump = FAR_JUMP if pages > FAR else JUMP
    ends = [(say.label("First"), 1)] if number > 2 else []
    back, on = (f"-{jump}", number - jump), (f"+{jump}", number + jump)
    last = [(say.label("Last"), pages)] if number < pages - 1 else []
    return [*ends, *([back] if back[1] > 1 else []), *([on] if on[1] < pages else []), *last]
