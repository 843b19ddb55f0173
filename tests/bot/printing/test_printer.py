"""Printing in child processes: a scanner's library reads the output, from the PDF and as a printer's dots."""

import asyncio
import io
import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import segno
import zxingcpp
from PIL import Image, ImageFilter

from bot.printing import child
from bot.printing.layout import Layout, layout
from bot.printing.printer import Printer
from bot.printing.qr_path import QUIET, qr_path
from handlers.callbacks.printing import TicketPaper
from handlers.ui.sheet import LabelPaper, PosterSheet, RollPosterSheet, Sheet, SmallQr, TicketSheet
from market.printing import PrintingFailed
from tests.bot.printing.sample_sheets import (
    ALL,
    FIGURES,
    GATE,
    HELP,
    LINK,
    LONG_LINK,
    MENU,
    PERMIT,
    POSTERS,
    RETURNS,
    ROLL_MENU,
    TICKET,
    bookings,
    labels,
    strip,
    tags,
)
from tests.printed import QR_CODES, page_count, pages_of, qrs_in, read_qrs

LINKS = {"a short link": LINK, "a signed ticket's link": LONG_LINK}


@pytest.fixture
def printer() -> Printer:
    return Printer()


@pytest.mark.parametrize("name", ALL)
async def test_each_sheet_is_printed_and_equal_sheets_are_equal_bytes(name: str, printer: Printer) -> None:
    first, second = await asyncio.gather(printer.print_sheet(ALL[name]), printer.print_sheet(ALL[name]))
    is_picture = "58 mm" in name or "PNG" in name
    assert first[:4] == (b"\x89PNG" if is_picture else b"%PDF")
    assert first == second
    assert is_picture or b"pdfuaid:part" in first, "for screen readers too"


async def test_figures_are_a_picture_in_colour_for_a_phone_with_a_bar_as_long_as_the_share(
    printer: Printer,
) -> None:
    picture = Image.open(io.BytesIO(await printer.print_sheet(FIGURES))).convert("RGB")
    assert picture.width == 1020
    bar, track = (31, 111, 92), (230, 225, 216)
    lengths = {
        colour: max(
            sum(picture.getpixel((x, y)) == colour for x in range(picture.width))
            for y in range(picture.height)
        )
        for colour in (bar, track)
    }
    assert lengths[bar] / (lengths[bar] + lengths[track]) == pytest.approx(0.75, abs=0.01)


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
async def test_the_qr_in_the_pdf_is_one_path_with_modules_that_a_printer_can_make(
    printer: Printer, link: str
) -> None:
    poster = replace(POSTERS.posters[0], link=link)
    least = {
        "ticket": (replace(TICKET, link=link), [24]),
        "poster": (PosterSheet("ms", (poster,)), [32] * 5),
        "tags": (tags(9, link), [24] * 9),
        "labels": (labels(2, link=link), [24] * 2),
        "labels to cut": (labels(46, LabelPaper.A4, link), [24] * 46),
        "strip": (strip(10, link), [24] * 10),
    }
    modules = qr_path(link).modules
    for name, (sheet, sides) in least.items():
        printed = qrs_in(await printer.print_sheet(sheet))
        assert [each.text for each in printed] == [link] * len(sides), name
        for qr, side in zip(printed, sides, strict=True):
            module = qr.width / (modules - 2 * QUIET)
            assert module >= 0.449, name
            assert module * modules >= side - 0.01, name


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
def test_what_a_printer_of_150_dots_an_inch_makes_is_read_at_three_sizes(link: str) -> None:
    sheets = (replace(TICKET, link=link), tags(1, link), labels(1, link=link))
    for sheet in sheets:
        [page] = pages_of(layout(sheet), 150)
        for spoiled in (page, page.convert("L").filter(ImageFilter.GaussianBlur(0.6))):
            assert read_qrs(spoiled) == [link], type(sheet).__name__


def test_every_qr_of_full_pages_is_read() -> None:
    assert [len(read_qrs(page)) for page in pages_of(layout(tags(9)), 200)] == [8, 1]
    assert [len(read_qrs(page)) for page in pages_of(layout(strip(12)), 200)] == [10, 2]
    assert [len(read_qrs(page)) for page in pages_of(layout(POSTERS), 100)] == [1, 4]
    assert [len(read_qrs(page)) for page in pages_of(layout(labels(3)), 203)] == [1, 1, 1]


async def test_pages_have_the_sizes_of_paper(printer: Printer) -> None:
    assert [page.size for page in pages_of(layout(TICKET), 254)] == [(1050, 1480)]
    assert [page.size for page in pages_of(layout(labels(1)), 254)] == [(400, 300)]
    assert [page.size for page in pages_of(layout(POSTERS), 254)] == [(2100, 2970)] * 2
    assert page_count(await printer.print_sheet(tags(17))) == 3
    assert [page.size for page in pages_of(layout(bookings(1)), 254)] == [(2100, 2970)]
    assert 2 <= page_count(await printer.print_sheet(bookings(60))) <= 3


LONG_MENU = replace(ROLL_MENU, poster=replace(MENU, link=LONG_LINK))


@pytest.mark.parametrize("menu", [ROLL_MENU, LONG_MENU], ids=["a menu", "a long link"])
def test_the_menu_on_58_mm_at_203_dots_is_read(
    menu: RollPosterSheet,
) -> None:
    """On A4 and A6 at 150 and 300 dots an inch, too, sharp and as a phone sees it."""
    link = menu.poster.link
    [roll] = pages_of(layout(menu), 203)
    assert roll.width == 384
    papers = [
        roll,
        *(page for dots in (150, 300) for page in pages_of(layout(PosterSheet("ms", (menu.poster,))), dots)),
    ]
    for paper, count in zip(papers, (1, 1, 4, 1, 4), strict=True):
        for seen in (paper, paper.convert("L").filter(ImageFilter.GaussianBlur(1))):
            assert read_qrs(seen) == [link] * count


def test_the_menu_on_58_mm_is_what_another_library_draws() -> None:
    link = ROLL_MENU.poster.link
    [roll] = pages_of(layout(ROLL_MENU), 203)
    qr = qr_path(link)
    count = len(qr.rows)
    assert _modules(roll.convert("1"), qr.dots(384), count) in drawn_by_segno(link, (count - 17) // 4)


def test_a_permits_qr_is_as_another_library_draws_it() -> None:
    rows = qr_path(PERMIT.link).rows
    assert rows in drawn_by_segno(PERMIT.link, (len(rows) - 17) // 4)


def drawn_by_segno(link: str, version: int) -> list[tuple[tuple[bool, ...], ...]]:
    """The same QR by a library of other people, once for each mask: which one is best is no part of the standard's words."""
    codes = (segno.make(link, version=version, error="q", mask=mask, boost_error=False) for mask in range(8))
    return [tuple(tuple(bool(module) for module in row) for row in code.matrix) for code in codes]


@pytest.mark.parametrize("dots", [150, 300])
@pytest.mark.parametrize("market", ["MARKET.EXAMPLE", "A-MARKET-WITH-A-LONG-NAME.NIGHT.MARKETS.EXAMPLE.ORG"])
def test_the_gates_poster_has_codes_beside_the_large_one_that_are_read_on_the_wall_and_on_the_cards(
    dots: int, market: str
) -> None:
    """The one beside the large one is never nearer than its quiet zone, nor cut off by an edge, whatever is below it."""
    poster, link = GATE.posters[0], f"HTTPS://{market}/Y/BAKAU/HELP"
    for lines in (HELP.lines, ("x" * 60, "我需要帮助 " * 9)):
        permit = SmallQr(lines, f"HTTPS://{market}/P/{'AEDQI' * 27}")
        complaint = SmallQr(lines, f"HTTPS://{market}/N/BAKAU")
        gate = replace(poster, help=SmallQr(lines, link), complaint=complaint, permit=permit)
        pages = pages_of(layout(PosterSheet("ms", (gate,))), dots)
        for page, count in zip(pages, (1, 4), strict=True):
            for seen in (page, page.convert("L").filter(ImageFilter.GaussianBlur(1))):
                beside = [complaint.link, permit.link] if page is pages[0] else []
                assert sorted(read_qrs(seen)) == sorted([*beside, *[link, poster.link] * count])


@pytest.mark.parametrize("menu", [ROLL_MENU, LONG_MENU], ids=["a menu", "a long link"])
@pytest.mark.parametrize("dots", [150, 300])
def test_the_quiet_zone_on_a4_and_a6_is_kept(menu: RollPosterSheet, dots: int) -> None:
    """White alone is nearer than four modules to the dark square, also at the edges of the cards."""
    for page in pages_of(layout(PosterSheet("ms", (menu.poster,))), dots):
        grey = page.convert("L")
        for found in zxingcpp.read_barcodes(grey, formats=QR_CODES):
            corner, other = found.position.top_left, found.position.bottom_right
            module = (other.x - corner.x) / len(qr_path(menu.poster.link).rows)
            quiet = grey.crop(
                tuple(
                    round(edge)
                    for edge in (
                        corner.x - 3.8 * module,
                        corner.y - 3.8 * module,
                        other.x + 3.8 * module,
                        corner.y - 0.5 * module,
                    )
                )
            )
            assert min(level for _, level in quiet.getcolors() or ()) == 255


@pytest.mark.parametrize("ticket", [TICKET, RETURNS], ids=["a short link", "a signed ticket's link"])
async def test_on_58_mm_there_is_black_and_white_alone_and_each_module_is_whole_dots(
    printer: Printer, ticket: TicketSheet
) -> None:
    png = await printer.print_sheet(replace(ticket, paper=TicketPaper.ROLL))
    picture = Image.open(io.BytesIO(png))
    assert (picture.mode, picture.width) == ("1", 384)
    assert {level for _, level in picture.convert("L").getcolors() or ()} == {0, 255}
    assert read_qrs(picture) == [ticket.link]
    qr = qr_path(ticket.link)
    dots = qr.dots(384)
    assert dots == (7 if ticket is TICKET else 6)
    assert dots * qr.modules / 203 * 25.4 >= 32
    assert _modules(picture, dots, len(qr.rows)) == qr.rows


def _modules(picture: Image.Image, dots: int, count: int) -> tuple[tuple[bool, ...], ...]:
    """The modules of the QR in a picture; none has dots of the other colour."""
    left = (384 - (count + 2 * QUIET) * dots) // 2 + QUIET * dots
    bar = 7 * dots
    top = next(
        y
        for y in range(picture.height - count * dots)
        if not any(picture.getpixel((left + x, y + step)) for x in range(bar) for step in range(dots))
        and picture.getpixel((left + bar, y))
        and picture.getpixel((left - 1, y))
    )
    rows = []
    for row in range(count):
        squares = [
            picture.crop(
                (
                    left + column * dots,
                    top + row * dots,
                    left + column * dots + dots,
                    top + row * dots + dots,
                )
            )
            for column in range(count)
        ]
        colours = [{level for _, level in square.getcolors() or ()} for square in squares]
        assert all(len(each) == 1 for each in colours)
        rows.append(tuple(each == {0} for each in colours))
    return tuple(rows)


NAMES = (
    '#read("/etc/passwd")',
    '#panic("read as markup")',
    "#{[($ unclosed",
    "*bold* _thin_ $x^2$ `code` <label> @reference = heading",
    '"quotes" \\ back "" \\u{202e}',
    "\u2068سوق ليلي\u2069 abc שלום",
    "月饼 莲蓉双黄",
    "ស្រ្តី ไทย ລາວ မြန်မာ தமிழ் हिन्दी",
    "x" * 300,
    "kuih lapis " * 27,
)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_is_printed_as_text_and_nothing_runs_over_the_qr(name: str) -> None:
    """A name that was read as markup would be an error in most of these."""
    for sheet in _named(name):
        [page, *_] = pages_of(layout(sheet), 150)
        assert read_qrs(page)[:1] == [LINK]


@pytest.mark.parametrize("name", NAMES[:5], ids=range(5))
async def test_a_name_gets_through_the_child_process(name: str, printer: Printer) -> None:
    for sheet in (*_named(name), bookings(1, name)):
        assert await printer.print_sheet(sheet)


def _named(name: str) -> tuple[Sheet, ...]:
    """A sheet of each template with this name in all its places."""
    [tag] = tags(1).tags
    [label] = labels(1).labels
    ticket = replace(TICKET, word=name[:20], title=name, lines=(name, name), hint=name)
    poster = replace(POSTERS.posters[0], title=name, lines=(name, name), link=LINK)
    return (
        ticket,
        replace(ticket, paper=TicketPaper.ROLL),
        PosterSheet("en", (poster,)),
        RollPosterSheet("en", poster, "ABCDE"),
        replace(tags(1), tags=(replace(tag, item=name, price=name[:20], stall=name, lines=(name,)),)),
        replace(labels(1), labels=(replace(label, word=name, lines=(name,)),)),
        replace(strip(1), slips=(replace(label, word=name, lines=(name, name)),)),
    )


def test_a_template_reads_no_file_outside_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "inside.txt").write_text("inside")
    (templates / "spy.typ").write_text('#set document(title: "x")\n#read(sys.inputs.data.slice(1, -1))')
    monkeypatch.setattr(child, "TEMPLATES", templates)

    def printed(path: str) -> bytes:
        return child.print_sheet({"template": "spy", "data": path, "dots_per_inch": None}, str(tmp_path))

    assert printed("inside.txt")
    for outside in ("../secret.txt", str(tmp_path / "secret.txt"), "/etc/passwd", "/../secret.txt"):
        with pytest.raises(RuntimeError):
            printed(outside)


def script(text: str) -> tuple[str, ...]:
    """A child that runs this instead."""
    return (sys.executable, "-I", "-c", text)


async def test_a_child_that_hangs_is_killed(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    hanging = Printer(
        1.0, script(f"import os, time; open({str(mark)!r}, 'w').write(str(os.getpid())); time.sleep(60)")
    )
    began = time.monotonic()
    with pytest.raises(PrintingFailed):
        await hanging.print_sheet(TICKET)
    assert time.monotonic() - began < 20
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


@pytest.mark.parametrize("text", ["raise SystemExit(3)", "pass", "import os; os.abort()"])
async def test_a_child_that_breaks_is_a_refusal(text: str) -> None:
    with pytest.raises(PrintingFailed):
        await Printer(20, script(text)).print_sheet(TICKET)


async def test_the_child_gets_the_sheet_and_no_secret_of_this_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LORONG_BOT_TOKEN", "secret")
    program = "import json, os, sys; print(json.dumps([json.load(sys.stdin), dict(os.environ), sys.argv]))"
    request, environment, arguments = json.loads(await Printer(20, script(program)).print_sheet(TICKET))
    assert request["template"] == "ticket"
    assert "LORONG_BOT_TOKEN" not in environment
    assert environment["LANG"] == "C.UTF-8"
    assert LINK not in " ".join(arguments)


async def test_two_are_printed_at_a_time(tmp_path: Path) -> None:
    """Each child counts those beside it."""
    text = (
        f"import os, time, pathlib; mine = pathlib.Path({str(tmp_path)!r}, str(os.getpid())); mine.touch(); "
        "time.sleep(0.3); print(len(list(mine.parent.iterdir()))); mine.unlink()"
    )
    printer = Printer(60, script(text))
    counts = await asyncio.gather(*(printer.print_sheet(TICKET) for _ in range(6)))
    assert max(map(int, counts)) == 2


def test_equal_sheets_are_equal_layouts_and_the_link_is_in_the_qr_alone() -> None:
    for sheet in ALL.values():
        assert layout(sheet) == layout(sheet)
        laid_out = json.dumps(_without_svg(layout(sheet)))
        assert LINK not in laid_out
        assert LONG_LINK not in laid_out
        assert LINK not in repr(sheet)
        assert LONG_LINK not in repr(sheet)


def _without_svg(laid_out: Layout) -> Any:
    return json.loads(json.dumps(laid_out.data), object_hook=lambda each: {**each, "svg": ""})
