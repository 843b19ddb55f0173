"""The screens of neighbours, in every language: the subscription, and a digest with a full week."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers.callbacks.drop import ShowDrops
from handlers.neighbour import views
from handlers.ui.screen import Screen
from locales.say import Say, speak
from market.neighbour.digest import Digest, DigestDay
from market.neighbour.subscription import Neighbourhood
from tests.handlers.test_screens import AWKWARD, IDS, SAYS, check_screen
from tests.market.samples import DAY, HOUR, NOW, ZONE

EN = speak("en")
LAST = 2**31 - 1
LINK = "https://t.me/lorong_demo_bot?start=n_BAKAU1"
NEAR = Neighbourhood(
    alley=LAST, code="BAKAU1", name="Lorong Bakau", city="Kota Kinabalu", zone=ZONE, since=None
)
FRIDAY = DigestDay(
    day=date(2026, 11, 27),
    starts_at=NOW + 3 * DAY + 8 * HOUR,
    ends_at=NOW + 3 * DAY + 12 * HOUR,
    stalls=3,
    late=False,
)
WEEK = tuple(replace(FRIDAY, day=FRIDAY.day + timedelta(days=n), stalls=n % 3, late=n > 3) for n in range(7))
DIGEST = Digest(
    alley=LAST, name="Lorong Bakau", city="Kota Kinabalu", zone=ZONE, again=False, market_days=(FRIDAY,)
)


def text(screen: Screen) -> list[str]:
    return [item.replace("\u2068", "").replace("\u2069", "") for item in screen.text.split("\n")]


@pytest.mark.parametrize("say", SAYS, ids=IDS)
def test_every_screen_of_a_neighbour_keeps_to_the_limits(say: Say) -> None:
    for words in AWKWARD.values():
        for since in (None, NOW):
            near = replace(NEAR, name=words[:64], city=words[:64], since=since)
            check_screen(say, views.neighbour_page(say, near, words, LINK))
        for again in (False, True):
            digest = replace(DIGEST, name=words[:64], city=words[:64], again=again, market_days=WEEK)
            check_screen(say, views.digest_message(say, digest, words))


def test_a_digest_says_when_how_many_and_whom_to_turn_to() -> None:
    assert text(views.digest_message(EN, DIGEST, "Ken & friends")) == [
        "Market days in Lorong Bakau (Kota Kinabalu time):",
        "Fri 27 Nov, 18:00 to 22:00, 3 stalls.",
        "Contact: Ken &amp; friends.",
    ]
    assert text(views.digest_message(EN, DIGEST, ""))[-1] == "Contact: /support"


def test_a_change_names_cancelled_drops_and_late_notices() -> None:
    off, new = replace(FRIDAY, stalls=0), replace(FRIDAY, day=date(2026, 11, 28), stalls=1, late=True)
    assert text(views.digest_message(EN, replace(DIGEST, again=True, market_days=(off, new)), "Ken"))[
        :-1
    ] == [
        "New or changed market days in Lorong Bakau (Kota Kinabalu time):",
        "Fri 27 Nov: cancelled.",
        "Sat 28 Nov, 18:00 to 22:00, 1 stall.",
        "Short notice (less than 72 hours): Sat 28 Nov.",
    ]


@pytest.mark.parametrize(
    ("market_days", "when"), [((FRIDAY,), "20261127"), (WEEK, "all"), ((replace(FRIDAY, stalls=0),), "all")]
)
def test_the_digest_links_to_the_one_market_day_or_to_the_alley(
    market_days: tuple[DigestDay, ...], when: str
) -> None:
    callback = (
        views.digest_message(EN, replace(DIGEST, alley=7, market_days=market_days), "Ken").rows[0][0].callback
    )
    assert callback == ShowDrops(back_to=f"{when}.7..1")
