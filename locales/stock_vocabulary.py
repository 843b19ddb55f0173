"""The words of the stock line in the languages vendors type: days, times, limit, deposit, allergens, units, currency signs. All lower case."""

from collections.abc import Mapping

WEEKDAYS: Mapping[str, int] = {
    word: day
    for day, words in enumerate(
        (
            "monday mon isnin senin 星期一 周一 礼拜一 拜一",
            "tuesday tues tue selasa 星期二 周二 礼拜二 拜二",
            "wednesday wed rabu 星期三 周三 礼拜三 拜三",
            "thursday thurs thu khamis kamis 星期四 周四 礼拜四 拜四",
            "friday fri jumaat jumat 星期五 周五 礼拜五 拜五",
            "saturday sat sabtu 星期六 周六 礼拜六 拜六",
            "sunday sun ahad minggu 星期日 星期天 周日 周天 礼拜天 礼拜日 拜天 拜日",
        )
    )
    for word in words.split()
}
"""Monday is 0."""

SHORT_WEEKDAYS: Mapping[str, int] = {
    word: day for day, word in enumerate(("isn", "sel", "rab", "kha", "jum", "sab", "ahd"))
}
"""Short names of a Malay calendar: a day before a number, a sign or the end, else part of a name."""
DAY_ENDS = r"(?=\s*(?:[^\w\s]|\d|$))"

RELATIVE_DAYS: Mapping[str, int] = {
    **dict.fromkeys(
        (
            "today",
            "tonight",
            "hari ini",
            "hari ni",
            "malam ini",
            "malam ni",
            "mlm ini",
            "mlm ni",
            "今天",
            "今晚",
            "今日",
        ),
        0,
    ),
    **dict.fromkeys(
        (
            "tomorrow",
            "tmr",
            "esok",
            "besok",
            "malam esok",
            "esok malam",
            "besok malam",
            "明天",
            "明晚",
            "明日",
        ),
        1,
    ),
    **dict.fromkeys(("lusa", "后天", "後天"), 2),
}
"""Days from today."""

MONTHS: Mapping[str, int] = {
    word: month
    for month, words in enumerate(
        (
            "january jan januari",
            "february feb februari",
            "march mar mac maret",
            "april apr",
            "may mei",
            "june jun juni",
            "july jul julai juli",
            "august aug ogos ogo agustus agu",
            "september sept sep",
            "october oct oktober okt",
            "november nov",
            "december dec disember dis desember des",
        ),
        1,
    )
    for word in words.split()
}

MORNING = ("am", "a.m.", "pagi", "早上", "上午", "早晨")
NOON = ("tengah hari", "tengahari", "siang", "noon", "中午")
EVENING = (
    "pm",
    "p.m.",
    "petang",
    "ptg",
    "sore",
    "malam",
    "mlm",
    "下午",
    "傍晚",
    "晚上",
    "今晚",
    "明晚",
    "晚",
)

BEFORE_CLOCK = ("at", "from", "pukul", "jam", "dari")
BETWEEN_CLOCKS = ("to", "until", "till", "hingga", "sampai", "至", "到")
BEFORE_DAY = ("on", "pada", "this", "hari")

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

UNITS: Mapping[str, str] = {
    **dict.fromkeys(
        ("pcs", "pc", "pieces", "keping", "biji", "buah", "ketul", "个", "個", "件", "块", "粒"), "piece"
    ),
    **dict.fromkeys(("boxes", "kotak", "盒", "箱"), "box"),
    **dict.fromkeys(("cups", "cawan", "gelas", "杯"), "cup"),
    **dict.fromkeys(("jars", "balang", "罐", "瓶"), "jar"),
    **dict.fromkeys(("packs", "packets", "bungkus", "pek", "包", "袋", "份"), "pack"),
    **dict.fromkeys(("prints", "cetakan", "helai", "张", "幅"), "print"),
    **dict.fromkeys(("seats", "tempat duduk", "座"), "seat"),
    **dict.fromkeys(("places", "tempat", "位", "名额"), "place"),
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
