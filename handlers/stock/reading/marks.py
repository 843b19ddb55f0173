"""The patterns of what stands beside a number. Those before it match the reversed text, so that all are tried at one place."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from handlers.stock.reading.amounts import foreign_signs, signs_of
from handlers.stock.reading.tokens import Mark
from handlers.typed_time.normalized_text import HAN, after_any_of_pattern, any_of_pattern
from handlers.typed_time.number_words import HAN_NUMBER, LATIN_NUMBER
from locales.stock import THOUSANDS, UNITS, cents_of, words_for

Patterns = tuple[tuple[Mark, re.Pattern[str]], ...]

FIELD_WORDS = any_of_pattern(
    word
    for name in ("limit", "deposit", "price_labels", "count_after", "after_name", "per_person")
    for word in words_for(name)
)
COMPOUNDS = (
    (words_for("compound_nouns"), "[a-z]+s(?![a-z])"),
    (words_for("containers"), any_of_pattern(words_for("compound_goods"))),
    (words_for("malay_containers"), rf"{any_of_pattern(words_for('malay_materials'))}(?! manis)"),
    (("whole",), r"(?!(?:rm|rp|left|only|available|each|for|at|max|deposit)(?![a-z]))[a-z]+"),
    (
        words_for("malay_goods"),
        rf"(?!{FIELD_WORDS}|{any_of_pattern(words_for('malay_contents'))}|(?:rm|rp)(?![a-z]))[a-z]+",
    ),
)
NO_UNITS_BEFORE_GOODS = "".join(rf"(?!{after_any_of_pattern(nouns)}\s+{goods})" for nouns, goods in COMPOUNDS)
"""10 sheet masks, 10 cup holders, 10 mangkuk kayu: the noun is part of the name."""
UNIT = rf"(?:{any_of_pattern(UNITS)})(?!子|钱|(?<![个盒粒片包份])[糕粿]|头|装|称|字|-[a-z]|(?<=人)[{HAN}]|(?<=只)[有要卖剩限收煮做能]){NO_UNITS_BEFORE_GOODS}"
SIZE = rf"(?:{any_of_pattern(words_for('sizes'))}\s*){{0,2}}"
SIZE_AFTER = rf"(?:\s+{any_of_pattern(words_for('sizes_after_unit'))}(?=\s+(?!rm|rp)[a-z]))?"
"""20 balang kecil tart nenas"""
EACH = rf"{any_of_pattern(words_for('each'))}(?!(?<=每)[人位天日])"
PER = any_of_pattern(word for word in words_for("per") if word.isascii() and word != "1")
PER_UNIT = (
    rf"(?:/\s*(?:1\s*)?|{PER}\s+|每一?|一|1\s*)(?:{any_of_pattern(UNITS)}){NO_UNITS_BEFORE_GOODS}"
    r"(?!(?<=块)[\d一二三四五六七八九半]|(?<=[人位])\s*(?:限|最多|只|可))"
)
WEIGHT = any_of_pattern(words_for("weights"))
BEFORE_WEIGHT = any_of_pattern(("per", "a", "satu", "each", "setiap"))
OFF = any_of_pattern(("off", "discount", "diskaun", "disc"))
LETTER_UNITS = r"(?:g|kg|l|m|w|v|d|k|s|in|t|p)(?![a-z])"
MEASURED = (
    rf"\s?-?(?:{any_of_pattern(words_for('measures'))})(?!\s+(?:ni|ini|depan)(?![a-z]))|-?{LETTER_UNITS}"
)
DIGITS = r"\d+(?:[.,]\d+)*"
ALONE = re.compile(r"\s*(?:$|[,;\0\d|)])")
"""RM3杯, RM9 tray 20 trays: the price of one."""
PER_WORD = re.compile(
    rf"[\s,(]*(?:/\s*|per\s+)(?!{any_of_pattern((*words_for('weights'), *words_for('measures'), *words_for('dozens')))})[a-z]{{3,}}"
)
"""The price of one, whatever it is called: RM8 per knife."""
OWN_UNIT = re.compile(rf"(?:per\s+|/\s*|(?<![a-z])se|每一?)([a-z]{{3,}}|[{HAN}])")
"""What a line prices is what it counts: RM4/pot, 22 pots."""
RANGE_WORDS = any_of_pattern(("to", "or", "hingga", "atau", "ke", "到", "至", "或"))


def _reversed(words: Iterable[str], gap: str = r"[\s:=]*") -> re.Pattern[str]:
    """Returns a pattern for the reversed text before a number."""
    return re.compile(gap + _backwards(words))


def _backwards(words: Iterable[str]) -> str:
    """Returns a pattern for any of the words, written backwards."""
    return any_of_pattern(word[::-1] for word in words)


DEPOSIT_WORDS = (*words_for("deposit"), *words_for("paid_before"))
BESIDE_DEPOSIT = (*words_for("packaging"), *words_for("beside_order_deposit"))
FOR_BEFORE = _backwards(words_for("deposit_for"))
ORDER_BEFORE = _backwards(words_for("beside_order_deposit"))
SE_WEIGHTS = (
    "sekilo",
    "sekg",
    "sejam",
    "se kilo",
    "sekilogram",
    "sekati",
    "setahil",
    "selori",
)
HALF_WEIGHTS = ("setengah kilo", "suku kilo", "half kg", "half kilo", "半斤", "半公斤")
WEIGHT_BEFORE, SE_WEIGHT_BEFORE = _backwards(words_for("weights")), _backwards(SE_WEIGHTS)
UNIT_BEFORE, EACH_BEFORE = _backwards(UNITS), _backwards(words_for("each"))
PERSON_BEFORE = _reversed(words_for("per_person"))
PERSON_FIRST = re.compile(rf"{PERSON_BEFORE.pattern}(?=\s*[,;.(|])")
"""RM5, seorang 2: what begins a part of the line is no price of a person."""
PER_BEFORE = _backwards(word for word in words_for("per") if word.isascii() and word != "1")
ABOUT_AFTER = any_of_pattern(
    ("lebih kurang", "lebih", "ke atas", "and up", "onwards", "up", "more or less", "gitu")
)
PER_AFTER = rf"{any_of_pattern(words_for('per_person'))}(?![份食套锅限最]|\s*(?:rm|rp|[$¥€£฿₩₫₱₹])\s*\d)"
ONE_DEAR = rf"(?:(?<=[a-z\s][3-9]\d)|(?<=\d{{3}})|(?<=\d,\d{{3}}\.00))[\s,(]+1\s*{any_of_pattern(words_for('single_goods'))}(?!\s+{BEFORE_WEIGHT}|\D*\d)"
"""RM60 1 unit, of what costs as much: it counts rather than says what the price is for."""
AFTER: Patterns = (
    (
        Mark.DISCOUNT,
        re.compile(
            rf"\s*(?:%\s*{OFF}|折(?!叠|纸|扇)|{OFF}(?!-|\s+(?!from|on|for|if|per|the)[a-z]{{3,}})|%\s*$)"
        ),
    ),
    (
        Mark.ABOUT,
        re.compile(
            rf"\s*(?:\+{{1,2}}(?![\d\w]|\s*\w)|(?<!\s)\+(?=\s+[^\W\d])|-?(?:ish|(?<![5-9]0)an)(?![a-z])|起|左右|上下|多(?=[个盒份包])|[½¼¾⅓⅔?]|{ABOUT_AFTER})"
        ),
    ),
    (
        Mark.WEIGHT,
        re.compile(
            rf"\s*(?:(?:/|{BEFORE_WEIGHT})\s*(?:1\s*)?{WEIGHT}|[每一]{WEIGHT}|{any_of_pattern((*SE_WEIGHTS, *HALF_WEIGHTS))})"
        ),
    ),
    (
        Mark.PER_PERSON,
        re.compile(
            rf"\s*(?:{SIZE}{UNIT}\s*)?(?:each\s+)?(?:/\s*{any_of_pattern(('person', 'orang', 'head', '人'))}|{PER_AFTER})"
        ),
    ),
    (
        Mark.EACH,
        re.compile(
            rf"(?![\s,]+[一1]\s*{any_of_pattern(words_for('whole_units'))}|{ONE_DEAR})[\s,(-]*(?:{PER_UNIT}|/?\s*{EACH})(?!-[a-z]|\s*(?:rm|rp|[$¥€£฿₩₫₱₹])\s*\d|\s*(?:{DIGITS}|{HAN_NUMBER})\s*(?:[块元毛仙]|令吉|ringgit))"
        ),
    ),
    (
        Mark.TIMES,
        re.compile(
            rf"\s*(?:x(?![a-z]|\s*\d+(?![.,]?\d|{MEASURED}|\s*(?:ringgit|rm|rb|ribu|baht|thb|sgd|vnd|yen|令吉|[块元円])|-?[a-z]{{2,}}|in1))|\*(?=\s*[^\W\d]))"
        ),
    ),
    (Mark.UNIT, re.compile(rf"\s*-?\s*{SIZE}{UNIT}{SIZE_AFTER}")),
    (Mark.COUNT_LABEL, re.compile(rf"\s*(?:{any_of_pattern(words_for('count_after'))})(?!-[a-z])")),
    (
        Mark.MEASURE,
        re.compile(rf"{MEASURED}|-[a-z]|['’]s"),
    ),
)
BEFORE: Patterns = (
    (Mark.DISCOUNT, _reversed(("discount", "disc", "diskaun", "potongan", "save", "jimat", "less"))),
    (Mark.TIMES, re.compile(r"\s*(?:x(?![a-z])|\*)")),
    (Mark.WEIGHT, re.compile(rf"[\s:=]*(?:(?:{WEIGHT_BEFORE})(?:[一每]|\s+(?:{PER_BEFORE}))|{SE_WEIGHT_BEFORE})")),
    (Mark.LIMIT, _reversed(words_for("limit"))),
    (Mark.DEPOSIT, re.compile(rf"[\s:=]*(?:{_backwards(BESIDE_DEPOSIT)}\s+(?:{FOR_BEFORE}\s+)?)?{_backwards(DEPOSIT_WORDS)}(?:\s*{ORDER_BEFORE})?")),
    (Mark.AT, re.compile(r"[\s:=]*@")),
    (Mark.PRICE_LABEL, re.compile(rf"[\s:=]*{_backwards(words_for('price_labels'))}(?![原市底])")),
    (Mark.COUNT_LABEL, _reversed(words_for("count_labels"))),
    (Mark.EACH, re.compile(
        rf"[\s:=]*(?:(?!{any_of_pattern(words_for('whole_units'))}\s*[一1](?![每\d])){UNIT_BEFORE}(?:[大小]?\s*(?:一?每|(?:一|1(?!\d))(?!\s*(?:限|多最|购限))|/)|\s+{PER_BEFORE})"
        rf"|{EACH_BEFORE})"
    )),
    (Mark.MODEL, _reversed(words_for("model"), gap=r"[\s.:#]*")),
    (Mark.ABOUT, re.compile(rf"\s*(?:{any_of_pattern(word[::-1] for word in words_for('approximate'))})")),
)  # fmt: skip
DEPOSIT_AFTER = re.compile(
    rf"\s*(?:的\s*)?{any_of_pattern((*words_for('deposit'), *words_for('paid_after')))}"
    rf"(?:\s+{any_of_pattern(words_for('deposit_for'))}\s+{any_of_pattern(words_for('packaging'))})?"
    r"(?!\s*[:=]?\s*(?:[a-z]{1,3}|[$¥€£฿₩₫₱₹])?\s*\d)"
)
"""RM8, RM3 deposit: the second amount of a line."""
PACKAGING = _reversed(words_for("packaging"))
DOZEN = re.compile(rf"\s*{SIZE}(?:{any_of_pattern(words_for('dozens'))})(?![包抛卤糕边])")
BUNDLE = any_of_pattern(words_for("bundle"))
AMOUNT_ALONE = r"(?:rm|rp|[$¥])?\s*\d+(?:[.,]\d+)?\s*(?:块|元)?"
BUNDLE_PRICE = re.compile(rf"{AMOUNT_ALONE}\s*(?:=|{BUNDLE})\s*{AMOUNT_ALONE}", re.IGNORECASE)
"""RM15 for 2, 3 for RM5."""
CENT_GOODS = "(?:(?<=[毛仙])[衣巾笔线毯豆肚草人]|(?<=分)钟)"
"""毛衣, 仙草, 15分钟: no cents."""

THOUSAND_WORDS = any_of_pattern(THOUSANDS)
LABELS = any_of_pattern(
    word for word in (*DEPOSIT_WORDS, *words_for("price_labels")) if word not in ("at", "@")
)


LONG_WORD = re.compile(r"[a-z]{3,}")
ABBREVIATION = re.compile(r"[bcdfghjklmnpqrstvwxz]{3,4}")
"""A word without vowels: prs, blg."""
COUNTED_WORD = re.compile(r"(?<![\d.])\d+\s+(?P<word>[a-z]{3,})(?=\s*(?:[-,.;@(\0]|rm|$))")
"""A word of the name may count too: "pokok bunga RM20, 12 pokok"."""


PLURAL_AT_END = re.compile(r"(?<![\d.])\d+\s+(?P<word>[a-z]{3,}s)[\s.!]*$")
"""After goods with a price of one: "PS2 games RM15 each, 22 discs"."""
PRICED_EACH = re.compile(rf"[a-z].*\d\s*(?:{EACH}|/)")


def _counts(word: str, preceding: str) -> bool:
    """Returns whether a word after a number counts: it is named before, or it is an abbreviation after a name."""
    named = {name.rstrip("s") for name in LONG_WORD.findall(preceding)}
    return word.rstrip("s") in named or bool(named and ABBREVIATION.fullmatch(word))


def own_unit_patterns(text: str) -> tuple[tuple[Mark, re.Pattern[str]], ...]:
    """Returns what marks a quantity and a price by the words that this text both counts and prices."""
    again = [
        found["word"]
        for found in COUNTED_WORD.finditer(text)
        if _counts(found["word"], text[: found.start()])
    ]
    if (found := PLURAL_AT_END.search(text)) and PRICED_EACH.search(text[: found.start()]):
        again.append(found["word"])
    words = [
        re.escape(word)
        for word in dict.fromkeys([*OWN_UNIT.findall(text), *again])
        if word not in words_for("weights")
    ]
    counted = [word for word in words if re.search(rf"\d\s*{word}(?:e?s|ren)?(?![a-z])", text)]
    if not counted:
        return ()
    word = f"(?:{'|'.join(counted)})(?![a-z])"
    return (
        (Mark.EACH, re.compile(rf"[\s,(]*(?:per\s+|/\s*|se|每一?){word}")),
        (Mark.UNIT, re.compile(rf"\s*-?\s*(?:{'|'.join(counted)})(?:e?s|ren)?(?![a-z])")),
    )


@dataclass(frozen=True, kw_only=True)
class MoneyPatterns:
    """Patterns that make a number an amount of one currency; `before` and `foreign_before` match the reversed text."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    scale: re.Pattern[str]
    cents: re.Pattern[str]
    cents_after: re.Pattern[str]
    tenths: re.Pattern[str]
    half: re.Pattern[str]
    foreign_before: re.Pattern[str]
    foreign_after: re.Pattern[str]
    range: re.Pattern[str]
    bundle_after: re.Pattern[str]
    bundle_before: re.Pattern[str]
    sign: re.Pattern[str]
    amount: re.Pattern[str]


@lru_cache(maxsize=64)
def money_patterns(currency: str) -> MoneyPatterns:
    """Returns the patterns of a currency."""
    signs = signs_of(currency)
    leading = [sign for sign in signs if _leads(sign)]
    before = any_of_pattern(leading)
    trailing = any_of_pattern([sign for sign in signs if not _leads(sign)] or ["\0"])
    glued = "|".join(sign for sign in leading if len(sign) == 2 and sign.isalpha()) or "(?!)"
    cents = cents_of(currency)
    cent = any_of_pattern(cents) if cents else r"(?!)"
    named = any_of_pattern(word for word in (*signs, *cents) if _names_money(word)) if signs else "(?!)"
    symbols = "".join(sign for sign in leading if len(sign) == 1 and not sign.isalpha())
    letters = "|".join(sign for sign in leading if sign in ("rm", "rp")) or "(?!)"
    glued_sign = (
        rf"(?<=\d)(?:[{re.escape(symbols)}]|{letters})(?=[\s.,;|)]|$)"
        if symbols
        else rf"(?<=\d)(?:{letters})(?=[\s.,;|)]|$)"
    )
    sign = rf"(?:{trailing}|{glued_sign}|{before}(?![$]|\s*[:.]?\d|\s*[:.]?\s+\d+(?![\d.,]*\s*{cent})))"
    foreign = foreign_signs(currency)
    bundled = rf"(?:{UNIT}\s*)?(?:{BUNDLE}\s*|=)"
    return MoneyPatterns(
        before=re.compile(rf"[\s:.]*(?:{any_of_pattern(word[::-1] for word in leading)})"),
        after=re.compile(rf"\s*(?:/-)?\s*(?P<sign>{sign})(?!装)|/-(?!\w)"),
        scale=re.compile(
            rf"\s*(?P<scale>{any_of_pattern(THOUSANDS)})(?:(?<=[千万])(?P<tenth>\d)千?(?![\d.,]))?"
        ),
        cents=re.compile(rf"\s*(?P<cent>{cent})(?!{CENT_GOODS})"),
        cents_after=re.compile(
            rf"\s*(?:and|dan)?\s*(?P<number>\d{{1,2}}|{HAN_NUMBER}|{LATIN_NUMBER})\s*(?P<cent>{cent})"
        ),
        tenths=re.compile(
            rf"\s*(?:{any_of_pattern(words_for('short_amount'))})(?P<tenth>半|(?:\d|[一二三四五六七八九])(?!\d|[.,]\d))(?:毛钱|角钱|毛|角)?(?![十百千個]|\s*{UNIT})"
        ),
        half=re.compile(rf"\s*{any_of_pattern(words_for('half'))}(?!\s*(?:{WEIGHT}|{UNIT}))"),
        foreign_before=re.compile(
            rf"\s*(?:{any_of_pattern(word[::-1] for word in foreign if not word.isascii() or _leads(word))}|[$¥€£฿₩₫₱₹៛₭¢])"
        ),
        foreign_after=re.compile(rf"\s*(?:{any_of_pattern(foreign)}|[$¥€£฿₩₫₱₹៛₭¢])(?!\s*\d)"),
        range=re.compile(
            rf"(?:-|\s*{RANGE_WORDS}\s*|/(?={before}))(?:{before}\s*)?{DIGITS}(?!\s*x(?![a-z]))"
        ),
        bundle_after=re.compile(
            rf"\s*{bundled}(?:{before}\s*\d|{DIGITS}\s*{sign}|{DIGITS}\s*$)|/\s*{before}\s*\d|{UNIT}/\s*{before}\s*\d|\s*(?:{UNIT}\s*)?{BUNDLE}\s*(?:{LATIN_NUMBER}|{HAN_NUMBER})\s*{sign}"
        ),
        sign=re.compile(
            rf"{before}|{named}|(?<![a-z])(?:{glued})(?=[a-z])|{any_of_pattern(word for word in foreign if _leads(word))}|[$¥€£฿₩₫₱₹៛₭¢]"
        ),
        bundle_before=re.compile(
            rf"(?:\s*{BUNDLE}\s*|/)(?P<number>{DIGITS}|{LATIN_NUMBER})(?!\s*(?:{before}|[.,:]|am|pm))(?![\d:])"
        ),
        amount=re.compile(
            rf"(?:{before}\s*[:.]?\s*|@(?!\s*\d{{1,2}}\s*[ap]m)\s*|{LABELS}\s*[:=]?\s*){DIGITS}o?|(?<!\d){DIGITS}\s*(?:{THOUSAND_WORDS})?\s*(?:{sign}|{cent})"
        ),
    )


def _names_money(word: str) -> bool:
    """Returns whether a word is of money wherever it stands: ringgit, sen, 块钱."""
    return word.isalpha() and len(word) > (2 if word.isascii() else 1)


def _leads(sign: str) -> bool:
    """Returns whether a sign stands before an amount too: RM, Rp, ¥, 马币."""
    return (
        (
            sign.isascii()
            and len(sign) <= 4
            and sign not in ("won", "kip", "yen", "baht", "dong", "peso", "riel", "euro", "kyat")
        )
        or (len(sign) == 1 and not sign.isalpha())
        or sign.endswith("币")
    )
