"""Each screen about deposits, in every language and state, with the longest values of the tables."""

from dataclasses import replace
from datetime import timedelta

import pytest
from markupsafe import Markup

from handlers.callbacks.list_location import ListLocation
from handlers.deposit import payer_messages, stall_views, views
from handlers.ui.button_layout import row_fits
from handlers.ui.screen import Screen
from handlers.ui.telegram_calls import (
    CAPTION_LIMIT,
    DESCRIPTION_LIMIT,
    TEXT_LIMIT,
    TITLE_LIMIT,
    calls_to_show,
    send_call,
    text_units,
)
from handlers.ui.telegram_calls import ChatTarget as At
from handlers.waitlist.views import booking_card
from locales.languages import LANGUAGES
from locales.say import Say, speak
from market.deposit.deposit_offer import DepositOffer
from market.deposit.emv import read_payment_qr
from market.deposit.facts import DepositPage, DepositSums
from market.deposit.own_page import OwnDeposit
from market.deposit.payee import DepositSettings, PayeeFacts
from market.ledger.deposit_facts import DepositFacts
from market.stall import StallState
from market.waitlist.position import ActiveBooking, BookingFacts, HoldFacts
from sandbox import markup
from sandbox.html_parser import utf16
from storage.deposit import PaymentMethod
from storage.stall import StallApproval
from tests.handlers.test_screens import AWKWARD, awkward
from tests.market.deposit.payloads import DUITNOW
from tests.market.samples import DAY, NOW

STATES = ("asked", "said", "paid", "settled", "kept", "due", "returned", "void", "review")
WAYS = ("cash", "bank", "invoice")
LAST = 2**31 - 1
SAYS = [speak(language.code) for language in LANGUAGES]

OTHER_WAYS = Screen(text=Markup("Choose another way."))


def deposit(words: str = "Kuih lapis", **changed: object) -> DepositFacts:
    """A deposit with the longest texts and the largest amounts."""
    drop = awkward(words, deposit=10**9, refund_until=NOW + DAY)
    facts = DepositFacts(
        id=LAST,
        hold=LAST,
        booking=LAST,
        drop=drop,
        item=drop.items[0],
        reference="LR-4F7K2",
        state="asked",
        way="bank",
        units=6,
        number=12345,
        amount=6 * 10**9,
        currency="MYR",
        refund_until=NOW + DAY,
        said_at=NOW,
        denied_at=None,
        paid_at=NOW,
        due_at=NOW,
        ended_at=NOW,
        held_until=NOW + DAY,
        live=True,
    )
    return replace(facts, **changed)  # type: ignore[arg-type]


def payee(words: str = "OMBAK PRINT", serves: bool = True) -> PayeeFacts:
    qr = read_payment_qr(DUITNOW, "MYR")
    return PayeeFacts(
        id=LAST,
        stall=1,
        stall_name=words[:64],
        name=words[:64],
        zone="Asia/Kuching",
        qr=qr,
        serves_at=NOW if serves else None,
    )


def hold(words: str) -> HoldFacts:
    one = deposit(words)
    return HoldFacts(
        id=LAST,
        drop=one.drop,
        item=one.item,
        number=1,
        units=6,
        until=NOW + DAY,
        state="live",
        ended_at=None,
        booking=None,
    )


def stall(words: str = "Kuih") -> StallState:
    return StallState(
        id=1,
        code="ROS",
        name=words,
        words=words,
        state=StallApproval.APPROVED,
        reason="",
        asked_at=NOW,
        alley=words,
        zone="Asia/Kuching",
        currency="MYR",
        territory="MY",
        takes_deposits=True,
    )


def test_a_denied_payment_says_once_until_when_it_is_held() -> None:
    shown = views.deposit_by_bank(speak("en"), deposit(denied_at=NOW), payee(), NOW).text
    assert "has not received it yet." in shown
    assert shown.count("Held until") == 1


def screens(say: Say, words: str) -> list[Screen]:
    back_to = ListLocation.read("all.0..1")
    every = [deposit(words, state=state, way=way) for state in STATES for way in WAYS]
    denied = deposit(words, denied_at=NOW)
    booked = ActiveBooking(
        id=LAST,
        item=denied.item.id,
        units=6,
        price=10**12,
        loan_deposit=0,
        collected=0,
        coming=False,
        booked_at=NOW,
        paid=10**9,
    )
    booking = BookingFacts(
        drop=denied.drop,
        item=denied.item,
        booked=booked,
        state="booked",
        ended_at=None,
        still_waiting=deposit(words, state="paid"),
    )
    sums = tuple(
        DepositSums(currency=currency, held=sum_, owed=sum_, kept=sum_, sales=sum_, back=sum_)
        for currency, sum_ in (("MYR", 10**12), ("USD", 0))
    )
    offer = DepositOffer(
        hold=hold(words),
        amount=6 * 10**9,
        ways=(PaymentMethod.BANK, PaymentMethod.INVOICE, PaymentMethod.CASH),
        payee=payee(words),
        open=None,
    )
    late = NOW + 2 * DAY
    return [
        *(views.my_deposit(say, OwnDeposit(facts=one), NOW) for one in every),
        views.my_deposit(say, OwnDeposit(facts=deposit(words, state="due"), question=LAST), NOW + 99 * DAY),
        *(stall_views.stall_deposit(say, one, None) for one in every),
        views.my_deposit(say, OwnDeposit(facts=denied), NOW),
        views.my_deposits(say, every[:6], NOW),
        views.my_deposits(say, (), NOW),
        views.deposit_choice(say, offer, back_to, NOW),
        views.deposit_choice(say, replace(offer, open=denied), back_to, late),
        views.deposit_by_bank(say, denied, payee(words), NOW),
        views.deposit_by_cash(say, deposit(words), NOW),
        views.forfeit_confirm(say, booking, deposit(words, state="paid"), back_to),
        stall_views.deposit_list(say, DepositPage(stall=1, deposits=tuple(every[:6]), page=2, pages=3)),
        stall_views.deposit_list(say, DepositPage(stall=1, deposits=(), page=1, pages=1)),
        stall_views.totals_page(say, sums, "MY"),
        stall_views.totals_page(say, (), "MY"),
        *(stall_views.refunds_message(say, stall(words), owed) for owed in (sums, sums[1:])),
        *(
            payer_messages.not_received_message(say, replace(denied, state=state))
            for state in ("asked", "void")
        ),
        *(
            payer_messages.refund_due_message(say, replace(denied, booking=booked), NOW)
            for booked in (None, 1)
        ),
        payer_messages.refunded_message(say, denied),
        stall_views.payee_page(
            say,
            DepositSettings(stall=1, zone="Asia/Kuching", since=NOW, serving=payee(words), next=payee(words)),
        ),
        stall_views.payee_page(
            say, DepositSettings(stall=1, zone="Asia/Kuching", since=NOW, serving=None, next=None)
        ),
        stall_views.payee_page(
            say, DepositSettings(stall=1, zone="Asia/Kuching", since=None, serving=None, next=None)
        ),
        stall_views.payee_confirm(say, payee(words, serves=False)),
        stall_views.terms(say, denied.drop),
        stall_views.terms(say, replace(denied.drop, deposit=0)),
    ]


@pytest.mark.parametrize("words", AWKWARD.values(), ids=AWKWARD)
@pytest.mark.parametrize("say", SAYS, ids=lambda say: say.language)
def test_each_screen_obeys_telegram_and_a_narrow_phone(say: Say, words: str) -> None:
    for screen in screens(say, words):
        call = send_call(1, screen)
        assert 0 < text_units(screen.text) <= (CAPTION_LIMIT if screen.picture else TEXT_LIMIT)
        markup.read(call.params.get("reply_markup"))
        assert 1 <= len(screen.rows) <= 10
        for row in screen.rows:
            assert row_fits(row), [button.label for button in row]


def rows(screen: Screen) -> list[list[str]]:
    return [[button.label for button in row] for row in screen.rows]


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
def test_the_buttons_of_a_deposit_stand_two_in_a_row_in_every_language(language: str) -> None:
    say, back_to = speak(language), ListLocation.read("all.0..1")
    ways = (PaymentMethod.BANK, PaymentMethod.INVOICE, PaymentMethod.CASH)
    offer = DepositOffer(hold=hold("Kuih lapis"), amount=500, ways=ways, payee=payee(), open=None)
    choice = views.deposit_choice(say, offer, back_to, NOW)
    assert [len(row) for row in choice.rows] == [2, 2, 1]
    one_way = views.deposit_choice(say, replace(offer, ways=(PaymentMethod.CASH,)), back_to, NOW)
    assert [len(row) for row in one_way.rows] == [1, 1, 1]
    assert [len(row) for row in views.deposit_by_bank(say, deposit(), payee(), NOW).rows] == [2, 2]
    assert [len(row) for row in views.deposit_by_cash(say, deposit(), NOW).rows] == [2, 1]
    assert [len(row) for row in stall_views.stall_deposit(say, deposit(state="said"), None).rows] == [2, 1]


def test_the_main_step_is_first_and_what_hurts_stands_alone() -> None:
    say, back_to = speak("en"), ListLocation.read("all.0..1")
    ways = (PaymentMethod.BANK, PaymentMethod.INVOICE, PaymentMethod.CASH)
    offer = DepositOffer(hold=hold("Kuih lapis"), amount=500, ways=ways, payee=payee(), open=None)
    assert rows(views.deposit_choice(say, offer, back_to, NOW)) == [
        ["Bank QR", "Cash at stall"],
        ["Card", "Details"],
        ["Decline"],
    ]
    assert rows(views.deposit_by_bank(say, deposit(), payee(), NOW)) == [
        ["I paid", "Another way"],
        ["Copy reference", "Copy amount"],
    ]
    assert rows(views.deposit_by_cash(say, deposit(), NOW)) == [
        ["Directions", "Another way"],
        ["Copy reference"],
    ]
    assert rows(stall_views.stall_deposit(say, deposit(state="said"), None)) == [
        ["Money received", "Not received"],
        ["All deposits"],
    ]


@pytest.mark.parametrize("words", AWKWARD.values(), ids=AWKWARD)
@pytest.mark.parametrize("say", SAYS, ids=lambda say: say.language)
def test_an_invoice_obeys_telegram(say: Say, words: str) -> None:
    screen = views.deposit_by_invoice(say, deposit(words), "d_7KQ2M9", NOW, refused=OTHER_WAYS)
    call = send_call(1, screen)
    assert call.method == "sendInvoice"
    assert 0 < utf16(call.params["title"]) <= TITLE_LIMIT
    assert 0 < utf16(call.params["description"]) <= DESCRIPTION_LIMIT
    assert len(call.params["payload"].encode()) <= 128
    assert "provider_token" not in call.params
    markup.read(call.params["reply_markup"], invoice=True)
    assert call.params["reply_markup"]["inline_keyboard"][0][0]["pay"] is True
    assert [each.method for each in calls_to_show(At(chat=1, message=2, has_picture=True), screen)] == [
        "sendInvoice"
    ], "it is never an edit"


def test_an_ordinary_invoice_is_not_cut() -> None:
    said = send_call(
        1, views.deposit_by_invoice(speak("en"), deposit(), "d_7KQ2M9", NOW, refused=OTHER_WAYS)
    ).params
    assert not said["title"].endswith("…")
    assert "After that, the stall keeps it." in said["description"]


def test_each_way_to_pay_shows_the_refund_deadline() -> None:
    say, one = speak("en"), deposit()
    shown = [
        views.deposit_by_bank(say, one, payee(), NOW).text,
        views.deposit_by_cash(say, one, NOW).text,
        views.deposit_by_invoice(say, one, "d_x", NOW, refused=OTHER_WAYS).text,
        views.deposit_choice(
            say,
            DepositOffer(hold=hold("Kuih"), amount=100, ways=(PaymentMethod.CASH,), payee=None, open=None),
            ListLocation(),
            NOW,
        ).text,
    ]
    until = NOW + DAY + timedelta(hours=8)
    for text in shown:
        assert f"Full refund if you cancel by {until:%a %-d %b %H:%M}. After that, the stall keeps it" in text


def test_what_the_stall_has_not_seen_is_said_to_be_unconfirmed_to_all() -> None:
    say, said = speak("en"), deposit(state="said")
    assert "not confirmed" in views.my_deposit(say, OwnDeposit(facts=said), NOW).text.lower()
    assert "not confirmed" in stall_views.stall_deposit(say, said, None).text
    assert (
        "not confirmed"
        in stall_views.deposit_list(say, DepositPage(stall=1, deposits=(said,), page=1, pages=1)).text
    )


def test_the_rest_at_the_stall_includes_the_packaging() -> None:
    one = hold("Kuih")
    item = replace(one.item, price=2000, loan_deposit=500)
    offer = DepositOffer(
        hold=replace(one, item=item, units=1), amount=800, ways=(PaymentMethod.CASH,), payee=None, open=None
    )
    shown = views.deposit_choice(speak("en"), offer, ListLocation.read("all.0..1"), NOW).text
    assert (
        "The rest, RM17.00 (RM12.00 + RM5.00 packaging deposit, refunded on return), at the stall." in shown
    )


def test_a_booking_that_was_given_up_in_time_does_not_ask_to_cancel_it() -> None:
    paid = deposit("Kuih", state="paid")
    booked = ActiveBooking(
        id=LAST,
        item=paid.item.id,
        units=1,
        price=2000,
        loan_deposit=0,
        collected=0,
        coming=False,
        booked_at=NOW,
        paid=800,
    )
    booking = BookingFacts(
        drop=paid.drop,
        item=paid.item,
        booked=booked,
        state="released",
        ended_at=NOW,
        still_waiting=0,
        deposit=paid,
        undo_until=NOW + DAY,
    )
    shown = booking_card(speak("en"), booking, ListLocation.read("all.0..1"), NOW).text
    assert "The stall refunds it, unless you undo this." in shown
    assert "Full refund if you cancel" not in shown
    late = replace(booking, ended_at=paid.refund_until)
    assert "unless you undo" not in booking_card(speak("en"), late, ListLocation.read("all.0..1"), NOW).text
