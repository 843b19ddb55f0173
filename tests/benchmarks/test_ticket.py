"""The ticket benchmark's pieces work. Nothing here asks for speed."""

import pytest

from benchmarks.kiosk_verify import verify_ms
from benchmarks.ticket import figures, measured, segno_png
from handlers.ui.qr_reader import qr_in
from tests.conftest import chromium


def test_every_way_makes_a_ticket_each_round() -> None:
    found = measured(3)
    assert set(found) == {"Lorong", "picture alone", "segno", "qrcode"}
    assert all(len(each) == 3 and min(size for _, size in each) > 300 for each in found.values())
    assert set(figures(found)) == {"make_ms", "issue_vs_segno", "png_bytes_vs_segno"}
    assert min(figures(found).values()) > 0


def test_segno_draws_the_same_link() -> None:
    assert qr_in(segno_png("https://t.me/a_bot?start=t_7KQ2M9XF3")) == "https://t.me/a_bot?start=t_7KQ2M9XF3"


@pytest.mark.browser
async def test_the_kiosk_s_page_verifies_each_ticket() -> None:
    assert 0 <= await verify_ms(chromium()) < 1000
