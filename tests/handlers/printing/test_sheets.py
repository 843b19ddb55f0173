"""Sheets as values: the texts of a ticket, of posters and of price tags, in their readers' languages."""

from dataclasses import replace
from datetime import date

import pytest

from handlers.callbacks.printing import PrintBookings, PrintStallPoster, PrintTags, PrintTicket, TicketPaper
from handlers.desk.stall_day_views import bookings_page
from handlers.printing.sheets import (
    MAX_ALLEYS,
    PrintedPermit,
    alley_posters,
    booking_sheet,
    stall_poster,
    stall_roll_poster,
    tag_sheet,
    ticket_sheet,
)
from handlers.stall.views import stall_page
from handlers.stock.views import my_drop_page
from handlers.ticket.booking_ticket import details_page
from handlers.ticket.views import ticket_page
from handlers.ui.screen import Screen
from handlers.ui.sheet import RollPosterSheet, SmallQr
from locales.languages import sign_languages
from locales.say import speak
from market.drop.facts import AlleyFacts
from market.stall import StallState
from market.ticket.stall_day_tickets import StallDayTickets
from storage.drop import DropState
from storage.stall import StallApproval
from tests.handlers.ticket.test_views import ALLEY, FRIDAY, LOAN, NOW, TICKET
from tests.journeys.harness import without_bidi_marks
from tests.market.samples import DROP

LINK = "https://t.me/lorong_demo_bot?start=s_ABCDE"
EN, MS, ZH = speak("en"), speak("ms"), speak("zh_Hans")
STALL = StallState(
    id=3,
    code="ABCDE",
    name="Dapur Nenek Ros",
    words="",
    state=StallApproval.APPROVED,
    reason="",
    asked_at=FRIDAY,
    alley="Lorong Bakau",
    zone="Asia/Kuching",
    currency="MYR",
    territory="MY",
    takes_deposits=False,
)


def callbacks(screen: Screen) -> list[object]:
    return [button.callback for row in screen.rows for button in row]


def test_a_ticket_says_what_its_picture_says() -> None:
    sheet = ticket_sheet(EN, TICKET, TicketPaper.A6, LINK)
    assert (sheet.word, sheet.quantity, sheet.code) == ("PICKUP", "2 ×", "7KQ2-M9XF-3")
    assert [without_bidi_marks(each) for each in (sheet.title, *sheet.lines)] == [
        "kuih lapis",
        "Dapur Nenek Ros, Lorong Bakau",
        "Fri 27 Nov, 18:00 to 22:00",
    ]
    assert (sheet.language, sheet.seed, sheet.link) == ("en", TICKET.drop, LINK)
    assert sheet == ticket_sheet(EN, TICKET, TicketPaper.A6, LINK)
    loan = ticket_sheet(ZH, LOAN, TicketPaper.ROLL, LINK)
    assert (loan.word, loan.title) == ("归还", "退还 RM6.00")


def test_a_valid_ticket_can_be_printed_and_no_other() -> None:
    printing = PrintTicket(ticket=TICKET.id)
    for page in (details_page(EN, TICKET), ticket_page(EN, LOAN, NOW)):
        [button] = [each for row in page.rows for each in row if each.label == "Print"]
        assert button.below
        assert button.callback == printing
    for over in (replace(TICKET, done=2), replace(TICKET, state="released"), replace(LOAN, done=2)):
        assert printing not in callbacks(ticket_page(EN, over, NOW))


def test_a_partly_collected_ticket_can_be_printed() -> None:
    assert PrintTicket(ticket=TICKET.id) in callbacks(details_page(EN, replace(TICKET, done=1)))


@pytest.mark.parametrize(
    ("territory", "reader", "languages"),
    [
        ("MY", "en", ("ms", "en")),
        ("MY", "ms", ("ms", "en")),
        ("MY", "zh_Hans", ("ms", "zh_Hans")),
        ("SG", "ms", ("en", "ms")),
        ("CN", "en", ("zh_Hans", "en")),
        ("ID", "en", ("en",)),
        ("GB", "en", ("en",)),
        ("", "ms", ("ms", "en")),
    ],
)
def test_a_sign_is_in_the_language_of_its_market_and_one_more(
    territory: str, reader: str, languages: tuple[str, ...]
) -> None:
    assert sign_languages(territory, reader) == languages


def test_the_poster_of_a_stall() -> None:
    sheet = stall_poster(EN, STALL, LINK)
    [poster] = sheet.posters
    assert (sheet.language, without_bidi_marks(poster.title)) == ("ms", "Dapur Nenek Ros")
    assert poster.lines == ("Lihat menu.", "See the menu.")
    assert (poster.link, poster.address) == (LINK, "t.me/lorong_demo_bot?start=s_ABCDE")
    menu = stall_poster(EN, STALL, "HTTPS://MARKET.EXAMPLE/S/ABCDE").posters[0]
    assert menu.address == "market.example/s/abcde", "as people type it"
    assert stall_roll_poster(EN, STALL, LINK) == RollPosterSheet("ms", poster, "ABCDE"), "on 58 mm, too"
    assert stall_poster(ZH, STALL, LINK).posters[0].lines == ("Lihat menu.", "扫码看菜单。")
    assert PrintStallPoster() in callbacks(stall_page(EN, STALL))
    for state in (StallApproval.ASKED, StallApproval.TURNED_DOWN):
        assert PrintStallPoster() not in callbacks(stall_page(EN, replace(STALL, state=state)))


def alleys(count: int) -> tuple[AlleyFacts, ...]:
    return tuple(replace(ALLEY, id=each + 1, name=f"Lorong {each + 1}") for each in range(count))


def test_each_alley_has_a_poster_in_the_language_of_its_market() -> None:
    in_singapore = replace(ALLEY, id=2, name="Tekka", territory="SG")
    sheet = alley_posters(
        ZH,
        (ALLEY, in_singapore),
        "https://t.me/lorong_demo_bot",
        no_pages,
        complaint_link=complaint_page,
        permits={},
    )
    assert [without_bidi_marks(each.title) for each in sheet.posters] == ["Lorong Bakau", "Tekka"]
    assert sheet.posters[0].lines == ("Lihat apa yang ada, sertai, ambil.", "看看有什么，加入，来取货。")
    assert sheet.posters[1].lines == ("See what is on, join, pick up.", "看看有什么，加入，来取货。")
    assert (
        len(
            alley_posters(
                EN, alleys(MAX_ALLEYS), LINK, no_pages, complaint_link=complaint_page, permits={}
            ).posters
        )
        == MAX_ALLEYS
    )
    for others in ((), alleys(MAX_ALLEYS + 1)):
        assert [
            each.title
            for each in alley_posters(
                EN, others, LINK, help_page, complaint_link=complaint_page, permits={}
            ).posters
        ] == ["Lorong"]


def no_pages(code: str) -> str:
    return ""


def complaint_page(code: str) -> str:
    return f"HTTPS://MARKET.EXAMPLE/N/{code}"


def help_page(code: str) -> str:
    return f"HTTPS://MARKET.EXAMPLE/Y/{code}/HELP"


def test_an_alleys_poster_has_a_second_code_that_calls_for_help_where_the_market_has_pages() -> None:
    two = (ALLEY, replace(ALLEY, id=2, code="TEKKA", territory="SG"))
    first, second = alley_posters(EN, two, LINK, help_page, complaint_link=complaint_page, permits={}).posters
    assert first.complaint == SmallQr(
        ("Terlalu bising? Terlalu terang?", "Too loud? Too bright?"), complaint_page(ALLEY.code)
    )
    assert first.help == SmallQr(("Saya perlu bantuan", "I need help"), help_page(ALLEY.code))
    assert second.help == SmallQr(("I need help", "我需要帮助"), help_page("TEKKA"))
    [plain] = alley_posters(EN, (ALLEY,), LINK, no_pages, complaint_link=complaint_page, permits={}).posters
    assert plain.help is None
    [nameless] = alley_posters(EN, (), LINK, help_page, complaint_link=complaint_page, permits={}).posters
    assert nameless.help is None


def test_each_item_on_offer_has_a_price_tag() -> None:
    card = "https://t.me/lorong_demo_bot?start=d_"
    sheet = tag_sheet(EN, (DROP,), card)
    assert len(sheet.tags) == len(DROP.offered) > 0
    first = sheet.tags[0]
    assert first.lines == ("Imbas untuk menyertai.", "Scan to join.")
    assert first.price.startswith("RM")
    assert first.link == card + DROP.code
    hidden = replace(DROP, items=tuple(replace(item, offered=False) for item in DROP.items))
    assert tag_sheet(EN, (hidden,), card).tags == ()


def test_an_evening_has_one_sheet_of_tags_whose_codes_lead_to_their_own_dishes() -> None:
    other = replace(DROP, id=99, code="ZZZZZ", name="Teh tarik")
    sheet = tag_sheet(EN, (DROP, other), "d_")
    assert [tag.link for tag in sheet.tags] == [
        f"d_{each.code}" for each in (DROP, other) for _ in each.offered
    ]
    assert without_bidi_marks(sheet.title) == "Dapur Nenek Ros"


def test_a_list_of_bookings_has_codes_and_what_is_to_pay_and_no_names() -> None:
    tickets = (
        replace(TICKET, units=2, done=0, price=850, deposit=0, paid=0),
        replace(TICKET, code="2222222222", units=2, done=1, price=850, deposit=300, paid=850),
        replace(TICKET, code="3333333333", units=2, done=2),
        replace(TICKET, code="4444444444", units=1, done=0, price=0, deposit=0, paid=0),
    )
    booked = StallDayTickets(
        stall_day=31,
        day=FRIDAY.date(),
        alley=ALLEY,
        stall_name="Dapur Nenek Ros",
        tickets=tickets,
        page=1,
        pages=1,
        count=4,
    )
    sheet = booking_sheet(EN, booked)
    assert [without_bidi_marks(line.goods) for line in sheet.lines[:2]] == ["2 × kuih lapis"] * 2
    assert [without_bidi_marks(line.state) for line in sheet.lines] == [
        "to pay: RM17.00",
        "1 of 2 collected, to pay: RM11.50",
        "collected",
        "paid",
    ]
    assert sheet.lines[0].code == "7KQ2-M9XF-3"
    shown = without_bidi_marks(bookings_page(EN, booked).text)
    assert shown.splitlines()[1] == "<code>7KQ2-M9XF-3</code> 2 × kuih lapis, to pay: RM17.00"
    assert PrintBookings(stall_day=31) in callbacks(bookings_page(EN, booked))
    nothing = bookings_page(EN, replace(booked, tickets=(), count=0))
    assert PrintBookings(stall_day=31) not in callbacks(nothing)


def test_a_published_drop_leads_to_its_price_tags() -> None:
    published = replace(DROP, state=DropState.PUBLISHED)
    assert PrintTags(drop=DROP.id) in callbacks(my_drop_page(EN, published, LINK))
    cancelled = replace(DROP, state=DropState.CANCELLED, cancelled_at=FRIDAY)
    assert PrintTags(drop=DROP.id) not in callbacks(my_drop_page(EN, cancelled, LINK))


def test_an_alleys_poster_has_its_permit_in_both_languages() -> None:
    permit = PrintedPermit(date(2027, 1, 29), f"HTTPS://MARKET.EXAMPLE/P/{'A' * 135}")
    two = (ALLEY, replace(ALLEY, id=2, code="TEKKA"))
    first, second = alley_posters(
        EN, two, LINK, help_page, complaint_link=complaint_page, permits={ALLEY.id: permit}
    ).posters
    assert first.permit is not None
    assert first.permit.link == permit.link
    assert [without_bidi_marks(line) for line in first.permit.lines] == [
        "Permit hingga Jum 29 Jan 2027",
        "Permit until Fri 29 Jan 2027",
    ]
    assert second.permit is None
