"""The words of the stock line in the languages vendors type: limit, deposit, allergens, units, currency signs. All lower case."""

from collections.abc import Mapping

from locales.units import ItemUnit

LIMIT = (
    *("at most", "up to", "maximum", "max", "limit", "maksimum", "maks", "paling banyak", "had"),
    *("每人最多", "每人限购", "每人限", "每人", "最多", "限购", "限"),
)
PER_PERSON = (
    "per person",
    "a person",
    "each person",
    "pp",
    "seorang",
    "sorang",
    "setiap orang",
    "每人",
    "个",
    "份",
    "盒",
    "件",
)

DEPOSIT = ("deposit", "cagaran", "押金", "按金", "保证金")
PACKAGING = (
    *(
        "cup",
        "mug",
        "container",
        "box",
        "bowl",
        "jar",
        "cawan",
        "gelas",
        "bekas",
        "kotak",
        "mangkuk",
        "balang",
    ),
    *("杯子", "杯", "饭盒", "盒", "碗", "罐"),
)

ALLERGENS = (
    *("allergens", "allergen", "allergies", "alergen", "alahan", "alergi"),
    *("过敏原", "過敏原", "过敏源", "过敏"),
)
"""Words before a colon and the allergens."""
CONTAINS = (
    *("contains", "may contain", "mengandungi", "mengandung", "mungkin mengandungi"),
    *("可能含有", "含有"),
)
"""Words before the allergens, with or without a colon."""
NEGATIONS = ("tidak ", "tak ", "不", "没", "未")
"""Before a word of `CONTAINS` they say that nothing of it is inside."""

FREE_WORDS = ("free", "percuma", "gratis", "免费")

UNITS: Mapping[str, ItemUnit] = {
    **dict.fromkeys(
        ("pcs", "pc", "pieces", "keping", "biji", "buah", "ketul", "个", "個", "件", "块", "粒"),
        ItemUnit.PIECE,
    ),
    **dict.fromkeys(("boxes", "kotak", "盒", "箱"), ItemUnit.BOX),
    **dict.fromkeys(("cups", "cawan", "gelas", "杯"), ItemUnit.CUP),
    **dict.fromkeys(("jars", "balang", "罐", "瓶"), ItemUnit.JAR),
    **dict.fromkeys(("packs", "packets", "bungkus", "pek", "包", "袋", "份"), ItemUnit.PACK),
    **dict.fromkeys(("prints", "cetakan", "helai", "张", "幅"), ItemUnit.PRINT),
    **dict.fromkeys(("seats", "tempat duduk", "座"), ItemUnit.SEAT),
    **dict.fromkeys(("places", "tempat", "位", "名额"), ItemUnit.PLACE),
}

CENTS: Mapping[str, tuple[str, ...]] = {
    "MYR": ("sen", "分", "仙"),
    "SGD": ("cents", "cent", "分"),
    "BND": ("sen", "cents", "cent"),
}
"""Hundredths after a whole amount: 8 ringgit 50 sen."""

THOUSAND = ("ribu", "rb", "k", "千")

NOISE = ("of", "each", "at", "for", "satu", "sebiji", "setiap", "每个", "每份", "一个", "各", "的")
"""Words around a name that are no part of it."""

CURRENCY_SIGNS: Mapping[str, tuple[str, ...]] = {
    "MYR": ("rm", "myr", "ringgit", "令吉", "马币", "元"),
    "SGD": ("s$", "sgd", "$", "元"),
    "BND": ("b$", "bnd", "$"),
    "IDR": ("rp", "idr", "rupiah"),
    "THB": ("฿", "thb", "baht", "บาท"),
    "VND": ("₫", "vnđ", "vnd", "đồng", "đ"),
    "PHP": ("₱", "php", "pesos", "peso"),
    "JPY": ("¥", "jpy", "yen", "円"),
    "KRW": ("₩", "krw", "won", "원"),
    "CNY": ("¥", "cny", "rmb", "元", "块"),
    "TWD": ("nt$", "twd", "$", "元"),
    "HKD": ("hk$", "hkd", "$", "元"),
    "INR": ("₹", "inr", "rs"),
    "LKR": ("lkr", "rs"),
    "KHR": ("៛", "khr", "riel"),
    "LAK": ("₭", "lak", "kip"),
    "MMK": ("mmk", "kyat", "ks"),
}
"""The signs of a currency in a price; its three letters count too."""
