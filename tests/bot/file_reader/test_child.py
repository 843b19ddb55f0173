"""What the child that opens files says of each: pictures by their headers, QRs, tiles and PDFs."""

import io
import struct
import zlib
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.file_reader import child
from bot.file_reader.child import MAX_PIXELS, MAX_SCANS, SCANNED_PIXELS, FileFault, scans_of
from market.deposit.picture_print import COUNT, TILES
from tests.hostile_files import encoded, frames, jpeg_of_scans, noise, png, webp_canvas
from tests.opened_files import answer, qrs_in
from tests.pdfs import pdf, scanned_pdf

WHOLE = [pdf(), scanned_pdf()]
UNFIT, TOO_LARGE, TOO_COSTLY = ({"fault": each} for each in FileFault)


def drawn(form: str) -> bytes:
    return encoded(Image.new("RGB", (64, 48), "teal"), form)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "MPO"])
def test_the_size_of_what_phones_send_is_read(form: str) -> None:
    assert answer("size", drawn(form)) == {"size": (64, 48)}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture",
        drawn("GIF"),
        drawn("BMP"),
        drawn("PNG")[:20],
        drawn("JPEG")[:100],
        png(0, 9, whole=False),
    ],
)
def test_what_is_no_picture_is_unfit(data: bytes) -> None:
    assert [answer(task, data) for task in ("size", "qrs", "tiles")] == [UNFIT] * 3


@pytest.mark.parametrize(
    "data",
    [
        png(5000, MAX_PIXELS // 5000 + 1, whole=False),
        png(10_000, 10_000, whole=False),
        png(50_000, 50_000, whole=False),
    ],
    ids=["pixels", "a warning of Pillow", "an error of Pillow"],
)
def test_what_is_too_large_is_refused_by_its_header(data: bytes) -> None:
    assert [answer(task, data) for task in ("size", "qrs", "tiles")] == [TOO_LARGE] * 3


def test_a_canvas_of_which_nothing_is_there_is_refused() -> None:
    assert answer("size", webp_canvas(2**14)) in (UNFIT, TOO_LARGE)


def test_the_scans_of_a_jpeg_are_counted_before_it_is_decoded() -> None:
    ordinary = encoded(noise(Random(3)), "JPEG", progressive=True)
    assert scans_of(ordinary, 99) == 10
    assert answer("tiles", ordinary).keys() == {"tiles"}
    assert answer("size", jpeg_of_scans(MAX_SCANS, 300, 200)) == {"size": (300, 200)}
    assert answer("size", jpeg_of_scans(MAX_SCANS + 1, 300, 200)) == TOO_COSTLY
    many = jpeg_of_scans(1507)
    assert len(many) < 300_000
    assert [answer(task, many) for task in ("size", "qrs", "tiles")] == [TOO_COSTLY] * 3


def test_a_large_jpeg_may_have_fewer_scans() -> None:
    side = 5000
    most = SCANNED_PIXELS // side**2
    assert answer("size", jpeg_of_scans(most, side, side)) == {"size": (side, side)}
    assert answer("size", jpeg_of_scans(most + 1, side, side)) == TOO_COSTLY


def test_what_only_looks_like_scans_does_not_count() -> None:
    """A small picture in a segment, and a film behind the end, as phones write them."""
    whole, scan = encoded(noise(Random(4)), "JPEG"), b"\xff\xda"
    segment = b"\xff\xe1" + struct.pack(">H", 2 + 200) + scan * 100
    assert scans_of(whole[:2] + segment + whole[2:] + scan * 100, 99) == 1
    assert answer("size", whole[:2] + segment + whole[2:] + scan * 100) == {"size": (300, 300)}


def test_the_first_of_several_pictures_is_taken() -> None:
    for form in ("MPO", "WEBP", "PNG"):
        assert answer("tiles", frames(form, 3, 200)).keys() == {"tiles"}, form
        assert answer("size", frames(form, 3, 200)) == {"size": (200, 200)}, form


def test_the_tiles_are_those_of_a_print() -> None:
    assert child.TILES == TILES
    assert len(answer("tiles", drawn("PNG"))["tiles"]) == -(-COUNT // 3) * 4


@pytest.mark.parametrize(
    "data",
    [pdf(), pdf() + b"\n" * 2000, scanned_pdf(), scanned_pdf(30), scanned_pdf(owner="secret")],
    ids=["letters", "more behind its end", "a page", "many pages", "not to be changed"],
)
def test_a_pdf_that_everybody_can_open_is_taken(data: bytes) -> None:
    assert answer("pdf", data) == {}


@pytest.mark.parametrize(
    "data",
    [
        scanned_pdf()[:-30],
        pdf()[:200],
        b"%PDF-",
        b"%PDF-1.7\n%%EOF",
        scanned_pdf(0),
        scanned_pdf(password="secret"),
    ],
    ids=["without its end", "a beginning", "a name", "nothing in it", "no page", "password"],
)
def test_a_pdf_that_does_not_open_for_everybody_is_unfit(data: bytes) -> None:
    assert answer("pdf", data) == UNFIT


@given(st.binary(max_size=300), st.randoms(use_true_random=False))
def test_any_bytes_are_opened_or_unfit(data: bytes, chance: Random) -> None:
    """Also a real PDF with some bytes in it changed, moved or doubled."""
    whole = chance.choice(WHOLE)
    at, other = chance.randrange(len(whole)), chance.randrange(len(whole))
    for each in (b"%PDF-" + data + b"%%EOF", whole[:at] + data + whole[other:]):
        assert answer("pdf", each) in ({}, UNFIT)


def test_a_picture_on_nothing_is_a_picture_on_white() -> None:
    """Greys and colours, with and without pixels that are half there."""
    for mode, nothing in (("RGBA", (0, 0, 0, 0)), ("LA", (0, 0))):
        data = encoded(Image.new(mode, (400, 800), nothing), "PNG")
        with Image.open(io.BytesIO(data)) as image:
            assert image.mode == mode
        assert child.grayscale(data).getextrema() == (255, 255)


def test_what_costs_memory_to_inflate_is_unfit_or_taken() -> None:
    bomb = png(64, 64, text=zlib.compress(bytes(2**20)))
    assert answer("size", bomb) in ({"size": (64, 64)}, UNFIT)
    assert qrs_in(bomb) == ()
