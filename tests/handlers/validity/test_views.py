"""The screens of licences and permits, in every language, with the longest names of the tables."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers.alley.organiser_views import alley_list
from handlers.validity import views
from locales.say import Say, speak
from market.organiser.alleys import OverseenAlley
from market.reminder.snooze_choices import SnoozeDelay
from market.validity import Validity, ValidityEnd, ValidityKind
from tests.handlers.test_screens import AWKWARD, IDS, LONG, SAYS, check_screen
from tests.market.samples import ZONE

EN = speak("en")
LAST = 2**31 - 1
TODAY, UNTIL = date(2026, 11, 24), date(2026, 12, 24)
WAYS = tuple(SnoozeDelay)
PAPER = Validity(kind=ValidityKind.LICENCE, holder_id=LAST, name="Dapur Nenek Ros", until=UNTIL, zone=ZONE)


def text_of(ending: ValidityEnd) -> str:
    return views.validity_ends_message(EN, ending, 7, WAYS).text.replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize("say", SAYS, ids=IDS)
@pytest.mark.parametrize("kind", [ValidityKind.LICENCE, ValidityKind.PERMIT])
def test_every_screen_of_a_licence_keeps_to_the_limits(say: Say, kind: str) -> None:
    for words in AWKWARD.values():
        paper = replace(PAPER, kind=kind, name=words[:64])
        check_screen(say, views.validity_page(say, paper, UNTIL, UNTIL))
        for until in (None, UNTIL, TODAY + timedelta(days=3653)):
            check_screen(say, views.last_day_ask(say, replace(paper, until=until), TODAY))
        for days in (0, 1, 30):
            check_screen(say, views.validity_ends_message(say, ValidityEnd(paper, days), LAST, WAYS))


@pytest.mark.parametrize("say", SAYS, ids=IDS)
def test_the_list_of_alleys_says_how_many_neighbours_listen_and_no_names(say: Say) -> None:
    alleys = [
        OverseenAlley(
            id=LAST - n, name=LONG[:64], city=LONG[:64], permit_until=until, neighbours=count, closed_at=None
        )
        for n, (until, count) in enumerate([(None, 0), (UNTIL, 12_345), (None, 1)])
    ]
    check_screen(say, alley_list(say, alleys, 1))
    check_screen(say, alley_list(say, [], 1))
    if say is EN:
        text = alley_list(say, alleys, 1).text
        assert "permit until Thu 24 Dec 2026 · 12,345 neighbours get advance notice" in text
        assert "1 neighbour gets advance notice" in text


def test_a_notification_counts_down_to_the_last_day() -> None:
    assert text_of(ValidityEnd(PAPER, 30)) == "Your licence expires Thu 24 Dec, in 30 days."
    assert text_of(ValidityEnd(PAPER, 1)) == "Your licence expires Thu 24 Dec, in 1 day."
    assert text_of(ValidityEnd(PAPER, 0)) == "Your licence expires today, Thu 24 Dec."
    permit = replace(PAPER, kind=ValidityKind.PERMIT, name="Lorong Bakau")
    assert text_of(ValidityEnd(permit, 7)) == "The permit of Lorong Bakau expires Thu 24 Dec, in 7 days."
    assert text_of(ValidityEnd(permit, 0)) == "The permit of Lorong Bakau expires today, Thu 24 Dec."
