"""An evening on the desk: what its heading says, its money, its ways on, and that it stays on one screen of a phone."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from handlers.callbacks.desk import ShowNoShows, ShowQuantity, ShowStallDay
from handlers.callbacks.sale import ShowReceipts, ShowSaleDay
from handlers.callbacks.stock import ShowMyDrop
from handlers.desk.stall_day_views import desk_page, set_up_ask, whole_stall_day
from handlers.ui.allowed_buttons import only_allowed
from handlers.ui.screen import Screen
from market.actor import ROLE_RIGHTS, Right
from market.desk import DeskDay, DeskPage, Dish, ItemNumbers, OtherDay
from market.reminder.moments import StallDayHours
from market.sale.sale_time import SaleTime
from market.sale.stall_day_money import TakenMoney
from market.sale.till import StallMoney
from market.staff.desks import Desk
from storage.drop import DropState
from storage.staff import StaffRole
from tests.handlers.printing.test_sheets import STALL
from tests.handlers.test_screens import SAYS
from tests.journeys.harness import without_bidi_marks
from tests.market.samples import ALLEY, DROP, HOUR, LINE, NOW, ZONE

EN, MS, ZH = SAYS
DAY = timedelta(days=1)
FRIDAY = date(2026, 12, 4)
OPENS = NOW + 10 * DAY + 8 * HOUR
CLOSES = OPENS + 4 * HOUR
HOURS = StallDayHours(day=FRIDAY, starts_at=OPENS, ends_at=CLOSES, zone=ZONE)
MONEY = TakenMoney(
    day=FRIDAY,
    taken=9450,
    by_qr=3400,
    expected=6050,
    money=StallMoney(zone=ZONE, currency="MYR", exponent=2, territory="MY"),
)
OWNER = Desk(stall=STALL, role=None, rights=frozenset(Right), is_one_of_several=False)
LINES = 12
"""Lines of text that fit on a small phone with six rows of buttons."""


def dish(name: str, number: int, state: str = "published", **counts: Any) -> Dish:
    item = replace(LINE, id=number, name=name, quantity=12)
    zero = {"collected": 0, "booked": 0, "sold": 0, "held": 0, "free": 3, "waiting": 0, "next_number": None}
    drop = replace(DROP, id=number, name=name, items=(item,), state=DropState(state))
    return drop, ItemNumbers(item=item, **{**zero, **counts})


DISHES = (
    dish("Kuih lapis", 1, booked=5, collected=4),
    dish("Teh tarik", 2, free=18, booked=2),
    dish("Kopi Tenom", 3),
    dish("Seri muka", 4, booked=2),
    dish("Onde-onde", 5, free=0, booked=17, collected=3, waiting=7),
)
EVENING = DeskDay(
    **{"id": 31, "alley": ALLEY, "hours": HOURS, "is_off": False, "paused": False, "hidden": False},
    **{"dishes": DISHES, "count": 5, "page": 1, "pages": 1, "sold": 13, "tags": 5, "cash_day": FRIDAY},
    money=MONEY,
)
DESK = DeskPage(
    **{"stall": 3, "day": EVENING, "drafts": 0, "past": True, "conflicts": 0, "oversold": 0, "shares": False},
    before=OtherDay(30, FRIDAY - DAY),
    after=OtherDay(32, FRIDAY + 15 * DAY),
)


def lines(screen: Screen) -> list[str]:
    return without_bidi_marks(screen.text).split("\n")


def labels(screen: Screen) -> list[str]:
    return [without_bidi_marks(button.label) for row in screen.rows for button in row]


def shown(now: Any = OPENS, **day: Any) -> Screen:
    return desk_page(EN, replace(DESK, day=replace(EVENING, **day)), OWNER, now)


def test_an_evening_is_one_heading_a_line_a_dish_and_its_money_so_far() -> None:
    screen = shown()
    assert lines(screen) == [
        "<b>Fri 4 Dec</b> · Lorong Bakau, 18:00 to 22:00",
        "<b>Kuih lapis</b>: 3 left, 9 booked (4 collected)",
        "<b>Teh tarik</b>: 18 left, 2 booked",
        "<b>Kopi Tenom</b>: 3 left",
        "<b>Seri muka</b>: 3 left, 2 booked",
        "<b>Onde-onde</b>: sold out, 20 booked (3 collected), 7 waiting",
        "So far: 13 sold, RM94.50 (cash RM60.50, QR RM34.00)",
    ]
    assert labels(screen) == [
        *("Scan", "Sell", "More"),
        *("Kuih lapis", "Teh tarik", "Kopi Tenom", "Seri muka", "Onde-onde", "Post stock"),
        *("All of 4 Dec", "Money", "‹ Thu", "Back", "19 Dec ›"),
    ]


SALE_TIMES = {
    EN: "Half of 23 sales took at most 14 s, from the first tap to the receipt",
    MS: "Separuh daripada 23 jualan mengambil masa paling lama 14 saat, dari ketikan pertama hingga resit",
    ZH: "23 笔销售中，一半从第一次点按到出收据不超过 14 秒",
}


@pytest.mark.parametrize("say", SAYS)
def test_the_owner_reads_how_long_half_of_the_sales_took_where_enough_are_known(say: Any) -> None:
    def last_line(money: TakenMoney | None, now: Any = OPENS) -> str:
        page = replace(DESK, day=replace(EVENING, money=money))
        return lines(desk_page(say, page, OWNER, now))[-1]

    timed = replace(MONEY, time=SaleTime(14, 23))
    assert last_line(timed) == last_line(timed, CLOSES + DAY) == SALE_TIMES[say]
    for without in (MONEY, None):
        assert last_line(without) != SALE_TIMES[say]


@pytest.mark.parametrize("say", SAYS)
def test_with_five_dishes_it_stays_on_one_screen(say: Any) -> None:
    page = replace(DESK, after=OtherDay(32, FRIDAY + DAY))
    for now in (OPENS - HOUR, OPENS, CLOSES):
        screen = desk_page(say, page, OWNER, now)
        assert len(screen.rows) <= 6
        assert len(lines(screen)) < LINES


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ({}, "18:00 to 22:00"),
        ({"paused": True}, "18:00 to 22:00 · paused"),
        ({"hidden": True, "paused": True}, "18:00 to 22:00 · hidden by the organisers"),
        ({"is_off": True}, "18:00 to 22:00 · cancelled"),
    ],
)
def test_what_is_true_of_the_whole_evening_stands_in_its_heading(day: dict[str, bool], end: str) -> None:
    assert lines(shown(**day))[0].endswith(end)
    closed = shown(alley=replace(ALLEY, closed_at=NOW), **day)
    assert lines(closed)[0] == "The organisers closed Lorong Bakau: nobody sees it."


def test_before_it_opens_the_heading_says_from_when_to_set_up() -> None:
    assert lines(shown(OPENS - HOUR))[0].endswith("18:00 to 22:00, set up from 16:00")
    said = replace(HOURS, set_up_at=OPENS - 3 * HOUR)
    assert lines(shown(OPENS - HOUR, hours=said))[0].endswith("set up from 15:00")


def test_what_is_true_of_one_dish_stands_at_it() -> None:
    dishes = (dish("Kuih", 1, "paused"), dish("Teh", 2, "cancelled"), dish("Kopi", 3))
    hidden = replace(dishes[2][0], hidden_at=NOW), dishes[2][1]
    assert lines(shown(dishes=(*dishes[:2], hidden)))[1:4] == [
        "<b>Kuih</b>: 3 left · paused",
        "<b>Teh</b>: cancelled",
        "<b>Kopi</b>: 3 left · hidden by the organisers",
    ]
    assert lines(shown(dishes=dishes[:1], paused=True))[1] == "<b>Kuih</b>: 3 left"


def test_each_dish_leads_to_what_can_be_done_with_it() -> None:
    def ways(now: Any, desk: Desk = OWNER) -> list[object]:
        screen = desk_page(EN, replace(DESK, day=replace(EVENING, dishes=dishes)), desk, now)
        names = {"Kuih", "Teh", "Kopi"}
        return [button.callback for row in screen.rows for button in row if button.label.strip("⁨⁩") in names]

    dishes = (dish("Kuih", 1, booked=2), dish("Teh", 2), dish("Kopi", 3, "cancelled"))
    view = [ShowMyDrop(drop=number) for number in (1, 2, 3)]
    assert ways(OPENS) == [ShowQuantity(item=1), ShowQuantity(item=2), view[2]]
    assert ways(CLOSES) == [ShowNoShows(item=1), view[1], view[2]]
    scans = replace(OWNER, role=StaffRole.SCAN, rights=ROLE_RIGHTS[StaffRole.SCAN])
    assert ways(CLOSES, scans) == view


def test_a_helper_reads_receipts_and_no_money_and_a_long_past_day_has_neither() -> None:
    sells = replace(OWNER, role=StaffRole.SELL, rights=ROLE_RIGHTS[StaffRole.SELL])
    page = replace(DESK, day=replace(EVENING, money=None))
    screen = only_allowed(desk_page(EN, page, sells, OPENS), sells.rights)
    assert "RM" not in screen.text
    ways = [button.callback for row in screen.rows for button in row]
    assert ShowReceipts(stall=3, day=20261204) in ways
    assert "Scan" not in labels(screen)
    assert ShowSaleDay(stall=3, day=20261204) in [b.callback for row in shown().rows for b in row]
    assert {"Money", "Receipts"} & {*labels(shown(cash_day=None))} == set()


def test_where_nothing_is_planned_the_last_evening_is_one_tap_away() -> None:
    empty = replace(DESK, day=None, after=None)
    screen = desk_page(EN, empty, OWNER, OPENS)
    assert lines(screen)[0].startswith("Nothing planned yet. Write what you are bringing")
    assert labels(screen) == ["Post stock", "Money", "More", "‹ Thu", "Back"]
    assert ShowStallDay(stall_day=30) in [button.callback for row in screen.rows for button in row]


def test_all_of_an_evening_offers_set_up_before_and_the_same_again_after() -> None:
    before, during, after = (
        labels(whole_stall_day(EN, EVENING, OWNER, now)) for now in (OPENS - HOUR, OPENS, CLOSES)
    )
    changes = ["Note", "Pause all", "Move all", "Cancel all", "Back"]
    assert before == ["Price tags, 5", "Poster", "List of bookings", "Set up from 16:00", *changes]
    assert during == ["Price tags, 5", "Poster", "List of bookings", *changes]
    assert after == ["Price tags, 5", "Poster", "List of bookings", "Same next Friday", "Back"]
    nothing = whole_stall_day(EN, replace(EVENING, tags=0, is_off=True), OWNER, CLOSES)
    assert labels(nothing) == ["Poster", "List of bookings", "Back"]


def test_set_up_times_that_are_over_are_not_offered() -> None:
    assert labels(set_up_ask(EN, EVENING, OPENS - 9 * HOUR))[:-1] == [
        *("17:30", "17:00", "16:30", "16:00", "15:00", "14:00"),
    ]
    assert labels(set_up_ask(EN, EVENING, OPENS - 1.5 * HOUR)) == ["17:30", "17:00", "Back"]
