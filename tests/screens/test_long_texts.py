"""People type names of any length: on each screen one is as long as on the others, and leaves room for the rest."""

import re
from collections.abc import Iterator
from typing import Any

from handlers.messages import messages
from handlers.ui.screen import Screen
from locales.say import speak
from tests.screens.every_screen import notification_screen, view_screen, views
from tests.screens.sample_data import LONG_TEXT
from tests.screens.sample_values import SampleValues

TYPED = ("name", "first_name", "alley", "drop", "item", "component", "words", "reason")
"""Fields with what people type; a city and a contact are the organisers' own."""

ENDLESS = "W" * 900
RUN = re.compile(r"WW+…?")
NAMES = {8, 20, 24, 32, 40, 64, 80}
"""How many characters a reader sees of a name, by how much else the screen says."""
SENTENCES = {60, 120, 200, 300, 500}
"""The same of a sentence: in a list, beside others, and alone. A report and an objection are not longer."""
OF_BANKS = {100, 128, 255}
"""References of payments, which an organiser compares in full."""
WHOLE = {
    "answer_message",
    "SupportAnswered",
    "HelpAnswered",
    "asked_message",
    "SupportAsked",
    "pieces_bought",
    "newcomers_page",
}
"""A question and an answer may fill a message; the numbers of pieces are given by Lorong, and cities by organisers."""


class EndlessTexts(SampleValues):
    """A full sample in which people typed far more than a screen has room for."""

    def __init__(self) -> None:
        super().__init__(full=True)
        self._replaced = {LONG_TEXT[name] for name in TYPED}

    def _plain(self, hint: Any, name: str) -> Any:
        made = super()._plain(hint, name)
        return ENDLESS if hint is str and made in self._replaced else made


def screens() -> Iterator[tuple[str, Screen]]:
    say = speak("en")
    for view in views():
        yield view.__name__, view_screen(view, say, EndlessTexts())
    for kind, message in messages.views.items():
        if screen := notification_screen(message.view, say, EndlessTexts()):
            yield kind, screen


def test_what_people_type_is_cut_to_one_of_few_lengths() -> None:
    lengths = {
        (name, len(run))
        for name, screen in screens()
        for run in RUN.findall(screen.text)
        if name not in WHOLE
    }
    assert len({name for name, _ in lengths}) > 200
    assert {(name, length) for name, length in lengths if length not in NAMES | SENTENCES | OF_BANKS} == set()
