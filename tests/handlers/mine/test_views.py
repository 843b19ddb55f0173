"""What is said of a person's own places: why each waits, and how many are before them."""

from typing import Any

import pytest

from handlers.mine.views import why_list
from locales.say import speak
from market.waitlist.standing import Held, Mine, Waiting
from market.waitlist.why import Cause, Reason, Why
from tests.journeys.world import shown
from tests.market.facts import DROP, HOUR, LINE, NOW

EN = speak("en")
AT: dict[str, Any] = {"at": NOW + HOUR, "party": 2, "free": 1, "part": "box"}
COUNTED = (Reason.HOLD, Reason.CLAIMED)
"""Where somebody else has to let go first, and it goes on by number."""


def place(reason: Reason, ahead: int = 3, number: int | None = 9) -> Why:
    waiting = Waiting(LINE.id, number, 2, 0, (number or 0) - 1 - ahead)
    return Why(Mine(DROP, LINE, waiting), waiting, Cause(reason, number=4, **AT))


def said(*places: Why, held: Mine | None = None) -> str:
    return shown(why_list(EN, places, held).text)


@pytest.mark.parametrize("reason", Reason)
def test_how_many_are_before_is_told_only_where_it_goes_on_by_number(reason: Reason) -> None:
    words = said(place(reason))
    assert words.startswith("Kuih lapis, box of 9, number 9: ")
    assert words.endswith("At most 3 are before you.") is (reason in COUNTED)


@pytest.mark.parametrize("reason", COUNTED)
@pytest.mark.parametrize(
    ("ahead", "words"),
    [(0, "Then it is your turn."), (1, "At most 1 is before you."), (2, "At most 2 are before you.")],
)
def test_before_whom_nobody_is_has_the_next_turn(reason: Reason, ahead: int, words: str) -> None:
    assert said(place(reason, ahead)).endswith(f" {words}")


def test_each_place_has_its_line_and_without_a_number_none_is_named() -> None:
    drawn = place(Reason.DRAW, number=None)
    lines = said(place(Reason.PAUSED), drawn).split("\n")
    assert len(lines) == 2
    assert "number" in lines[0]
    assert "number" not in lines[1]
    assert said() == "You wait in no line."


def test_what_is_held_can_be_answered_from_here() -> None:
    held = Mine(DROP, LINE, Held(5, LINE.id, 2, NOW + HOUR))
    for own, first in (
        (held, "Answer: Kuih lapis, box of 9"),
        (place(Reason.HOLD).mine, "Back"),
        (None, "Back"),
    ):
        [button, *_] = [each for row in why_list(EN, (), own).rows for each in row]
        assert shown(button.label) == first
