"""Printed labels, paper tickets and posters of packaging: their QRs are read at 150 dots an inch, at their size on paper."""

from random import Random

import pytest
from PIL import ImageFilter

from bot.printing.layout import layout
from handlers.organiser_packaging.sheets import hub_poster, label_link, piece_labels, strip_sheet, type_labels
from handlers.ui.sheet import Sheet
from locales.languages import LANGUAGES
from locales.say import speak
from market.packaging.asset import read_asset_path
from market.packaging.hub_facts import hub_facts
from market.packaging.packaging_type import packaging_facts
from market.ticket.bearer import bearer_tickets, lend_apart
from storage.store import Store
from tests.market.packaging.market_rows import BOWL, CRATE, HUB, KEN, NOW, actor_of, add_market
from tests.printed import pages_of, read_qrs

ADDRESSES = ("", "https://packaging.a-market-with-a-long-name.example.org")
LINK = "https://t.me/lorong_demo_bot?start=h_7KQ2M9"
SERIALS = ("0001", "1234567890ABCDEF")


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
@pytest.mark.parametrize("address", ADDRESSES, ids=("no pages", "pages"))
async def test_the_qr_of_a_label_is_read_from_its_roll_and_from_a4(
    store: Store, language: str, address: str
) -> None:
    await store.write(add_market)
    kind = await store.read(packaging_facts, CRATE)
    expected = [label_link(address, f"/A/{kind.code}/{serial}") for serial in SERIALS]
    assert [read_asset_path(link) for link in expected] == [(kind.code, serial) for serial in SERIALS]
    for cut in (True, False):
        sheet = piece_labels(speak(language), kind, SERIALS, address=address, cut=cut)
        assert qrs_of(sheet) == sorted(expected)


async def test_equal_labels_lead_to_their_type(store: Store) -> None:
    await store.write(add_market)
    kind = await store.read(packaging_facts, BOWL)
    sheet = type_labels(speak("en"), kind, 46, address=ADDRESSES[1], cut=True)
    assert qrs_of(sheet) == [label_link(ADDRESSES[1], f"/A/{kind.code}")] * 46


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
async def test_paper_tickets_say_what_is_refunded_and_are_read(store: Store, language: str) -> None:
    await store.write(add_market)
    first = await store.write(lend_apart, actor_of(KEN), HUB, BOWL, count=11, now=NOW, rng=Random(5))
    tickets = await store.read(bearer_tickets, actor_of(KEN), first, 11)
    links = [f"HTTPS://MARKET.EXAMPLE.ORG/T/{number:03d}{'A1B2C3D4E5' * 14}" for number in range(11)]
    sheet = strip_sheet(speak(language), tickets, links)
    assert len({slip.code for slip in sheet.slips}) == 11
    assert any("RM3.00" in line for line in sheet.slips[0].lines)
    assert qrs_of(sheet) == sorted(links)


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
async def test_a_hubs_poster_has_its_hours_in_two_languages(store: Store, language: str) -> None:
    await store.write(add_market)
    hub = await store.read(hub_facts, 1)
    sheet = hub_poster(speak(language), hub, "MY", LINK)
    [poster] = sheet.posters
    assert len(poster.lines) == 2
    assert all("10:00" in line and "23:00" in line for line in poster.lines)
    assert qrs_of(sheet) == [LINK] * 5


def qrs_of(sheet: Sheet) -> list[str]:
    """Return what a scanner reads on all printed pages, even where the ink has run."""
    pages = pages_of(layout(sheet), 150)
    found = sorted(text for page in pages for text in read_qrs(page))
    blurred = (page.convert("L").filter(ImageFilter.GaussianBlur(0.6)) for page in pages)
    assert sorted(text for page in blurred for text in read_qrs(page)) == found
    return found
