"""The texts of reminders in every state, and after an answer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from handlers.callbacks.sale import CloseDay, ShowSaleDay
from handlers.callbacks.waitlist import ReleaseBooking
from handlers.reminder import answered_views, views
from handlers.reminder.market_day_views import (
    all_given_up,
    give_up_choice,
    my_market_day,
    nothing_left,
)
from handlers.reminder.past_market_day_views import past_market_day_message, waited_market_day_message
from handlers.reminder.stall_day_views import stall_day_message
from handlers.ui.screen import Screen
from handlers.waitlist.views import ANYWHERE
from locales.say import Say, speak
from locales.units import ItemUnit
from market.desk import DeskDrop, ItemNumbers
from market.forecast.forecast import DayForecast
from market.forecast.rule import BookedAhead, Visitors
from market.market_day.shift_hours import hours_of_part
from market.notification.kind import MAX_NAME_LENGTH, ReminderKind
from market.packaging.late_fee import LoanTerms
from market.past_market_day import PastMarketDay, WaitedMarketDay
from market.reminder.moments import BookingStage, StallDayHours, StallStage
from market.reminder.notifications import StallDayStage
from market.reminder.snooze import ReceivedReminder
from market.reminder.snooze_choices import SnoozeDelay
from market.roster.roster_facts import RosterDay, RosterFacts, ShiftPlace
from market.sale.day import ClosingVoids, HelperVoids
from market.sale.stall_day_money import TakenMoney
from market.sale.till import StallMoney
from market.stall_day_facts import BookedPeople, StallDayFacts
from market.ticket.loans import PackagingOut
from market.waitlist.own_market_day import AllGivenUp, MarketDayBooking, OwnMarketDay
from market.waitlist.position import ActiveBooking
from storage.deposit import DepositState
from tests.handlers.deposit.test_views import deposit
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
SNOOZES = ["In 1 h", "Tonight", "Tomorrow 09:00"]
LONGEST_NAME = type("K" * MAX_NAME_LENGTH, (ReminderKind,), {})
ROW = ReceivedReminder(
    notification=7,
    reminder=StallDayStage(stall_day_id=1, stage=StallStage.EVE),
    repeat_at=None,
    stopped=False,
    zone=ZONE,
)


def text(screen: Screen) -> list[str]:
    return [item.replace("\u2068", "").replace("\u2069", "") for item in screen.text.split("\n")]


def labels(screen: Screen) -> list[str]:
    return [button.label for row in screen.rows for button in row]


def booked(number: int, name: str, stall: str, units: int, **more: Any) -> MarketDayBooking:
    """Something that is booked at a stall; `at` is the hour of a slot."""
    at = more.pop("at", None)
    item = replace(CUPS, id=number, name=name, starts_at=at, ends_at=at and at + HOUR)
    seller = replace(DAY_OF.stall, id=len(stall), name=stall)
    of = replace(DAY_OF, id=number, name=name, items=(item,), stall=seller)
    mine = {"id": number, "item": number, "units": units, "price": 850, "loan_deposit": 0, "collected": 0}
    own = ActiveBooking(**{**mine, "coming": False, "booked_at": NOW, **more})
    return MarketDayBooking(drop=of, item=item, booked=own, deposit=None)


THREE_THINGS = OwnMarketDay(
    market_day=31,
    day=date(2026, 11, 27),
    alley=DAY_OF.alley,
    bookings=(
        booked(1, "Kuih lapis", "Dapur Nenek Ros", 2),
        booked(2, "Linangkit", "Dapur Nenek Ros", 1, at=NOW + 82 * HOUR, loan_deposit=300),
        booked(3, "Teh tarik", "Bu Sari", 1),
    ),
)
WAITS = [
    "<b>Fri 27 Nov, 18:00 to 22:00, Lorong Bakau</b>",
    "2 × Kuih lapis (Dapur Nenek Ros)",
    "1 × Linangkit, 20:00 (Dapur Nenek Ros)",
    "1 × Teh tarik (Bu Sari)",
]
TOTAL = "Total at the stall: RM37.00 (RM34.00 + RM3.00 packaging deposit, refunded on return)."


def test_all_that_waits_on_an_evening_is_one_message_with_one_question() -> None:
    near = my_market_day(EN, THREE_THINGS, BookingStage.EVE, NOW)
    assert text(near) == [*WAITS, f"{TOTAL} Are you coming?"]
    assert labels(near) == ["I am coming", "I can't come", "Tickets", "Directions"]
    assert near.rows[0][0].style == "primary"


def test_two_hours_before_the_tickets_come_first() -> None:
    soon = my_market_day(EN, THREE_THINGS, BookingStage.SOON, NOW)
    assert labels(soon) == ["Tickets", "I am coming", "I can't come", "Directions"]
    assert soon.rows[0][0].style == "primary"


def test_who_has_said_so_of_all_is_not_asked_again() -> None:
    each = [replace(one, booked=replace(one.booked, coming=True)) for one in THREE_THINGS.bookings]
    coming = my_market_day(EN, replace(THREE_THINGS, bookings=tuple(each)), BookingStage.EVE, NOW)
    assert text(coming)[-1] == f"{TOTAL} You said that you are coming."
    assert labels(coming) == ["Tickets", "I can't come", "Directions"]
    half = replace(THREE_THINGS, bookings=(each[0], *THREE_THINGS.bookings[1:]))
    assert text(my_market_day(EN, half, BookingStage.EVE, NOW))[-1].endswith("Are you coming?")


def test_whoever_may_be_late_says_so_in_the_place_of_coming_and_reads_until_when() -> None:
    now = DAY_OF.starts_at + HOUR
    late = my_market_day(EN, THREE_THINGS, BookingStage.SOON, now)
    assert labels(late) == ["Tickets", "I am late", "I can't come", "Directions"]
    assert "I am late" not in labels(my_market_day(EN, THREE_THINGS, BookingStage.SOON, DAY_OF.ends_at))
    said = [replace(each, booked=replace(each.booked, late_at=now)) for each in THREE_THINGS.bookings]
    kept = my_market_day(EN, replace(THREE_THINGS, bookings=tuple(said)), BookingStage.SOON, now)
    assert text(kept)[-1] == f"{TOTAL} You said that you are late. The stall keeps it until 22:00."
    assert labels(kept) == ["Tickets", "I can't come", "Directions"]


def test_the_only_booking_is_shown_and_released_by_itself() -> None:
    one = replace(THREE_THINGS, bookings=THREE_THINGS.bookings[:1])
    near = my_market_day(EN, one, BookingStage.EVE, NOW)
    assert labels(near) == ["I am coming", "I can't come", "Show ticket", "Directions"]
    callbacks = [button.callback for row in near.rows for button in row]
    assert ReleaseBooking(booking=1, back_to=ANYWHERE.code) in callbacks


def test_before_all_is_given_up_each_is_listed_with_what_is_lost() -> None:
    paid = replace(THREE_THINGS.bookings[0].booked, paid=500)
    kept, lost = (
        deposit(state=DepositState.PAID, amount=500, refund_until=NOW + hours * HOUR) for hours in (1, -1)
    )
    first, _, last = THREE_THINGS.bookings
    two = (replace(first, booked=paid, deposit=kept), replace(first, booked=paid, deposit=lost))
    ask = give_up_choice(EN, replace(THREE_THINGS, bookings=(*two, last)), NOW)
    assert text(ask)[1:4] == [
        "2 × Kuih lapis (Dapur Nenek Ros): the RM5.00 deposit comes back",
        "2 × Kuih lapis (Dapur Nenek Ros): the RM5.00 deposit is lost",
        "1 × Teh tarik (Bu Sari)",
    ]
    ones = [label.strip("\u2068\u2069") for label in labels(ask)]
    assert ones == ["Keep all", "Kuih lapis", "Kuih lapis", "Teh tarik", "Release all"]


def test_what_was_given_up_can_be_had_back_and_what_stands_is_said() -> None:
    gone = all_given_up(
        EN, 31, ZONE, AllGivenUp(given_up=2, kept=2, standing=1, undo_until=NOW + timedelta(minutes=1))
    )
    assert text(gone) == [
        "Released. Until 10:01 you can have it all back. 1 booking stands: its deposit would be lost."
    ]
    assert labels(gone) == ["Undo (1 min)", "The rest"]
    for kept, said, ways in (
        (2, "Released. Until 10:00 you can have it all back.", ["Undo (1 min)"]),
        (1, "Released. Until 10:00 you can have 1 booking back.", ["Undo (1 min)"]),
        (0, "Released. Others can have it now.", []),
    ):
        gone = all_given_up(EN, 31, ZONE, AllGivenUp(given_up=2, kept=kept, standing=0, undo_until=NOW))
        assert (text(gone), labels(gone)) == ([said], ways)


def dish(name: str, number: int, booked: int, **counts: int) -> DeskDrop:
    """A drop of one item; `booked` units were booked and not collected, and so on."""
    item = replace(LINE, id=number, name=name, quantity=counts.pop("quantity", 20))
    of = drop(items=(item,), name=name, starts_at=NOW + 80 * HOUR, ends_at=NOW + 84 * HOUR)
    known = {"collected": 0, "held": 0, "sold": 0, "free": 5, "waiting": 0}
    numbers = ItemNumbers(item=item, booked=booked, next_number=None, **{**known, **counts})
    return DeskDrop(replace(of, id=number), (numbers,))


FIVE = (
    dish("Kuih lapis", 1, 2, collected=7, sold=3, quantity=12),
    dish("Onde-onde", 2, 0, collected=20, free=0),
    dish("Teh tarik", 3, 1, collected=1, sold=8),
    dish("Kaya bao", 4, 0, sold=2, free=0),
    dish("Tuhau", 5, 0),
)
HOURS = StallDayHours(day=date(2026, 11, 27), starts_at=NOW + 80 * HOUR, ends_at=NOW + 84 * HOUR, zone=ZONE)
STALL_DAY = StallDayFacts(
    id=31,
    stall=DAY_OF.stall,
    alley=DAY_OF.alley,
    hours=HOURS,
    paused=False,
    drops=FIVE,
    people=BookedPeople(booked=29, came=27, missed=2),
    forecast=None,
    money=TakenMoney(day=date(2026, 11, 27), taken=31250, by_qr=11150, expected=20100, money=MONEY),
    packaging=OUT,
)
SAID = {
    StallStage.EVE: [
        "<b>Fri 27 Nov: 5 items, 29 people booked.</b> Lorong Bakau, 18:00 to 22:00, set up from 16:00.",
        "To bring: 12 × Kuih lapis, 20 × Onde-onde, 20 × Teh tarik, 20 × Kaya bao and 20 × Tuhau.",
    ],
    StallStage.SET_UP: [
        "<b>Fri 27 Nov: set up from 16:00.</b> Lorong Bakau, open 18:00 to 22:00.",
        "29 people have booked.",
    ],
    StallStage.OPEN: ["<b>Fri 27 Nov: open from 18:00.</b> Lorong Bakau, 5 items. 2 are sold out."],
    StallStage.CLOSE: [
        "<b>Fri 27 Nov: closes 22:00.</b> Lorong Bakau.",
        "Still to be collected: 2 × Kuih lapis and 1 × Teh tarik.",
    ],
    StallStage.END: [
        "<b>Fri 27 Nov is over, Lorong Bakau: 41 sold, RM312.50</b> (cash RM201.00, QR RM111.50).",
        "27 of 29 people who had booked came. 2 bookings were not collected.",
        "Still to come back: 5 cups (RM15.00 in deposits), due Sat 12 Dec.",
    ],
    StallStage.AFTER: [
        "<b>Packaging to come back: Fri 27 Nov, Lorong Bakau.</b>",
        "Still to come back: 5 cups (RM15.00 in deposits), due Sat 12 Dec.",
    ],
}


@pytest.mark.parametrize("stage", StallStage)
def test_an_evening_of_five_dishes_is_one_message_a_stage(stage: StallStage) -> None:
    screen = stall_day_message(EN, STALL_DAY, stage, 7, delays=WAYS)
    assert text(screen) == SAID[stage]


def test_each_stage_has_the_buttons_of_its_hour_and_the_eve_can_be_put_off() -> None:
    found = {stage: labels(stall_day_message(EN, STALL_DAY, stage, 7, delays=WAYS)) for stage in StallStage}
    assert found == {
        StallStage.EVE: ["Ready", "Change something", *SNOOZES, "Stop these"],
        StallStage.SET_UP: ["Desk", "Scan", "Stop these"],
        StallStage.OPEN: ["Payment QR", "Scan", "Stop these"],
        StallStage.CLOSE: ["Desk", "Scan", "Stop these"],
        StallStage.END: ["Close the day", "2 not collected", "Same next Friday", "Desk", "Stop these"],
        StallStage.AFTER: ["Take packaging back", "Stop these"],
    }


def test_a_day_without_cash_is_closed_by_one_tap_and_one_with_cash_is_counted() -> None:
    def closing(expected: int) -> object:
        assert STALL_DAY.money is not None
        day = replace(STALL_DAY, money=replace(STALL_DAY.money, expected=expected))
        return stall_day_message(EN, day, StallStage.END, 7, delays=()).rows[0][0].callback

    stall = STALL_DAY.stall.id
    assert closing(0) == CloseDay(stall=stall, day=20261127, expected=0)
    assert closing(20100) == closing(-500) == ShowSaleDay(stall=stall, day=20261127)


def test_the_money_stands_in_one_message_a_day_and_nothing_is_no_sentence() -> None:
    elsewhere = replace(STALL_DAY, money=None, packaging=None)
    assert text(stall_day_message(EN, elsewhere, StallStage.END, 7, delays=()))[0] == (
        "<b>Fri 27 Nov is over, Lorong Bakau: 41 sold.</b>"
    )
    assert "Close the day" not in labels(stall_day_message(EN, elsewhere, StallStage.END, 7, delays=()))
    nobody = replace(elsewhere, drops=(dish("Tuhau", 5, 0, free=20),), people=BookedPeople(0, 0, 0))
    assert text(stall_day_message(EN, nobody, StallStage.END, 7, delays=())) == [
        "<b>Fri 27 Nov is over, Lorong Bakau: 0 sold.</b>",
        "Nobody had booked ahead.",
    ]
    assert text(stall_day_message(EN, nobody, StallStage.CLOSE, 7, delays=()))[1] == (
        "All that was booked is collected."
    )
    assert text(stall_day_message(EN, nobody, StallStage.OPEN, 7, delays=())) == [
        "<b>Fri 27 Nov: open from 18:00.</b> Lorong Bakau, 1 item."
    ]


def test_a_paused_evening_says_so_and_the_eve_what_is_expected() -> None:
    forecast = DayForecast(
        day=HOURS.day,
        visitors=Visitors(25, 34, 44),
        staff=2,
        booked=BookedAhead(0, 29),
        share_with_deposit=0,
        share_without_deposit=90,
        others=8,
        market_days=5,
        last_time=31,
    )
    shown = text(
        stall_day_message(
            EN, replace(STALL_DAY, paused=True, forecast=forecast), StallStage.EVE, 7, delays=()
        )
    )
    assert shown[2:] == [
        "About 34 people come (25 to 44), 2 staff.",
        "Paused: nobody can join until you resume.",
    ]


def place(number: int, part: int, name: str) -> ShiftPlace:
    return ShiftPlace(
        **{
            "id": number,
            "part": part,
            "hours": SHIFTS[part],
            "person": number if name else None,
            "name": name,
        },
        **{"offered_at": None, "wanted": None, "wanted_since": None},
    )


SHIFTS = tuple(hours_of_part(HOURS.starts_at, HOURS.ends_at, part, 2) for part in range(2))
ROSTER = RosterFacts(
    day=RosterDay(
        **{
            "id": 31,
            "market_day": 3,
            "day": HOURS.day,
            "stall": 1,
            "stall_name": "Dapur",
            "alley_name": "Bakau",
        },
        **{"zone": ZONE, "starts_at": HOURS.starts_at, "ends_at": HOURS.ends_at, "is_on": True},
    ),
    hours=SHIFTS,
    is_open=True,
    places=(place(1, 0, "Tom"), place(2, 0, "Marius"), place(3, 1, "Tom"), place(4, 1, "")),
)


def test_the_eve_names_empty_places_and_set_up_also_who_is_on_duty() -> None:
    day = replace(STALL_DAY, roster=ROSTER)
    eve = stall_day_message(EN, day, StallStage.EVE, 7, delays=())
    assert text(eve)[-1] == "1 place in the shifts is empty."
    set_up = stall_day_message(EN, day, StallStage.SET_UP, 7, delays=())
    assert text(set_up)[2:] == [
        "On duty 18:00 to 20:00: Tom and Marius.",
        "On duty 20:00 to 22:00: Tom.",
        "1 place in the shifts is empty.",
    ]
    assert all("Shifts" in labels(screen) for screen in (eve, set_up))
    full = replace(day, roster=replace(ROSTER, places=ROSTER.places[:3]))
    assert text(stall_day_message(EN, full, StallStage.EVE, 7, delays=())) == text(eve)[:-1]
    assert "Shifts" not in labels(stall_day_message(EN, full, StallStage.SET_UP, 7, delays=()))


def test_shortly_before_the_end_it_is_said_what_helpers_gave_back() -> None:
    voids = ClosingVoids(
        MONEY, (HelperVoids(by="Tom", count=2, amount=1705), HelperVoids(by="", count=1, amount=450))
    )
    screen = stall_day_message(EN, replace(STALL_DAY, voids=voids), StallStage.CLOSE, 7, delays=())
    assert text(screen)[2:] == [
        "Tom voided or refunded 2 sales, RM17.05.",
        "… voided or refunded 1 sale, RM4.50.",
    ]


def test_what_there_is_to_bring_is_listed_by_its_unit_and_a_long_list_is_cut() -> None:
    lent = replace(DAY_OF, items=(CUPS, replace(CUPS, id=9), BOXES))
    with_cups = replace(STALL_DAY, drops=(*FIVE, DeskDrop(lent, ())))
    assert text(stall_day_message(EN, with_cups, StallStage.EVE, 7, delays=()))[1].endswith(
        " Packaging: 84 cups and 12 boxes."
    )
    many = replace(STALL_DAY, drops=tuple(dish("Tuhau", number, 0) for number in range(12)))
    assert text(stall_day_message(EN, many, StallStage.EVE, 7, delays=()))[1].endswith(
        "20 × Tuhau and 4 more items."
    )


def test_a_loan_says_what_is_out_and_by_when() -> None:
    due = views.loans_due_message(EN, [replace(LOAN, unit="cup")], None, NOW)
    assert text(due) == [
        "To return: 2 cups from Dapur Nenek Ros, by Fri 11 Dec.",
        "You get RM6.00 back when you return it, at any stall of this market.",
    ]
    assert labels(due) == ["Returns ticket", "My returns"]


def test_packaging_of_a_type_names_the_nearest_open_hub_and_its_late_fee() -> None:
    terms = LoanTerms(deposit=0, fee_per_day=50, price=200, due_at=NOW + DAY)
    cups = replace(LOAN, unit="cup", deposit=0, packaging=1, terms=terms)
    due = views.loans_due_message(EN, [cups], HUB, NOW)
    shown = text(due)
    assert shown[1].endswith("it costs nothing; then RM0.50 a day each, at most RM2.00 each.")
    assert shown[2].startswith("Nearest hub: Hub &lt;Bakau&gt;, Lorong Bakau, open until ")
    assert len(shown) == 3
    assert labels(due) == ["Returns ticket", "Hubs", "My returns"]
    assert len(text(views.loans_due_message(EN, [cups], replace(HUB, closed_at=NOW), NOW))) == 2


def test_all_that_is_due_on_a_date_is_listed_with_what_comes_back_for_it() -> None:
    loan = replace(LOAN, unit="cup")
    elsewhere = replace(loan, alley=replace(loan.alley, currency="SGD", territory="SG"), stall_name="Bu Sari")
    due = views.loans_due_message(EN, [loan, elsewhere, replace(loan, deposit=0, packaging=3)], None, NOW)
    assert text(due) == [
        "<b>To return, by Fri 11 Dec:</b>",
        "2 cups from Dapur Nenek Ros",
        "2 cups from Bu Sari",
        "2 cups from Dapur Nenek Ros",
        "You get RM6.00 and $6.00 back when you return it, at any stall of this market.",
    ]
    assert labels(due) == ["Hubs", "My returns"]


HAD = (
    booked(1, "Kuih lapis", "Dapur Nenek Ros", 2, collected=2),
    booked(2, "Teh tarik", "Bu Sari", 2, collected=1),
)
PAST = PastMarketDay(
    market_day=31,
    day=date(2026, 11, 27),
    alley=DAY_OF.alley,
    collected=HAD,
    missed=(),
    packaging=None,
    to_follow=(),
    next_drop=None,
)


def test_the_morning_after_says_what_one_had_and_what_to_bring_back() -> None:
    lent = replace(PAST, packaging=OUT, to_follow=(DAY_OF.stall,), next_drop=9)
    screen = past_market_day_message(EN, lent)
    assert text(screen) == [
        "<b>Fri 27 Nov, Lorong Bakau.</b> Thank you for coming.",
        "You had 2 × Kuih lapis (Dapur Nenek Ros) and 1 × Teh tarik (Bu Sari).",
        "To return: 5 cups, by Sat 12 Dec, at any stall of this market. You get RM15.00 back.",
    ]
    assert labels(screen) == ["My returns", "Follow stall", "Book again"]
    free = past_market_day_message(EN, replace(lent, to_follow=(), packaging=replace(OUT, deposit=0)))
    assert text(free)[2] == "To return: 5 cups, by Sat 12 Dec, at any stall of this market."
    assert labels(free) == ["My returns", "Book again"]


def test_the_morning_after_says_what_was_not_collected_and_what_becomes_of_its_deposit() -> None:
    kept = deposit("Kuih", state=DepositState.KEPT, ended_at=NOW)
    missed = (
        replace(booked(3, "Sate", "Dapur Nenek Ros", 2), deposit=kept),
        booked(4, "Kopi", "Dapur Nenek Ros", 1),
    )
    screen = past_market_day_message(EN, replace(PAST, collected=(), missed=missed))
    assert text(screen) == [
        "<b>Fri 27 Nov, Lorong Bakau.</b>",
        "Not collected: 1 × Kopi (Dapur Nenek Ros).",
        "Not collected: 2 × Sate (Dapur Nenek Ros). Deposit RM60,000,000.00: Kept by the stall, Tue 24 Nov 10:00.",
        "Next time, tap “I can't come” so someone else can have it.",
    ]
    assert labels(screen) == ["Other drops"]


def test_what_can_still_be_collected_says_until_when_and_leads_to_the_tickets() -> None:
    missed = (booked(4, "Kopi", "Dapur Nenek Ros", 1),)
    day = replace(PAST, collected=(), missed=missed, late_until=NOW + 9 * HOUR)
    screen = past_market_day_message(EN, day)
    assert text(screen) == [
        "<b>Fri 27 Nov, Lorong Bakau.</b>",
        "Not collected: 1 × Kopi (Dapur Nenek Ros).",
        "You can still collect until Tue 24 Nov 19:00. Please ask the stall first.",
    ]
    assert labels(screen) == ["My tickets", "Other drops"]


def test_of_a_workshop_the_morning_after_speaks_of_coming() -> None:
    kept = deposit("Batik", state=DepositState.KEPT, ended_at=NOW)
    came, missed, paid = (
        _a_seat(booked(number, name, "Bu Sari", 1, collected=int(number == 1)))
        for number, name in enumerate(("Beads", "Gongs", "Batik"), start=1)
    )
    day = replace(PAST, collected=(HAD[0], came), missed=(missed, replace(paid, deposit=kept)))
    assert text(past_market_day_message(EN, day))[1:] == [
        "You had 2 × Kuih lapis (Dapur Nenek Ros).",
        "You were there: 1 × Beads (Bu Sari).",
        "You did not come: 1 × Gongs (Bu Sari).",
        "You did not come: 1 × Batik (Bu Sari). Deposit RM60,000,000.00: Kept by the stall, Tue 24 Nov 10:00.",
        "Next time, tap “I can't come” so someone else can have it.",
    ]


def _a_seat(booking: MarketDayBooking) -> MarketDayBooking:
    return replace(booking, item=replace(booking.item, unit=ItemUnit.SEAT))


def test_of_several_stalls_each_can_be_followed_by_its_name() -> None:
    stalls = tuple(replace(DAY_OF.stall, id=number, name=f"Gerai {number} " * 4) for number in range(5))
    screen = past_market_day_message(EN, replace(PAST, to_follow=stalls))
    assert [label.partition(" ")[0] for label in labels(screen)] == ["Follow"] * 3 + ["Other"]
    assert all(len(label.strip("\u2068\u2069")) <= 21 for label in labels(screen))


def test_who_only_waited_reads_what_for() -> None:
    items = tuple((each.drop, each.item) for each in HAD)
    waited = WaitedMarketDay(day=date(2026, 11, 27), alley=DAY_OF.alley, items=items)
    screen = waited_market_day_message(EN, waited)
    assert text(screen) == [
        "<b>Fri 27 Nov, Lorong Bakau.</b>",
        "You waited for Kuih lapis and Teh tarik.",
        "This has ended, and none became available. Thank you for waiting.",
    ]
    assert labels(screen) == ["Other drops"]


def test_only_the_ways_that_come_in_time_are_there() -> None:
    late = stall_day_message(EN, STALL_DAY, StallStage.EVE, 7, delays=(SnoozeDelay.HOUR,))
    assert labels(late) == ["Ready", "Change something", "In 1 h", "Stop these"]


def test_an_answered_reminder_shows_the_answer_above_its_text() -> None:
    said = stall_day_message(EN, STALL_DAY, StallStage.EVE, 7, delays=WAYS)
    again = answered_views.current_page(EN, replace(ROW, repeat_at=NOW + 9 * HOUR), said)
    done = answered_views.done_page(EN, ROW, said, NOW)
    stopped = answered_views.current_page(EN, replace(ROW, stopped=True), said)
    assert text(again) == ["We remind you again Tue 24 Nov 19:00.", "", *text(said)]
    assert labels(again) == ["Undo", *labels(said)]
    assert text(done) == ["Done Tue 24 Nov 10:00.", "", *text(said)]
    assert labels(done) == ["Change something", "Not done yet"]
    assert text(stopped)[0].startswith("Stopped: no more reminders of this kind.")
    assert labels(stopped) == ["Turn on again", "Change something"]
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
        paid=10**12,
    )
    lost = deposit(words, state=DepositState.PAID, refund_until=NOW)
    all_of = tuple(MarketDayBooking(drop=day, item=item, booked=own, deposit=lost) for item in items)
    mine = OwnMarketDay(market_day=BIG, day=HOURS.day, alley=day.alley, bookings=(*all_of, *all_of))
    for stage in BookingStage:
        yield my_market_day(say, mine, stage, NOW)
    yield give_up_choice(say, mine, NOW)
    yield all_given_up(say, BIG, ZONE, AllGivenUp(given_up=BIG, kept=BIG - 1, standing=BIG, undo_until=NOW))
    yield nothing_left(say, BIG, BookingStage.EVE)
    out = PackagingOut(units=BIG, unit="piece", deposit=10**12, due_at=NOW)
    yield past_market_day_message(
        say,
        PastMarketDay(
            market_day=BIG,
            day=HOURS.day,
            alley=day.alley,
            collected=(*all_of, *all_of),
            missed=(*all_of, *all_of),
            packaging=out,
            to_follow=(day.stall,) * 4,
            next_drop=BIG,
            late_until=NOW,
        ),
    )
    waited = tuple((day, item) for item in (*items, *items))
    yield waited_market_day_message(say, WaitedMarketDay(day=HOURS.day, alley=day.alley, items=waited))
    loan = replace(LOAN, id=BIG, stall_name=words[:64], deposit=10**12)
    yield views.loans_due_message(say, [loan], None, NOW)
    yield views.loans_due_message(say, [replace(loan, packaging=1)] * 6, replace(HUB, name=words[:64]), NOW)
    numbers = tuple(
        ItemNumbers(
            item=item, collected=BIG, booked=BIG, held=BIG, sold=BIG, free=0, waiting=0, next_number=None
        )
        for item in items
    )
    evening = replace(
        STALL_DAY,
        alley=day.alley,
        paused=True,
        drops=(DeskDrop(day, numbers), DeskDrop(day, numbers)),
        people=BookedPeople(BIG, BIG, BIG),
        voids=ClosingVoids(MONEY, (HelperVoids(by=words, count=BIG, amount=10**13),)),
        money=TakenMoney(day=HOURS.day, taken=10**13, by_qr=10**12, expected=10**13, money=MONEY),
    )
    for stage in StallStage:
        said = stall_day_message(say, evening, stage, BIG, delays=WAYS)
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
