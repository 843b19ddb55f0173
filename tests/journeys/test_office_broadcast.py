"""A broadcast is written at a table: the form and its preview, the chat's own draft, and what a lost right or a strange field does not change."""

import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser

import pytest
from sqlmodel import Session, col, select

from locales.languages import CODES
from market.actor import Actor
from market.organiser.roles import name_organiser, remove_organiser
from storage.broadcast import Broadcast, BroadcastState, Wording
from storage.market_day import MarketDay
from tests.journeys.harness import KEN, ROS, Market
from tests.journeys.test_office import ADMINS, OfficeBrowser, market, office_browser, rows, sign_in
from web.office.broadcast_page import TEXTS
from web.office.message_pages import NEW_BROADCAST
from web.office.office_page import screen_path

__all__ = ["market"]

HOSTILE = "Rain <b>tonight</b> & {name}"
Fields = list[tuple[str, str]]


class FormReader(HTMLParser):
    """The fields of a form as a browser would send them, and the buttons that say which they are."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: Fields = []
        self.buttons: Fields = []
        self.named = ""
        self.is_first = False
        self.feed(re.search(r"<form method=\"post\".*?</form>", page, re.DOTALL)[0])  # type: ignore[index]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.found.append((given["name"], given["value"]))
        elif tag == "button" and "name" in given:
            self.buttons.append((given["name"], given["value"]))
        elif tag in ("select", "textarea"):
            self.named = given["name"]
            self.found.append((self.named, ""))
            self.is_first = True
        elif tag == "option":
            if self.is_first or "selected" in given:
                self.found[-1] = (self.named, given["value"])
            self.is_first = False

    def handle_data(self, data: str) -> None:
        if self.found and self.lasttag == "textarea" and self.named == self.found[-1][0]:
            self.found[-1] = (self.named, self.found[-1][1] + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.named = ""

    def filled(self, *changes: tuple[str, str]) -> Fields:
        """The fields with others in place of those of the same name."""
        names = {name for name, _ in changes}
        return [(name, value) for name, value in self.found if name not in names] + [*changes]


async def fill(office: OfficeBrowser, *changes: tuple[str, str]) -> None:
    """Change fields of the form that is open, and send it."""
    await office.send(office.path.partition("?")[0], data=FormReader(office.page).filled(*changes))


async def broadcasts(market: Market) -> list[tuple[BroadcastState, dict[str, str]]]:
    """Each broadcast of the market with its texts; those of the demo are left out."""

    def read(session: Session) -> list[tuple[BroadcastState, dict[str, str]]]:
        found = session.exec(select(Broadcast).order_by(col(Broadcast.id))).all()
        texts = select(Wording).where(col(Wording.broadcast_id).in_([row.id for row in found]))
        words = session.exec(texts).all()
        return [
            (row.state, {each.language: each.words for each in words if each.broadcast_id == row.id})
            for row in found
        ]

    return await market.store.read(read)


@pytest.fixture
async def office(market: Market) -> AsyncIterator[OfficeBrowser]:
    """Yield Ken's browser with the form open."""
    async with office_browser(market) as browser:
        await sign_in(market, browser, KEN)
        await browser.open("/office/messages")
        await browser.follow("New broadcast")
        assert (browser.path, browser.status) == (NEW_BROADCAST, 200)
        yield browser


def test_each_language_has_its_field() -> None:
    assert TEXTS.keys() == CODES


async def test_ken_writes_reads_the_preview_and_sends_by_the_buttons_of_the_chat(
    market: Market, office: OfficeBrowser
) -> None:
    before = await broadcasts(market)
    assert "Send to" not in office.words, "there is nothing to send yet"
    assert "29 people: 13 read English, 10 read Malay and 6 read Chinese." in office.words
    await fill(office, ("english", f"{HOSTILE}\r\nSee you"), ("role", "vendor"), ("role", "organiser"))
    assert (office.path, office.status) == (NEW_BROADCAST, 200)
    assert "Rain &lt;b&gt;tonight&lt;/b&gt; &amp; {name}<br>See you" in office.page
    assert "To: vendors or organisers." in office.words
    readers = re.search(r"Send to (\d+)", office.words)
    assert readers is not None
    assert 0 < int(readers[1]) < 29
    assert (await broadcasts(market))[len(before) :] == [
        (BroadcastState.DRAFT, {"en": f"{HOSTILE}\nSee you"})
    ]
    ken = market.visitor(KEN)
    await ken.writes("/broadcast")
    assert "To: vendors or organisers." in ken.reads, "the chat has the same draft"
    await fill(office, ("then", "send"))
    assert "You cannot take back what people have already seen." in office.words
    assert (await broadcasts(market))[-1][0] == BroadcastState.DRAFT, "the chat asks, too"
    await office.press("Send to")
    assert (await broadcasts(market))[-1][0] in (BroadcastState.SENDING, BroadcastState.SENT)
    await office.open(NEW_BROADCAST)
    assert "Rain" not in office.words, "the next one begins anew"


async def test_what_the_preview_did_not_show_is_shown_before_it_is_sent(
    market: Market, office: OfficeBrowser
) -> None:
    await fill(office, ("malay", "Hujan malam ini"))
    await fill(office, ("malay", "Hujan lebat malam ini"), ("language", "ms"), ("then", "send"))
    assert "please look at the preview once more" in office.words
    assert "Hujan lebat malam ini" in office.words
    await office.open(NEW_BROADCAST)
    await fill(office, ("then", "send"))
    assert office.path == screen_path("bf")
    await office.open(NEW_BROADCAST)
    await fill(office, ("malay", ""))
    assert (await broadcasts(market))[-1][1] == {}
    assert "Send to" not in office.words


async def test_an_evening_leads_to_those_who_booked_for_it(market: Market, office: OfficeBrowser) -> None:
    day = await market.store.read(
        lambda s: s.exec(select(MarketDay.id).order_by(col(MarketDay.day).desc()).limit(1)).one()
    )
    await fill(office, ("role", "vendor"))
    assert ("role", "vendor") in FormReader(office.page).found
    await office.open(f"/office/evenings/{day}")
    await office.follow("Write to who booked")
    form = FormReader(office.page)
    assert ("evening", str(day)) in form.found
    assert not {"role", "alley", "tag"} & {name for name, _ in form.found}
    await fill(office, ("english", "Thank you"))
    assert "People who booked for" in office.words
    for nothing in ("x", "999999", "-1", "1" * 90):
        await office.open(f"{NEW_BROADCAST}?evening={nothing}")
        assert (office.status, ("evening", str(day)) in FormReader(office.page).found) == (200, True)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ([("role", "king")], 422),
        ([("kind", "urgent")], 422),
        ([("alley", "1" * 12)], 422),
        ([("evening", "-1")], 422),
        ([("tag", "\0")], 422),
        ([("tag", "x" * 65)], 422),
        ([("language", "x" * 60_000)], 422),
        ([("chinese", "x" * 4097)], 422),
        ([("then", "discard")], 422),
        ([("chinese", "🎪" * 2049)], 409),
        ([("alley", "999999")], 409),
        ([("drop", "999999")], 409),
        ([("tag", "no such tag")], 409),
        ([("language", "fr")], 409),
        ([("tag", str(each)) for each in range(99)], 413),
    ],
)
async def test_what_no_form_of_ours_sends_changes_nothing_and_loses_no_text(
    market: Market, office: OfficeBrowser, changes: Fields, status: int
) -> None:
    await fill(office, ("english", "Kept"))
    before = await rows(market)
    texts = [("english", "Written meanwhile"), *changes]
    await fill(office, *texts)
    assert office.status == status
    assert re.search(r'(role="alert"|class="error")[^>]*>\s*[^<]{10,}', office.page)
    assert ("Written meanwhile" in office.page) == (status != 413)
    assert await rows(market) == before


async def test_a_replayed_stale_or_foreign_form_changes_nothing_and_says_why(
    market: Market, office: OfficeBrowser
) -> None:
    good = FormReader(office.page).filled(("english", "Once"))
    without = [(name, value) for name, value in good if name != "token"]
    before = await rows(market)
    for data, headers in (
        (without, {}),
        ([*without, ("token", "x")], {}),
        (good, {"Origin": "https://evil.example"}),
        (good, {"Sec-Fetch-Site": "cross-site"}),
    ):
        await office.send(NEW_BROADCAST, data=data, headers=headers)
        assert (office.status, "Nothing was done" in office.words) == (403, True)
    async with office_browser(market) as other:
        await other.send(NEW_BROADCAST, data=good)
        assert (other.status, "not signed in" in other.words) == (403, True)
    assert await rows(market) == before
    await office.send(NEW_BROADCAST, data=good)
    assert (office.status, (await broadcasts(market))[-1][1]) == (200, {"en": "Once"})
    after = await rows(market)
    again = [(name, "Twice" if name == "english" else value) for name, value in good]
    await office.send(NEW_BROADCAST, data=again)
    assert (office.status, "sent already" in office.words) == (403, True)
    assert await rows(market) == after


async def test_who_is_no_organiser_any_more_changes_nothing_and_reads_why(market: Market) -> None:
    await market.visitor(ROS).writes("/start")
    ros = await market.person(ROS)
    ken = Actor(await market.person(KEN), is_configured_admin=True)
    await market.store.write(name_organiser, ken, ros, ADMINS, market.clock())
    async with office_browser(market) as office:
        await sign_in(market, office, ROS)
        await office.open(NEW_BROADCAST)
        await fill(office, ("english", "Mine"))
        assert "Mine" in office.words
        first = FormReader(office.page).filled(("english", "Not mine any more"), ("then", "send"))
        await office.open(NEW_BROADCAST)
        second = FormReader(office.page).filled(("english", "Nor this"))
        await market.store.write(remove_organiser, ken, ros, ADMINS, market.clock())
        await market.deliver()
        before = await rows(market)
        await office.send(NEW_BROADCAST, data=first)
        assert office.status == 403
        assert "Nothing was done: you signed out, or no longer have a role here." in office.words
        assert await rows(market) == before
        await sign_in(market, office, ROS)
        before = await rows(market)
        await office.send(NEW_BROADCAST, data=second)
        assert (office.status, "Only an organiser can do this." in office.words) == (403, True)
        await office.open(NEW_BROADCAST)
        assert (office.status, "Mine" in office.page) == (403, False)
        assert await rows(market) == before
