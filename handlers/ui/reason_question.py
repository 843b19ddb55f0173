"""The question for the reason of a decision: prepared reasons as buttons, or an organiser's own words."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.start import ShowStart
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Row
from locales.decision_reasons import DecisionReason, decision_reason, reason_label
from locales.say import Say
from locales.user_text import sanitize_name


def reason_ask(say: Say, *parts: Markup) -> Markup:
    """Returns what is decided, and the question why."""
    return Markup("\n").join((*parts, say("Tap the reason, or write it in your own words. They read it.")))


def hiding_ask(say: Say, drop: str) -> Markup:
    """Returns the question why a drop is hidden."""
    text = say(
        "Hide {drop}? It leaves every list; numbers and bookings stay, and we tell the stall.",
        drop=sanitize_name(drop, 40),
    )
    return reason_ask(say, text)


def reason_rows(
    say: Say, reasons: Sequence[DecisionReason], decide: Callable[[DecisionReason], Callback]
) -> tuple[Row, ...]:
    """Returns a button for each reason, which decides; the last leads to where the decision came from."""
    buttons = [Button(label=reason_label(say, each), callback=decide(each)) for each in reasons]
    keep = Button(
        label=say.label("Leave as it is"),
        callback=decide(reasons[0]).fallback() or ShowStart(),
        style="primary",
    )
    return layout_buttons(buttons, [keep])


def reason_lines(say: Say, reason: str | None) -> list[Markup]:
    """Returns the reason of a decision; nothing for one from before reasons were asked."""
    return [say("Reason: {reason}.", reason=decision_reason(say, reason))] if reason else []
