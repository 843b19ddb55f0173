"""The people, alleys and stalls of the demo town: names are made up, the city is not."""

from dataclasses import dataclass

from market.deposit.emv import sealed, written

CITY, ZONE, TERRITORY, CURRENCY = "Kota Kinabalu", "Asia/Kuching", "MY", "MYR"


@dataclass(frozen=True)
class DemoPerson:
    id: int
    first_name: str
    language: str
    role: str = "shopper"


@dataclass(frozen=True)
class AlleyPlan:
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class StallPlan:
    """A stall to be; `language` is the one its `words` are written in, `payee` the payload of its bank QR where it takes deposits."""

    name: str
    owner: int
    alley: str
    language: str
    words: str
    state: str = "approved"
    payee: str = ""


AINA = DemoPerson(1001, "Aina", "en")
ROS = DemoPerson(1002, "Ros", "en", "vendor")
KEN = DemoPerson(1003, "Ken", "ms", "organiser")
PHONE_OWNERS = (AINA, ROS, KEN)

NAMED_PEOPLE = (
    DemoPerson(2001, "国伟", "zh_Hans", "vendor"),
    DemoPerson(2002, "Marius", "en", "vendor"),
    DemoPerson(2003, "Juniah", "ms", "vendor"),
    DemoPerson(2004, "Evarista", "en", "vendor"),
    DemoPerson(2005, "秀芳", "zh_Hans", "vendor"),
    DemoPerson(2006, "Stella", "en", "vendor"),
    DemoPerson(2007, "Awang", "ms", "vendor"),
    DemoPerson(2008, "Jainab", "ms", "vendor"),
    DemoPerson(2009, "Monika", "ms", "vendor"),
    DemoPerson(2010, "Linus", "en", "vendor"),
    DemoPerson(2011, "慧雯", "zh_Hans", "vendor"),
    DemoPerson(2012, "Hafiz", "ms", "vendor"),
    DemoPerson(2013, "Priya", "en", "vendor"),
    DemoPerson(2014, "Jo", "ms", "vendor"),
    DemoPerson(2015, "Joanna", "en"),
    DemoPerson(2016, "美玲", "zh_Hans"),
    DemoPerson(2017, "Benedict", "en"),
    DemoPerson(2018, "Dayang", "ms"),
    DemoPerson(2019, "Marites", "en"),
    DemoPerson(2020, "志明", "zh_Hans"),
    DemoPerson(2021, "Farah", "ms"),
    DemoPerson(2022, "Kumar", "en"),
    DemoPerson(2023, "Suria", "ms"),
    DemoPerson(2024, "Welly", "ms"),
    DemoPerson(2025, "雅婷", "zh_Hans"),
    DemoPerson(2026, "Petronella", "en"),
)
SHOPPER_NAMES = (
    "Aisyah", "Adrian", "淑芬", "Nurul", "Jeffrey", "Fauziah", "家豪", "Rosita", "Dominic", "Halimah",
    "Clarice", "伟强", "Sabrina", "Azman", "Melvin", "晓彤", "Noraini", "Jasmine", "Rahim", "Theresa",
)  # fmt: skip
OTHER_SHOPPERS = tuple(
    DemoPerson(2100 + index, SHOPPER_NAMES[index % len(SHOPPER_NAMES)], ("ms", "en", "zh_Hans")[index % 3])
    for index in range(90)
)
"""Who stands behind the counters; no phone of theirs is on the page, so no letter reaches them."""
DEMO_PEOPLE = (*PHONE_OWNERS, *NAMED_PEOPLE, *OTHER_SHOPPERS)

BAKAU, TANJUNG, JESSELTON = "Lorong Bakau", "Lorong Tanjung", "Lorong Jesselton"
ALLEYS = (
    AlleyPlan(BAKAU, 5.98215, 116.07467),
    AlleyPlan(TANJUNG, 5.97384, 116.07011),
    AlleyPlan(JESSELTON, 5.98742, 116.07895),
)

ROS_NAME = "DAPUR NENEK ROS"
ROS_QR = sealed(
    (
        ("00", "01"),
        ("01", "11"),
        ("26", written((("00", "A0000006150001"), ("01", "501664"), ("02", "000000123456789")))),
        ("52", "5812"),
        ("53", "458"),
        ("58", "MY"),
        ("59", ROS_NAME),
        ("60", "KOTA KINABALU"),
    )
)
"""A bank QR of no bank."""

NENEK_ROS = StallPlan(
    "Dapur Nenek Ros",
    1002,
    BAKAU,
    "ms",
    "Kuih dari dapur nenek, dikukus pada hari jualan. Kotak boleh dipulangkan.",
    payee=ROS_QR,
)
SIMPANG_TIGA = StallPlan(
    "Kopi Simpang Tiga",
    2001,
    BAKAU,
    "zh_Hans",
    "丹南山区的咖啡豆，每周自家小锅烘焙，现场手冲。杯子喝完请还。",
)
OMBAK = StallPlan(
    "Ombak Print",
    2002,
    TANJUNG,
    "en",
    "Woodcuts and linocuts, pulled by hand on a press older than its printer.",
)
LINANGKIT = StallPlan(
    "Rumah Linangkit",
    2003,
    JESSELTON,
    "ms",
    "Jahitan linangkit diajar perlahan-lahan, dari jarum pertama hingga jalur siap. Kit disediakan.",
)
BAMBANGAN = StallPlan(
    "Pondok Bambangan",
    2004,
    TANJUNG,
    "en",
    "Tuhau, bambangan and wild ginger from the hills of Tambunan, pickled the way my aunts do it.",
)
SIEW_FONG = StallPlan(
    "秀芳包点",
    2005,
    BAKAU,
    "zh_Hans",
    "凌晨三点起来揉面，包子蒸好就出门。咖椰自己熬，不加色素。",
)
PERAHU = StallPlan(
    "Perahu Kitchen", 2006, TANJUNG, "en", "Hinava and grilled fish, from boats that landed the same day."
)
SAGU = StallPlan(
    "Sagu Kuala Penyu", 2007, JESSELTON, "ms", "Ambuyat panas dengan cecah asam, cukup untuk satu meja."
)
DASTAR = StallPlan(
    "Dastar Kota Belud",
    2008,
    JESSELTON,
    "ms",
    "Tenunan dastar Bajau, satu helai mengambil masa beberapa minggu.",
)
MANIK = StallPlan("Manik Kudat", 2009, JESSELTON, "ms", "Manik gaya Rungus: corak lama, tangan baru.")
BULUH = StallPlan(
    "Bunyi Buluh",
    2010,
    TANJUNG,
    "en",
    "Sompoton and bamboo flutes, made in Tambunan and taught wherever there is shade.",
)
LEAF = StallPlan("一叶书摊", 2011, JESSELTON, "zh_Hans", "旧书、小志和明信片。三种语言都有，欢迎交换。")
PASU = StallPlan(
    "Pucuk & Pasu", 2012, BAKAU, "ms", "Anak pokok untuk koridor dan tingkap, disemai sendiri di Penampang."
)
TANAH = StallPlan(
    "Tanah Merah Pottery",
    2013,
    TANJUNG,
    "en",
    "Bowls and cups thrown from local clay. Each has a thumbprint.",
)
TUHAU_TAMBUNAN = StallPlan(
    "Tuhau Tambunan", 2014, TANJUNG, "ms", "Tuhau segar dari kebun keluarga di Tambunan.", state="asked"
)
STALLS = (
    NENEK_ROS, SIMPANG_TIGA, OMBAK, LINANGKIT, BAMBANGAN, SIEW_FONG, PERAHU, SAGU,
    DASTAR, MANIK, BULUH, LEAF, PASU, TANAH, TUHAU_TAMBUNAN,
)  # fmt: skip
