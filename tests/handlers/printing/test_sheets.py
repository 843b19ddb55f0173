"""Sheets as values: the texts of a ticket, of posters and of price tags, in their readers' languages."""

from dataclasses import replace

import pytest

from handlers.callbacks.printing import PrintStallPoster, PrintTags, PrintTicket, TicketPaper
from handlers.printing.sheets import MAX_ALLEYS, alley_posters, stall_poster, tag_sheet, ticket_sheet
from handlers.stall.views import stall_page
from handlers.stock.views import my_drop_page
from handlers.ticket.views import ticket_page
from handlers.ui.screen import Screen
from locales.languages import sign_languages
from locales.say import speak
from market.drop.facts import AlleyFacts
from market.stall import StallState
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


def test_a_valid_ticket_has_print_in_its_last_row_and_no_other_has() -> None:
    printing = PrintTicket(ticket=TICKET.id)
    for ticket in (TICKET, LOAN):
        rows = ticket_page(EN, ticket, NOW).rows
        assert [button.label for button in rows[-1]][-1] == "Print"
        assert rows[-1][-1].below
    assert printing in callbacks(ticket_page(EN, TICKET, NOW))
    for over in (replace(TICKET, done=2), replace(TICKET, state="released"), replace(LOAN, done=2)):
        assert printing not in callbacks(ticket_page(EN, over, NOW))


def test_a_partly_collected_ticket_can_be_printed() -> None:
    assert PrintTicket(ticket=TICKET.id) in callbacks(ticket_page(EN, replace(TICKET, done=1), NOW))


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
    assert poster.lines == ("Lihat apa yang ada, sertai, ambil.", "See what is on, join, pick up.")
    assert (poster.link, poster.address) == (LINK, "t.me/lorong_demo_bot?start=s_ABCDE")
    assert PrintStallPoster() in callbacks(stall_page(EN, STALL))
    for state in (StallApproval.ASKED, StallApproval.TURNED_DOWN):
        assert PrintStallPoster() not in callbacks(stall_page(EN, replace(STALL, state=state)))


def alleys(count: int) -> tuple[AlleyFacts, ...]:
    return tuple(replace(ALLEY, id=each + 1, name=f"Lorong {each + 1}") for each in range(count))


def test_each_alley_has_a_poster_in_the_language_of_its_market() -> None:
    in_singapore = replace(ALLEY, id=2, name="Tekka", territory="SG")
    sheet = alley_posters(ZH, (ALLEY, in_singapore), "https://t.me/lorong_demo_bot")
    assert [without_bidi_marks(each.title) for each in sheet.posters] == ["Lorong Bakau", "Tekka"]
    assert sheet.posters[0].lines == ("Lihat apa yang ada, sertai, ambil.", "看看有什么，加入，来取货。")
    assert sheet.posters[1].lines == ("See what is on, join, pick up.", "看看有什么，加入，来取货。")
    assert len(alley_posters(EN, alleys(MAX_ALLEYS), LINK).posters) == MAX_ALLEYS
    for others in ((), alleys(MAX_ALLEYS + 1)):
        assert [each.title for each in alley_posters(EN, others, LINK).posters] == ["Lorong"]


def test_each_item_on_offer_has_a_price_tag() -> None:
    sheet = tag_sheet(EN, DROP, LINK)
    assert len(sheet.tags) == len(DROP.offered) > 0
    first = sheet.tags[0]
    assert first.lines == ("Imbas untuk sertai.", "Scan to join.")
    assert first.price.startswith("RM")
    assert first.link == LINK
    hidden = replace(DROP, items=tuple(replace(item, offered=False) for item in DROP.items))
    assert tag_sheet(EN, hidden, LINK).tags == ()


def test_a_published_drop_leads_to_its_price_tags() -> None:
    published = replace(DROP, state=DropState.PUBLISHED)
    assert PrintTags(drop=DROP.id) in callbacks(my_drop_page(EN, published, LINK))
    cancelled = replace(DROP, state=DropState.CANCELLED, cancelled_at=FRIDAY)
    assert PrintTags(drop=DROP.id) not in callbacks(my_drop_page(EN, cancelled, LINK))
