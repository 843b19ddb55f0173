"""What the owner of a stall reads about what kiosks sent: sales in doubt, a scan of a wrong day, all that waits, and both times in the list."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from handlers.kiosk import views
from handlers.sale import oversold_views, receipt_views
from handlers.ui.screen import Screen
from locales.say import Say, speak
from market.kiosk.conflicts import ClaimFacts, ConflictFacts
from market.kiosk.waiting import ConflictsWaiting
from market.packaging.place import PlaceFacts, hub_ref, stall_ref
from market.sale.doubtful import DoubtfulFacts, Doubts
from market.sale.oversold import OversoldFacts
from market.sale.receipt import ReceiptLineFacts, ReceiptPage, ReceiptRow
from market.sale.till import StallMoney
from storage.sale import ReceiptKind
from tests.handlers.test_screens import AWKWARD, IDS, SAYS, check_screen
from tests.handlers.ticket.test_views import TICKET

EN, BIG = speak("en"), 2**62
NOW = datetime(2026, 11, 27, 11, 30, tzinfo=UTC)
LONG_AGO = datetime(2002, 1, 2, 3, 4, tzinfo=UTC)
MONEY = StallMoney(zone="Asia/Kuching", currency="MYR", exponent=2, territory="MY")
SOLD = DoubtfulFacts(
    receipt=7,
    stall=1,
    number=12,
    by="tablet",
    lines=(ReceiptLineFacts("kuih lapis", 2, 1),),
    total=2,
    money=MONEY,
    doubts=Doubts(wrong_price=True, wrong_sum=False, wrong_day=False),
    claimed_at=LONG_AGO,
    received_at=NOW,
)
CLAIM = ClaimFacts(scan=9, units=1, at=NOW, by="tablet", claimed_at=LONG_AGO, people=frozenset())
CONFLICT = ConflictFacts(id=5, place=stall_ref(1), ticket=TICKET, counted=(), claim=CLAIM)

HUB = PlaceFacts(
    ref=hub_ref(3), name="Hub Bakau", alley=1, currency="MYR", territory="MY", zone="Asia/Kuching"
)


def text(screen: Screen) -> str:
    return screen.text.replace("\u2068", "").replace("\u2069", "")


def labels(screen: Screen) -> list[str]:
    return [button.label for row in screen.rows for button in row]


def test_a_sale_in_doubt_says_what_differs() -> None:
    screen = oversold_views.doubtful_message(EN, SOLD)
    assert text(screen) == (
        "tablet sold 2 × kuih lapis for RM0.02, receipt 12. It has a price that the stall never set.\n"
        "The money is counted. If it was a mistake, void the receipt; if not, note it."
    )
    assert labels(screen) == ["Note 12", "Receipt 12"]
    of_day = replace(SOLD, doubts=Doubts(wrong_price=False, wrong_sum=True, wrong_day=True))
    assert (
        "The total is more than ten times the price of the whole stock. "
        "The device says it was sold Wed 2 Jan 2002 11:04. We received it Fri 27 Nov 19:30, so it counts on that day."
    ) in text(oversold_views.doubtful_message(EN, of_day))


def test_a_scan_of_a_wrong_day_has_both_times() -> None:
    screen = views.conflict_message(EN, CONFLICT)
    assert "WRONG DAY" in text(screen)
    assert "tablet says that it was Wed 2 Jan 2002 11:04; we got it Fri 27 Nov 19:30." in text(screen)
    assert labels(screen) == ["It happened", "It is wrong"]


def test_an_organiser_reads_which_hub_it_is_and_what_to_do() -> None:
    screen = views.undecided_message(EN, HUB)
    assert text(screen).startswith("Scans at Hub Bakau do not fit together")
    assert labels(screen) == ["See the scans", "Staff"]


def test_many_are_one_message() -> None:
    screen = views.waiting_message(EN, ConflictsWaiting(place=stall_ref(1), scans=40, sales=1))
    assert text(screen).split("\n") == [
        "40 scans of your kiosks wait for your decision.",
        "1 sale of your kiosks waits for you to check it.",
    ]
    assert labels(screen) == ["See the scans", "See the sales"]
    alone = views.waiting_message(EN, ConflictsWaiting(place=stall_ref(1), scans=0, sales=2))
    assert labels(alone) == ["See the sales"]


def test_the_days_list_has_both_times_where_they_differ() -> None:
    row = ReceiptRow(
        id=1, number=3, kind=ReceiptKind.SALE, total=852, sold_at=NOW, voided_by=None, has_refunds=False
    )
    late = replace(row, claimed_at=NOW, received_at=NOW + timedelta(hours=8))
    at_once = replace(row, claimed_at=NOW, received_at=NOW + timedelta(seconds=9))
    page = ReceiptPage(
        stall=1,
        day=date(2026, 11, 27),
        money=MONEY,
        own=True,
        rows=(row, late, at_once),
        page=1,
        pages=1,
        total=3,
    )
    lines = text(receipt_views.receipt_list(EN, page)).split("\n")
    assert lines[1:4] == [
        "3. 19:30, RM8.52",
        "3. 19:30, RM8.52 Kiosk: Fri 27 Nov 19:30, received Sat 28 Nov 03:30.",
        "3. 19:30, RM8.52",
    ]


@pytest.mark.parametrize("say", SAYS, ids=IDS)
@pytest.mark.parametrize("words", AWKWARD.values(), ids=AWKWARD)
def test_every_question_fits_in_every_language(say: Say, words: str) -> None:
    lines = tuple(ReceiptLineFacts(words, 99, 10**13) for _ in range(8))
    doubts = Doubts(wrong_price=True, wrong_sum=True, wrong_day=True)
    sold = replace(SOLD, receipt=BIG, number=10**6, by=words, lines=lines, total=10**15, doubts=doubts)
    missing = OversoldFacts(
        id=BIG,
        stall=BIG,
        receipt=BIG,
        number=10**6,
        item=words,
        units=99,
        missing=99,
        at=NOW,
        by=words,
        zone=MONEY.zone,
    )
    conflict = replace(CONFLICT, claim=replace(CLAIM, by=words))
    for screen in (
        oversold_views.doubtful_message(say, sold),
        oversold_views.sales_to_check(say, [missing] * 3, [sold] * 8),
        oversold_views.sales_to_check(say, [missing] * 8, [sold] * 8),
        oversold_views.sales_to_check(say, [], [sold] * 8),
        oversold_views.sales_to_check(say, [], []),
        views.conflict_card(say, conflict),
        views.undecided_message(say, replace(HUB, ref=hub_ref(BIG), name=words)),
        views.waiting_message(say, ConflictsWaiting(place=stall_ref(1), scans=BIG, sales=BIG)),
    ):
        check_screen(say, screen)
