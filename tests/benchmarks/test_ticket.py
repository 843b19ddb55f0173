"""The ticket benchmark. No test asserts speed."""

from random import Random

import pytest

from benchmarks.kiosk_verify import verify_ms
from benchmarks.ticket import figures, measured, segno_png, signed_qr
from market.ticket.signed_ticket import TicketSigner
from market.ticket.ticket_key import TicketKey
from market.ticket.ticket_link import TicketLinks
from tests.conftest import chromium
from tests.opened_files import qr_in


def test_each_variant_makes_a_ticket_in_each_round() -> None:
    found = measured(3)
    assert set(found) == {
        "Lorong, signed QR",
        "Lorong, picture",
        "Lorong, next of the item",
        "segno",
        "qrcode",
        "Lorong, verified",
    }
    assert all(len(each) == 3 and min(size for _, size in each) >= 84 for each in found.values())
    assert set(figures(found)) == {"make_ms", "issue_vs_segno", "png_bytes_vs_segno", "verify_us"}
    assert min(figures(found).values()) > 0


def test_the_bare_qr_of_ours_is_a_signed_ticket() -> None:
    key = TicketKey(bytes(32))
    signer = TicketSigner(1, key.signing_key())
    links = TicketLinks(key=key, signer=signer, username="a_bot", public_url="https://market.example")
    link = qr_in(signed_qr(3, Random(1), links)) or ""
    assert links.code_in(link, {1: bytes(signer.key.verify_key)}) is not None


def test_segno_draws_the_same_link() -> None:
    assert qr_in(segno_png("https://t.me/a_bot?start=t_7KQ2M9XF3")) == "https://t.me/a_bot?start=t_7KQ2M9XF3"


@pytest.mark.browser
async def test_the_kiosk_s_page_verifies_each_ticket() -> None:
    assert 0 <= await verify_ms(chromium()) < 1000
