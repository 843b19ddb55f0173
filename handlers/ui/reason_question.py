"""The question for the reason of a decision: prepared reasons as buttons, or an organiser's own words."""

from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.start import ShowStart
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.decision_reasons import DecisionReason, decision_reason, reason_label
from locales.say import Say


def reason_question(
    say: Say,
    parts: Iterable[Markup],
    reasons: Sequence[DecisionReason],
    decide: Callable[[DecisionReason], Callback],
) -> Screen:
    """Asks why; each reason is the button that decides, and the last leads to where the decision came from."""
    ask = say("Tap the reason, or write it in your own words. They read it.")
    buttons = [Button(label=reason_label(say, each), callback=decide(each)) for each in reasons]
    keep = Button(
        label=say.label("Leave as it is"),
        callback=decide(reasons[0]).fallback() or ShowStart(),
        style="primary",
    )
    return Screen(text=Markup("\n").join((*parts, ask)), rows=layout_buttons(buttons, [keep]))


def reason_lines(say: Say, reason: str | None) -> list[Markup]:
    """Returns the reason of a decision; nothing for one from before reasons were asked."""
    return [say("Reason: {reason}.", reason=decision_reason(say, reason))] if reason else []
