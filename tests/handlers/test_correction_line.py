"""A vendor's correcting line is read as one, and a stock line is not."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.stock.completeness import is_whole, seems_stock
from handlers.stock.correction_parser import (
    AddUnits,
    ChangePrice,
    ChangeUnits,
    Correction,
    LeftUnits,
    PostAgain,
    SellOut,
    read_correction,
)
from handlers.stock.post_parser import read_post
from handlers.stock.price_parsing import read_number_alone, read_price_alone
from market.stock.stock_line import StockLine

TUESDAY, SATURDAY = date(2026, 11, 24), date(2026, 11, 28)


@pytest.mark.parametrize(
    ("line", "correction"),
    [
        ("+5 kuih lapis", AddUnits(5, "kuih lapis")),
        ("+ 5 kuih lapis", AddUnits(5, "kuih lapis")),
        ("＋５ kuih lapis", AddUnits(5, "kuih lapis")),
        ("+5", AddUnits(5, "")),
        (" - 2 ", AddUnits(-2, "")),
        ("+0", None),
        ("5", None),
        ("+60123456789", None),
        ("-2 kuih lapis sat", AddUnits(-2, "kuih lapis", SATURDAY)),
        ("5 more kuih lapis", AddUnits(5, "kuih lapis")),
        ("tambah 5 kuih lapis", AddUnits(5, "kuih lapis")),
        ("lagi 5 kuih lapis", AddUnits(5, "kuih lapis")),
        ("再加5个 娘惹糕", AddUnits(5, "娘惹糕")),
        ("加5盒娘惹糕", AddUnits(5, "娘惹糕")),
        ("sold out kuih lapis", SellOut("kuih lapis")),
        ("Sold out: kuih lapis fri", SellOut("kuih lapis", date(2026, 11, 27))),
        ("kuih lapis sold out", SellOut("kuih lapis")),
        ("habis kuih lapis", SellOut("kuih lapis")),
        ("kuih lapis dah habis", SellOut("kuih lapis")),
        ("娘惹糕卖完了", SellOut("娘惹糕")),
        ("卖完 娘惹糕", SellOut("娘惹糕")),
        ("sold out", SellOut("")),
        ("kuih lapis tinggal 3", LeftUnits(3, "kuih lapis")),
        ("3 left kuih lapis", LeftUnits(3, "kuih lapis")),
        ("only 4 kuih lapis left sat", LeftUnits(4, "kuih lapis", SATURDAY)),
        ("娘惹糕还剩2个", LeftUnits(2, "娘惹糕")),
        ("tambah lagi 10 kuih lapis", AddUnits(10, "kuih lapis")),
        ("how many kuih lapis left", None),
        ("kuih lapis tinggal 3 RM9", None),
        ("kuih lapis RM9", ChangePrice(900, "kuih lapis")),
        ("kuih lapis sat RM9", ChangePrice(900, "kuih lapis", SATURDAY)),
        ("娘惹糕 RM9", ChangePrice(900, "娘惹糕")),
        ("again", PostAgain(StockLine())),
        ("again, but 20", PostAgain(StockLine(quantity=20))),
        ("Same again but 20", PostAgain(StockLine(quantity=20))),
        ("lagi sekali, tapi 20", PostAgain(StockLine(quantity=20))),
        ("再来一次，但20", PostAgain(StockLine(quantity=20))),
        ("again, but sat", PostAgain(StockLine(day=SATURDAY))),
        ("12 kuih lapis RM8.50", None),
        ("5 kuih lapis", None),
        ("+5 kuih lapis RM9 max 2", None),
        ("kuih lapis RM9 max 2", None),
        ("habis belajar RM8 20", None),
        ("again and again", None),
        ("kuih lapis", None),
        ("", None),
    ],
)
def test_a_correcting_line_is_read(line: str, correction: Correction | None) -> None:
    assert read_correction(line, "MYR", TUESDAY) == correction


@settings(deadline=None)  # the first text compiles the patterns
@given(st.text(max_size=60))
def test_nothing_typed_breaks_the_reader(text: str) -> None:
    read_correction(text, "MYR", TUESDAY)
    read_price_alone(text, "MYR", TUESDAY)
    read_number_alone(text, "MYR", TUESDAY)


@pytest.mark.parametrize(
    ("text", "correction"),
    [
        ("oops not RM6, should be RM5 for curry puff", ChangePrice(500, "curry puff")),
        ("silap harga, curry puff RM5 bukan RM6", ChangePrice(500, "curry puff")),
        ("打错了,水饺是RM16不是RM18", ChangePrice(1600, "水饺")),
        ("水饺不是RM18，是RM16", ChangePrice(1600, "水饺")),
        ("curry puff bukan RM8, RM7", ChangePrice(700, "curry puff")),
        ("silap, curry puff 15 shj bukan 20", ChangeUnits(units=15, was=20, name="curry puff")),
        ("打错了，水饺是16个不是18个", ChangeUnits(units=16, was=18, name="水饺")),
        ("curry puff should be 15 not 20", ChangeUnits(units=15, was=20, name="curry puff")),
        ("oops 15 curry puff not 20", ChangeUnits(units=15, was=20, name="curry puff")),
        ("20 curry puff RM5 for tonight", None),
        ("20 curry puff from 4", None),
        ("curry puff 15", None),
    ],
)
def test_a_slip_is_read_beside_the_name_of_what_is_on_sale(text: str, correction: Correction | None) -> None:
    assert read_correction(text, "MYR", TUESDAY, ["curry puff", "水饺"]) == correction


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("8", 800),
        ("8.50", 850),
        ("RM8", 800),
        ("８", 800),
        ("8 ringgit 50 sen", 850),
        ("RM8 each", 800),
        ("free", 0),
        ("about 8", None),
        ("8 rambutan RM6", None),
        ("8 rambutan", None),
        ("rambutan RM6", None),
        ("RM8.5.0", None),
        ("kuih lapis 12 RM8.50", None),
        ("7KQ2-M9XF-3", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_a_price_answer_is_a_price_and_nothing_else(text: str, price: int | None) -> None:
    assert read_price_alone(text, "MYR", TUESDAY) == price


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("1,200", 1200),
        ("১২", 12),
        ("12 boxes", 12),
        ("12盒", 12),
        ("about 12", None),
        ("12 kuih", None),
    ],
)
def test_a_number_answer_is_a_number_and_nothing_else(text: str, number: int | None) -> None:
    assert read_number_alone(text, "MYR", TUESDAY) == number


@pytest.mark.parametrize(
    ("text", "whole", "stock"),
    [
        ("12 kuih lapis RM8.50", True, True),
        ("12 kuih lapis", False, True),
        ("cendol RM4", False, True),
        ("12 kuih lapis RM8.50\n20 onde-onde", False, True),
        ("how much is 1 coffee?", False, False),
        ("is coffee RM7?", False, True),
        ("tonight", False, False),
        ("kuih", False, False),
    ],
)
def test_a_text_is_stock_if_it_has_a_price_or_a_number_and_a_name(
    text: str, whole: bool, stock: bool
) -> None:
    post = read_post(text, "MYR", TUESDAY)
    assert is_whole(post) is whole
    assert seems_stock(post, text) is stock
