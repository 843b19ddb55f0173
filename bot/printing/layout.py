"""Turns sheets into what the templates read: a template's name, and plain data for it.

Every text passes `printable` on its way, so nothing is printed that the fonts lack.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, assert_never

from bot.printing.printable import families, printable
from bot.printing.qr_path import QrPath, qr_path
from handlers.callbacks.printing import TicketPaper
from handlers.drop.placeholder_picture import dice_and_palette
from handlers.ticket.ticket_picture import BANDS
from handlers.ui.sheet import (
    BookingSheet,
    ChartBar,
    ChartRange,
    FigureSheet,
    ForecastSheet,
    LabelPaper,
    LabelSheet,
    LicenceSheet,
    Poster,
    PosterSheet,
    RollPosterSheet,
    Sheet,
    Slip,
    SmallQr,
    StripSheet,
    Tag,
    TagSheet,
    TicketSheet,
)
from storage.ticket import TicketKind

Data = dict[str, Any]

ROLL_DOTS, ROLL_DPI = 384, 203
"""A receipt printer for paper of 58 mm."""
PHONE_DPI = 288
"""Of a picture 90 mm wide: 1020 dots, so that its smallest letters are read on a phone."""
CHART_DPI = 230.4
"""400 x 300 points are 1280 x 960 pixels."""
LABEL_HEIGHT = 30
"""In millimetres."""
TICKET_QR, WALL_QR, CARD_QR, TAG_QR, LABEL_QR, SLIP_QR, HELP_QR = 62, 112, 56, 36, 24, 40, 17
"""Sides in millimetres, quiet zone included, unless the modules need more."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A template and its data, in a language. With `dots_per_inch` the result is a PNG, in two grey levels or `in_colour`, else a PDF."""

    template: str
    language: str
    data: Data
    dots_per_inch: float | None = None
    in_colour: bool = False


def layout(sheet: Sheet) -> Layout:
    """Return how a sheet is laid out; equal sheets are equal layouts. Raises LettersNotPrintable."""
    match sheet:
        case TicketSheet(paper=TicketPaper.ROLL):
            return Layout(
                template="ticket_roll",
                language=sheet.language,
                data=_roll_ticket(sheet),
                dots_per_inch=ROLL_DPI,
            )
        case TicketSheet():
            return Layout(template="ticket", language=sheet.language, data=_ticket(sheet))
        case LicenceSheet():
            return Layout(template="licence", language=sheet.language, data=_licence(sheet))
        case PosterSheet():
            return Layout(template="poster", language=sheet.language, data=_posters(sheet))
        case RollPosterSheet():
            return Layout(
                template="poster_roll",
                language=sheet.language,
                data=_roll_poster(sheet),
                dots_per_inch=ROLL_DPI,
            )
        case TagSheet():
            return Layout(template="tags", language=sheet.language, data=_tags(sheet))
        case LabelSheet():
            return Layout(template="labels", language=sheet.language, data=_labels(sheet))
        case StripSheet():
            return Layout(template="strip", language=sheet.language, data=_strip(sheet))
        case BookingSheet():
            return Layout(template="bookings", language=sheet.language, data=_bookings(sheet))
        case FigureSheet():
            return Layout(
                template="figures",
                language=sheet.language,
                data=_figures(sheet),
                dots_per_inch=PHONE_DPI,
                in_colour=True,
            )
        case ForecastSheet():
            return Layout(
                template="forecast",
                language=sheet.language,
                data=_forecast(sheet),
                dots_per_inch=CHART_DPI,
                in_colour=True,
            )
        case _:
            assert_never(sheet)


def _ticket(sheet: TicketSheet) -> Data:
    return {
        **_document(sheet.language, sheet.title),
        "words": _ticket_words(sheet),
        "band": _band(sheet.kind),
        "palette": _palette(sheet.seed),
        "qr": _qr(qr_path(sheet.link), TICKET_QR, name=sheet.code),
    }


def _roll_ticket(sheet: TicketSheet) -> Data:
    return {
        **_document(sheet.language, sheet.title),
        **_roll(sheet.link, sheet.code),
        "words": _ticket_words(sheet),
        "edge": BANDS[sheet.kind].edge,
    }


def _roll(link: str, code: str) -> Data:
    """Return what each sheet on 58 mm paper needs: its width, and a QR on whole dots."""
    qr = qr_path(link)
    return {
        "qr": {**_qr(qr, 0, name=code), "dots": qr.dots(ROLL_DOTS) * qr.modules},
        "dots": ROLL_DOTS,
        "dots_per_inch": ROLL_DPI,
    }


def _ticket_words(sheet: TicketSheet) -> Data:
    return _printable(
        {
            "word": sheet.word,
            "quantity": sheet.quantity,
            "title": sheet.title,
            "lines": sheet.lines,
            "code": sheet.code,
            "hint": sheet.hint,
        },
        sheet.language,
    )


def _licence(sheet: LicenceSheet) -> Data:
    words = {"word": sheet.word, "title": sheet.title, "place": sheet.place, "lines": sheet.lines}
    return {
        **_document(sheet.language, sheet.title),
        "words": _printable(words, sheet.language),
        "palette": _palette(sheet.seed),
        "qr": _qr(qr_path(sheet.link), TICKET_QR, name=sheet.title),
    }


def _posters(sheet: PosterSheet) -> Data:
    return {
        **_document(sheet.language, *(poster.title for poster in sheet.posters[:1])),
        "posters": [_poster(poster, sheet.language) for poster in sheet.posters],
    }


def _poster(poster: Poster, language: str) -> Data:
    qr = qr_path(poster.link)
    return {
        "words": _poster_words(poster, language),
        "palette": _palette(poster.seed),
        "wall": _qr(qr, WALL_QR, name=poster.address),
        "card": _qr(qr, CARD_QR, name=poster.address),
        "help": _small_qr(poster.help, language) if poster.help else None,
        "complaint": _small_qr(poster.complaint, language) if poster.complaint else None,
        "permit": _small_qr(poster.permit, language) if poster.permit else None,
    }


def _small_qr(small: SmallQr, language: str) -> Data:
    qr, name = qr_path(small.link), " ".join(small.lines)
    return {
        **_printable({"lines": small.lines}, language),
        "wall": _qr(qr, 2 * HELP_QR, name=name),
        "card": _qr(qr, HELP_QR, name=name),
    }


def _roll_poster(sheet: RollPosterSheet) -> Data:
    return {
        **_document(sheet.language, sheet.poster.title),
        **_roll(sheet.poster.link, sheet.code),
        "words": {**_poster_words(sheet.poster, sheet.language), "code": sheet.code},
    }


def _poster_words(poster: Poster, language: str) -> Data:
    words = {"title": poster.title, "lines": poster.lines, "address": poster.address}
    return _printable(words, language)


def _tags(sheet: TagSheet) -> Data:
    return {
        **_document(sheet.language, sheet.title),
        "palette": _palette(sheet.seed),
        "tags": [_tag(tag, sheet.language) for tag in sheet.tags],
    }


def _tag(tag: Tag, language: str) -> Data:
    words = {"item": tag.item, "price": tag.price, "stall": tag.stall, "lines": tag.lines}
    return {"words": _printable(words, language), "qr": _qr(qr_path(tag.link), TAG_QR, name=tag.item)}


def _labels(sheet: LabelSheet) -> Data:
    labels = _slips(sheet.labels, sheet.language, LABEL_QR)
    if any(label["qr"]["side"] > LABEL_HEIGHT for label in labels):
        raise ValueError("a label is too small for so long a link")
    return {
        **_document(sheet.language, sheet.title),
        "cut": sheet.paper is LabelPaper.A4,
        "labels": labels,
    }


def _strip(sheet: StripSheet) -> Data:
    return {
        **_document(sheet.language, sheet.title),
        "band": _band(sheet.kind),
        "slips": _slips(sheet.slips, sheet.language, SLIP_QR),
    }


def _bookings(sheet: BookingSheet) -> Data:
    return {
        **_document(sheet.language, sheet.title),
        "words": _printable({"stall": sheet.stall, "hint": sheet.hint}, sheet.language),
        "lines": [_printable(asdict(line), sheet.language) for line in sheet.lines],
    }


def _figures(sheet: FigureSheet) -> Data:
    return {
        **_document(sheet.language, sheet.title),
        "lines": [
            {
                "words": _printable(
                    {"label": line.label, "value": line.value, "note": line.note}, sheet.language
                ),
                "share": line.share,
            }
            for line in sheet.lines
        ],
    }


def _forecast(sheet: ForecastSheet) -> Data:
    return {
        **_document(sheet.language),
        "words": _printable(
            {"booked": sheet.booked, "others": sheet.others, "forecast": sheet.forecast}, sheet.language
        ),
        "bars": [_chart_day(bar, sheet.language) for bar in sheet.bars],
        "coming": _chart_day(sheet.coming, sheet.language),
    }


def _chart_day(day: ChartBar | ChartRange, language: str) -> Data:
    return {**asdict(day), **_printable({"weekday": day.weekday, "date": day.date}, language)}


def _slips(slips: Sequence[Slip], language: str, side: float) -> list[Data]:
    return [
        {
            "words": _printable({"word": slip.word, "code": slip.code, "lines": slip.lines}, language),
            "qr": _qr(qr_path(slip.link), side, name=slip.code),
        }
        for slip in slips
    ]


def _document(language: str, *title: str) -> Data:
    """Return what every template needs: language, fonts, title."""
    code, _, script = language.partition("_")
    return {
        "language": code,
        "script": script.lower(),
        "fonts": families(language),
        "title": printable(" ".join(title), language),
    }


def _band(kind: TicketKind) -> Data:
    return asdict(BANDS[kind])


def _palette(seed: int) -> Data:
    return asdict(dice_and_palette(seed)[1])


def _qr(qr: QrPath, least: float, *, name: str) -> Data:
    """Return a QR to print: its side in millimetres, and what a screen reader says of it."""
    return {"svg": qr.svg, "side": round(qr.side(least), 3), "alt": f"QR {name}"}


def _printable(words: Mapping[str, str | Sequence[str]], language: str) -> Data:
    return {
        name: printable(text, language)
        if isinstance(text, str)
        else [printable(line, language) for line in text]
        for name, text in words.items()
    }
