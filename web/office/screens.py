"""Screens of the chat as a page shows them, and the port through which the office gets them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from markupsafe import Markup

from locales.say import Say
from market.office_session import OfficeReader


@dataclass(frozen=True, kw_only=True)
class PageButton:
    """A button with exactly one of `data`, what the chat's button carries, `link`, an address, and `copy`, a text to copy. `look` is its style."""

    label: str
    data: str = ""
    link: str = ""
    copy: str = ""
    look: str = ""


@dataclass(frozen=True, kw_only=True)
class PageFile:
    """A file on a screen: its name, and its bytes as a data address."""

    name: str
    address: str


@dataclass(frozen=True, kw_only=True)
class PageScreen:
    """A screen. `picture` is a data address, "" for none. `question` is the one that is open, as it is stored, "" for none; `hint` stands in its field.

    `preview` is what others will get, shown first. `elsewhere` says what of the screen only the chat can do.
    """

    text: Markup
    rows: tuple[tuple[PageButton, ...], ...] = ()
    picture: str = ""
    file: PageFile | None = None
    question: str = ""
    hint: str = ""
    preview: "PageScreen | None" = None
    elsewhere: Markup | None = None


@dataclass(frozen=True, kw_only=True)
class ScreenOutcome:
    """The outcome of a tap or an answer: a screen to show, or the data of the one that it leads to. `said` is what a toast says."""

    screen: PageScreen | None = None
    leads_to: str = ""
    said: str = ""


class OfficeWay(StrEnum):
    """A screen that a page of the office leads to, named by what it is about. Those of the first part have the number of a row.

    Each kind of matter that waits for organisers has the way of its name.
    """

    HELP = "help"
    STALL = "stall"
    LICENCE = "licence"
    QUESTION = "question"
    RECOVERY = "recovery"
    REPORT = "report"
    OBJECTION = "objection"
    DRAW = "draw"
    PAYMENT = "payment"
    DEPOSIT = "deposit"
    TASK = "task"
    COMPLAINT = "complaint"
    ONE_COMPLAINT = "one_complaint"
    OPENING_TASKS = "opening_tasks"
    TAKE_DOWN_TASKS = "take_down_tasks"
    MARKET_DAY = "market_day"
    STALL_DAY = "stall_day"
    DESK = "desk"
    PERSON = "person"
    BROADCAST = "broadcast"
    HUB = "hub"
    HUB_DESK = "hub_desk"
    CRATES = "crates"
    STAFF = "staff"
    DOSSIER = "dossier"
    SELLER = "seller"
    DOCUMENT = "document"
    STATEMENT = "statement"
    SHARES = "shares"
    SHIFTS = "shifts"
    TEMPLATES = "templates"
    SHOWROOM = "showroom"
    HOURS = "hours"
    PITCHES = "pitches"
    ACCESS = "access"
    ALLEY_POWER = "alley_power"
    STALL_POWER = "stall_power"
    GATES = "gates"
    SHOWS = "shows"
    CARD = "card"
    TAGS = "tags"
    BOOKINGS = "bookings"

    BROADCAST_DRAFT = "broadcast_draft"
    BROADCAST_TIME = "broadcast_time"
    CONFIRM_BROADCAST = "confirm_broadcast"
    ALLEYS = "alleys"
    ORGANISERS = "organisers"
    INVITE = "invite"
    PEOPLE = "people"
    DROPS = "drops"
    PACKAGING = "packaging"
    OUTBOX = "outbox"
    POSTER = "poster"
    ROLL_POSTER = "roll_poster"
    ALLEY_POSTERS = "alley_posters"


class ChangesSomething(Exception):
    """A screen that was only to be read would change something."""


class OfficeScreens(Protocol):
    """The screens of the chat, for whoever is signed in. Data that no button ever carried is refused as in the chat."""

    def way(self, way: OfficeWay, number: int = 0) -> str:
        """Return what the button of a screen carries; the number is that of a row, 0 where it has none."""
        ...

    def message_name(self, say: Say, kind: str) -> str:
        """Return what a kind of notification is called."""
        ...

    async def show(self, reader: OfficeReader, say: Say, data: str) -> ScreenOutcome:
        """Return the screen that a button leads to. Raises ChangesSomething where it would do more than show."""
        ...

    async def press(self, reader: OfficeReader, say: Say, data: str, *, number: int) -> ScreenOutcome:
        """Do what a button does, once for a number."""
        ...

    async def answer(
        self, reader: OfficeReader, say: Say, question: str, *, words: str, number: int
    ) -> ScreenOutcome:
        """Give words to the question that a screen asked, once for a number."""
        ...
