"""The reader weighs readings: what it offers when it is not sure, why it reads a number as it does, and that it never guesses."""

import random
import re
import time
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.stock.line_parser import Role, parse_line
from handlers.stock.post_parser import read_post
from handlers.stock.price_parsing import read_price_alone
from handlers.stock.reading.amounts import minor_units
from handlers.stock.reading.fields import without_offering_questions
from handlers.stock.reading.outdated_prices import without_outdated_prices
from handlers.stock.reading.result import PositionCause
from handlers.stock.reading.tokens import Mark
from handlers.stock.reasons import LONGEST_BYTES, pack_reasons, unpack_reasons
from handlers.typed_time.number_words import han_value, latin_value
from locales.stock import OFFER_QUESTIONS, words_for

TUESDAY = date(2026, 11, 24)


def offered(line: str) -> list[tuple[int | None, str, int | None]]:
    reading = parse_line(line, "MYR", TUESDAY)
    assert not reading.sure
    return [(each.stock.quantity, each.stock.name, each.stock.price) for each in reading.alternatives]


def test_a_large_number_in_words_is_a_price_where_the_currency_has_no_cents() -> None:
    rupiah, ringgit = (parse_line("kuih seribu", currency, TUESDAY) for currency in ("IDR", "MYR"))
    assert (rupiah.stock.price, rupiah.stock.quantity, rupiah.sure) == (100_000, None, True)
    assert (ringgit.stock.price, ringgit.stock.quantity) == (None, 1000)


@pytest.mark.parametrize(
    ("line", "hours"),
    [
        ("10 kuih RM5 sabtu 9-12", "09:00-12:00"),
        ("10 kuih RM5 sun 2-5", "14:00-17:00"),
        ("10 kuih RM5 today til 6", "-18:00"),
        ("20x kuih bakar RM2.50,sat,8am", "08:00-"),
        ("kuih 20pcs @2.5 @7pm", "19:00-"),
        ("10 kuih RM5 sabtu 7 hingga 10 malam", "19:00-22:00"),
    ],
)
def test_hours_without_a_part_of_the_day_are_read_where_they_can_only_be_by_day(
    line: str, hours: str
) -> None:
    reading = parse_line(line, "MYR", TUESDAY)
    begin, end = (f"{each:%H:%M}" if each else "" for each in (reading.stock.start, reading.stock.end))
    assert (reading.sure, f"{begin}-{end}") == (True, hours)


def test_a_range_that_may_be_in_the_morning_or_at_night_is_no_hours() -> None:
    reading = parse_line("10 kuih RM5 sat 7-10", "MYR", TUESDAY)
    assert (reading.sure, reading.stock.start, reading.stock.end) == (False, None, None)


@pytest.mark.parametrize(
    ("line", "deposit", "price"),
    [("30碗 粿汁 RM6", None, 600), ("粿汁 30碗 RM6", None, 600), ("30 kopi RM3 cup RM2", 200, 300)],
)
def test_bowls_that_are_counted_are_no_packaging_that_costs(
    line: str, deposit: int | None, price: int
) -> None:
    stock = parse_line(line, "MYR", TUESDAY).stock
    assert (stock.quantity, stock.deposit, stock.price) == (30, deposit, price)


@pytest.mark.parametrize(
    ("line", "readings"),
    [
        ("kuih 12 8", [(12, "kuih", 800), (8, "kuih", 1200)]),
        ("mee goreng 2 telur RM6", [(2, "mee goreng", 600), (None, "mee goreng 2 telur", 600)]),
        ("karipap 50 pcs 2 for RM5", [(50, "karipap", 500), (50, "karipap", 250)]),
        ("karipap 3 RM1", [(3, "karipap", 100), (None, "karipap", 33)]),
        ("2 dozen eggs RM12", [(24, "eggs", 1200), (2, "eggs", 1200)]),
        ("豆腐 20块", [(None, "豆腐", 2000), (20, "豆腐", None)]),
        ("2026 calendar RM10", [(2026, "calendar", 1000), (None, "2026 calendar", 1000)]),
        ("12 kuih lapis RM8 RM10", [(12, "kuih lapis", 800), (12, "kuih lapis", 1000)]),
    ],
)
def test_two_readings_are_offered_when_none_is_clearly_better(
    line: str, readings: list[tuple[int | None, str, int | None]]
) -> None:
    found = offered(line)
    assert 1 <= len(found) <= 2
    assert sorted(map(str, found)) == sorted(map(str, readings))


@pytest.mark.parametrize(
    ("line", "role", "value", "cause", "word"),
    [
        ("kuih lapis 12 pcs RM8.50", Role.QUANTITY, "12", Mark.UNIT, "pcs"),
        ("kuih lapis x12 RM8.50", Role.QUANTITY, "12", Mark.TIMES, "x"),
        ("12 kuih lapis RM8.50", Role.QUANTITY, "12", PositionCause.FIRST, ""),
        ("kuih lapis 12 RM8.50", Role.QUANTITY, "12", PositionCause.BARE, ""),
        ("kuih lapis 12 RM8.50", Role.PRICE, "8.50", Mark.SIGN, "RM"),
        ("12 kuih lapis 8.50", Role.PRICE, "8.50", PositionCause.DECIMALS, ""),
        ("12 kuih lapis RM8.50 max 2", Role.LIMIT, "2", Mark.LIMIT, "max"),
        ("12 kuih lapis RM8.50 deposit RM2", Role.DEPOSIT, "2", Mark.DEPOSIT, "deposit"),
        ("iphone 12 case x 5 RM20", Role.NAME, "12", Mark.MODEL, "iphone"),
        ("凤梨酥 15盒 RM9", Role.QUANTITY, "15", Mark.UNIT, "盒"),
    ],
)
def test_the_reason_of_a_number_is_what_stands_beside_it(
    line: str, role: Role, value: str, cause: Mark | PositionCause, word: str
) -> None:
    reasons = [each for each in parse_line(line, "MYR", TUESDAY).reasons if each.role == role]
    assert [(each.value, each.cause, each.word) for each in reasons] == [(value, cause, word)]


def test_reasons_fit_into_a_button_and_come_out_of_it() -> None:
    reasons = parse_line("iphone 12 case 5 pcs RM20 max 2", "MYR", TUESDAY).reasons
    packed = pack_reasons(reasons)
    assert [(each.role, each.value, each.word) for each in unpack_reasons(packed)] == [
        (Role.NAME, "12", "iphone"),
        (Role.QUANTITY, "5", "pcs"),
        (Role.PRICE, "20", "RM"),
        (Role.LIMIT, "2", "max"),
    ]
    long = parse_line("二十五盒 凤梨酥 十二令吉五十分 每人最多两盒 杯子押金三令吉", "MYR", TUESDAY).reasons
    assert 0 < len(pack_reasons(long).encode()) <= LONGEST_BYTES
    for forged in ("", "~", "_", "q", "q0", "z012_x", "q9x", "p0_", "q0_~q1", "名_名~~"):
        assert all(each.value for each in unpack_reasons(forged))


def test_a_line_of_several_goods_is_split_where_each_part_is_clear() -> None:
    post = read_post("kuih lapis 12pcs, seri muka 8 box RM6", "MYR", TUESDAY)
    assert [(each.quantity, each.name, each.price) for each in post.message.items] == [
        (12, "kuih lapis", None),
        (8, "seri muka", 600),
    ]
    assert (post.readings, post.unparsed) == ((), ())
    assert len(read_post("月饼 12个 RM15，粽子 20个 RM5", "MYR", TUESDAY).message.items) == 2
    for one in ("12 kuih lapis, RM8.50, sat 6pm", "12 butter and kaya buns RM3", "nasi lemak, ayam 10 RM5"):
        assert len(read_post(one, "MYR", TUESDAY).message.items) == 1


def test_an_unclear_line_of_a_message_gives_a_message_for_each_reading() -> None:
    post = read_post("kuih 12 8\n20 onde RM6", "MYR", TUESDAY)
    prices = [[each.price for each in reading.message.items] for reading in post.readings]
    assert prices == [[800, 600], [1200, 600]]
    assert [reading.unclear.price for reading in post.readings] == [800, 1200]
    assert read_post("12 kuih RM8\n20 onde RM6", "MYR", TUESDAY).readings == ()


@pytest.mark.parametrize(
    "words", ["about 8", "8 or 9", "8 rambutan RM6", "RM8/kg", "2 for RM5", "$8", "12 pcs", "8pm", ""]
)
def test_a_price_answer_is_a_price_and_nothing_else(words: str) -> None:
    assert read_price_alone(words, "MYR", TUESDAY) is None


@pytest.mark.parametrize(
    ("words", "minor"),
    [("8", 800), ("8.5", 850), ("RM 8", 800), ("8 ringgit 50 sen", 850), ("八块五", 850), ("80 sen", 80), ("RM8 each", 800), ("lapan ringgit", 800)],
)  # fmt: skip
def test_a_price_answer_in_any_writing_is_read(words: str, minor: int) -> None:
    assert read_price_alone(words, "MYR", TUESDAY) == minor


@pytest.mark.parametrize(
    ("number", "currency", "minor"),
    [
        ("8.50", "MYR", 850), ("1,200.50", "MYR", 120050), ("1.200", "MYR", None), ("15.000", "IDR", 1500000),
        ("25.000", "VND", 25000), ("2.500", "KRW", 2500), ("1.500", "KWD", 1500), ("1.500", "CLP", 1500),
        ("1.500,50", "EUR", 150050), ("250", "JPY", 250), ("8.5.0", "MYR", None), ("9" * 13, "MYR", None),
    ],
)  # fmt: skip
def test_amounts_have_the_separators_of_their_currency(number: str, currency: str, minor: int | None) -> None:
    assert minor_units(number, currency) == minor


def test_number_words_have_their_value() -> None:
    latin = {
        "dua belas": 12,
        "twenty-five": 25,
        "seratus lima puluh": 150,
        "two hundred and fifty": 250,
        "seribu dua ratus": 1200,
        "dua tiga": None,
    }
    assert {words: latin_value(words) for words in latin} == latin
    han = {"二十": 20, "两百五": 250, "一百零五": 105, "十二": 12, "三千": 3000, "两三": None}
    assert {words: han_value(words) for words in han} == han


@pytest.mark.parametrize(
    ("sure", "doubtful"),
    [
        ("白斩鸡 20只 RM22", "白斩鸡 半只RM22"),
        ("sapi 500g RM32", "sapi kg RM32"),
        ("tarot RM10/pax, 12 pax", "tarot RM1/min"),
        ("奶茶 40杯 RM8", "奶茶 大杯RM8 40杯"),
        ("gift basket RM25, 10 sets", "gift basket RM25, 10 baskets"),
        ("bihun RM60 each 4 trays", "trays of bihun RM60 each 4 trays"),
        ("homemade tarts, RM28, 20 jars", "selling homemade tarts, RM28, 20 jars"),
        ("mum's achar, 20 jars, RM16", "my mum's achar, 20 jars, RM16"),
        ("手冲壶 2个 RM70", "手冲壶 二手 2个 RM70"),
        ("阿姨娘惹糕 16盒 RM8", "阿姨做的娘惹糕 16盒 RM8"),
        ("40 pcs of kuih RM12 each", "40 pcs of kuih for RM12"),
        ("12 kek cawan RM36 satu", "12 kek cawan RM36 satu set"),
        ("book bundle 5 books RM60", "book bundle 5 books RM8"),
        ("茶几 2张 RM120", "茶几一张 RM120"),
        ("cekodok 10 biji RM1 sebiji", "cekodok 5 biji RM3"),
        ("pau kaya RM1.60 50 pcs", "pau RM1.60 (kaya) 50 pcs"),
        ("pau RM1.60 (halal) 50 pcs", "pau RM1.60 (red bean) 50 pcs"),
        ("6 cakes, RM65 each", "6 cakes, RM65 each: banana"),
        ("lasagna RM15 x8", "lasagnaRM15x8"),
        ("肉包 30个 RM1.8", "肉包菜包各30个 RM1.8"),
        ("mee goreng bihun RM5, 30 pinggan", "mee goreng atau bihun RM5, 30 pinggan"),
        ("明天有20包椰浆饭，RM3一包", "明天带20包椰浆饭来，RM3一包"),
        ("class RM120/pax, 6 pax", "class RM120/pax, max 6 pax"),
        ("brownies RM3, 20 pcs, thanks", "brownies RM3, 20 pcs, walnut"),
        ("kuih lapis pandan, 20 pcs RM1", "kuih lapis, pandan, 20 pcs RM1"),
        ("炒面 20包 RM5 自取", "炒面 20包 RM5 加蛋"),
        ("satay RM1, 300 sticks", "satay RM1 min 10 sticks, 300 sticks"),
        ("烧卖 8块 30个", "烧卖 5块3个"),
        ("bubur hitam RM3, 12 bowls", "leave bubur hitam RM3, 12 bowls"),
        ("basikal budak lama RM60", "bukan basikal budak lama RM60"),
        ("旧工具 20件 RM5", "从旧工具 20件 RM5"),
        ("nasi ayam biasa rm6, 20 pax", "nasi ayam biasa rm6 special rm8, 20 pax"),
        ("mee goreng bihun RM5, 30 pinggan", "mee goreng dan bihun RM5, 30 pinggan"),
        ("egg tarts 20 boxes RM24", "egg tarts 2 boxes RM24"),
        ("tote bag KL RM20, 15 pcs", "tote bag 'KL 1957' RM20, 15 pcs"),
        ("old chairs, free", "old chairs free take"),
        ("new: block printing, 12 seats RM60", "workshop: block printing, 12 seats RM60"),
        ("9 pcs carved soap MYR 15", "carved soap 15 MYR 9 pcs"),
        ("reading glasses RM15, 10 pairs", "reading glasses +2.00, RM15, 10 pairs"),
        ("12 kuih RM5 2.00 petang", "12 kuih RM5 2.00"),
        ("sell: old guitar RM50", "sell or swap: old guitar RM50"),
        ("jual: gitar lama RM50", "jual atau tukar: gitar lama RM50"),
        ("paku sekotak RM6", "paku sekati RM6"),
    ],
)
def test_words_that_may_carry_money_a_count_or_a_unit_are_asked(sure: str, doubtful: str) -> None:
    assert parse_line(sure, "MYR", TUESDAY).sure
    assert not parse_line(doubtful, "MYR", TUESDAY).sure


@pytest.mark.parametrize(
    ("line", "name", "quantity", "price"),
    [
        ("good morning ladies, char kuey teow x 40 RM6", "char kuey teow", 40, 600),
        ("back again! 20 laksa RM8", "laksa", 20, 800),
        ("🔥🔥HOT🔥🔥 karipap 40pcs RM1.20🔥", "karipap", 40, 120),
        ("piring hitam P. Ramlee RM80, 8 keping", "piring hitam P. Ramlee", 8, 8000),
        ("PS2 games RM15 each, 22 cartridges", "PS2 games", 22, 1500),
        ("this saturday banana leaf rice x15 RM6", "banana leaf rice", 15, 600),
        ("20 laksa RM8 sat 10am-2pm, ready by 9am", "laksa", 20, 800),
        ("肖像速写 15分钟 RM30 10位", "肖像速写 15分钟", 10, 3000),
        ("Nokia 3310 RM80 x 2", "Nokia 3310", 2, 8000),
        ("hai jiran2, esok 20 donat RM2.50 satu", "donat", 20, 250),
        ("teh halia 50 cawan 1.50 pagi ahad", "teh halia", 50, 150),
        ("50块 炸香蕉 1.20 下午3点", "炸香蕉", 50, 120),
        ("eh got 10 lor mai kai, 3.50 each", "lor mai kai", 10, 350),
        ("yuzu soda RM7, 30, fri evening", "yuzu soda", 30, 700),
        ("jam tangan casio 90an RM70, tinggal 2", "jam tangan casio 90an", 2, 7000),
        ("rendang itik Negeri Sembilan RM20, 10 bekas", "rendang itik Negeri Sembilan", 10, 2000),
        ("迷你玻璃盆景 RM35 8瓶", "迷你玻璃盆景", 8, 3500),
        ("The kids made friendship bracelets, 40 pieces, one ringgit each", "friendship bracelets", 40, 100),
        ("If you like sour, asam laksa 20 bowls RM7", "asam laksa", 20, 700),
        ("our dog biscuits are back, 16 bags, RM10 each", "dog biscuits", 16, 1000),
        ("Mak saya masak rendang tok, 12 bekas sahaja, RM18 sebekas", "rendang tok", 12, 1800),
        ("下雨就不来了哦，烤玉米35条，每条4块", "烤玉米", 35, 400),
        ("素春卷做了五十条，一条一块二", "素春卷", 50, 120),
        ("20 balang kecil tart nenas RM25", "tart nenas", 20, 2500),
    ],
)
def test_what_stands_around_the_goods_is_no_part_of_them(
    line: str, name: str, quantity: int, price: int
) -> None:
    reading = parse_line(line, "MYR", TUESDAY)
    assert (reading.stock.name, reading.stock.quantity, reading.stock.price) == (name, quantity, price)
    assert reading.sure


@pytest.mark.parametrize(
    ("line", "doubt"),
    [
        *(("12 kuih lapis RM8", ""), ("kuih 12 8", "is_unmarked"), ("want to buy 12 kuih RM8", "is_no_offer")),
        *(("2 for RM5", "has_doubtful_number"), ("karipap 3 RM1", "may_be_of_all"), ("kuih RM1, 20 pcs, walnut", "has_unknown_words")),
    ],
)  # fmt: skip
def test_a_reading_names_what_is_doubtful(line: str, doubt: str) -> None:
    reading = parse_line(line, "MYR", TUESDAY)
    assert (reading.doubt, reading.sure) == (doubt, not doubt)


LINES = (
    *(("20 satay ayam RM8", "MYR"), ("nasi dagang 20 bungkus RM6.50 sabtu 7 malam", "MYR"), ("kuih lapis x12 @8.50", "MYR")),
    *(("20份 炒面 RM8 周六晚上7点", "MYR"), ("RM12 sambal petai, 10 jars, sun 9am", "MYR"), ("30 es teler Rp12.000", "IDR")),
    *(("月饼 12个 十五块", "MYR"), ("teh tarik 40 cawan 2 ringgit", "MYR")),
)  # fmt: skip
UNREAD = (
    *(" 7", ", 7", " 250", " 7!", " (7)", " 7/8/9", " 3.5", " 2026", " three", " dua", " 五个", " lima biji", " 7 left", " 剩7个"),
    *(" RM9", ", RM9.50", " $3", " ¥3", " @4", " 1.5.0", " 3k", " 15rb", " 7th", " 3 for RM5", " 2 utk RM5", " 3个RM5", " 12-15"),
    *(" not 15", " bukan 15", " 不是15份", " +2", " x9", " *9", " 5%", " dozen", " 一打", " /kg", " or so", " half", " 左右", " separuh"),
)  # fmt: skip


@pytest.mark.parametrize("tail", UNREAD)
def test_a_number_or_word_without_a_role_never_leaves_a_line_sure(tail: str) -> None:
    sure = [line for line, currency in LINES if parse_line(line + tail, currency, TUESDAY).sure]
    assert sure == []
    assert all(parse_line(line, currency, TUESDAY).sure for line, currency in LINES)


@pytest.mark.parametrize("separator", [", ", " ", "; "])
@pytest.mark.parametrize(
    "parts",
    [
        ("kuih lapis", "12 pcs", "RM8.50", "sat 6pm", "#halal"),
        ("nasi dagang", "20 bungkus", "RM6.50 sebungkus", "sabtu 7 malam", "maks 2"),
        ("咸肉粽", "30粒", "RM8", "周六晚上7点", "#手工"),
        ("sambal petai", "x12", "@9.50", "tmr 3pm", "max 3"),
    ],
)
def test_parts_may_stand_in_any_sequence(parts: tuple[str, ...], separator: str) -> None:
    found = {repr(parse_line(separator.join(each), "MYR", TUESDAY).stock) for each in permutations(parts)}
    reading = parse_line(separator.join(parts), "MYR", TUESDAY)
    assert (len(found), reading.sure, reading.stock.name) == (1, True, parts[0])


@pytest.mark.parametrize(
    "remark",
    [
        *("thanks", "cash only", "self collect", "blk 5", "stall 12", "near gate 2", "whatsapp 0123456789", "order by fri", "no pork"),
        *("terima kasih", "gerai 12", "depan surau", "siapa cepat dia dapat", "tiada penghantaran", "5号档", "自取", "不外送", "先到先得", "👍"),
    ],
)  # fmt: skip
def test_a_remark_behind_a_line_changes_nothing(remark: str) -> None:
    for line, currency in LINES[:4]:
        plain, remarked = (parse_line(each, currency, TUESDAY) for each in (line, f"{line}, {remark}"))
        assert (remarked.sure, remarked.stock.quantity, remarked.stock.price, remarked.stock.name) == (
            True,
            plain.stock.quantity,
            plain.stock.price,
            plain.stock.name,
        )


PIECES = (
    *("kuih", "lapis", "12", "8", "RM8.50", "RM", "x", "pcs", "@", "each", "3 for", "sat", "7pm", "max 2", "#halal", "/kg", "deposit"),
    *("两百", "个", "块", "八", "盒", "free", "dozen", ",", "-", "(", ")", "+", "🥮", "%", "2026", "1.5.0", "$4", "dua", "belas", "ringgit"),
    *("sen", "satu", "一盒", "RM", "10-12", "until", "今晚", "iphone", "250g", "3in1", "\0", "\u202e", "½", "“", '"', "和", "卖", "harga", ":", "."),
)  # fmt: skip


def nonsense(rng: random.Random) -> str:
    if rng.random() < 0.2:
        ranges = (range(32, 127), range(0x4E00, 0x4F00), range(0xA0, 0xD800))
        return "".join(chr(rng.choice(rng.choice(ranges))) for _ in range(rng.randrange(60)))
    return rng.choice((" ", " ", "")).join(rng.choice(PIECES) for _ in range(rng.randrange(1, 12)))


def no_nonsense_is_sure_with_money_unread(lines: int) -> None:
    rng = random.Random(12)
    for _ in range(lines):
        line = nonsense(rng)
        reading = parse_line(line, rng.choice(("MYR", "IDR", "JPY")), TUESDAY)
        stock = reading.stock
        assert all(line[each.offset :].startswith(each.words) for each in reading.unparsed), line
        if reading.sure:
            assert not any(re.search(r"(?<![A-Za-z])RM|\$", each.words) for each in reading.unparsed), line
            read = (stock.price is not None) + (stock.deposit is not None) + stock.name.count("RM8.50")
            unquoted = re.sub(r'"[^"]*"|“[^”]*”|#[\w-]+', "", line)
            assert stock.allergens or len(re.findall(r"(?<![A-Za-z])RM8\.50(?!\d)", unquoted)) <= read, line
            assert len(reading.alternatives) == 0, line


def test_500_lines_of_nonsense_never_fail_and_are_never_sure_with_money_unread() -> None:
    no_nonsense_is_sure_with_money_unread(500)


@pytest.mark.proof
def test_10_000_lines_of_nonsense_never_fail_and_are_never_sure_with_money_unread() -> None:
    no_nonsense_is_sure_with_money_unread(10_000)


@pytest.mark.parametrize(
    "unit", ["1", "12 ", "1x", "rm8.5.0 ", "kuih 12, ", "( ", "free ", "卖", "晚上7点", "dua ", "x ", "@"]
)
def test_a_long_line_takes_no_longer_than_its_length(unit: str) -> None:
    """Twenty times the CPU time of an ordinary line is enough for the longest that is read; more of it is not read at all."""

    def cpu(line: str) -> float:
        began = time.process_time()
        parse_line(line, "MYR", TUESDAY)
        return time.process_time() - began

    longest, too_long = (unit * 500)[:500], (unit * 4096)[:4096]
    parse_line("12 kuih lapis RM8.50", "MYR", TUESDAY)
    assert min(cpu(longest) for _ in range(3)) < 0.2
    assert min(cpu(too_long) for _ in range(3)) < 0.05


@pytest.mark.parametrize(
    ("line", "quantity", "price", "name"),
    [
        ("apam balik RM2.50 now RM2, 60 pcs", 60, 200, "apam balik"),
        ("candle, rm35 (was rm42), 9 left", 9, 3500, "candle"),
        ("harga asal RM15 sekarang RM12, kuah rojak 14 pek", 14, 1200, "kuah rojak"),
        ("手绘帆布袋 RM25（原价RM30）10个", 10, 2500, "手绘帆布袋"),
        ("原价RM12 特价RM9 泡面碗 15个", 15, 900, "泡面碗"),
        ("rm3 rm3 rm3 teh ais 80 cups", 80, 300, "teh ais"),
        ("nasi lemak 3.00 x 50 = 150", 50, 300, "nasi lemak"),
        ("老鼠粉-RM7-30碗-周五", 30, 700, "老鼠粉"),
    ],
)
def test_an_old_price_a_repeated_one_and_the_total_are_not_the_price(
    line: str, quantity: int, price: int, name: str
) -> None:
    reading = parse_line(line, "MYR", TUESDAY)
    assert (reading.sure, reading.unparsed) == (True, ())
    assert (reading.stock.quantity, reading.stock.price, reading.stock.name) == (quantity, price, name)


@pytest.mark.parametrize(
    "line",
    [
        "kuih lapis was RM9, 12 pcs",  # the only price there is
        "nasi lemak 3.00 x 50 = 160",  # the total is not right
        "baju kurung diskaun 20% RM80 6 helai",
        "茶叶蛋 三粒五块 50粒",
        "腌芒果 RM5有两包",
        "kuih kosui RM.80 45 pcs",
        "kacang putih rm2/cup rm5/bag",
        "1/2 roast chicken RM18 12 portions",
    ],
)
def test_a_price_that_may_be_another_one_is_asked(line: str) -> None:
    assert not parse_line(line, "MYR", TUESDAY).sure


@pytest.mark.parametrize(
    ("line", "currency", "name"),
    [
        ("honey chicken wings 2 pcs RM7.50, 40 sets", "MYR", "honey chicken wings 2 pcs"),
        ("Sugee cake 7in RM75 x 3", "MYR", "Sugee cake 7in"),
        ("数量30 名称椰丝球 价钱RM1.5", "MYR", "椰丝球"),
        ("第8档 烧鸡翅 50只 RM3.20", "MYR", "烧鸡翅"),
        ("档口在B区15号 花生汤 RM3.5 40碗", "MYR", "花生汤"),
        ("冰咖啡 29.000₫ 60杯", "VND", "冰咖啡"),
        ("刨冰 六百円 40杯", "JPY", "刨冰"),
    ],
)
def test_a_name_keeps_its_sizes_and_loses_labels_places_and_money(
    line: str, currency: str, name: str
) -> None:
    reading = parse_line(line, currency, TUESDAY)
    assert (reading.sure, reading.stock.name) == (True, name)
    assert None not in (reading.stock.quantity, reading.stock.price)


def test_a_price_of_nothing_may_end_a_sentence() -> None:
    reading = parse_line("stickers free! 100 pcs", "MYR", TUESDAY)
    assert (reading.sure, reading.stock.price, reading.stock.name) == (True, 0, "stickers")


def test_the_hour_of_a_clock_may_be_a_word() -> None:
    reading = parse_line("40 bungkus mi goreng RM5 pukul lapan malam", "MYR", TUESDAY)
    assert (reading.sure, f"{reading.stock.start:%H:%M}") == (True, "20:00")


GOODS = st.sampled_from(
    [
        "curry puffs",
        "fish soup",
        "karipap daging",
        "nasi ulam",
        "bubur kacang",
        "豆沙包",
        "牛腩面",
        "手织围巾",
    ]
)
COUNTED = st.builds(
    "{}{}".format, st.integers(12, 90), st.sampled_from([" pcs", " packs", " biji", "个", "盒", " bungkus"])
)
AMOUNTS = st.sampled_from(["RM3", "RM4.50", "6 ringgit", "RM12.90", "@7.50", "八块五"])
AMOUNT_PART = re.compile(r"RM|@|八块五|\d+ ringgit")
CLEAR_LINES = st.tuples(GOODS, COUNTED, AMOUNTS).flatmap(st.permutations).map(list)


@given(CLEAR_LINES, st.sampled_from(["RM2", "RM9.90", "5 ringgit", "@3.20", "dan RM6"]), st.integers(0, 3))
@settings(max_examples=200, deadline=None)
def test_a_second_price_anywhere_is_asked(parts: list[str], second: str, place: int) -> None:
    line = " ".join([*parts[:place], second, *parts[place:]])
    assert not parse_line(line, "MYR", TUESDAY).sure, line


@given(CLEAR_LINES, st.sampled_from(["{} semua", "semua {}", "borong {}", "{} all", "全部{}", "{} take all"]))
@settings(max_examples=200, deadline=None)
def test_the_price_of_all_is_asked(parts: list[str], words: str) -> None:
    line = " ".join(words.format(part) if AMOUNT_PART.match(part) else part for part in parts)
    assert not parse_line(line, "MYR", TUESDAY).sure, line


@given(CLEAR_LINES)
@settings(max_examples=200, deadline=None)
def test_what_a_line_lost_is_not_read_out_of_the_rest(parts: list[str]) -> None:
    whole = parse_line(" ".join(parts), "MYR", TUESDAY)
    for part in parts:
        left = parse_line(" ".join(each for each in parts if each is not part), "MYR", TUESDAY)
        assert not left.sure or left.stock.quantity in (whole.stock.quantity, None), (parts, part)
        assert not left.sure or left.stock.price in (whole.stock.price, None), (parts, part)


DIGIT_WORDS = ["satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "lapan", "sembilan"]


def _malay(number: int) -> str:
    """A number from 20 to 9999 in words."""
    words = []
    for scale, word in ((1000, "ribu"), (100, "ratus"), (10, "puluh"), (1, "")):
        if digit := number // scale % 10:
            one = f"se{word}" if digit == 1 and word else f"{DIGIT_WORDS[digit - 1]} {word}"
            words.append(one.strip())
    return " ".join(words)


@given(st.integers(20, 9999).filter(lambda number: number % 100 not in range(11, 20)), st.data())
def test_number_words_have_their_value_and_with_one_of_them_twice_none(
    number: int, data: st.DataObject
) -> None:
    words = _malay(number).split()
    place = data.draw(st.integers(0, len(words) - 1))
    assert latin_value(" ".join(words)) == number
    assert latin_value(" ".join([*words[: place + 1], *words[place:]])) is None


@pytest.mark.parametrize("asks", ["wants some", "want", "interested in", "craving"])
@pytest.mark.parametrize("who", OFFER_QUESTIONS["en"])
def test_a_question_before_an_offer_is_no_name(who: str, asks: str) -> None:
    line = f"{who} here {asks} tarts? i have 12"
    assert without_offering_questions(line).split("\0")[-1] == " i have 12"
    assert without_offering_questions(line.replace("12", "some")) == line.replace("12", "some")


@pytest.mark.parametrize("kind", words_for("other_kinds"))
def test_the_usual_and_another_kind_are_two_prices(kind: str) -> None:
    line = f"nasi biasa rm6 {kind} rm8"
    assert without_outdated_prices(line, "MYR") == line


@pytest.mark.parametrize(
    ("line", "name", "options"),
    [
        ("30 teh tarik RM3 hot/iced", "teh tarik", "hot / iced"),
        ("teh tarik hot or iced RM3 x30", "teh tarik", "hot / iced"),
        ("T-shirt S/M/L RM25 x 20", "T-shirt", "S / M / L"),
        ("shirts size S/M/L 15 pcs RM20", "shirts", "S / M / L"),
        ("kopi panas atau ais 40 cawan RM2.50", "kopi", "panas / ais"),
        ("豆浆 热或冰 两块 50杯", "豆浆", "热 / 冰"),
        ("30 teh tarik RM3 options: hot, iced, less sugar", "teh tarik", "hot / iced / less sugar"),
        ("30 teh tarik RM3 pilihan: panas, ais allergens: milk", "teh tarik", "panas / ais"),
        ("20 nasi lemak RM5 options: a, b, c, d, e, f, g", "nasi lemak", ""),
        ("black and white cookies RM4 x20", "black and white cookies", ""),
        ("hot dog RM5 30", "hot dog", ""),
        ("teh tarik hot/iced RM3/RM3.50 30", "teh tarik hot/iced", ""),
    ],
)
def test_options_are_known_words_with_a_slash_or_follow_a_label(line: str, name: str, options: str) -> None:
    stock = parse_line(line, "MYR", date(2026, 11, 24)).stock
    assert (stock.name, stock.options) == (name, options)
