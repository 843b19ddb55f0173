"""The links in the QR of a licence card and of a receipt: a page, or the chat in a market without pages."""

from handlers.sale.receipt_link import receipt_link
from handlers.validity.licence_link import licence_link


def test_a_link_is_a_page_where_the_market_has_pages_and_the_chat_elsewhere() -> None:
    for link, page, start in ((licence_link, "L", "l_"), (receipt_link, "R", "r_")):
        assert link("https://lorong.example", "lorong_bot", "7KQ2") == f"https://lorong.example/{page}/7KQ2"
        assert link("", "lorong_bot", "7KQ2") == f"https://t.me/lorong_bot?start={start}7KQ2"
