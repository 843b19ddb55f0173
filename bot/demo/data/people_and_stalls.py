"""The demo's people, alleys and stalls. Names are made up, the city is not."""

from dataclasses import dataclass

from market.deposit.emv import sealed, written
from storage.stall import StallApproval

CITY, ZONE, TERRITORY, CURRENCY = "Kota Kinabalu", "Asia/Kuching", "MY", "MYR"


@dataclass(frozen=True, kw_only=True)
class DemoPerson:
    """A person of the demo; `id` is their Telegram id, `first_text` what the chat on their phone begins with."""

    id: int
    first_name: str
    language: str
    role: str = "shops"
    first_text: str = "/start"


@dataclass(frozen=True)
class AlleyPlan:
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, kw_only=True)
class StallPlan:
    """The plan of a stall. `owner` is a Telegram id, `language` is that of its `words`, `payee` the payload of its bank QR if it takes deposits."""

    name: str
    owner: int
    alley: str
    language: str
    words: str
    state: StallApproval = StallApproval.APPROVED
    payee: str = ""


AINA = DemoPerson(id=7_312_345_678, first_name="Aina", language="en")
ROS = DemoPerson(id=1002, first_name="Ros", language="en", role="sells", first_text="/desk")
KEN = DemoPerson(id=1003, first_name="Ken", language="ms", role="organises", first_text="/admin")
PHONE_OWNERS = (AINA, ROS, KEN)

NAMED_PEOPLE = (
    DemoPerson(id=2001, first_name="国伟", language="zh_Hans", role="sells"),
    DemoPerson(id=2002, first_name="Marius", language="en", role="sells"),
    DemoPerson(id=2003, first_name="Juniah", language="ms", role="sells"),
    DemoPerson(id=2004, first_name="Evarista", language="en", role="sells"),
    DemoPerson(id=2005, first_name="秀芳", language="zh_Hans", role="sells"),
    DemoPerson(id=2006, first_name="Stella", language="en", role="sells"),
    DemoPerson(id=2007, first_name="Awang", language="ms", role="sells"),
    DemoPerson(id=2008, first_name="Jainab", language="ms", role="sells"),
    DemoPerson(id=2009, first_name="Monika", language="ms", role="sells"),
    DemoPerson(id=2010, first_name="Linus", language="en", role="sells"),
    DemoPerson(id=2011, first_name="慧雯", language="zh_Hans", role="sells"),
    DemoPerson(id=2012, first_name="Hafiz", language="ms", role="sells"),
    DemoPerson(id=2013, first_name="Priya", language="en", role="sells"),
    DemoPerson(id=2014, first_name="Jo", language="ms", role="sells"),
    DemoPerson(id=2015, first_name="Joanna", language="en"),
    DemoPerson(id=2016, first_name="美玲", language="zh_Hans"),
    DemoPerson(id=2017, first_name="Benedict", language="en"),
    DemoPerson(id=2018, first_name="Dayang", language="ms"),
    DemoPerson(id=2019, first_name="Marites", language="en"),
    DemoPerson(id=2020, first_name="志明", language="zh_Hans"),
    DemoPerson(id=2021, first_name="Farah", language="ms"),
    DemoPerson(id=2022, first_name="Kumar", language="en"),
    DemoPerson(id=2023, first_name="Suria", language="ms"),
    DemoPerson(id=2024, first_name="Welly", language="ms"),
    DemoPerson(id=2025, first_name="雅婷", language="zh_Hans"),
    DemoPerson(id=2026, first_name="Petronella", language="en"),
)
JOANNA = next(person for person in NAMED_PEOPLE if person.first_name == "Joanna")
"""Helps at 秀芳包点, as Ken does."""
SHOPPER_NAMES = (
    "Aisyah", "Adrian", "淑芬", "Nurul", "Jeffrey", "Fauziah", "家豪", "Rosita", "Dominic", "Halimah",
    "Clarice", "伟强", "Sabrina", "Azman", "Melvin", "晓彤", "Noraini", "Jasmine", "Rahim", "Theresa",
)  # fmt: skip
OTHER_SHOPPERS = tuple(
    DemoPerson(
        id=2100 + index,
        first_name=SHOPPER_NAMES[index % len(SHOPPER_NAMES)],
        language=("ms", "en", "zh_Hans")[index % 3],
    )
    for index in range(90)
)
"""Shoppers without a phone on the page."""
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
"""The payload of a bank QR that belongs to no bank."""

NENEK_ROS = StallPlan(
    name="Dapur Nenek Ros",
    owner=1002,
    alley=BAKAU,
    language="ms",
    words="Kuih dari dapur nenek, dikukus pada hari jualan. Kotak boleh dipulangkan.",
    payee=ROS_QR,
)
SIMPANG_TIGA = StallPlan(
    name="Kopi Simpang Tiga",
    owner=2001,
    alley=BAKAU,
    language="zh_Hans",
    words="丹南山区的咖啡豆，每周自家小锅烘焙，现场手冲。杯子喝完请还。",
)
OMBAK = StallPlan(
    name="Ombak Print",
    owner=2002,
    alley=TANJUNG,
    language="en",
    words="Woodcuts and linocuts, pulled by hand on a press older than its printer.",
)
LINANGKIT = StallPlan(
    name="Rumah Linangkit",
    owner=2003,
    alley=JESSELTON,
    language="ms",
    words="Jahitan linangkit diajar perlahan-lahan, dari jarum pertama hingga jalur siap. Kit disediakan.",
)
BAMBANGAN = StallPlan(
    name="Pondok Bambangan",
    owner=2004,
    alley=TANJUNG,
    language="en",
    words="Tuhau, bambangan and wild ginger from the hills of Tambunan, pickled the way my aunts do it.",
)
SIEW_FONG = StallPlan(
    name="秀芳包点",
    owner=2005,
    alley=BAKAU,
    language="zh_Hans",
    words="凌晨三点起来揉面，包子蒸好就出门。咖椰自己熬，不加色素。",
)
PERAHU = StallPlan(
    name="Perahu Kitchen",
    owner=2006,
    alley=TANJUNG,
    language="en",
    words="Hinava and grilled fish, from boats that landed the same day.",
)
SAGU = StallPlan(
    name="Sagu Kuala Penyu",
    owner=2007,
    alley=JESSELTON,
    language="ms",
    words="Ambuyat panas dengan cecah asam, cukup untuk satu meja.",
)
DASTAR = StallPlan(
    name="Dastar Kota Belud",
    owner=2008,
    alley=JESSELTON,
    language="ms",
    words="Tenunan dastar Bajau, satu helai mengambil masa beberapa minggu.",
)
MANIK = StallPlan(
    name="Manik Kudat",
    owner=2009,
    alley=JESSELTON,
    language="ms",
    words="Manik gaya Rungus: corak lama, tangan baru.",
)
BULUH = StallPlan(
    name="Bunyi Buluh",
    owner=2010,
    alley=TANJUNG,
    language="en",
    words="Sompoton and bamboo flutes, made in Tambunan and taught wherever there is shade.",
)
LEAF = StallPlan(
    name="一叶书摊",
    owner=2011,
    alley=JESSELTON,
    language="zh_Hans",
    words="旧书、小志和明信片。三种语言都有，欢迎交换。",
)
PASU = StallPlan(
    name="Pucuk & Pasu",
    owner=2012,
    alley=BAKAU,
    language="ms",
    words="Anak pokok untuk koridor dan tingkap, disemai sendiri di Penampang.",
)
TANAH = StallPlan(
    name="Tanah Merah Pottery",
    owner=2013,
    alley=TANJUNG,
    language="en",
    words="Bowls and cups thrown from local clay. Each has a thumbprint.",
)
TUHAU_TAMBUNAN = StallPlan(
    name="Tuhau Tambunan",
    owner=2014,
    alley=TANJUNG,
    language="ms",
    words="Tuhau segar dari kebun keluarga di Tambunan.",
    state=StallApproval.ASKED,
)
STALLS = (
    NENEK_ROS, SIMPANG_TIGA, OMBAK, LINANGKIT, BAMBANGAN, SIEW_FONG, PERAHU, SAGU,
    DASTAR, MANIK, BULUH, LEAF, PASU, TANAH, TUHAU_TAMBUNAN,
)  # fmt: skip
