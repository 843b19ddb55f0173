"""The expiry of a licence and of a permit: set by tap or by text, reminded of in time, removed again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from storage.alley import Alley
from storage.notification import Notification
from storage.stall import Stall
from tests.free_ports import free_port
from tests.journeys.conftest import open_market
from tests.journeys.harness import KEN, LINA, TOM, Market, MarketWithOrganiser, Visitor, without_bidi_marks
from tests.journeys.test_broadcast_draft import picture
from tests.journeys.test_printing import document_of
from tests.journeys.test_sale import page
from tests.journeys.test_signed_ticket import qr
from tests.journeys.test_vendor import opened_stall
from tests.log_words import log_words
from tests.people import person_of
from tests.printed import qrs_in
from web.parts import public_page

PUBLIC = "https://market.example"


@asynccontextmanager
async def market_with_pages(database_url: str) -> AsyncIterator[Market]:
    """Yield the demo data with Ken its organiser and pages at PUBLIC, each rendered whenever it is read."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(public_page, "FRESH_SECONDS", 0)
        async with open_market(MarketWithOrganiser(database_url)) as market:
            market.pages = f"http://127.0.0.1:{free_port()}"
            await market.open(public_url=PUBLIC, web_bind=market.pages.removeprefix("http://"))
            yield market


@pytest.fixture
async def market(sqlite_url: str) -> AsyncIterator[Market]:
    async with market_with_pages(sqlite_url) as market:
        yield market


@pytest.fixture
async def lina(market: Market) -> Visitor:
    """At her own stall."""
    return await at_own_stall(market)


async def at_own_stall(market: Market) -> Visitor:
    lina = market.visitor(LINA)
    await opened_stall(market, lina)
    await lina.writes("/stall")
    return lina


async def with_licence(market: Market) -> Visitor:
    """Lina at her own stall, whose licence ends with the year."""
    lina = await at_own_stall(market)
    await lina.tap("Licence")
    await lina.writes("31/12/2026")
    return lina


async def move_clock(market: Market, month: int, day: int) -> None:
    """A minute past ten: until ten it was the reminder before."""
    market.clock.now = datetime(2026, month, day, 2, 1, tzinfo=UTC)
    await deliver_all(market)


async def deliver_all(market: Market) -> None:
    """Also to who has talked so much just now that their chat has had its share for a while."""

    def waits(session: Session) -> bool:
        soon = market.clock() + timedelta(minutes=1)
        queued = col(Notification.state) == "queued", col(Notification.send_at) < soon
        return session.exec(select(Notification.id).where(*queued)).first() is not None

    await market.deliver()
    while await market.store.read(waits):
        await asyncio.sleep(0.2)
        market.clock.move(seconds=1)
        await market.deliver()


async def test_a_licence_is_set_by_word_and_by_tap_and_forgotten(market: Market, lina: Visitor) -> None:
    await lina.tap("Licence")
    assert lina.reads == (
        "When does the licence of Warung Lina expire?\n"
        "You are reminded 30, 14 and 7 days before and on the day before, at 10:00.\n"
        "Write the date, for example 24/12/2027, or add time to Tue 24 Nov 2026:"
    )
    await lina.writes("soon, I hope")
    assert lina.reads.startswith(
        "We could not find a date in that. Write it like 24/12/2026.\n\nWhen does the licence of Warung Lina"
    )
    await lina.phone.photo(picture("red"))
    await market.until_idle()
    assert lina.reads.startswith(
        "This was not kept. Write the expiry date, or tap “Licence document” to send a photo or a PDF.\n\nWhen does the licence of Warung Lina"
    )
    await lina.writes("1 nov 2026")
    assert lina.reads.startswith("That date has passed. Write a date in the future.\n\nWhen")
    await lina.writes("1/1/2040")
    assert lina.reads.startswith("That is more than ten years ahead. Write the date again.\n\nWhen")
    await lina.writes("24 disember 2026")
    assert lina.reads.startswith("Expiry date set: Thu 24 Dec 2026.\n\nWarung Lina: licence expires")
    await lina.tap("Change expiry date")
    assert (await lina.tap("+1 year")).text == "Expiry date set: Fri 24 Dec 2027."
    await lina.tap("Change expiry date")
    await lina.tap("Back")
    assert lina.reads.startswith("Warung Lina: licence expires Fri 24 Dec 2027.")
    assert (await lina.tap("Remove")).text == "Date removed. No reminders."
    assert lina.reads.startswith("When does the licence of Warung Lina expire?")
    await lina.tap("Back")
    assert lina.reads.startswith("Warung Lina · Lorong Bakau")


async def test_a_licence_that_ends_is_recalled_and_a_new_date_is_asked_for_below(
    market: Market, lina: Visitor
) -> None:
    await lina.tap("Licence")
    await lina.writes("24/12/2026")
    await move_clock(market, 12, 10)
    assert lina.reads == "Your licence expires Thu 24 Dec, in 14 days."
    assert lina.labels == ["Done", "In 1 h", "Tonight", "Tomorrow 09:00", "Set a new date", "Stop these"]
    await lina.tap("Tomorrow 09:00")
    assert lina.reads.startswith("We remind you again Fri 11 Dec 09:00.")
    market.clock.move(hours=23)
    await deliver_all(market)
    assert lina.reads == "Your licence expires Thu 24 Dec, in 13 days."
    await lina.tap("Set a new date")
    await lina.writes("24/12/2027")
    notifications = len(lina.answers)
    await move_clock(market, 12, 23)
    assert len(lina.answers) == notifications, "the last day is another now"


@pytest.mark.feature("H10")
async def test_a_permit_is_set_by_an_organiser_and_recalled_to_each(market: Market) -> None:
    ken = market.visitor(KEN)
    await ken.phone.set_language("en")
    await ken.writes("/admin")
    await ken.tap("Alleys")
    await ken.tap("Lorong Bakau")
    assert ken.reads.startswith("When does the permit of Lorong Bakau expire?")
    await ken.tap("+30 days")
    assert ken.reads == (
        "Lorong Bakau: permit expires Thu 24 Dec 2026.\n"
        "Each organiser is reminded 30, 14 and 7 days and 1 day before, at 10:00."
    )
    await ken.tap("Back")
    assert "Lorong Bakau, Kota Kinabalu · permit until Thu 24 Dec 2026\n" in ken.reads
    await move_clock(market, 12, 23)
    assert ken.reads == "The permit of Lorong Bakau expires Thu 24 Dec, in 1 day."
    await ken.tap("Set a new date")
    assert ken.reads.startswith("When does the permit of Lorong Bakau expire?")


async def test_a_stranger_opens_neither(market: Market, lina: Visitor) -> None:
    def ids(session: Session) -> tuple[int, int]:
        stall = session.exec(select(Stall.id).where(Stall.owner_id == person_of(LINA))).one()
        return stall or 0, session.exec(select(Alley.id)).first() or 0

    stall, alley = await market.store.read(ids)
    tom = market.visitor(TOM)
    await tom.writes("/start")
    for data in (
        f"pa:licence:{stall}",
        f"pk:licence:{stall}",
        f"ps:licence:{stall}:20261224",
        f"px:licence:{stall}",
    ):
        assert (
            await tom.tap(data=data)
        ).text == "Only the stall can do this: Warung Lina. Ask someone there."
    for data in (
        f"pa:permit:{alley}",
        f"pk:permit:{alley}",
        f"ps:permit:{alley}:20261224",
        f"px:permit:{alley}",
    ):
        assert (await tom.tap(data=data)).text == "Only an organiser can do this. Questions? See /support."
    for data in (f"pa:pass:{alley}", f"ps:licence:{stall}:202612", f"ps:licence:{stall}:20261399"):
        await lina.tap(data=data)
    assert (await market.store.read(lambda session: session.get_one(Stall, stall))).licence_until is None


async def test_a_licence_lapses_stops_publishing_and_is_revived(market: Market, lina: Visitor) -> None:
    """On the eighth day after its last nothing new is published, until an organiser lets it or a new last day is set."""
    stall = await lina_s_stall(market)
    ken = market.visitor(KEN)
    await ken.phone.set_language("en")
    await ken.writes("/start")
    await lina.tap("Licence")
    await lina.writes("25/11/2026")
    assert "In Kota Kinabalu, a licence lapses 7 days after it expires." in lina.reads
    assert "Until Thu 31 Dec 2026 the city revives it for RM1.00; then it is cancelled." in lina.reads
    assert "You are reminded" in lina.reads
    await move_clock(market, 12, 2)
    await lina.writes("/stall")
    await lina.tap("Licence")
    assert lina.reads == (
        "Warung Lina: licence expired Wed 25 Nov 2026. Renew it: you can publish until Wed 2 Dec 2026.\n"
        "Until Thu 31 Dec 2026 the city revives it for RM1.00; then it is cancelled."
    )
    await move_clock(market, 12, 4)
    await lina.writes("12 kuih lapis RM8.50 sat 7pm")
    draft = lina.screen.id
    refused = await lina.tap("Publish", message=draft)
    assert refused.text.startswith("Your licence expired Wed 25 Nov 2026, so you cannot publish.")
    await ken.tap(data=f"os:{stall}")
    await ken.tap("Allow for 30 days")
    assert "It may publish without one until Sun 3 Jan 2027." in ken.reads
    await deliver_all(market)
    assert lina.reads == "An organiser lets Warung Lina publish without a licence until Sun 3 Jan 2027."
    await ken.tap("Ask for its licence")
    log = await log_words(market.store, Actor(KEN, is_configured_admin=True))
    assert "asked for the licence of the stall Warung Lina again" in log[0]

    await lina.writes("/stall")
    await lina.tap("Licence")
    assert lina.reads.startswith("Warung Lina: licence expired Wed 25 Nov 2026. You cannot publish until")
    gone = await lina.tap("Remove")
    assert gone.text.startswith("A licence that has expired stays on file.")
    await lina.tap("Change expiry date")
    await lina.writes("31/12/2026")
    assert lina.reads.startswith("Expiry date set: Thu 31 Dec 2026.\n\nWarung Lina: licence expires")
    assert (await lina.tap("Publish", message=draft)).text == "Published."


async def test_a_licence_is_sent_checked_and_read_by_anyone_who_scans_its_card(
    market: Market, lina: Visitor
) -> None:
    """The card's QR, on the screen and on paper, leads to a page that stays true while the licence lapses and is revived."""
    ken = market.visitor(KEN)
    await ken.phone.set_language("en")
    await ken.writes("/start")
    await lina.tap("Licence")
    await lina.writes("25/11/2026")
    await lina.tap("Public card")
    await lina.tap("Make the card")
    card = lina.screen
    address = qr(card).text
    assert address.startswith(f"{PUBLIC}/L/")
    assert (
        "VALID until Wed 25 Nov 2026.\nThe organisers have not checked it.\nAs of Tue 24 Nov 10:00."
        in lina.reads
    )
    await lina.tap("Print on A6")
    assert [each.text for each in qrs_in(document_of(lina.screen))] == [address]

    await lina.tap("Back")
    await lina.tap("Back")
    await lina.tap("Licence document")
    await lina.writes("here it is")
    assert lina.reads.startswith(
        "That is neither a photo nor a PDF. Please send a photo of the licence, also as a file, or a PDF.\n\nSend a photo or a PDF"
    )
    await lina.phone.photo(picture("green"))
    await market.until_idle()
    await lina.tap("Hawker licence")
    await lina.writes("Lina binti Ali")
    assert lina.reads.startswith("Write the licence’s number: at most 32 letters")
    await lina.writes("dbkk/26/0123")
    assert lina.reads.endswith("The organisers have not checked it.")
    assert lina.screen.photo

    await deliver_all(market)
    assert ken.reads == "Warung Lina has sent its licence."
    await ken.tap("Open request")
    assert ken.reads.startswith(
        "Warung Lina: is this its licence?\nHawker licence, number DBKK/26/0123.\nExpires Wed 25 Nov 2026."
    )
    assert ken.screen.photo
    assert (await ken.tap("I have checked it")).text == "Checked. We told the stall."
    await deliver_all(market)
    assert (
        lina.reads == "The organisers have checked the licence of Warung Lina: valid until Wed 25 Nov 2026."
    )
    said = await scanned(market, address)
    for words in (
        "Hawker licence", "VALID until Wed 25 Nov 2026.", "Warung Lina", "Number DBKK/26/0123",
        "Checked by the organisers Tue 24 Nov 2026.",
    ):  # fmt: skip
        assert words in said

    for month, day, words in (
        (11, 26, "EXPIRED Wed 25 Nov 2026. It lapses if it is not renewed by Wed 2 Dec 2026."),
        (12, 3, "LAPSED. It was valid until Wed 25 Nov 2026."),
    ):
        await move_clock(market, month, day)
        assert words in await scanned(market, address)
    await lina.writes("/stall")
    await lina.tap("Licence")
    await lina.tap("Change expiry date")
    await lina.writes("31/12/2026")
    said = await scanned(market, address)
    assert "VALID until Thu 31 Dec 2026." in said
    assert "The organisers have not checked it." in said, "another last day"
    tom = market.visitor(TOM)
    await tom.open(f"https://t.me/lorong_demo_bot?start=l_{address.rpartition('/')[2]}")
    assert tom.reads.startswith("Warung Lina, Lorong Bakau\nVALID until Thu 31 Dec 2026.")
    await tom.open("https://t.me/lorong_demo_bot?start=l_0000000000000000")
    assert tom.reads.startswith("This is no licence card of this market.")
    assert (await page(market, f"{PUBLIC}/L/0000000000000000"))[0] == 404


async def test_a_fee_that_is_not_paid_ends_the_licence_and_a_payment_revives_it(
    market: Market, lina: Visitor
) -> None:
    """An organiser notes what was paid; the stall is reminded, lapses, and its card and its publishing follow."""
    stall, ken = await lina_s_stall(market), market.visitor(KEN)
    await ken.phone.set_language("en")
    await ken.writes("/start")
    await lina.tap("Licence")
    await lina.writes("31/12/2026")
    await lina.tap("Public card")
    await lina.tap("Make the card")
    address = qr(lina.screen).text
    await ken.tap(data=f"os:{stall}")
    await ken.tap("Licence fees")
    assert ken.reads == "Licence fees of Warung Lina\nNobody has noted a payment yet."
    await ken.tap("Note a payment")
    await ken.writes("soon")
    assert ken.reads.startswith("We found no amount in that.\n\nWhat was paid for November 2026?")
    await ken.writes("RM10 A1234")
    assert ken.reads == (
        "Noted.\n\nLicence fees of Warung Lina\nPaid until Mon 30 Nov 2026.\nDecember 2026 is due by Mon 30 Nov 2026.\n"
        "November 2026: RM10.00, paid Tue 24 Nov, receipt A1234."
    )
    await move_clock(market, 11, 29)
    assert lina.reads == "The licence fee of Warung Lina for December 2026 is due by Mon 30 Nov."
    await move_clock(market, 12, 8)
    await lina.writes("12 kuih lapis RM8.50 sat 7pm")
    draft = lina.screen.id
    assert (await lina.tap("Publish", message=draft)).text.startswith("Your licence expired Mon 30 Nov 2026")
    assert "LAPSED. It was valid until Mon 30 Nov 2026." in await scanned(market, address)
    await ken.tap(data=f"lif:{stall}:1")
    assert "Reviving the licence costs RM1.00 more." in ken.reads
    await ken.tap("Note a payment")
    await ken.writes("11")
    assert (await lina.tap("Publish", message=draft)).text == "Published."
    assert "VALID until Thu 31 Dec 2026." in await scanned(market, address)
    await lina.writes("/stall")
    await lina.tap("Licence")
    await lina.tap("Licence fees")
    assert "December 2026: RM11.00, paid Tue 8 Dec." in lina.reads
    assert "Write to the organisers in /support, and they note it." in lina.reads
    await lina.tap("As CSV")
    assert b"2026-12,11.00,MYR" in document_of(lina.screen)
    await ken.tap("Void the last")
    assert (await ken.tap("Void it")).text == "Voided."
    assert "December 2026: RM11.00 voided." in ken.reads
    assert "LAPSED." in await scanned(market, address)
    tom = market.visitor(TOM)
    await tom.writes("/start")
    for data in (
        f"lif:{stall}:0",
        f"lif:{stall}:1",
        f"lifs:{stall}:1",
        f"lofa:{stall}",
        f"lofx:{stall}:2",
        f"lod:{stall}",
    ):
        before = tom.reads
        await tom.tap(data=data)
        assert "RM1" not in tom.reads.removeprefix(before)


async def scanned(market: Market, address: str) -> str:
    """Return the page that a phone's camera opens from the card, in English."""
    status, words = await page(market, address)
    assert status == 200
    return without_bidi_marks(words)


async def lina_s_stall(market: Market) -> int:
    rows = select(Stall.id).where(Stall.owner_id == person_of(LINA))
    return await market.store.read(lambda session: session.exec(rows).one()) or 0
