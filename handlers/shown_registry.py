"""The registry of what is drawn again: for each kind of thing that messages show, how it looks now.

`handlers/<feature>/shown.py` registers the kinds of a feature. Import `shown` from `handlers.shown`, which imports all of them.
"""

from collections.abc import Awaitable, Callable

from handlers.message_registry import RenderContext
from handlers.ui.screen import Screen
from locales.say import Say
from market.shown import StaleMessage
from storage.shown import ShownKind

PART = "part"
"""The word with which the form of a message begins that shows its thing among others. Drawn again as that thing alone, it is remembered as such."""
Redraw = Callable[[Say, RenderContext, StaleMessage], Awaitable[Screen | None]]
"""Returns the present screen; None where the message stays as it is. Raises a refusal where it is not its reader's any more."""


class ShownRegistry:
    """The functions that draw each kind again. A second function for one kind and form is an error at import."""

    def __init__(self) -> None:
        self.kinds: dict[tuple[ShownKind, str], Redraw] = {}

    def kind(self, kind: ShownKind, form: str = "") -> Callable[[Redraw], Redraw]:
        """Register the decorated function for a kind; with `form` for its messages whose form begins with that word."""

        def register(redraw: Redraw) -> Redraw:
            if (kind, form) in self.kinds:
                raise TypeError(f"two ways to draw {kind} again")
            self.kinds[kind, form] = redraw
            return redraw

        return register

    async def draw(self, say: Say, context: RenderContext, message: StaleMessage) -> Screen | None:
        """Return what a message has to show now, in its reader's language; None where it stays as it is. Raises a refusal."""
        form, *_ = message.form.split() or [""]
        redraw = self.kinds.get((message.kind, form)) or self.kinds[message.kind, ""]
        return await redraw(say, context, message)


shown = ShownRegistry()
