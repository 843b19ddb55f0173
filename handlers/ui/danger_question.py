"""The question before something that hurts."""

from collections.abc import Mapping

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.start import ShowStart
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen


def danger_question(text: Markup, label: str, action: Callback, *, keep: str) -> Screen:
    """Asks before `action`, which is the red button; the other one, `keep`, leads to where the action came from."""
    return danger_choice(text, {label: action}, keep=keep)


def danger_choice(text: Markup, actions: Mapping[str, Callback], *, keep: str) -> Screen:
    """Asks before one of several actions, each by its label. All came from where `keep` leads to."""
    came_from = next(iter(actions.values())).fallback() or ShowStart()
    return Screen(
        text=text,
        rows=layout_buttons(
            [Button(label=keep, callback=came_from, style="primary")],
            *([Button(label=label, callback=action, style="danger")] for label, action in actions.items()),
        ),
    )
