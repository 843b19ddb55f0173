"""The texts of a ticket and of a scan, in every state."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.callbacks.scan import ScanTogether
from handlers.scan import hand_over_views
from handlers.scan import views as scan
from handlers.scan.scan_text import ACCEPTED, signed
from handlers.ticket import returns_ticket, views
from handlers.ticket.face import ticket_face
from handlers.ui.button_layout import row_fits
from handlers.ui.telegram_calls import CAPTION_LIMIT, send_call, text_units
from locales.say import speak
from locales.units import ItemUnit
from market.drop.facts import AlleyFacts
from market.ticket.facts import ScanFacts, TicketFacts, TicketStatus, is_late, ticket_status
from market.ticket.lookup import TicketRole, TicketView
from storage.sale import SaleMethod
from storage.ticket import TicketKind

EN = speak("en")
FRIDAY = datetime(2026, 11, 27, 10, tzinfo=UTC)
NOW = FRIDAY + timedelta(hours=1, minutes=12)
DAY = timedelta(days=1)
ALLEY = AlleyFacts(
    id=1,
    code="BAKAU",
    name="Lorong Bakau",
    city="Kota Kinabalu",
    zone="Asia/Kuching",
    territory="MY",
    currency="MYR",
    latitude=6.0,
    longitude=116.0,
)
ROS = ScanFacts(id=1, units=1, at=NOW, by="Ros", by_id=2, stall="Dapur Nenek Ros")
TICKET = TicketFacts(
    item_id=31,
    id=1,
    code="7KQ2M9XF3",
    kind=TicketKind.PICKUP,
    holder=1,
    booking=1,
    units=2,
    done=0,
    price=850,
    deposit=0,
    state="booked",
    ended_at=None,
    due_at=None,
    made_at=FRIDAY,
    revoked_at=None,
    last=None,
    item="kuih lapis",
    unit="box",
    starts_at=FRIDAY,
    ends_at=FRIDAY + timedelta(hours=4),
    drop=1,
    drop_name="Kuih lapis",
    drop_state="published",
    drop_ends_at=FRIDAY + timedelta(hours=4),
    cancelled_at=None,
    stall=1,
    stall_name="Dapur Nenek Ros",
    alley=ALLEY,
)
LOAN = replace(TICKET, kind=TicketKind.RETURNS, deposit=300, due_at=FRIDAY + timedelta(days=14))
SEATS = replace(TICKET, kind=TicketKind.ADMISSION, unit=ItemUnit.SEAT, item="batik", drop_name="batik")
STATES = {
    "valid": (
        TICKET,
        "Pay RM17.00 at the stall. Not collected yet.",
        "✅ VALID. Take RM17.00. 2 × kuih lapis, none collected yet.",
    ),
    "partly": (
        replace(TICKET, done=1, last=ROS),
        "Pay RM8.50 at the stall. Collected 1 of 2, Fri 27 Nov 19:12.",
        "✅ VALID. Take RM8.50. 2 × kuih lapis. 1 collected Fri 27 Nov 19:12, scanned by Ros.",
    ),
    "collected": (
        replace(TICKET, done=2, last=ROS, state="collected"),
        "All collected, Fri 27 Nov 19:12.",
        "⛔ ALREADY COLLECTED. 2 of 2, Fri 27 Nov 19:12, scanned by Ros.",
    ),
    "given back": (
        replace(TICKET, state="released", ended_at=NOW),
        "Released Fri 27 Nov 19:12. This ticket no longer works.",
        "⛔ NOT VALID. Released Fri 27 Nov 19:12.",
    ),
    "late": (
        replace(TICKET, state="missed", ended_at=NOW, drop_ends_at=NOW),
        "Pay RM17.00 at the stall. Not collected yet. Its drop ended Fri 27 Nov 19:12; collectable until Sat 28 Nov 19:12.",
        "✅ VALID. Take RM17.00. 2 × kuih lapis, none collected yet.",
    ),
    "missed": (
        replace(TICKET, state="missed", ended_at=NOW - DAY, drop_ends_at=NOW - DAY),
        "Not collected in time; the drop has ended.",
        "⛔ NOT VALID. The drop was on Fri 27 Nov.",
    ),
    "given on by the stall": (
        replace(TICKET, state="missed", ended_at=NOW, revoked_at=NOW),
        "Not collected by Fri 27 Nov 19:12, so the stall passed it on. This ticket no longer works.",
        "⛔ NOT VALID. Not collected by Fri 27 Nov 19:12, so the stall passed it on.",
    ),
    "given to a friend": (
        replace(TICKET, revoked_at=NOW),
        "Given to a friend Fri 27 Nov 19:12. This ticket no longer works.",
        "⛔ NOT VALID. Given to a friend Fri 27 Nov 19:12.",
    ),
    "cancelled": (
        replace(TICKET, drop_state="cancelled", cancelled_at=NOW),
        "The drop was cancelled Fri 27 Nov 19:12.",
        "⛔ NOT VALID. The drop was cancelled Fri 27 Nov 19:12.",
    ),
    "cancelled after a part": (
        replace(TICKET, done=1, drop_state="cancelled", cancelled_at=NOW),
        "Collected 1 of 2. The drop was cancelled Fri 27 Nov 19:12.",
        "⛔ NOT VALID. The drop was cancelled Fri 27 Nov 19:12.",
    ),
    "over": (
        replace(TICKET, drop_ends_at=NOW - timedelta(days=1)),
        "Not collected in time; the drop has ended.",
        "⛔ NOT VALID. The drop was on Fri 27 Nov.",
    ),
    "out": (LOAN, "0 of 2 returned.", "↩ VALID. Returns: 2 boxes from Dapur Nenek Ros, none returned yet."),
    "back": (
        replace(LOAN, done=2, last=ROS),
        "All returned, Fri 27 Nov 19:12. Thank you.",
        "⛔ ALREADY RETURNED. 2 of 2, Fri 27 Nov 19:12, scanned by Ros.",
    ),
    "undone": (
        replace(LOAN, units=0),
        "The handover was undone; there is nothing to return.",
        "⛔ NOT VALID. The handover was undone; there is nothing to return.",
    ),
}


def plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "").replace("<b>", "").replace("</b>", "")


def seen(ticket: TicketFacts) -> TicketView:
    """Return the ticket as the staff of its stall see it."""
    return TicketView(ticket=ticket, role=TicketRole.STAFF)


@pytest.mark.parametrize(("ticket", "state", "verdict"), STATES.values(), ids=STATES)
def test_a_ticket_says_its_state_and_the_first_word_of_a_scan_the_verdict(
    ticket: TicketFacts, state: str, verdict: str
) -> None:
    can_be_used = ticket_status(ticket, NOW) is TicketStatus.VALID and ticket.kind is TicketKind.PICKUP
    lines = plain(views.ticket_page(EN, ticket, NOW).text).split("\n")
    assert lines[1 if can_be_used else -1] == state
    assert plain(scan.scan_result(EN, seen(ticket), NOW).text).split("\n")[0] == verdict


@pytest.mark.parametrize("name", STATES)
def test_only_a_ticket_that_can_be_used_speaks_of_money_and_the_way_there(name: str) -> None:
    page = views.ticket_page(EN, STATES[name][0], NOW)
    labels = {button.label for row in page.rows for button in row}
    usable = name in {"valid", "partly", "late", "out"}
    assert ("Pay RM" in page.text or "You get" in page.text) == usable
    assert ("More" in labels or "Copy code" in labels) == usable
    assert ("Directions" in labels) == (usable and name != "out")


def test_a_ticket_that_was_used_in_part_asks_for_the_price_of_what_is_left() -> None:
    assert "Pay RM8.50 at the stall." in views.ticket_page(EN, STATES["partly"][0], NOW).text


@pytest.mark.parametrize(
    ("ticket", "state", "verdict"),
    [
        (
            SEATS,
            "Pay RM17.00 at the stall. Not used yet.",
            "✅ VALID. Take RM17.00. 2 × batik, nobody admitted yet.",
        ),
        (
            replace(SEATS, state="missed", ended_at=NOW, drop_ends_at=NOW),
            "Pay RM17.00 at the stall. Not used yet. It ended Fri 27 Nov 19:12. The ticket is valid until Sat 28 Nov 19:12.",
            "✅ VALID. Take RM17.00. 2 × batik, nobody admitted yet.",
        ),
        (
            replace(SEATS, drop_ends_at=NOW - DAY),
            "Not used in time; the drop has ended.",
            "⛔ NOT VALID. The drop was on Fri 27 Nov.",
        ),
        (
            replace(SEATS, state="missed", ended_at=NOW, revoked_at=NOW),
            "Nobody came by Fri 27 Nov 19:12, so the stall passed it on. This ticket no longer works.",
            "⛔ NOT VALID. Nobody came by Fri 27 Nov 19:12, so the stall passed it on.",
        ),
        (
            replace(SEATS, done=1, drop_state="cancelled", cancelled_at=NOW),
            "Admitted 1 of 2. The drop was cancelled Fri 27 Nov 19:12.",
            "⛔ NOT VALID. The drop was cancelled Fri 27 Nov 19:12.",
        ),
    ],
    ids=["valid", "late", "over", "passed on", "cancelled"],
)
def test_an_admission_speaks_of_coming(ticket: TicketFacts, state: str, verdict: str) -> None:
    assert state in plain(views.ticket_page(EN, ticket, NOW).text).split("\n")
    assert plain(scan.scan_result(EN, seen(ticket), NOW).text).split("\n")[0] == verdict
    assert ticket_face(EN, ticket, ticket_status(ticket, NOW)).at in {
        "",
        "Not used",
        "The drop was cancelled",
    }


def test_packaging_that_was_written_off_is_not_promised_a_refund() -> None:
    page = views.ticket_page(EN, replace(LOAN, lost=2), NOW)
    assert page.text.startswith("<b>Returns ticket: 2 boxes</b>\n")
    assert "You get" not in page.text
    assert "At any stall of this market" in page.text


@pytest.mark.parametrize("ticket", [ticket for ticket, _, _ in STATES.values()], ids=STATES)
def test_only_what_can_be_done_has_its_button(ticket: TicketFacts) -> None:
    offered = [button.label for row in scan.scan_result(EN, seen(ticket), NOW).rows for button in row]
    late = is_late(ticket, NOW)
    partly = ticket.done == 1 and ticket.cancelled_at is None
    left = range(ticket.left, 0, -1) if ticket in (TICKET, LOAN) or partly or late else ()
    if ticket.kind == "returns":
        assert [label for label in offered if label.startswith("Take back")] == [
            f"Take back {count}" for count in left
        ]
        return
    paid = ["Handed over, cash", "Handed over, QR"] if left else []
    only = [f"Only {count}" for count in left[1:]]
    assert [label for label in offered if label.startswith(("Handed", "Only"))] == [*paid, *only]


@pytest.mark.parametrize(
    ("ticket", "head", "labels"),
    [
        (replace(TICKET, deposit=200), "VALID. Take RM21.00 (RM17.00 + RM4.00 packaging).", True),
        (TICKET, "VALID. Take RM17.00.", True),
        (replace(TICKET, paid=500), "VALID. Take RM12.00.", True),
        (replace(TICKET, paid=1700), "VALID. Nothing to take.", False),
        (replace(TICKET, price=0), "VALID. Nothing to take.", False),
    ],
)
def test_a_verdict_begins_with_what_to_take(ticket: TicketFacts, head: str, labels: bool) -> None:
    page = scan.scan_result(EN, seen(ticket), NOW)
    assert plain(page.text).startswith(f"✅ {head} 2 × kuih lapis, none collected yet.")
    offered = [button.label for row in page.rows for button in row]
    paid = ["Handed over, cash", "Handed over, QR"] if labels else ["Handed over"]
    assert offered == [*paid, "Only 1", "Not now"]


def test_everything_is_named_above_its_button_and_asked_with_its_sum() -> None:
    other = replace(TICKET, id=2, code="7KQ2M9XF4", booking=2, units=1, item="水饺", price=1050)
    page = scan.scan_result(EN, replace(seen(TICKET), others=(other,)), NOW)
    assert "\nEverything: 2 × kuih lapis and 1 × " in plain(page.text)
    assert "Everything, 2 items" in [button.label for row in page.rows for button in row]
    asked = hand_over_views.together_ask(EN, TICKET, (other,))
    assert plain(asked.text).startswith("✅ VALID. Take RM27.50 for everything: 2 × kuih lapis and 1 × ")
    assert [button.label for row in asked.rows for button in row] == [
        "Handed over, cash",
        "Handed over, QR",
        "Back",
    ]


def test_tickets_in_two_currencies_are_not_added_up() -> None:
    abroad = replace(TICKET, id=2, code="7KQ2M9XF4", alley=replace(ALLEY, currency="SGD"))
    page = scan.scan_result(EN, replace(seen(TICKET), others=(abroad,)), NOW)
    callbacks = {button.label: button.callback for row in page.rows for button in row}
    assert callbacks["Everything, 2 items"] == ScanTogether(code=TICKET.code)


@pytest.mark.parametrize(
    ("method", "said"),
    [
        (SaleMethod.CASH, "✅ HANDED OVER. 2 × kuih lapis, RM21.00 cash, Fri 27 Nov 19:12."),
        (SaleMethod.QR, "✅ HANDED OVER. 2 × kuih lapis, RM21.00 by QR, Fri 27 Nov 19:12."),
        (None, "✅ HANDED OVER. 2 × kuih lapis, Fri 27 Nov 19:12."),
    ],
)
def test_handed_over_repeats_goods_and_money(method: SaleMethod | None, said: str) -> None:
    done = replace(TICKET, done=2, deposit=200, last=ROS)
    assert plain(hand_over_views.handed_over(EN, done, 1, 2, method=method).text) == said


def test_a_ticket_stays_when_its_buttons_are_tapped() -> None:
    for ticket in (TICKET, LOAN):
        buttons = [button for row in views.ticket_page(EN, ticket, NOW).rows for button in row]
        assert all(button.below or button.copy for button in buttons)


@pytest.mark.parametrize("language", ["en", "ms", "zh_Hans"])
def test_the_longest_names_fit_and_mark_nothing_up(language: str) -> None:
    say = speak(language)
    long = replace(
        TICKET, units=6, stall_name="<b>&" * 40, item="</b><a>" * 20, drop_name="ส" * 128, deposit=300
    )
    for ticket in (
        long,
        replace(long, kind=TicketKind.RETURNS, due_at=FRIDAY),
        replace(long, done=2, last=replace(ROS, by="<i>" * 80)),
    ):
        shown, verdict = (
            views.ticket_page(say, ticket, NOW),
            scan.scan_result(say, seen(ticket), NOW, undo=2**40),
        )
        assert text_units(shown.text) <= CAPTION_LIMIT
        assert "<a>" not in shown.text + verdict.text
        assert "<i>" not in verdict.text
        assert all(row_fits(row) for row in (*shown.rows, *verdict.rows))
        for screen in (shown, verdict):
            call = send_call(1, screen)
            data = [
                key["callback_data"]
                for row in call.params["reply_markup"]["inline_keyboard"]
                for key in row
                if "callback_data" in key
            ]
            assert all(len(one.encode()) <= 64 for one in data)


def test_a_silent_notification_makes_no_sound() -> None:
    shown = views.ticket_page(EN, TICKET, NOW)
    assert "disable_notification" not in send_call(1, shown).params
    assert send_call(1, replace(shown, silent=True)).params["disable_notification"] is True
    assert send_call(1, replace(shown, silent=True, picture=None)).params["disable_notification"] is True


def test_no_screen_carries_the_link() -> None:
    shown = views.ticket_page(EN, TICKET, NOW)
    assert shown.picture is not None
    assert "t_" not in str(shown.text) + shown.picture.key + repr(shown.picture.ticket)


SIGNS = ("✅", "↩", "⛔")


@pytest.mark.parametrize("language", ["en", "ms", "zh_Hans"])
def test_each_verdict_has_one_sign_and_says_without_it_what_it_says_with_it(language: str) -> None:
    say = speak(language)
    verdicts = {
        name: plain(scan.scan_result(say, seen(ticket), NOW).text).split("\n")[0]
        for name, (ticket, _, _) in STATES.items()
    }
    verdicts["handed over"] = plain(
        hand_over_views.handed_over(say, replace(TICKET, done=1, last=ROS), 1, 1, method=SaleMethod.CASH).text
    )
    taken_back = returns_ticket.scanned_text(say, replace(LOAN, done=1, last=ROS), 1)
    verdicts["taken back"] = plain(signed(ACCEPTED[LOAN.kind], taken_back))
    verdicts["elsewhere"] = plain(scan.other_stall_page(say, TICKET, NOW).text)
    verdicts["elsewhere, over"] = plain(scan.other_stall_page(say, replace(TICKET, revoked_at=NOW), NOW).text)
    verdicts["not ours"] = plain(scan.not_our_ticket(say, scans=True).text)
    verdicts["not found"] = plain(scan.code_unknown(say, "7KQ2-M9XF-X", scans=True).text)
    good = {"valid": "✅", "partly": "✅", "late": "✅", "handed over": "✅", "out": "↩", "taken back": "↩"}
    assert {name: verdict.split(" ")[0] for name, verdict in verdicts.items()} == {
        name: good.get(name, "⛔") for name in verdicts
    }
    words = [verdict.split(" ", 1)[1] for verdict in verdicts.values()]
    assert not any(sign in each for sign in SIGNS for each in words)
    good_words = [verdicts[name].split(" ", 1)[1] for name in good]
    bad_words = [verdicts[name].split(" ", 1)[1] for name in verdicts if name not in good]
    assert not {each[:4] for each in good_words} & {each[:4] for each in bad_words}


@pytest.mark.parametrize(
    ("drop", "item", "title"),
    [
        ("A first string of beads", "10:00", "A first string of beads, 10:00"),
        ("Hinava in a bowl", "Small", "Hinava in a bowl, Small"),
        ("Kuih lapis", "kuih lapis, box of 9", "kuih lapis, box of 9"),
        ("手工生面", "手工生面", "手工生面"),
    ],
)
def test_a_ticket_names_its_drop_where_its_item_says_too_little(drop: str, item: str, title: str) -> None:
    ticket = replace(TICKET, drop_name=drop, item=item)
    assert plain(views.ticket_page(EN, ticket, NOW).text).startswith(f"Pickup ticket: 2 × {title}\n")
    assert f"RM17.00. 2 × {title}, none collected yet." in plain(scan.scan_result(EN, seen(ticket), NOW).text)
