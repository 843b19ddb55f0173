"""For which stall a line is stock: asked of whoever may post for several."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.callbacks.start import ShowStart
from handlers.callbacks.stock import PostForStall
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.say import Say
from locales.user_text import STALL, sanitize_name
from market.stall import StallState

LABEL = 24


def stall_ask(say: Say, stalls: Sequence[StallState], *, is_kept: bool) -> Screen:
    """Asks for which stall a line is; `is_kept`: it need not be written once more."""
    once_more = (
        []
        if is_kept
        else [say("Your message is too long to keep: after choosing, please send it once more.")]
    )
    text = say.sentences(say("Which stall is this for? Your next messages go there too."), *once_more)
    buttons = [
        Button(label=sanitize_name(stall.name, LABEL), callback=PostForStall(stall=stall.id))
        for stall in stalls
    ]
    return Screen(
        text=text, rows=layout_buttons(buttons, [Button(label=say.label("Back"), callback=ShowStart())])
    )


def for_stall_text(say: Say, stall: StallState) -> Markup:
    """Returns for which stall a draft is."""
    return say("For {stall}.", stall=sanitize_name(stall.name, STALL))
