"""The sandbox's page with three phones, and what a person sees and does there."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import resources

from playwright.async_api import Locator, Page

from sandbox import (
    Bot,
    Group,
    PageContent,
    Sandbox,
    StepCondition,
    StepTarget,
    TutorialStep,
    UpcomingEvent,
    UserProfile,
)
from tests.sandbox.page.sample_bot import TOKEN, USERNAME

AINA, ROS, KEN, ALLEY = 1001, 1002, 1003, -1001234567890

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text()
ASK = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


async def violations(page: Page) -> list[str]:
    """Return the violations that axe finds, a line for each node."""
    await page.evaluate(AXE)
    found = (await page.evaluate(ASK, RULES))["violations"]
    return [
        f"{rule['id']}: {node['target']}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


@dataclass
class MovableClock:
    """A clock that tests move."""

    at: datetime = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    moves: list[datetime] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    def next_due(self) -> UpcomingEvent | None:
        return UpcomingEvent(self.at + timedelta(hours=6), "reminder")

    async def move(self, to: datetime) -> str:
        self.moves.append(to)
        self.at = to
        return "3 messages, 1 hold ended"


def new_sandbox(clock: MovableClock, *, follows_browser: bool = False) -> Sandbox:
    counted = StepCondition(method="sendMessage", person=AINA, contains=("Counted",))
    scanned = StepCondition(method="sendMessage", person=ROS, contains=("VALID",))
    return Sandbox(
        bots=[Bot(id=7000000009, token=TOKEN, username=USERNAME, name="Lorong")],
        people=[
            UserProfile(id=AINA, first_name="Aina", language_code="en", role="shopper"),
            UserProfile(id=ROS, first_name="Ros", language_code="en", role="vendor"),
            UserProfile(id=KEN, first_name="Ken", language_code="ms", role="organiser"),
        ],
        groups=[Group(id=ALLEY, title="Bakau neighbours", members=[AINA, KEN])],
        clock=clock,
        tutorial=[
            TutorialStep(text="Count something", phone=AINA, line="/count", done=counted),
            TutorialStep(
                text="Scan her ticket",
                phone=ROS,
                targets=(StepTarget(phone=AINA, captions=("Code: ",)),),
                done=scanned,
            ),
        ],
        page=PageContent(
            title="A test street",
            about="Three phones and a sample bot.",
            languages=[("en", "English"), ("ms", "Melayu"), ("zh-Hans", "中文")],
            follows_browser=follows_browser,
            ideas=[TutorialStep(text="Ask again", phone=ROS, line="/ask")],
        ),
        limits=False,
    )


@dataclass(kw_only=True)
class ChatPage:
    """The page, with its phones by the names of their people."""

    page: Page
    sandbox: Sandbox
    clock: MovableClock
    address: str

    async def open(self) -> None:
        """Opens the page, or opens it again."""
        await self.page.goto(self.address)
        await self.page.wait_for_selector("html[data-ready]")

    def phone(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=name)

    def button(self, name: str, label: str) -> Locator:
        return self.phone(name).get_by_role("button", name=label, exact=True)

    def text(self, name: str, words: str) -> Locator:
        return self.phone(name).get_by_text(words)

    def ticket(self, name: str) -> Locator:
        return self.button(name, "QR ticket, code 7KQ2-M9XF-3")

    def composer(self, name: str) -> Locator:
        return self.phone(name).get_by_role("textbox", name=f"Write as {name}")

    @property
    def status(self) -> Locator:
        return self.page.get_by_role("status")

    @property
    def tutorial(self) -> Locator:
        return self.page.get_by_role("region", name="Tutorial")

    async def write(self, name: str, text: str) -> None:
        await self.composer(name).fill(text)
        await self.composer(name).press("Enter")

    async def press(self, key: str) -> None:
        await self.page.keyboard.press(key)

    async def type(self, text: str) -> None:
        await self.page.keyboard.type(text)

    async def counter(self) -> Locator:
        """Return the buttons on Aina's phone, with the focus on the first of them."""
        await self.write("Aina", "/count")
        first = self.button("Aina", "Count")
        await first.focus()
        return first

    async def more(self, choice: str) -> None:
        """Choose an entry of the dialog "More"."""
        await self.page.get_by_role("button", name="More", exact=True).click()
        await self.page.get_by_role("dialog").get_by_role("button", name=choice).click()

    async def menu(self, name: str) -> Locator:
        """Open and return the dialog of a phone."""
        await self.phone(name).get_by_role("button", name=f"{name}’s phone").click()
        return self.page.get_by_role("dialog")
