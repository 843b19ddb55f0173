"""The office in a real Chromium without scripts: somebody who follows links, presses buttons and writes, and what axe and the layout say of each page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from playwright.async_api import Browser, Locator, Page, Route

from tests.journeys.harness import without_bidi_marks
from tests.sandbox.page.page_harness import violations

PHONE, COMPUTER, HEIGHT = 390, 1280, 844
MOST_TABS = 100
PARTS_OF_A_SCREEN = ("form.answer", ".preview", "img.picture", "a[download]", ".error")


@dataclass(frozen=True)
class Look:
    """A width in pixels and a colour scheme."""

    width: int
    scheme: Literal["light", "dark"]


TWO_LOOKS = (Look(PHONE, "light"), Look(COMPUTER, "dark"))
FOUR_LOOKS = (*TWO_LOOKS, Look(PHONE, "dark"), Look(COMPUTER, "light"))


@dataclass
class PageChecks:
    """Checks each kind of page once: axe finds nothing and nothing is cut, in each of these looks. `paths` has a path of each kind.

    axe is a script, so its own page has scripts, and is given the HTML that the page without them shows.
    """

    page: Page
    looks: tuple[Look, ...]
    paths: dict[str, str] = field(default_factory=dict)

    async def check_once(self, shown: Page) -> None:
        """Check what a page shows, unless one of its kind was checked."""
        if (kind := await kind_of(shown)) not in self.paths:
            self.paths[kind] = urlsplit(shown.url).path
            await self.check(shown, kind)

    async def check(self, shown: Page, kind: str) -> None:
        """Check what a page shows."""
        html = await shown.content()

        async def answer(route: Route) -> None:
            await route.fulfill(body=html, content_type="text/html; charset=utf-8")

        await self.page.route(shown.url, answer)
        await self.page.goto(shown.url)
        await self.page.unroute(shown.url)
        for look in self.looks:
            await self.page.set_viewport_size({"width": look.width, "height": HEIGHT})
            await self.page.emulate_media(color_scheme=look.scheme)
            assert await violations(self.page) == [], (kind, look)
            assert await self.page.evaluate("document.documentElement.scrollWidth") <= look.width, (
                kind,
                look,
            )


async def kind_of(page: Page) -> str:
    """Return what kind of page one is: its path without numbers and codes; of a screen, the parts that not every screen has."""
    path = urlsplit(page.url).path
    if path.startswith("/office/screen/"):
        return " ".join(
            ["screen", *[part for part in PARTS_OF_A_SCREEN if await page.locator(f"main {part}").count()]]
        )
    if path.startswith("/office/in/"):
        return "/office/in/CODE"
    return "/".join("ID" if part.isdecimal() else part for part in path.split("/"))


@dataclass
class OfficeUser:
    """Somebody at the office in a browser without scripts, who may have a keyboard alone."""

    address: str
    page: Page
    checks: PageChecks
    has_keyboard_alone: bool = False

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    async def reads(self) -> str:
        """Return the words of the page's main part, without the marks around names."""
        return without_bidi_marks(await self.page.inner_text("main"))

    async def open(self, path: str) -> None:
        await self.page.goto(self.address + path)
        await self.checks.check_once(self.page)

    async def follow(self, words: str, *, row: str = "") -> None:
        """Follow the first link with these words, in a row of a table that has others too."""
        place = self.page.locator("tr", has_text=row) if row else self.page.locator("main")
        await self._use(place.get_by_role("link", name=words), words)

    async def press(self, *labels: str) -> None:
        """Press the first button that has these words, then on the next page that of the next."""
        for label in labels:
            await self._use(self.page.get_by_role("button", name=label), label)

    async def write(self, *texts: str) -> None:
        """Answer what a screen asks, then what the next one asks."""
        for text in texts:
            await self.page.fill("#words", text)
            await self._use(self.page.locator("form.answer button"), text)

    async def save(self, label: str) -> str:
        """Return the text of the file behind the first link with this label."""
        async with self.page.expect_download() as download:
            await self.page.get_by_role("link", name=label).first.click()
        return (await (await download.value).path()).read_text(encoding="utf-8-sig")

    async def _use(self, targets: Locator, words: str) -> None:
        assert await targets.count(), f"no “{words}” at {self.page.url}\n{await self.reads()}"
        async with self.page.expect_navigation():
            if self.has_keyboard_alone:
                await self._tab_to(targets.first)
                await self.page.keyboard.press("Enter")
            else:
                await targets.first.click()
        await self.checks.check_once(self.page)

    async def _tab_to(self, target: Locator) -> None:
        for _ in range(MOST_TABS):
            await self.page.keyboard.press("Tab")
            if await target.and_(self.page.locator(":focus")).count():
                return
        raise AssertionError(f"Tab does not come to it at {self.page.url}")


@asynccontextmanager
async def office_user(
    browser: Browser, address: str, looks: tuple[Look, ...] = TWO_LOOKS
) -> AsyncIterator[OfficeUser]:
    """Yield somebody who is not signed in, with a phone's width, and English first."""
    plain = await browser.new_context(
        java_script_enabled=False, locale="en", viewport={"width": PHONE, "height": HEIGHT}
    )
    scripted = await browser.new_context(locale="en")
    try:
        yield OfficeUser(address, await plain.new_page(), PageChecks(await scripted.new_page(), looks))
    finally:
        await plain.close()
        await scripted.close()
