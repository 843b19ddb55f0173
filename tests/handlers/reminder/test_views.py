"""The texts of reminders in every state, and after an answer."""

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import pytest

from handlers.reminder import answered_views, vendor_views, views
from handlers.ui.screen import Screen
from locales.say import Say, speak
from market.desk import DeskDrop, ItemNumbers
from market.notification.kind import MAX_NAME_LENGTH, ReminderKind
from market.packaging.late_fee import LoanTerms
from market.reminder.moments import VendorStage
from market.reminder.notifications import VendorDay
from market.reminder.snooze import ReceivedReminder
from market.reminder.snooze_choices import SnoozeDelay
from market.sale.day import ClosingVoids, HelperVoids
from market.sale.till import StallMoney
from market.ticket.loans import PackagingOut
from market.waitlist.position import ActiveBooking, BookingFacts
from tests.handlers.packaging.test_messages import HUB
from tests.handlers.test_screens import awkward, awkward_cases, check_screen
from tests.handlers.ticket.test_views import LOAN
from tests.market.samples import DAY, HOUR, LINE, NOW, ZONE, drop

EN = speak("en")
MONEY = StallMoney(zone=ZONE, currency="MYR", exponent=2, territory="MY")
BIG = 2**31 - 1
CUPS = replace(LINE, unit="cup", loan_deposit=300, quantity=42, booked=7, held=2)
BOXES = replace(LINE, id=8, quantity=12, loan_deposit=500)
DAY_OF = drop(items=(CUPS,), starts_at=NOW + 80 * HOUR, ends_at=NOW + 84 * HOUR)
OUT = PackagingOut(units=5, unit="cup", deposit=1500, due_at=NOW + 94 * HOUR + 14 * DAY)
WAYS = tuple(SnoozeDelay)
STEPS = ["Done", "In 1 h", "Tonight", "Tomorrow 09:00", "Desk", "Scan", "Stop these"]
LONGEST_NAME = type("K" * MAX_NAME_LENGTH, (ReminderKind,), {})
ROW = ReceivedReminder(
    notification=7,
    reminder=VendorDay(drop_id=1, stage=VendorStage.EVE),
    repeat_at=None,
    stopped=False,
    zone=ZONE,
)


def text(screen: Screen) -> list[str]:
    return [item.replace("\u2068", "").replace("\u2069", "") for item in screen.text.split("\n")]


def labels(screen: Screen) -> list[str]:
    return [button.label for row in screen.rows for button in row]


def booking(coming: bool = False) -> BookingFacts:
    return BookingFacts(
        drop=DAY_OF,
        item=CUPS,
        booked=ActiveBooking(
            id=5,
            item=CUPS.id,
            units=2,
            price=850,
            loan_deposit=300,
            collected=0,
            coming=coming,
            booked_at=NOW,
        ),
        state="booked",
        ended_at=None,
    )


def test_who_has_not_said_so_is_asked_whether_they_are_coming() -> None:
    near = views.booking_near_message(EN, booking())
    assert text(near) == [
        "Kuih lapis, Dapur Nenek Ros: Fri 27 Nov, 18:00 to 22:00, Lorong Bakau (Kota Kinabalu time).",
        "2 cups, RM23.00 (RM17.00 + RM6.00 for packaging, refunded when you return it). Are you coming?",
    ]
    assert labels(near) == ["I am coming", "I can't come", "Directions", "Show ticket"]


def test_who_has_said_so_is_not_asked_again() -> None:
    near = views.booking_near_message(EN, booking(coming=True))
    assert (
        text(near)[1]
        == "2 cups, RM23.00 (RM17.00 + RM6.00 for packaging, refunded when you return it). You said that you are coming."
    )
    assert labels(near) == labels(views.booking_soon_message(EN, booking(coming=True)))
    assert labels(near) == ["Show ticket", "I can't come", "Directions"]


def test_a_slot_ends_when_it_ends() -> None:
    slot = replace(CUPS, starts_at=NOW + 80 * HOUR, ends_at=NOW + 81 * HOUR)
    soon = views.booking_soon_message(EN, replace(booking(), item=slot))
    assert text(soon) == ["Kuih lapis, Lorong Bakau, Fri 27 Nov 18:00: 2 cups, yours until 19:00."]


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (VendorStage.EVE, "Stock check: Kuih lapis, Fri 27 Nov, 18:00 to 22:00, Lorong Bakau."),
        (VendorStage.SOON, "Set-up from Fri 27 Nov 16:00: Kuih lapis, Lorong Bakau, open 18:00 to 22:00."),
        (VendorStage.OPEN, "Open from Fri 27 Nov 18:00: Kuih lapis, Lorong Bakau."),
    ],
)
def test_a_stalls_day_is_said_in_numbers_and_absolute_times(
    stage: vendor_views.BeforeOrOpen, words: str
) -> None:
    screen = vendor_views.vendor_day_message(EN, DAY_OF, stage, 7, delays=WAYS)
    bring = "" if stage is VendorStage.OPEN else " To bring: 42 cups."
    assert text(screen) == [words, "9 of 42 on hold or booked." + bring]
    there = "Payment QR" if stage is VendorStage.OPEN else "Desk"
    assert labels(screen) == [*STEPS[:4], there, *STEPS[5:]]
    assert screen.rows[0][0].style == "primary"


def test_shortly_before_the_end_it_is_said_who_may_still_come() -> None:
    desk = DeskDrop(
        DAY_OF,
        (
            ItemNumbers(
                item=CUPS, collected=5, booked=2, held=1, sold=0, free=34, waiting=0, next_number=None
            ),
            ItemNumbers(
                item=CUPS, collected=1, booked=1, held=0, sold=0, free=0, waiting=0, next_number=None
            ),
        ),
    )
    voids = ClosingVoids(
        MONEY, (HelperVoids(by="Tom", count=2, amount=1705), HelperVoids(by="", count=1, amount=450))
    )
    screen = vendor_views.closing_reminder(EN, desk, voids, 7, delays=())
    assert text(screen) == [
        "Closes Fri 27 Nov 22:00: Kuih lapis, Lorong Bakau.",
        "6 collected, 4 still to collect.",
        "Tom gave back 2 sales, RM17.05.",
        "… gave back 1 sale, RM4.50.",
    ]
    assert labels(screen) == ["Done", "Desk", "Scan", "Stop these"]


def test_what_there_is_to_bring_is_listed_by_its_unit() -> None:
    gone = replace(CUPS, id=11, unit="bottle", quantity=0)
    both = replace(DAY_OF, items=(CUPS, replace(CUPS, id=9), BOXES, replace(LINE, id=10), gone))
    assert text(vendor_views.vendor_day_message(EN, both, VendorStage.EVE, 7, delays=()))[1].endswith(
        "To bring: 84 cups and 12 boxes."
    )


def test_crates_and_loans_say_what_is_out_and_by_when() -> None:
    assert text(vendor_views.packaging_reminder(EN, DAY_OF, OUT, 7, delays=WAYS)) == [
        "Crates back: Kuih lapis, Fri 27 Nov, Lorong Bakau.",
        "Still to come back: 5 cups (RM15.00 in deposits), due Sat 12 Dec.",
    ]
    due = views.loan_due_message(EN, replace(LOAN, unit="cup"), None, NOW)
    assert text(due) == [
        "To return: 2 cups from Dapur Nenek Ros, by Fri 11 Dec.",
        "You get RM6.00 back when you return it, at any stall of this market.",
    ]
    assert labels(due) == ["Returns ticket", "My returns"]


def test_packaging_of_a_type_names_the_nearest_open_hub_and_its_late_fee() -> None:
    terms = LoanTerms(deposit=0, fee_per_day=50, price=200, due_at=NOW + DAY)
    cups = replace(LOAN, unit="cup", deposit=0, packaging=1, terms=terms)
    due = views.loan_due_message(EN, cups, HUB, NOW)
    shown = text(due)
    assert shown[1].endswith("it costs nothing; then RM0.50 a day each, at most RM2.00 each.")
    assert shown[2].startswith("Nearest hub: Hub &lt;Bakau&gt;, Lorong Bakau, open until ")
    assert len(shown) == 3
    assert labels(due) == ["Returns ticket", "Hubs", "My returns"]
    assert len(text(views.loan_due_message(EN, cups, replace(HUB, closed_at=NOW), NOW))) == 2


def test_only_the_ways_that_come_in_time_are_there() -> None:
    assert labels(
        vendor_views.vendor_day_message(EN, DAY_OF, VendorStage.SOON, 7, delays=(SnoozeDelay.HOUR,))
    )[:3] == [
        "Done",
        "In 1 h",
        "Desk",
    ]
    assert labels(vendor_views.vendor_day_message(EN, DAY_OF, VendorStage.SOON, 7, delays=())) == [
        "Done",
        "Desk",
        "Scan",
        "Stop these",
    ]


def test_an_answered_reminder_shows_the_answer_above_its_text() -> None:
    said = vendor_views.vendor_day_message(EN, DAY_OF, VendorStage.EVE, 7, delays=WAYS)
    again = answered_views.current_page(EN, replace(ROW, repeat_at=NOW + 9 * HOUR), said)
    done = answered_views.done_page(EN, ROW, said, NOW)
    stopped = answered_views.current_page(EN, replace(ROW, stopped=True), said)
    assert text(again) == ["We remind you again Tue 24 Nov 19:00.", "", *text(said)]
    assert labels(again) == ["Undo", *STEPS]
    assert text(done) == ["Done Tue 24 Nov 10:00.", "", *text(said)]
    assert labels(done) == ["Desk", "Scan", "Not done yet"]
    assert text(stopped)[0].startswith("Stopped: no more reminders of this kind.")
    assert labels(stopped) == ["Turn on again", "Desk", "Scan"]
    assert answered_views.current_page(EN, ROW, said) == said


def screens(say: Say, words: str) -> Iterator[Screen]:
    items = tuple(replace(LINE, id=n, unit=unit, loan_deposit=1, quantity=100_000) for n, unit in UNITS)
    day = awkward(words, items=items)
    own = ActiveBooking(
        id=BIG,
        item=items[0].id,
        units=6,
        price=10**12,
        loan_deposit=300,
        collected=0,
        coming=False,
        booked_at=NOW,
    )
    facts = BookingFacts(drop=day, item=day.items[0], booked=own, state="booked", ended_at=None)
    yield views.booking_near_message(say, facts)
    yield views.booking_near_message(say, replace(facts, booked=replace(own, coming=True)))
    yield views.booking_soon_message(say, facts)
    loan = replace(LOAN, id=BIG, stall_name=words[:64], deposit=10**12)
    yield views.loan_due_message(say, loan, None, NOW)
    yield views.loan_due_message(say, replace(loan, packaging=1), replace(HUB, name=words[:64]), NOW)
    yield vendor_views.packaging_reminder(say, day, OUT, BIG, delays=WAYS)
    desk = DeskDrop(
        day,
        tuple(
            ItemNumbers(
                item=item, collected=BIG, booked=BIG, held=BIG, sold=BIG, free=0, waiting=0, next_number=None
            )
            for item in items
        ),
    )
    voids = ClosingVoids(MONEY, (HelperVoids(by=words, count=BIG, amount=10**13),))
    yield vendor_views.closing_reminder(say, desk, voids, BIG, delays=WAYS)
    for stage in get_args(vendor_views.BeforeOrOpen):
        said = vendor_views.vendor_day_message(say, day, stage, BIG, delays=WAYS)
        yield said
        yield answered_views.current_page(say, replace(ROW, notification=BIG, repeat_at=NOW), said)
        yield answered_views.current_page(
            say, replace(ROW, notification=BIG, stopped=True, reminder=LONGEST_NAME()), said
        )
        yield answered_views.done_page(say, replace(ROW, notification=BIG), said, NOW)
    yield answered_views.unmuted_page(say)
    yield answered_views.expired_page(say, say("This drop has ended. See /drops for others."))


UNITS = tuple(enumerate(("piece", "box", "cup", "jar", "pack", "print", "seat", "place")))


@pytest.mark.parametrize(("say", "words"), [*awkward_cases()])
def test_every_screen_obeys_telegram_and_a_narrow_phone(say: Say, words: str) -> None:
    for screen in screens(say, words):
        check_screen(say, screen)
        assert len(screen.rows) <= 6
