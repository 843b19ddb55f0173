"""The button with which anybody calls for help."""

from handlers.callbacks.help_call import AskHelp
from handlers.ui.screen import Button
from locales.say import Say


def help_button(say: Say, source: AskHelp, *, below: bool = False) -> Button:
    """Returns "I need help", which leads back to where `source` says."""
    return Button(label=say.label("I need help"), callback=source, below=below)
