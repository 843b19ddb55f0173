"""Takes out of a line what counts no more or says the same twice: an old price, one that is repeated, the total of all; and signs between fields."""

import re
from dataclasses import dataclass
from functools import lru_cache

from handlers.stock.reading.marks import DIGITS, UNIT, money_patterns
from handlers.typed_time.normalized_text import Span, any_of_pattern, consume
from locales.stock import words_for

KINDS = re.compile(
    rf"(?<![a-z])(?:{'|'.join(words_for('usual_kind'))})\b.*\d\W+(?:{'|'.join(words_for('other_kinds'))})\b"
)
"""nasi biasa RM6 special RM8: two kinds, and no old price."""
SPECIAL_DAY = any_of_pattern(words_for("special_days"))
PAID_BEFORE = re.compile(any_of_pattern(words_for("paid_before")))
"""bayar dulu RM20: no old price."""
OLD, NOW = any_of_pattern(words_for("old_price")), any_of_pattern(words_for("new_price"))
TOTAL = re.compile(
    r"(?P<price>\d+(?:\.\d{1,2})?)\s*x\s*(?P<count>\d+)\s*(?P<total>=\s*(?:rm|rp|\$)?\s*(?P<sum>\d+(?:\.\d{1,2})?))(?![\d.,])"
)
"""3.00 x 50 = 150"""


@dataclass(frozen=True, kw_only=True)
class PricePatterns:
    """Patterns of prices in one currency that count no more."""

    labelled: re.Pattern[str]
    """was RM42, 原价RM30"""
    replaced: re.Pattern[str]
    """RM2.50 now RM2"""
    announced: re.Pattern[str]
    """now RM2, once the old price is known"""
    repeated: re.Pattern[str]
    """rm3 rm3 rm3"""
    fields: re.Pattern[str]
    """RM7-30 bowls"""
    amount: re.Pattern[str]
    other_day: re.Pattern[str]
    """weekends RM10"""


@lru_cache(maxsize=64)
def _patterns(currency: str) -> PricePatterns:
    amount = money_patterns(currency).amount.pattern
    either = rf"(?:{amount}|{DIGITS}(?!\s*{UNIT}|[\d.,:%]|\s*[ap]m))"
    return PricePatterns(
        labelled=re.compile(rf"[(\[]?\s*(?P<label>{OLD})\s*[:=]?\s*{either}\s*[)\]]?"),
        replaced=re.compile(rf"(?:{amount})\s*(?:{NOW}|-+>|[→➡])\s*(?={either})"),
        announced=re.compile(rf"{NOW}\s*[:=]?\s*(?={either})"),
        repeated=re.compile(rf"(?P<first>{amount})(?P<again>(?:[\s,!]+(?P=first))+)(?![\d.,])"),
        fields=re.compile(rf"(?:{amount})(?P<dash>-)(?=\d+\s*{UNIT})"),
        amount=money_patterns(currency).amount,
        other_day=re.compile(rf"{SPECIAL_DAY}\s*[:=]?\s*(?:{amount})|(?:{amount})\s*{SPECIAL_DAY}"),
    )


def without_outdated_prices(text: str, currency: str) -> str:
    """Returns the normalized text, as long as before, without prices that another one replaces and without what repeats one."""
    patterns = _patterns(currency)
    text = consume(text, [match.span("again") for match in patterns.repeated.finditer(text)])
    text = consume(text, [match.span("dash") for match in patterns.fields.finditer(text)])
    text = consume(text, _totals(text) + (_sum_at_end(text) if "=" in text else []))
    if patterns.other_day.search(text) or KINDS.search(text):
        return text
    paid = [match.end() for match in PAID_BEFORE.finditer(text)]
    labelled = [(match.span(), match.end("label")) for match in patterns.labelled.finditer(text)]
    old = [span for span, label in labelled if label not in paid]
    old = old or [match.span() for match in patterns.replaced.finditer(text)]
    left = consume(text, old)
    if not old or not patterns.amount.search(left):
        return text
    return consume(left, [match.span() for match in patterns.announced.finditer(left)])


PAID_IN_ALL = re.compile(r"=\s*(?:rm|rp|\$)?\s*(?P<sum>\d+(?:\.\d{1,2})?)\s*$")
AMOUNT = re.compile(r"(?<![\d.,])\d+(?:\.\d{1,2})?(?![\d.,])")


def _sum_at_end(text: str) -> list[Span]:
    """Returns where a line ends with the product of the two numbers before: "20 kuih @ RM1 = RM20"."""
    found = PAID_IN_ALL.search(text)
    numbers = [float(each) for each in AMOUNT.findall(text[: found.start()])] if found else []
    is_right = (
        found is not None
        and len(numbers) == 2
        and round(numbers[0] * numbers[1] - float(found["sum"]), 2) == 0
    )
    return [found.span()] if found and is_right else []


def _totals(text: str) -> list[Span]:
    """Returns where a line says what all of it costs, if that is right."""
    return [
        match.span("total")
        for match in TOTAL.finditer(text)
        if round(float(match["price"]) * int(match["count"]) - float(match["sum"]), 2) == 0
    ]
