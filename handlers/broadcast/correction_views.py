"""Asking before a broadcast is corrected, taken back, or sent to new people."""

from collections.abc import Sequence

from handlers.broadcast.progress_callbacks import (
    AskCorrection,
    ExtendBroadcast,
    RecallBroadcast,
    ShowProgress,
)
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen
from locales.formats import language_in, number
from locales.say import Say


def correction_choice(say: Say, broadcast: int, written: Sequence[tuple[str, int]]) -> Screen:
    """The languages that were written, each with how many have its words."""
    text = say(
        "Correct which words? Whoever has them sees them change, without a sound. What is still to come goes out corrected."
    )
    return Screen(
        text,
        packed(
            *(
                [
                    Button(
                        say.label(
                            "{language}, {count}", language=language_in(say, code), count=number(say, count)
                        ),
                        AskCorrection(broadcast=broadcast, language=code),
                    )
                ]
                for code, count in written
            ),
            [Button(say.label("Back"), ShowProgress(broadcast=broadcast))],
        ),
    )


def correction_ask(say: Say, language: str) -> Screen:
    text = say(
        "Write the whole text anew, in this language: {language}. Sent as you type it; /cancel leaves it as it is.",
        language=language_in(say, language),
    )
    return Screen(text, ask=say.plain("Lorong Bakau opens at 18:00 on Friday"))


def extend_confirm(say: Say, broadcast: int, count: int) -> Screen:
    text = say.many(
        "{count} person matches now and has no letter of this.",
        "{count} people match now and have no letter of this.",
        count,
    )
    send = say.label("Send to {count}", count=number(say, count))
    return Screen(
        text,
        packed(
            [Button(say.label("Not yet"), ShowProgress(broadcast=broadcast), style="primary")],
            [Button(send, ExtendBroadcast(broadcast=broadcast), style="danger")],
        ),
    )


def recall_confirm(say: Say, broadcast: int, young: int, old: int) -> Screen:
    """What can be deleted and what not."""
    text = say.many(
        "Take it from {count} phone? What a phone has shown cannot be unread.",
        "Take it from {count} phones? What a phone has shown cannot be unread.",
        young,
    )
    stays = say.many(
        "{count} is older than 48 hours and stays.", "{count} are older than 48 hours and stay.", old
    )
    return Screen(
        text + "\n" + stays if old else text,
        packed(
            [Button(say.label("Leave it"), ShowProgress(broadcast=broadcast), style="primary")],
            [
                Button(
                    say.label("Take from {count}", count=number(say, young)),
                    RecallBroadcast(broadcast=broadcast),
                    style="danger",
                )
            ],
        ),
    )
