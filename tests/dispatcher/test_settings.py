"""A person's settings, by taps, and their effect on notifications."""

import pytest

from handlers.callbacks.settings import StopPromotions
from storage.person import Person
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import TOM
from tests.journeys.test_settings import with_quiet_hours
from tests.people import person_at


async def test_the_settings_say_how_things_are_and_lead_everywhere_and_back(tom: Visitor) -> None:
    await tom.writes("/settings")
    assert tom.reads.splitlines()[1] == "Quiet hours: 21:00 to 08:00."
    for label in ("Language", "Quiet hours", "Reminders", "Promotions", "Privacy"):
        await tom.tap(label)
        assert "Back" in tom.labels
        await tom.tap("Back")
        assert tom.reads.startswith("Settings."), label


async def test_another_clock_is_chosen_from_pages_and_the_market_s_again(tom: Visitor) -> None:
    await with_quiet_hours(tom)
    await tom.tap("Change time zone")
    assert "Kota Kinabalu 10:00" in tom.labels
    for _ in range(9):
        if "Adelaide 12:30" in tom.labels:
            break
        await tom.tap("Next")
    answer = await tom.tap("Adelaide 12:30")
    assert answer.text == "Changed."
    assert tom.reads.endswith("Adelaide time, where it is 12:30 now.")
    await tom.tap("Change time zone")
    await tom.tap("Use market time")
    assert tom.reads.endswith("Kota Kinabalu time, where it is 10:00 now.")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("sqm:from:1440", "Quiet hours must start and end at different times."),
        ("sqm:from:480", "Quiet hours must start and end at different times."),
        ("sqm:noon:60", "That button does not work here."),
        ("sqp:", "That button does not work here."),
        ("sqp:x", "That button does not work here."),
        ("szc:Mars/Olympus", "That time zone is not on the list."),
        ("smx:TicketIssued", "That button does not work here."),
        ("smh:TicketIssued", "That button does not work here."),
    ],
)
async def test_forged_buttons_change_nothing_and_say_so(tom: Visitor, data: str, text: str) -> None:
    await with_quiet_hours(tom)
    await tom.tap(data=data)
    assert tom.reads.startswith(text)
    await with_quiet_hours(tom)
    assert tom.reads.startswith("Quiet hours: 21:00 to 08:00.")


@pytest.mark.parametrize("data", ["sz:0", f"sz:{2**31 - 1}", "sm:0", f"sm:{2**31 - 1}"])
async def test_a_button_from_elsewhere_shows_what_is_nearest(tom: Visitor, data: str) -> None:
    await with_quiet_hours(tom)
    await tom.tap(data=data)
    assert "Back" in tom.labels


async def test_news_are_stopped_by_one_tap_on_a_notification_which_stays_and_undone_below_it(
    market: Market, tom: Visitor
) -> None:
    notification = await tom.writes("/drops")
    answer = await tom.tap(data=f"+{StopPromotions().pack()}")
    assert answer.text == "Promotions off. You can turn them on again any time."
    assert tom.screen.id > notification.id
    assert tom.reads.startswith("Promotions have been off since Tue 24 Nov 10:00.")
    since = await market.store.read(
        lambda session: session.get_one(Person, person_at(session, TOM)).no_promotions_at
    )
    assert since == market.clock()
    await tom.tap("Turn promotions on")
    assert tom.reads.startswith("You get promotions from this market")
    assert (
        await market.store.read(
            lambda session: session.get_one(Person, person_at(session, TOM)).no_promotions_at
        )
        is None
    )
