"""Confirmation pages before a broadcast is corrected, recalled, or sent to new people."""

from collections.abc import Sequence

from handlers.callbacks.broadcast_progress import (
    AskCorrection,
    ExtendBroadcast,
    RecallBroadcast,
    ShowProgress,
)
from handlers.ui.button_layout import layout_buttons
from handlers.ui.danger_question import danger_question
from handlers.ui.screen import Button, Screen
from locales.formats import format_language, format_number
from locales.say import Say


def correction_choice(say: Say, broadcast: int, written: Sequence[tuple[str, int]]) -> Screen:
    """Shows each language of the broadcast with its number of readers."""
    text = say(
        "Which language do you want to correct? Phones that already have it change silently; the rest get the corrected text."
    )
    return Screen(
        text=text,
        rows=layout_buttons(
            *(
                [
                    Button(
                        label=say.label(
                            "{language}, {count}",
                            language=format_language(say, code),
                            count=format_number(say, count),
                        ),
                        callback=AskCorrection(broadcast=broadcast, language=code),
                    )
                ]
                for code, count in written
            ),
            [Button(label=say.label("Back"), callback=ShowProgress(broadcast=broadcast))],
        ),
    )


def correction_ask(say: Say, language: str) -> Screen:
    text = say(
        "Write the full new text in {language}. It is sent exactly as you type it. /cancel keeps the old text.",
        language=format_language(say, language),
    )
    return Screen(text=text, reply_placeholder=say.plain("Lorong Bakau opens at 18:00 on Friday"))


def extend_confirm(say: Say, broadcast: int, count: int) -> Screen:
    text = say.many(
        "{count} more person matches now and has not received this.",
        "{count} more people match now and have not received this.",
        count,
    )
    send = say.label("Send to {count}", count=format_number(say, count))
    return danger_question(text, send, ExtendBroadcast(broadcast=broadcast), keep=say.label("Not now"))


def recall_confirm(say: Say, broadcast: int, young: int, old: int) -> Screen:
    """Shows how many messages can be deleted and how many cannot."""
    text = say.many(
        "Recall it from {count} phone? It may have been read already.",
        "Recall it from {count} phones? Some people may have read it already.",
        young,
    )
    stays = say.many(
        "{count} is older than 48 hours and cannot be recalled.",
        "{count} are older than 48 hours and cannot be recalled.",
        old,
    )
    return danger_question(
        text + "\n" + stays if old else text,
        say.label("Recall from {count}", count=format_number(say, young)),
        RecallBroadcast(broadcast=broadcast),
        keep=say.label("Do not recall"),
    )
