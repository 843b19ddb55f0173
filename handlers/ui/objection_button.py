"""The button to object to a decision of organisers."""

from handlers.callbacks.report import AskObjection
from handlers.ui.screen import Button
from locales.say import Say


def objection_buttons(say: Say, decision: int) -> list[Button]:
    """Returns the way to object to a decision; none in a message from before there was one."""
    if not decision:
        return []
    return [Button(label=say.label("Object"), callback=AskObjection(decision=decision), below=True)]
