"""The screens of gifts, slots, units, no-shows and ended entries: in every language, with the longest names, within the limits."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from handlers.callbacks.list_location import ListLocation
from handlers.desk import no_show_views
from handlers.gift import views as gift
from handlers.my_items.past_views import past_items_page
from handlers.my_items.views import home_text, my_items_page
from handlers.reminder.views import hold_half_elapsed_message
from handlers.ui.screen import Screen
from handlers.waitlist import choice_views, message_views, views
from handlers.waitlist.blocker_text import blocker_text
from handlers.waitlist.card_views import drop_card
from handlers.waitlist.position_text import buttons_for
from locales.formats import format_time
from locales.say import Say, speak
from market.drop.facts import DropFacts, ItemFacts
from market.drop.planned_drops import DropFilter
from market.own_matters import OwnMatters
from market.waitlist.blocker import Blocker, BlockerReason, ItemBlocker
from market.waitlist.gift import GiftFacts
from market.waitlist.no_show import NoShow
from market.waitlist.past_items import PastItem, PastItems
from market.waitlist.position import (
    ActiveBooking,
    ActiveHold,
    BookingFacts,
    HoldFacts,
    MyItem,
    Position,
    WaitingEntry,
)
from tests.handlers.test_screens import LINK, SAYS, awkward, awkward_cases, check_screen
from tests.journeys.harness import without_bidi_marks
from tests.market.samples import DAY, DRAW, DROP, HOUR, LINE, NOW
from tests.screens.sample_values import SampleValues

EN = speak("en")
FAR = ListLocation(DropFilter("20261127", 99_999, "returnable"), 999)
HOW = ("collected", "released", "missed", "cancelled", "declined", "expired", "given", "left", "closed")


def screens(say: Say, words: str) -> Iterator[Screen]:
    slots = tuple(
        replace(LINE, id=n, unit="seat", quantity=99, booked=98, waiting=n % 2 * 88, starts_at=NOW + 3 * DAY)
        for n in range(2**31 - 9, 2**31 - 1)
    )
    free = replace(LINE, id=2**31 - 1, quantity=20, booked=15, waiting=88)
    sitting = awkward(words, items=slots, fitting="split")
    goods = awkward(words, items=(free,), starts_at=NOW - HOUR, ends_at=NOW + HOUR, fitting="split")
    yield from shopper(say, goods)
    yield from vendor(say, goods)
    own = ActiveBooking(
        id=2**31 - 1,
        item=slots[0].id,
        units=6,
        price=850,
        loan_deposit=0,
        collected=0,
        coming=False,
        booked_at=NOW,
    )
    moving = BookingFacts(
        drop=sitting, item=sitting.items[0], booked=own, state="booked", ended_at=None, still_waiting=2
    )
    yield choice_views.slot_choice(say, moving, FAR)
    yield views.booking_card(say, moving, FAR)
    yield views.booking_card(say, replace(moving, state="missed", ended_at=NOW), FAR)
    yield message_views.passed_on_message(say, replace(moving, state="missed", ended_at=NOW))


def test_what_is_given_away_is_confirmed_without_a_deposit_beside_what_is_sold() -> None:
    sold, free = LINE, replace(LINE, id=LINE.id + 1, price=0)
    drop = replace(DROP, deposit=500, refund_until=NOW + HOUR, items=(sold, free))
    first = {
        item.price: buttons_for(EN, drop, ActiveHold(id=5, item=item.id, units=2, until=NOW + HOUR), "")[0]
        for item in (sold, free)
    }
    labels = {price: [button.label for button in buttons] for price, buttons in first.items()}
    assert labels == {sold.price: ["Pay the deposit"], 0: ["Confirm 2", "Confirm 1"]}


def test_a_booking_shows_that_its_owner_attends_and_a_slot_names_its_drop() -> None:
    slot = replace(LINE, name="10:00", starts_at=NOW + 3 * DAY)
    drop = awkward("A first string of beads", items=(slot,))
    slot = replace(slot, name=format_time(EN, slot.starts_at or NOW, drop.alley.zone))
    own = ActiveBooking(
        id=5, item=slot.id, units=1, price=850, loan_deposit=0, collected=0, coming=True, booked_at=NOW
    )
    coming = BookingFacts(drop=drop, item=slot, booked=own, state="booked", ended_at=None)
    text = without_bidi_marks(views.booking_card(EN, coming, FAR).text)
    assert f"1 × A first string of beads, {slot.name}." in text
    assert "You said that you are coming." in text
    is_reminded = views.booking_card(EN, replace(coming, booked=replace(own, coming=False)), FAR)
    assert "coming" not in is_reminded.text
    home = [without_bidi_marks(item) for item in home_text(EN, [MyItem(drop, slot, own)])]
    assert home[0].startswith(f"Next: A first string of beads, {slot.name}, ")


@pytest.mark.parametrize(
    ("limit", "still_waiting", "in_draw", "is_offered"),
    [(2, 0, False, True), (1, 0, False, False), (2, 1, False, False), (2, 0, True, False)],
)
def test_one_more_is_asked_for_where_it_would_be_another_place(
    limit: int, still_waiting: int, in_draw: bool, is_offered: bool
) -> None:
    item = replace(LINE, draw=DRAW if in_draw else None)
    drop = replace(DROP, per_person=limit, items=(item,))
    card = views.booking_card(EN, replace(booked_for(drop, item, 1), still_waiting=still_waiting), FAR)
    assert ("Ask for 1 more" in labels_of(card)) is is_offered


@pytest.mark.parametrize(("limit", "may_wait"), [(4, True), (3, False)])
def test_a_full_hour_is_waited_for_where_the_limit_allows_it_beside_what_is_booked(
    limit: int, may_wait: bool
) -> None:
    slots = tuple(
        replace(LINE, id=number, starts_at=NOW + 3 * DAY + number * HOUR, quantity=4, booked=4)
        for number in (1, 2)
    )
    drop = replace(DROP, per_person=limit, items=slots)
    screen = choice_views.slot_choice(EN, booked_for(drop, slots[0], 2), FAR)
    assert any(label.startswith("Wait for ") for label in labels_of(screen)) is may_wait
    assert ("Full: " in screen.text) is not may_wait


def booked_for(drop: DropFacts, item: ItemFacts, units: int) -> BookingFacts:
    own = ActiveBooking(
        id=5,
        item=item.id,
        units=units,
        price=850,
        loan_deposit=0,
        collected=0,
        coming=False,
        booked_at=NOW,
    )
    return BookingFacts(drop=drop, item=item, booked=own, state="booked", ended_at=None)


def labels_of(screen: Screen) -> list[str]:
    return [button.label for row in screen.rows for button in row]


def shopper(say: Say, drop: DropFacts) -> Iterator[Screen]:
    item = drop.items[0]
    waits = WaitingEntry(item=item.id, number=100_000, units=6, skipped=2, served_up_to=99_000, split=True)
    hold = HoldFacts(
        id=2**31 - 1,
        drop=drop,
        item=item,
        number=14,
        units=6,
        until=NOW + HOUR,
        state="live",
        ended_at=None,
        booking=None,
        still_waiting=3,
    )
    held = ActiveHold(id=hold.id, item=item.id, units=3, until=hold.until)
    given = GiftFacts(
        drop=drop, item=item, units=6, price=10**9, until=NOW + DAY, confirm_by=NOW + HOUR, accepted=None
    )
    yield drop_card(say, drop, FAR, NOW, link=LINK, position=Position(held=(held,), waiting=(waits,)))
    yield views.entry_card(say, drop, item, waits, back_to=FAR, now=NOW)
    yield views.entry_card(say, drop, item, waits, back_to=FAR, now=NOW - DAY)
    yield choice_views.units_choice(say, drop, item, waits, back_to=FAR)
    yield choice_views.split_choice(say, drop, item, 6, back_to=FAR)
    yield views.hold_card(say, hold, FAR)
    yield views.held_message(say, hold)
    yield message_views.units_available_message(say, drop, item)
    link = gift.GiftLink(drop=drop, item=item, units=6, link=LINK, until=NOW + DAY)
    yield gift.hold_gift_page(say, link, hold.id, FAR)
    yield gift.ticket_gift_page(say, link, 2**31 - 1)
    yield gift.gift_offered(say, given, "A" * 22)
    yield gift.gift_offered(say, replace(given, confirm_by=None), "A" * 22)
    yield gift.gift_accepted_message(say, given)
    items = tuple(MyItem(drop, item, own) for own in (held, waits) * 3)
    yield my_items_page(say, OwnMatters(items=items), page=1, now=NOW)
    yield past_items_page(
        say,
        PastItems(tuple(PastItem(drop=drop, item=item, outcome=how, units=6, at=NOW) for how in HOW), 2, 3),
    )
    yield past_items_page(say, PastItems((), 1, 1))


def vendor(say: Say, drop: DropFacts) -> Iterator[Screen]:
    item = drop.items[0]
    bookings = [NoShow(booking=2**31 - 1, number=100_000 + n, units=6, coming=n % 2 == 0) for n in range(20)]
    for now in (NOW, NOW + HOUR):
        yield no_show_views.no_show_list(say, drop, item, NOW + HOUR, bookings=bookings, page=2, now=now)
    yield no_show_views.no_show_list(say, drop, item, NOW, bookings=(), page=1, now=NOW)
    yield no_show_views.no_show_confirm(say, item, bookings[0])
    for reason in BlockerReason:
        cause = Blocker(reason=reason, at=NOW, number=100_000, units=6, free=5, component=item.name)
        yield no_show_views.item_blocker_page(say, ItemBlocker(drop, item, cause))


@pytest.mark.parametrize(("say", "words"), [*awkward_cases()])
def test_every_screen_of_the_waitlist_keeps_to_the_limits(say: Say, words: str) -> None:
    for screen in screens(say, words):
        check_screen(say, screen)


def test_a_stall_never_reads_that_it_waits_itself() -> None:
    drop = awkward("x")
    cause = Blocker(reason=BlockerReason.OWN_UNITS, number=9, units=3, free=2)
    screen = no_show_views.item_blocker_page(SAYS[0], ItemBlocker(drop, drop.items[0], cause))
    assert "2 left, kept for number 9, who wants 3." in screen.text
    assert "you want 3" in blocker_text(SAYS[0], cause, drop.alley.zone)


def test_of_the_entries_that_fit_only_those_of_two_or_more_are_asked_whether_to_split() -> None:
    drop = replace(awkward("x", fitting="split"), per_person=3)
    buttons = [
        button
        for row in choice_views.units_choice(SAYS[0], drop, drop.items[0], None, back_to=FAR).rows
        for button in row
    ]
    is_reminded = {button.label: type(button.callback).__name__ for button in buttons}
    assert is_reminded == {
        "1 for RM8.50": "JoinWaitlist",
        "2 for RM17.00": "AskSplit",
        "3 for RM25.50": "AskSplit",
        "Back": "ShowDrop",
    }


def test_a_shopper_who_has_said_that_they_paid_is_not_asked_to_pay_again() -> None:
    labels = {
        said: [button.label for row in views.hold_card(EN, sample_hold(said), FAR).rows for button in row]
        for said in ("", "asked", "said")
    }
    assert [said for said in labels if "Pay the deposit" in labels[said]] == ["", "asked"]
    assert labels["said"][0] == "Deposit"


def test_the_order_of_live_bookings_is_reached_from_a_hold_while_its_item_is_sold_live() -> None:
    """Whenever it is drawn: a message that is kept true has the button as well as the first answer."""
    hold = sample_hold("")
    live = replace(hold, item=replace(hold.item, live_minutes=5))
    has = [
        any(button.label == "Live order" for row in views.hold_card(EN, one, FAR).rows for button in row)
        for one in (hold, live)
    ]
    assert has == [False, True]


def test_a_reminder_of_a_hold_asks_for_what_its_first_button_does() -> None:
    hold = sample_hold("")
    free = replace(hold, drop=replace(hold.drop, deposit=0))
    assert hold_half_elapsed_message(EN, hold).text.endswith("Pay the deposit to confirm.")
    assert hold_half_elapsed_message(EN, free).text.endswith("Tap once to tell the stall.")


def test_the_question_for_units_has_no_zero_when_none_are_left() -> None:
    drop = awkward("x", items=(replace(LINE, booked=12, held=0),))
    text = choice_views.units_choice(EN, drop, drop.items[0], None, back_to=FAR).text
    assert "None are available now." in text
    assert "0 are" not in text


def test_a_person_who_waits_for_two_beside_one_left_is_not_told_that_none_are_available() -> None:
    """Finding: fewer than they wait for are left, which a change of their number of units gives them at once."""
    waits = WaitingEntry(item=LINE.id, number=2, units=2, skipped=0, served_up_to=1)
    left, taken = (replace(LINE, booked=booked, held=0, waiting=2) for booked in (11, 12))
    says = [
        "None are available now." in choice_views.units_choice(EN, DROP, item, waits, back_to=FAR).text
        for item in (left, taken)
    ]
    assert says == [False, True]


def sample_hold(deposit: str) -> HoldFacts:
    hold = SampleValues(full=True, chosen={"HoldFacts.deposit": deposit}).value(HoldFacts, "hold")
    assert isinstance(hold, HoldFacts)
    return hold


def test_the_packaging_deposit_is_in_the_total_before_the_tap_that_binds_and_after_it() -> None:
    """Finding: the hold said RM24.00, and the ticket RM24.00 and RM10.00 deposit."""
    lent = replace(LINE, price=1200, loan_deposit=500)
    drop = replace(DROP, items=(lent,))
    total = "RM34.00 (RM24.00 + RM10.00 packaging deposit, refunded on return)"
    hold = replace(sample_hold(""), drop=replace(drop, deposit=0), item=lent, units=2)
    assert f"Total at the stall: {total}." in views.hold_card(EN, hold, FAR).text
    own = ActiveBooking(
        id=5, item=lent.id, units=2, price=1200, loan_deposit=500, collected=0, coming=False, booked_at=NOW
    )
    booked = BookingFacts(drop=drop, item=lent, booked=own, state="booked", ended_at=None)
    assert f"Pay {total} at the stall." in views.booking_card(EN, booked, FAR).text
    labels = [
        button.label for row in choice_views.units_choice(EN, drop, lent, None, FAR).rows for button in row
    ]
    assert labels[:2] == ["1 for RM17.00", "2 for RM34.00"]
    card = without_bidi_marks(drop_card(EN, drop, FAR, NOW, link=LINK).text)
    assert "RM12.00 · 9 of 12 left" in card
    assert "+ RM5.00 for packaging, refunded on return." in card


def test_what_costs_nothing_says_so() -> None:
    gift = replace(LINE, price=0)
    own = ActiveBooking(
        id=5, item=gift.id, units=1, price=0, loan_deposit=0, collected=0, coming=False, booked_at=NOW
    )
    booked = BookingFacts(
        drop=replace(DROP, items=(gift,)), item=gift, booked=own, state="booked", ended_at=None
    )
    assert "Nothing to pay at the stall." in views.booking_card(EN, booked, FAR).text


def test_a_reader_of_another_zone_reads_by_whose_clock_a_hold_ends() -> None:
    hold = replace(sample_hold(""), drop=DROP, item=LINE, reader_zone="")
    assert "time)" not in views.hold_card(EN, hold, FAR).text
    elsewhere = replace(hold, reader_zone="Europe/Berlin")
    assert "(Kota Kinabalu time)" in views.hold_card(EN, elsewhere, FAR).text
    assert "time)" not in drop_card(EN, DROP, FAR, NOW, link=LINK, reader_zone=DROP.alley.zone).text
    assert (
        "(Kota Kinabalu time)" in drop_card(EN, DROP, FAR, NOW, link=LINK, reader_zone="Europe/Berlin").text
    )
