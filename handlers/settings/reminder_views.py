"""Reminders that come by themselves, and those of one's own that wait."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.own_reminder.callbacks import AskReminder, ShowOwnReminder
from handlers.settings.callbacks import HearReminder, MuteReminder, ShowReminders, ShowSettings
from handlers.ui.rows import narrow, packed, turning
from handlers.ui.screen import Button, Screen
from locales.formats import dated
from locales.say import Say
from locales.words import name
from market.own_reminder import OwnReminder
from market.reminder import CLAIM_NEAR, HOLD_HALF_GONE, LOAN_DUE, VENDOR_DAY
from market.settings import Chosen

PAGE, WORDS = 4, 60


def reminders(say: Say, chosen: Chosen, waiting: Sequence[OwnReminder], page: int, now: datetime) -> Screen:
    """Those of one's own page by page."""
    pages = max(1, -(-len(waiting) // PAGE))
    page = min(max(page, 1), pages)
    here = [*enumerate(waiting, 1)][(page - 1) * PAGE : page * PAGE]
    text = [say("Automatic reminders. Tap one to turn it on or off.")]
    text += [say("Your own:") if waiting else say("You have no reminders of your own.")]
    text += [_line(say, number, own, now) for number, own in here]
    own = [Button(narrow(f"{number} {own.words}"), ShowOwnReminder(reminder=own.id)) for number, own in here]
    return Screen(
        Markup("\n").join(text),
        packed(
            _turns(say, chosen),
            own,
            turning(say, page, pages, lambda to: ShowReminders(page=to)),
            [
                Button(say.label("Add reminder"), AskReminder(reminder=0)),
                Button(say.label("Back"), ShowSettings()),
            ],
        ),
    )


def _line(say: Say, number: int, own: OwnReminder, now: datetime) -> Markup:
    assert own.comes_at is not None, "it waits"
    when = dated(say, own.comes_at, own.zone, now)
    return say("{number}. {when}: {words}", number=number, when=when, words=name(own.words, WORDS))


def _turns(say: Say, chosen: Chosen) -> list[Button]:
    """One for each kind that may come to them: on becomes off, off becomes on."""
    return [_turn(say, notice, notice in chosen.muted) for notice in chosen.stoppable]


def _turn(say: Say, notice: str, muted: bool) -> Button:
    # text: a kind of reminder that is switched off or on
    label = _label(say, notice, say.plain("off") if muted else say.plain("on"))
    return Button(label, HearReminder(notice=notice) if muted else MuteReminder(notice=notice))


def _label(say: Say, notice: str, state: str) -> str:
    labels = {
        CLAIM_NEAR: say.label("Bookings: {state}", state=state),
        HOLD_HALF_GONE: say.label("On hold: {state}", state=state),
        VENDOR_DAY: say.label("My stall: {state}", state=state),
        LOAN_DUE: say.label("Returns: {state}", state=state),
    }
    return labels[notice]
