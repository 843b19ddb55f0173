"""The question before something that hurts."""

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.start import ShowStart
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen


def danger_question(text: Markup, label: str, action: Callback, *, keep: str) -> Screen:
    """Asks before `action`, which is the red button; the other one, `keep`, leads to where the action came from."""
    return Screen(
        text=text,
        rows=layout_buttons(
            [Button(label=keep, callback=action.fallback() or ShowStart(), style="primary")],
            [Button(label=label, callback=action, style="danger")],
        ),
    )
