"""The stock line: parsing never fails, and a written line parses to the same stock."""

from datetime import date, time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.stock.completeness import seems_stock
from handlers.stock.line_parser import StockLineReading, parse_line, write_line
from handlers.stock.post_parser import read_post
from handlers.stock.price_parsing import read_price_alone
from locales.units import ItemUnit
from market.stock.stock_line import StockLine

TUESDAY = date(2026, 11, 24)


def read(text: str, currency: str = "MYR") -> StockLineReading:
    return parse_line(text, currency, TUESDAY)


def texts_of(text: str, currency: str = "MYR") -> dict[str, Any]:
    """Returns the fields the line has, without the missing ones."""
    silent = StockLine()
    stock = read(text, currency).stock
    return {
        field: getattr(stock, field)
        for field in stock.__dataclass_fields__
        if getattr(stock, field) != getattr(silent, field)
    }


KUIH = {"quantity": 12, "name": "kuih lapis", "price": 850}
SATURDAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("line", "stock"),
    [
        ("12 kuih lapis RM8.50", KUIH),
        ("kuih lapis x12 @8.50", KUIH),
        ("12x kuih lapis 8.50", KUIH),
        ("12 × kuih lapis RM 8,50", KUIH),
        ("RM8.50 12 kuih lapis", KUIH),
        ("12 kuih lapis MYR8.50", KUIH),
        ("12 kuih lapis RM8.50 #halal sat 7pm max 2", {**KUIH, "tags": ("halal",), "day": SATURDAY, "start": time(19), "limit": 2}),
        ("12 boxes of kuih lapis RM8.50 at most 3 a person", {**KUIH, "unit": "box", "limit": 3}),
        ("12 kotak kuih lapis RM8.50 sabtu pukul 7 malam", {**KUIH, "unit": "box", "day": SATURDAY, "start": time(19)}),
        ("12 kuih lapis RM8.50 esok 19.00-22.00", {**KUIH, "day": date(2026, 11, 25), "start": time(19), "end": time(22)}),
        ("12 kuih lapis RM8.50 28/11 7-10pm", {**KUIH, "day": SATURDAY, "start": time(19), "end": time(22)}),
        ("12 kuih lapis RM8.50 28 Nov 18:00 to 22:00", {**KUIH, "day": SATURDAY, "start": time(18), "end": time(22)}),
        ("12 kuih lapis RM8.50 until 9pm", {**KUIH, "end": time(21)}),
        ("12 kuih lapis RM8.50 sat 5:30 pm", {**KUIH, "day": SATURDAY, "start": time(17, 30)}),
        ("12 kuih lapis RM8.50 deposit 3", {**KUIH, "open_deposit": 300}),
        ("60 kopi RM7 cup RM3", {"quantity": 60, "name": "kopi", "price": 700, "deposit": 300}),
        ("60 kopi RM7 cawan RM3", {"quantity": 60, "name": "kopi", "price": 700, "deposit": 300}),
        ("20杯 咖啡 RM7 杯押金3", {"quantity": 20, "name": "咖啡", "unit": "cup", "price": 700, "deposit": 300}),
        ("12个 月饼 RM15 #halal", {"quantity": 12, "name": "月饼", "price": 1500, "tags": ("halal",)}),
        ("周六晚上7点 12盒 月饼 RM15 每人最多2盒",
         {"quantity": 12, "name": "月饼", "unit": "box", "price": 1500, "limit": 2, "day": SATURDAY, "start": time(19)}),
        ("12个 月饼 15令吉 11月28日 19:30", {"quantity": 12, "name": "月饼", "price": 1500, "day": SATURDAY, "start": time(19, 30)}),
        ("12 kuih lapis RM8.50 周六晚上7点到10点", {**KUIH, "day": SATURDAY, "start": time(19), "end": time(22)}),
        ("12 kuih lapis RM8.50 拜六晚上7点-10点", {**KUIH, "day": SATURDAY, "start": time(19), "end": time(22)}),
        ("12 kuih lapis RM8.50 晚上10点到2点", {**KUIH, "start": time(22), "end": time(2)}),
        ("12 kuih lapis RM8.50 sat 7pm-10", {**KUIH, "day": SATURDAY, "start": time(19), "end": time(22)}),
        ("kuih lapis RM8.50, qty: 12 - 7pm-10", {**KUIH, "start": time(19), "end": time(22)}),
        ("7pm-10: 12 kuih lapis RM8.50", {**KUIH, "start": time(19), "end": time(22)}),
        ("12 kuih lapis RM8.50 lunch 11.30-2", {**KUIH, "start": time(11, 30), "end": time(14)}),
        ("breakfast 7-10: 12 kuih lapis RM8.50", {**KUIH, "start": time(7), "end": time(10)}),
        ("12 kuih lapis RM8.50 下午5点起", {**KUIH, "start": time(17)}),
        ("12 kuih lapis RM8.50, RM3 deposit", {**KUIH, "open_deposit": 300}),
        ("12 kuih lapis RM8.50, bayar dulu RM3", {**KUIH, "order_deposit": 300}),
        ("12 kuih lapis dulu RM10 sekarang RM8.50, bayar dulu RM3 utk tempahan", {**KUIH, "order_deposit": 300}),
        ("12 kuih lapis RM8.50, RM3 upfront", {**KUIH, "order_deposit": 300}),
        ("12盒 月饼 RM15 先付5块", {"quantity": 12, "name": "月饼", "unit": "box", "price": 1500, "order_deposit": 500}),
        ("12 kuih lapis RM8.50, RM3 deposit for the box", {**KUIH, "deposit": 300}),
        ("12 kuih lapis RM8.50, RM3 jar deposit", {**KUIH, "deposit": 300}),
        ("12 kuih lapis RM8.50, deposit utk bekas rm3", {**KUIH, "deposit": 300}),
        ("12 kuih lapis RM8.50, deposit utk tempah rm3", {**KUIH, "order_deposit": 300}),
        ("12 kuih lapis RM8.50, sorg 2", {**KUIH, "limit": 2}),
        ("12 kuih lapis RM8.50 (per person 2)", {**KUIH, "limit": 2}),
        ("12 kuih lapis, per person RM8.50", KUIH),
        ("mlm ni 7.30 12 kuih lapis lapan ringgit", {**KUIH, "price": 800, "day": TUESDAY, "start": time(19, 30)}),
        ("10罐 泡菜 RM12,玻璃罐押金3块", {"quantity": 10, "name": "泡菜", "unit": "jar", "price": 1200, "deposit": 300}),
        ("12 kuih lapis RM8.50 sabtu 7 malam hingga 10", {**KUIH, "day": SATURDAY, "start": time(19), "end": time(22)}),
        ("sat 7pm 12 kuih lapis RM8.50", {**KUIH, "day": SATURDAY, "start": time(19)}),
        ("12 kuih lapis RM8.50 Sab 7 malam", {**KUIH, "day": SATURDAY, "start": time(19)}),
        ("12 kuih lapis RM8.50 jum 5 ptg", {**KUIH, "day": date(2026, 11, 27), "start": time(17)}),
        ("12 kuih lapis RM8.50 mlm ni 7 mlm 2 sorang", {**KUIH, "day": TUESDAY, "start": time(19), "limit": 2}),
        ("12 kha soup RM8.50", {**KUIH, "name": "kha soup"}),
        ("12 kuih lapis 8 ringgit 50 sen", KUIH),
        ("12 kuih lapis 8令吉50分", KUIH),
        ("５ seats batik RM35", {"quantity": 5, "name": "batik", "unit": "seat", "price": 3500}),
        ("free hugs x5", {"quantity": 5, "name": "hugs", "price": 0}),
        ("12 sun hats RM5 sun 6pm", {"quantity": 12, "name": "sun hats", "price": 500, "day": date(2026, 11, 29), "start": time(18)}),
        ("12 7up RM3", {"quantity": 12, "name": "7up", "price": 300}),
        ("1,200 kuih RM1,200.50", {"quantity": 1200, "name": "kuih", "price": 120050}),
        ("12 kuih lapis", {"quantity": 12, "name": "kuih lapis"}),
        ("kuih lapis RM8.50", {"name": "kuih lapis", "price": 850}),
    ],
)  # fmt: skip
def test_a_line_parses_in_any_order_and_language(line: str, stock: dict[str, Any]) -> None:
    assert texts_of(line) == stock
    assert read(line).unparsed == ()


def test_what_is_paid_first_is_no_deposit_because_another_amount_stands_before_it() -> None:
    reading = read("12 kuih lapis RM8.50, delivery RM5 pay first")
    assert (reading.sure, reading.stock.order_deposit) == (False, None)


@pytest.mark.parametrize("words", ["when you order", "upon booking", "on order"])
def test_a_deposit_at_the_time_of_the_order_is_one_for_the_order(words: str) -> None:
    stock = read(f"12 kuih lapis RM8.50, RM3 deposit {words}").stock
    assert (stock.order_deposit, stock.open_deposit, stock.deposit) == (300, None, None)


NUTS = {**KUIH, "allergens": "nuts, egg"}


@pytest.mark.parametrize(
    ("line", "stock"),
    [
        ("12 kuih lapis RM8.50 sat 6pm allergens: nuts, egg", {**NUTS, "day": SATURDAY, "start": time(18)}),
        ("12 kuih lapis allergens: nuts, egg RM8.50 sat 6pm max 2", {**NUTS, "day": SATURDAY, "start": time(18), "limit": 2}),
        ("12 kuih lapis RM8.50 allergens: nuts, egg #halal", {**NUTS, "tags": ("halal",)}),
        ("12 kuih lapis allergens: nuts, egg 8.50", NUTS),
        ("kuih lapis RM8.50 allergens: nuts, egg x12", NUTS),
        ("12 kuih lapis RM8.50 Allergens: Nuts,  EGG.", {**KUIH, "allergens": "Nuts, EGG"}),
        ("12 kuih lapis RM8.50 allergens: gluten free oats", {**KUIH, "allergens": "gluten free oats"}),
        ("12 kuih lapis RM8.50 contains nuts", {**KUIH, "allergens": "nuts"}),
        ("12 kuih lapis contains nuts @8.50 sat", {**KUIH, "allergens": "nuts", "day": SATURDAY}),
        ("12 kuih lapis RM8.50 may contain: nuts", {**KUIH, "allergens": "nuts"}),
        ("12 kuih lapis RM8.50 sabtu 6 petang alergen: kacang, telur",
         {**KUIH, "day": SATURDAY, "start": time(18), "allergens": "kacang, telur"}),
        ("12 kuih lapis mengandungi kacang RM8.50", {**KUIH, "allergens": "kacang"}),
        ("12个 月饼 RM8.50 周六晚上6点 过敏原：花生、鸡蛋",
         {**KUIH, "name": "月饼", "day": SATURDAY, "start": time(18), "allergens": "花生、鸡蛋"}),
        ("12个 月饼 过敏原：花生、鸡蛋 8.50令吉 周六晚上6点",
         {**KUIH, "name": "月饼", "day": SATURDAY, "start": time(18), "allergens": "花生、鸡蛋"}),
        ("12个 月饼 含有花生 RM8.50", {**KUIH, "name": "月饼", "allergens": "花生"}),
    ],
)  # fmt: skip
def test_allergens_are_read_to_the_next_field_in_three_languages(line: str, stock: dict[str, Any]) -> None:
    assert texts_of(line) == stock
    assert read(line).unparsed == ()


@pytest.mark.parametrize(
    "name", ["allergen-free kuih", "kuih tidak mengandungi kacang", "月饼不含有花生", "bento container"]
)
def test_a_name_without_allergens_stays_whole(name: str) -> None:
    assert texts_of(f"12 {name} RM8.50") == {**KUIH, "name": name}


def test_allergens_that_are_too_long_are_quoted_and_not_cut() -> None:
    longest, too_long = "n" * 80, "n" * 81
    assert texts_of(f"12 kuih lapis RM8.50 allergens: {longest}") == {**KUIH, "allergens": longest}
    assert texts_of(f"12 kuih lapis RM8.50 allergens: {too_long}") == KUIH
    quoted = read(f"12 kuih lapis RM8.50 allergens: {too_long}").unparsed
    assert [part.words for part in quoted] == [f"allergens: {too_long}"]


@pytest.mark.parametrize("digits", ["๑๒", "១២", "໑໒", "၁၂", "௧௨", "१२", "１２"])
def test_digits_of_any_script_are_read(digits: str) -> None:
    assert texts_of(f"{digits} kuih lapis RM8.50") == KUIH


@pytest.mark.parametrize(
    ("currency", "price", "minor"),
    [
        ("JPY", "¥500", 500),
        ("JPY", "500円", 500),
        ("KRW", "₩3,000", 3000),
        ("VND", "15.000đ", 15000),
        ("VND", "15k", 15000),
        ("IDR", "Rp15.000", 1_500_000),
        ("IDR", "15rb", 1_500_000),
        ("THB", "฿45", 4500),
        ("SGD", "S$4.50", 450),
    ],
)
def test_money_is_read_by_the_alleys_currency(currency: str, price: str, minor: int) -> None:
    assert texts_of(f"12 kuih {price}", currency) == {"quantity": 12, "name": "kuih", "price": minor}


@pytest.mark.parametrize(
    ("line", "words", "price"),
    [
        ("12 kuih lapis RM8.5.0", "RM8.5.0", 850),
        ("12 kuih lapis $8", "$8", 800),
        ("12 kuih lapis RM8.50 31/2", "31/2", None),
        ("12 kuih lapis RM8.50 fresh", "fresh", None),
    ],
)
def test_what_cannot_be_read_is_quoted_in_its_place_with_what_it_may_have_meant(
    line: str, words: str, price: int | None
) -> None:
    (unparsed,) = read(line).unparsed
    assert (unparsed.words, unparsed.price) == (words, price)
    assert line[unparsed.offset :].startswith(words)


@pytest.mark.parametrize(
    ("line", "currency", "price", "name"),
    [
        ("10 kuih ¥555", "JPY", 555, "kuih"),
        ("12 mackerel RM 555", "MYR", 55500, "mackerel"),
        ("12 mackerel 555 RM6", "MYR", 600, "mackerel 555"),
    ],
)
def test_a_number_that_is_a_brand_too_is_money_behind_a_money_sign(
    line: str, currency: str, price: int, name: str
) -> None:
    stock = parse_line(line, currency, TUESDAY).stock
    assert (stock.price, stock.name) == (price, name)


@pytest.mark.parametrize("line", ["", "kuih lapis", "hello there", "#halal", "🥮", "@", "12", "RM8.50"])
def test_text_that_is_no_line_does_not_look_like_one(line: str) -> None:
    assert not seems_stock(read_post(line, "MYR", TUESDAY), line)


@pytest.mark.parametrize(
    ("words", "minor"), [("9", 900), ("RM9", 900), ("@9.50", 950), ("9.5.0", None), ("x", None)]
)
def test_a_price_alone_is_read(words: str, minor: int | None) -> None:
    assert read_price_alone(words, "MYR", TUESDAY) == minor


@given(st.text(max_size=300) | st.text('12xRM.@,:/- #最多杯sat7pm"“\0\u202e🥮', max_size=80))
@settings(max_examples=300, deadline=None)
def test_no_text_makes_it_fail(text: str) -> None:
    reading = read(text)
    assert all(0 <= unparsed.offset <= len(text) for unparsed in reading.unparsed)


@pytest.mark.parametrize(
    "text", ["1" * 5000, " " * 5000, "12 " * 1600, "晚上7点" * 1000, "rm8.5.0 " * 600, "#a" * 2500]
)
def test_5000_signs_of_one_kind_are_read_and_what_is_no_line_is_none(text: str) -> None:
    """A pattern with backtracking would not end."""
    reading = read(text)
    assert all(text[unparsed.offset :].startswith(unparsed.words) for unparsed in reading.unparsed)
    assert not seems_stock(read_post(text, "MYR", TUESDAY), text)


NAMES = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters='"“”「」'), min_size=1, max_size=30
).filter(lambda name: any(sign.isalpha() for sign in name))
DRAFTS = st.builds(
    StockLine,
    quantity=st.none() | st.integers(0, 100_000),
    name=NAMES,
    price=st.none() | st.integers(0, 10**9),
    unit=st.just("piece"),
    limit=st.none() | st.integers(1, 6),
    deposit=st.none() | st.integers(0, 10**6),
    tags=st.lists(st.sampled_from(["halal", "vegan", "素", "halal-1"]), max_size=3, unique=True).map(tuple),
    day=st.none() | st.dates(date(2026, 1, 1), date(2099, 12, 31)),
    start=st.none() | st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    end=st.none() | st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    allergens=st.sampled_from(["", "nuts, egg", "Kacang", "花生、鸡蛋"]),
).filter(lambda stock: not 0 < (stock.quantity or 0) < (stock.limit or 0))
"""A limit above the quantity is asked about."""


@given(DRAFTS, st.sampled_from(["MYR", "JPY"]))
@example(StockLine(quantity=None, name="A", price=None, unit=ItemUnit.PIECE, deposit=555), "JPY")
@settings(max_examples=300, deadline=None)
def test_a_written_line_parses_to_the_same_stock(wish: StockLine, currency: str) -> None:
    item = write_line(wish, currency)
    assert parse_line(item, currency, TUESDAY) == StockLineReading(stock=wish), item


@pytest.mark.parametrize(
    "line",
    [
        "12 tuak RM25 18+",
        "12 tuak RM25 #18+ sat 7pm",
        "12 tuak RM25 18sx",
        "12 tuak RM25 dewasa sahaja",
        "12 tuak RM25 adults only",
        "18+ 12 tuak RM25",
        "12 tuak RM25 #dewasa",
        "12瓶 tuak RM25 18禁",
        "12瓶 tuak RM25 限18岁以上",
        "12瓶 tuak RM25 #成人",
    ],
)
def test_a_line_says_that_it_is_for_people_of_18_and_over(line: str) -> None:
    reading = read(line)
    assert reading.sure
    assert (reading.stock.quantity, reading.stock.price, reading.stock.name) == (12, 2500, "tuak")
    assert reading.stock.tags == ("18+",)
    assert read(write_line(reading.stock, "MYR")).stock == reading.stock


@pytest.mark.parametrize(
    "line",
    [
        "10 tampon dewasa RM5",
        "成人尿布 10包 RM20",
        "10 jersi adult RM40",
        "12 kek RM18+",
        "18 kuih RM2",
        "12 tuak RM25 18+2",
    ],
)
def test_other_goods_and_numbers_are_for_everyone(line: str) -> None:
    assert "18+" not in read(line).stock.tags


def test_a_line_of_its_own_is_about_the_whole_drop() -> None:
    message = read_post("12 tuak RM25\n8 arak RM30\n18+", "MYR", TUESDAY).message
    assert message.drop.tags == ("18+",)
    assert len(message.items) == 2


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("laksa 10 bowls RM5 7 pm to 10 pm", time(19), time(22)),
        ("laksa 10 bowls RM5 7pm for dinner", time(19), None),
        ("crochet bunny RM12 x 8 pm me", None, None),
        ("kain batik RM10 x 8 pm saya", None, None),
        ("keropok 15 batang RM1.50 petang ni 4.30", time(16, 30), None),
        ("reading glasses 2.00 RM15 10 pairs", None, None),
        ("urut badan RM50 stok 10 malam ni 8-11", time(20), time(23)),
    ],
)
def test_an_hour_is_no_count_and_no_message(line: str, start: time | None, end: time | None) -> None:
    stock = parse_line(line, "MYR", TUESDAY).stock
    assert (stock.start, stock.end) == (start, end)
