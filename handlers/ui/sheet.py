"""Printed pages, as values: every text is in the language it is printed in. `bot/printing/` lays it out.

A `link` is what a QR says. It is kept out of representations, as a ticket's link is a secret.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from handlers.callbacks.printing import TicketPaper
from storage.ticket import TicketKind


@dataclass(frozen=True, kw_only=True)
class TicketSheet:
    """A ticket for its holder. It looks like its picture: `seed` chooses the colours."""

    language: str
    paper: TicketPaper
    kind: TicketKind
    word: str
    quantity: str
    title: str
    lines: tuple[str, ...]
    code: str
    hint: str
    seed: int
    link: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class LicenceSheet:
    """The card of a stall's licence on A6: `lines`, each in a language of its own, invite to the QR."""

    language: str
    word: str
    title: str
    place: str
    lines: tuple[str, ...]
    seed: int
    link: str = field(repr=False)


@dataclass(frozen=True)
class SmallQr:
    """A second, small QR on a sign, and what is below it, each line in a language of its own."""

    lines: tuple[str, ...]
    link: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Poster:
    """A sign: a name in big letters, its lines, each in a language of its own, and where the QR leads, in letters. `help` calls the organisers.

    `complaint` opens the form of neighbours, `permit` proves the permit of the alley; they are on the wall alone.
    """

    title: str
    lines: tuple[str, ...]
    address: str
    seed: int
    link: str = field(repr=False)
    help: SmallQr | None = None
    complaint: SmallQr | None = None
    permit: SmallQr | None = None


@dataclass(frozen=True)
class PosterSheet:
    """For each poster an A4 page for the wall, and one with four A6 cards for the tables."""

    language: str
    posters: tuple[Poster, ...]


@dataclass(frozen=True)
class RollPosterSheet:
    """A poster on the 58 mm paper of a receipt printer, with the short code of what it is of."""

    language: str
    poster: Poster
    code: str


@dataclass(frozen=True, kw_only=True)
class Tag:
    """A price tag. `lines` invite to the QR."""

    item: str
    price: str
    stall: str
    lines: tuple[str, ...]
    link: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class TagSheet:
    """Price tags, eight on an A4 page."""

    language: str
    title: str
    tags: tuple[Tag, ...]
    seed: int


@dataclass(frozen=True, kw_only=True)
class Slip:
    """A QR with a code to type and a few lines: what a packaging label and a bearer ticket consist of."""

    word: str
    code: str
    lines: tuple[str, ...] = ()
    link: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class BookingLine:
    """A booking in a list: the code of its ticket, what it is for, and what is to pay or was collected."""

    code: str
    goods: str
    state: str


@dataclass(frozen=True, kw_only=True)
class BookingSheet:
    """A list on A4 pages of what was booked of an evening, each with a box to tick. `hint` says who may read it."""

    language: str
    title: str
    stall: str
    hint: str
    lines: tuple[BookingLine, ...]


class LabelPaper(StrEnum):
    """A roll has one label of 40 x 30 mm a page, an A4 page has 45 to cut."""

    ROLL = "roll"
    A4 = "a4"


@dataclass(frozen=True, kw_only=True)
class LabelSheet:
    """Labels of 40 x 30 mm for packaging."""

    language: str
    title: str
    paper: LabelPaper
    labels: tuple[Slip, ...]


@dataclass(frozen=True, kw_only=True)
class StripSheet:
    """Bearer tickets to cut, ten on an A4 page."""

    language: str
    title: str
    kind: TicketKind
    slips: tuple[Slip, ...]


@dataclass(frozen=True, kw_only=True)
class FigureLine:
    """A figure of a picture: what it is, its value, and of how many in which time. `share` from 0 to 1 draws a bar."""

    label: str
    value: str
    note: str
    share: float | None = None


@dataclass(frozen=True, kw_only=True)
class FigureSheet:
    """Figures as a picture for a phone."""

    language: str
    title: str
    lines: tuple[FigureLine, ...]


@dataclass(frozen=True, kw_only=True)
class ChartBar:
    """A past day: its weekday and date, and how many came."""

    weekday: str
    date: str
    booked: int
    others: int


@dataclass(frozen=True, kw_only=True)
class ChartRange:
    """The coming day: its weekday and date, and how many are expected."""

    weekday: str
    date: str
    low: int
    expected: int
    high: int


@dataclass(frozen=True, kw_only=True)
class ForecastSheet:
    """A picture for the chat, 1280 x 960: bars of past days, and the range of the coming one. `booked`, `others` and `forecast` say what is what."""

    language: str
    bars: tuple[ChartBar, ...]
    coming: ChartRange
    booked: str
    others: str
    forecast: str


Sheet = (
    TicketSheet
    | LicenceSheet
    | PosterSheet
    | RollPosterSheet
    | TagSheet
    | LabelSheet
    | StripSheet
    | BookingSheet
    | FigureSheet
    | ForecastSheet
)
