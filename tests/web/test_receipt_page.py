"""The page of a receipt: items and payments, in the reader's language, without a script and without names of buyer or seller."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

import pytest
from playwright.async_api import Page

from market.sale.receipt import ReceiptFacts, ReceiptLineFacts
from market.sale.refusals import ReceiptUnknown
from storage.sale import ReceiptKind, SaleMethod
from tests.sandbox.page.page_harness import violations
from tests.web.page_harness import SITE, asked, got, served
from web.receipt_page import add_receipt_page, receipt_html

CODE = "7KQ2M9XF7KQ2M9XF"
RECEIPT = ReceiptFacts(
    id=1,
    stall=1,
    stall_name="Dapur <b>Nenek</b> Ros",
    alley="Lorong Bakau",
    zone="Asia/Kuching",
    territory="MY",
    number=12,
    code=CODE,
    kind=ReceiptKind.SALE,
    method=SaleMethod.CASH,
    currency="MYR",
    total=1704,
    paid=1705,
    sold_at=datetime(2026, 11, 27, 11, 12, tzinfo=UTC),
    lines=(ReceiptLineFacts("Kuih lapis", 2, 852),),
    other=None,
    seller=1002,
)
VOID = replace(
    RECEIPT, number=13, kind=ReceiptKind.VOID, total=-1704, paid=-1705, other=12,
    lines=(ReceiptLineFacts("Kuih lapis", -2, 852),),
)  # fmt: skip


@asynccontextmanager
async def served_receipts(*receipts: ReceiptFacts) -> AsyncIterator[str]:
    async def load(code: str) -> ReceiptFacts:
        for receipt in receipts:
            if receipt.code == code:
                return receipt
        raise ReceiptUnknown

    async with served(lambda app: add_receipt_page(app, SITE, load)) as address:
        yield address


def page_of(receipt: ReceiptFacts) -> str:
    return receipt_html(asked(), SITE, receipt)


async def test_a_receipt_has_its_page_in_the_readers_language_and_in_either_case() -> None:
    async with served_receipts(RECEIPT) as address:
        for path in (f"/R/{CODE}", f"/r/{CODE.lower()}"):
            page = await got(address + path, Accept_Language="ms-MY,en;q=0.5")
            assert page.status == 200
            assert '<html lang="ms">' in page.text
            assert "Resit 12" in page.text
        chinese = (await got(f"{address}/R/{CODE}", Accept_Language="zh")).text
        assert "收据 12" in chinese
        assert len(chinese.encode()) < 4000


async def test_what_is_no_receipt_is_told_and_not_an_error() -> None:
    async with served_receipts(RECEIPT) as address:
        for path in (
            "/R/8KQ2M9XF7KQ2M9XF",
            "/R/",
            "/R/%C3%A9=%2F",
            "/r/" + "A" * 4000,
            f"/R/{CODE}/x",
            "/R/%00",
        ):
            page = await got(address + path)
            assert page.status == 404
            assert "This is not a receipt of this market." in page.text
            assert 'href="/"' in page.text, "it leads on"
        assert "Lihat pasar" in (await got(f"{address}/R/none", Accept_Language="ms")).text


def test_a_page_says_what_was_paid_and_names_nobody() -> None:
    page = page_of(RECEIPT)
    for said in ("Receipt 12", "Paid.", "RM17.04", "In cash", "RM17.05", "Fri 27 Nov 19:12", "2 × "):
        assert said in page
    assert "<b>Nenek" not in page
    assert "1002" not in page
    assert "<script" not in page


def test_a_void_and_a_voided_sale_point_at_each_other() -> None:
    void = page_of(VOID)
    assert "Void 13" in void
    assert "It voids receipt 12." in void
    assert "Refunded in cash" in void
    assert "-" not in void.partition("<table>")[2].partition("</table>")[0].replace("scope", "")
    assert "Voided: see void 13." in page_of(replace(RECEIPT, other=13))


def test_a_refund_and_its_sale_point_at_each_other() -> None:
    sale = replace(RECEIPT, refunds=(13, 15))
    assert "Refunded in part: no. 13 and 15." in page_of(sale)
    assert "Refunded: no. 13 and 15." in page_of(replace(sale, is_refunded=True))
    voided = page_of(replace(sale, other=16, is_refunded=True))
    assert "Refunded in part: no. 13 and 15. Voided: see void 16." in voided
    refund = replace(VOID, kind=ReceiptKind.REFUND, other=None, refund_of=12, goods_kept=True)
    page = page_of(refund)
    for said in (
        "Refund 13",
        "It refunds a part of receipt 12. The goods were not returned.",
        "Refunded in cash",
    ):
        assert said in page
    assert "Undone: see void 14." in page_of(replace(refund, other=14))
    undo = replace(RECEIPT, number=14, kind=ReceiptKind.UNDO, other=13, refund_of=12)
    assert "It voids refund 13 of receipt 12." in page_of(undo)


@pytest.mark.parametrize(("total", "warned"), [(1_000_000, False), (1_000_001, True)])
def test_a_sale_above_the_limit_says_that_it_needs_an_e_invoice(total: int, warned: bool) -> None:
    big = replace(RECEIPT, total=total, paid=total, method=SaleMethod.QR)
    assert ("A single sale above RM10,000.00 needs its own e-invoice." in page_of(big)) is warned


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_and_nothing_is_cut_on_a_narrow_phone(
    page: Page, scheme: Literal["light", "dark"]
) -> None:
    long = replace(RECEIPT, lines=(ReceiptLineFacts("Kuih lapis " * 6, 2, 85_200_000),))
    await page.emulate_media(color_scheme=scheme)
    async with served_receipts(long, replace(VOID, code="0" * 16)) as address:
        for code in (CODE, "0" * 16):
            for width in (320, 390, 1280):
                await page.set_viewport_size({"width": width, "height": 844})
                await page.goto(f"{address}/R/{code}")
                assert await violations(page) == []
                assert await page.evaluate("document.documentElement.scrollWidth") <= width
