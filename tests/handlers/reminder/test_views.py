"""What reminders say, in every state, and what they become once they are answered."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from handlers.reminder import after_views, vendor_views, views
from handlers.ui.screen import Screen
from locales.say import Say, speak
from market.desk import DeskDrop, LineNumbers
from market.reminder.snooze import Reminded
from market.ticket.out import Out
from market.waitlist.standing import Claimed, ClaimFacts
from tests.handlers.test_screens import AWKWARD, IDS, SAYS, awkward, obeys
from tests.handlers.ticket.test_views import LOAN
from tests.market.facts import DAY, HOUR, LINE, NOW, ZONE, drop

EN = speak("en")
BIG = 2**31 - 1
CUPS = replace(LINE, unit="cup", loan_deposit=300, quantity=42, claimed=7, held=2)
BOXES = replace(LINE, id=8, quantity=12, loan_deposit=500)
DAY_OF = drop(lines=(CUPS,), starts_at=NOW + 80 * HOUR, ends_at=NOW + 84 * HOUR)
OUT = Out(5, "cup", 1500, NOW + 94 * HOUR + 14 * DAY)
WAYS = ("1h", "night", "morning")
STEPS = ["Done", "In 1 h", "Tonight", "Tomorrow 09:00", "Desk", "Scan", "Stop these"]
ROW = Reminded(7, "VendorDay", {}, None, False, ZONE)


def text(screen: Screen) -> list[str]:
    return [line.replace("\u2068", "").replace("\u2069", "") for line in screen.text.split("\n")]


def labels(screen: Screen) -> list[str]:
    return [button.label for row in screen.rows for button in row]


def claim(coming: bool = False) -> ClaimFacts:
    return ClaimFacts(DAY_OF, CUPS, Claimed(5, CUPS.id, 2, 850, 300, 0, coming, NOW), "claimed", None)


def test_who_has_not_said_so_is_asked_whether_they_are_coming() -> None:
    near = views.claim_near(EN, claim())
    assert text(near) == [
        "Kuih lapis, Dapur Nenek Ros: Fri 27 Nov, 18:00 to 22:00, Lorong Bakau (Kota Kinabalu time).",
        "2 cups, RM17.00. Are you coming?",
    ]
    assert labels(near) == ["I am coming", "Cannot come", "Directions", "Show ticket"]


def test_who_has_said_so_is_not_asked_again() -> None:
    near = views.claim_near(EN, claim(coming=True))
    assert text(near)[1] == "2 cups, RM17.00. You said that you are coming."
    assert labels(near) == labels(views.claim_soon(EN, claim(coming=True)))
    assert labels(near) == ["Show ticket", "Cannot come", "Directions"]


def test_a_slot_ends_when_it_ends() -> None:
    slot = replace(CUPS, starts_at=NOW + 80 * HOUR, ends_at=NOW + 81 * HOUR)
    soon = views.claim_soon(EN, replace(claim(), line=slot))
    assert text(soon) == ["Kuih lapis, Lorong Bakau, Fri 27 Nov 18:00: 2 cups, yours until 19:00."]


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("eve", "Stock check: Kuih lapis, Fri 27 Nov, 18:00 to 22:00, Lorong Bakau."),
        ("soon", "Set-up from Fri 27 Nov 16:00: Kuih lapis, Lorong Bakau, open 18:00 to 22:00."),
        ("open", "Open from Fri 27 Nov 18:00: Kuih lapis, Lorong Bakau."),
    ],
)
def test_a_stalls_day_is_said_in_numbers_and_absolute_times(what: str, words: str) -> None:
    screen = vendor_views.vendor_day(EN, DAY_OF, what, 7, WAYS)
    bring = " To bring: 42 cups." if what in ("eve", "soon") else ""
    assert text(screen) == [words, "9 of 42 on hold or booked." + bring]
    assert labels(screen) == STEPS
    assert screen.rows[0][0].style == "primary"


def test_shortly_before_the_end_it_is_said_who_may_still_come() -> None:
    desk = DeskDrop(DAY_OF, (LineNumbers(CUPS, 5, 2, 1, 34, 0, None), LineNumbers(CUPS, 1, 1, 0, 0, 0, None)))
    screen = vendor_views.closing(EN, desk, 7, ())
    assert text(screen) == [
        "Closes Fri 27 Nov 22:00: Kuih lapis, Lorong Bakau.",
        "6 collected, 4 still to collect.",
    ]
    assert labels(screen) == ["Done", "Desk", "Scan", "Stop these"]


def test_what_there_is_to_bring_is_listed_by_its_unit() -> None:
    both = replace(DAY_OF, lines=(CUPS, replace(CUPS, id=9), BOXES, replace(LINE, id=10)))
    assert text(vendor_views.vendor_day(EN, both, "eve", 7, ()))[1].endswith(
        "To bring: 84 cups and 12 boxes."
    )


def test_crates_and_loans_say_what_is_out_and_by_when() -> None:
    assert text(vendor_views.crates(EN, DAY_OF, OUT, 7, WAYS)) == [
        "Crates back: Kuih lapis, Fri 27 Nov, Lorong Bakau.",
        "Still to come back: 5 cups (RM15.00 in deposits), due Sat 12 Dec.",
    ]
    due = views.loan_due(EN, replace(LOAN, unit="cup"))
    assert text(due) == [
        "To return: 2 cups from Dapur Nenek Ros, by Fri 11 Dec.",
        "You get RM6.00 back when you return it, at any stall of this market.",
    ]
    assert labels(due) == ["Returns ticket", "My returns"]


def test_only_the_ways_that_come_in_time_are_there() -> None:
    assert labels(vendor_views.vendor_day(EN, DAY_OF, "soon", 7, ("1h",)))[:3] == ["Done", "In 1 h", "Desk"]
    assert labels(vendor_views.vendor_day(EN, DAY_OF, "soon", 7, ())) == [
        "Done",
        "Desk",
        "Scan",
        "Stop these",
    ]


def test_an_answered_reminder_keeps_its_words_below_what_was_done() -> None:
    said = vendor_views.vendor_day(EN, DAY_OF, "eve", 7, WAYS)
    again = after_views.as_it_is(EN, replace(ROW, again_at=NOW + 9 * HOUR), said)
    done = after_views.done(EN, ROW, said, NOW)
    stopped = after_views.as_it_is(EN, replace(ROW, stopped=True), said)
    assert text(again) == ["We remind you again Tue 24 Nov 19:00.", "", *text(said)]
    assert labels(again) == ["Undo", *STEPS]
    assert text(done) == ["Done Tue 24 Nov 10:00.", "", *text(said)]
    assert labels(done) == ["Desk", "Scan", "Not done yet"]
    assert text(stopped)[0].startswith("Stopped: no more reminders of this kind.")
    assert labels(stopped) == ["Turn on again", "Desk", "Scan"]
    assert after_views.as_it_is(EN, ROW, said) == said


def screens(say: Say, words: str) -> Iterator[Screen]:
    lines = tuple(replace(LINE, id=n, unit=unit, loan_deposit=1, quantity=100_000) for n, unit in UNITS)
    day = awkward(words, lines=lines)
    own = Claimed(BIG, lines[0].id, 6, 10**12, 300, 0, False, NOW)
    facts = ClaimFacts(day, day.lines[0], own, "claimed", None)
    yield views.claim_near(say, facts)
    yield views.claim_near(say, replace(facts, claimed=replace(own, coming=True)))
    yield views.claim_soon(say, facts)
    yield views.loan_due(say, replace(LOAN, id=BIG, stall_name=words[:64], deposit=10**12))
    yield vendor_views.crates(say, day, OUT, BIG, WAYS)
    desk = DeskDrop(day, tuple(LineNumbers(line, BIG, BIG, BIG, 0, 0, None) for line in lines))
    yield vendor_views.closing(say, desk, BIG, WAYS)
    for what in ("eve", "soon", "open"):
        said = vendor_views.vendor_day(say, day, what, BIG, WAYS)
        yield said
        yield after_views.as_it_is(say, replace(ROW, letter=BIG, again_at=NOW), said)
        yield after_views.as_it_is(say, replace(ROW, letter=BIG, stopped=True, notice="x" * 32), said)
        yield after_views.done(say, replace(ROW, letter=BIG), said, NOW)
    yield after_views.unmuted(say)
    yield after_views.over(say, say("This drop has ended. See /drops for others."))


UNITS = tuple(enumerate(("piece", "box", "cup", "jar", "pack", "print", "seat", "place")))


@pytest.mark.parametrize("words", AWKWARD.values(), ids=[*AWKWARD])
@pytest.mark.parametrize("say", SAYS, ids=IDS)
def test_every_screen_obeys_telegram_and_a_narrow_phone(say: Say, words: str) -> None:
    for screen in screens(say, words):
        obeys(say, screen)
        assert len(screen.rows) <= 6
