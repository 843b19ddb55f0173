"""What the stalls of the demo town release in the coming three weeks."""

from datetime import time, timedelta

from bot.demo.data.drop_plan import DropPlan, ItemPlan, slot
from bot.demo.data.people_and_stalls import (
    AINA,
    BAMBANGAN,
    BULUH,
    DASTAR,
    JESSELTON,
    LEAF,
    LINANGKIT,
    MANIK,
    NENEK_ROS,
    OMBAK,
    PASU,
    PERAHU,
    SAGU,
    SIEW_FONG,
    SIMPANG_TIGA,
    TANAH,
    TANJUNG,
)
from bot.demo.data.schedule import (
    FRIDAY,
    SATURDAY,
    SUNDAY,
    WEDNESDAY,
    cancelled,
    closed,
    closing,
    days_ahead,
    draw,
    draw_closed,
    next_weekday,
    opened,
    opens_days_before,
    opens_in_hours,
    paused,
    pot_now,
    pot_tomorrow,
    today,
)

EVENING, LATE = (time(18), time(22)), (time(17), time(22))
AFTERNOON, MARKET_DAY = (time(14), time(18)), (time(9), time(22))
TOMORROW, TWO_DAYS = timedelta(days=1), timedelta(days=2)

# fmt: off
KUIH_LAPIS = DropPlan(
    NENEK_ROS, "Kuih lapis", "Sembilan lapis, pandan dan santan, dikukus petang itu juga.",
    next_weekday(FRIDAY), EVENING, opened, ("halal", "returnable", "kuih"),
    (ItemPlan("Kuih lapis, box of 9", "box", 850, 12, taken=(2, 1)),),
)
SERI_MUKA = DropPlan(
    NENEK_ROS, "Seri muka", "Pulut di bawah, kastard pandan di atas. Sepuluh potong sekotak.",
    today, MARKET_DAY, opened, ("halal", "kuih"),
    (ItemPlan("Seri muka, box of 10", "box", 600, 16, taken=(16, 0), units=2),),
)
KINABALU_AT_DAWN = DropPlan(
    OMBAK, "Kinabalu at Dawn, print", "Three-colour woodcut, 30 by 40 cm, signed. Seen from Kundasang.",
    next_weekday(SATURDAY), (time(16), time(20)), draw, ("print", "art"),
    (ItemPlan("Kinabalu at Dawn", "print", 4500, 40, waiting=86),), per_person=1,
)
STITCHING = DropPlan(
    LINANGKIT, "Linangkit stitching", "Seorang guru, lapan kerusi. Benang dan jarum disediakan.",
    next_weekday(SUNDAY), (time(10), time(17)), opened, ("workshop", "textile"),
    (slot(10, 150, 3500, 8, taken=(4, 1), components=("Kit",)),
     slot(14, 150, 3500, 8, taken=(7, 1), waiting=2, components=("Kit",)),
     ItemPlan("Kit", "piece", 0, 16, offered=False)),
)
COFFEE = DropPlan(
    SIMPANG_TIGA, "Tenom drip coffee", "丹南罗布斯塔，中深烘，慢慢滴。冷热都有。",
    next_weekday(FRIDAY), LATE, opened, ("coffee", "returnable", "vegan"),
    (ItemPlan("Tenom drip coffee", "cup", 700, 60, loan_deposit=300),), per_person=4,
)
TUHAU = DropPlan(
    BAMBANGAN, "Tuhau sambal", "Wild ginger, bird chilli and lime. Sharp, green, gone by breakfast.",
    next_weekday(SATURDAY, lead=TWO_DAYS), LATE, pot_tomorrow, ("vegan", "halal", "sambal"),
    (ItemPlan("Tuhau sambal, 180 g", "jar", 1200, 24),),
)
KAYA_BAO = DropPlan(
    SIEW_FONG, "咖椰包", "咖椰熬了四个小时，包子当天下午蒸。",
    next_weekday(SATURDAY, lead=TOMORROW), AFTERNOON, opens_in_hours, ("kuih", "vegetarian"),
    (ItemPlan("咖椰包，一盒6个", "box", 900, 30), ItemPlan("芝麻包，一盒6个", "box", 900, 20)),
)
BEADS = DropPlan(
    MANIK, "A first string of beads", "Untai pertama anda: jarum, benang, tiga warna manik.",
    days_ahead(2), (time(10), time(13)), opened, ("workshop", "craft"),
    (slot(10, 120, 2000, 8, taken=(3, 0), booked_by=AINA.id),),
)

THIS_WEEK = (
    KUIH_LAPIS, SERI_MUKA, KINABALU_AT_DAWN, STITCHING, COFFEE, TUHAU, KAYA_BAO, BEADS,
    DropPlan(
        PERAHU, "Hinava in a bowl",
        "Mackerel in lime, with grated bambangan seed, chilli and ginger. Bring the bowl back.",
        next_weekday(FRIDAY), EVENING, opened, ("halal", "returnable", "bowl"),
        (ItemPlan("Hinava, small", "piece", 1200, 24, taken=(6, 2), loan_deposit=500),
         ItemPlan("Hinava, to share", "piece", 2200, 10, taken=(8, 2), waiting=3, loan_deposit=500)),
    ),
    DropPlan(
        NENEK_ROS, "Onde-onde", "Gula melaka di dalam, kelapa parut di luar. Makan sekali suap.",
        next_weekday(SATURDAY), EVENING, pot_now, ("halal", "kuih", "vegan"),
        (ItemPlan("Onde-onde, box of 12", "box", 700, 20, waiting=31),),
    ),
    DropPlan(
        SAGU, "Ambuyat for four", "Sagu, cecah binjai, ikan rebus dan sayur pucuk paku.",
        next_weekday(SUNDAY), LATE, cancelled("Sagu dari Kuala Penyu tidak sampai minggu ini."), ("halal", "bowl"),
        (ItemPlan("Ambuyat, set for four", "piece", 4800, 8),), per_person=1,
    ),
    DropPlan(
        PASU, "Kesum and torch ginger seedlings", "Kesum dan kantan dalam pasu kecil, sedia dipindah.",
        next_weekday(SATURDAY), AFTERNOON, paused, ("plant",),
        (ItemPlan("Kesum", "piece", 500, 30, taken=(4, 0)),
         ItemPlan("Kantan", "piece", 900, 12, taken=(3, 1))),
    ),
    DropPlan(
        BULUH, "Sompoton, first notes", "Three notes and a dance tune on the gourd mouth organ. We lend one.",
        next_weekday(SATURDAY), (time(15), time(19)), closing, ("workshop", "music"),
        (slot(15, 90, 2500, 6, taken=(4, 0)), slot(17, 90, 2500, 6, taken=(2, 1))), per_person=1,
    ),
    DropPlan(
        DASTAR, "Dastar headcloth, handwoven", "Tenunan tangan, corak geometri Bajau Kota Belud.",
        next_weekday(SUNDAY), AFTERNOON, draw_closed, ("textile", "craft"),
        (ItemPlan("Dastar, full size", "piece", 18000, 3, waiting=27),), per_person=1,
    ),
    DropPlan(
        SIEW_FONG, "手工生面", "鸡蛋生面，斗亚兰做法，煮汤干炒都香。",
        days_ahead(1), LATE, closed, ("noodles",),
        (ItemPlan("生面，500克", "pack", 650, 40, taken=(40, 0), waiting=5),),
    ),
    DropPlan(
        LEAF, "一令吉书桌", "每本一令吉，读完可以拿回来换。",
        days_ahead(1), EVENING, opened, ("book",),
        (ItemPlan("任选五本", "pack", 500, 40, taken=(9, 2)),), per_person=3,
    ),
    DropPlan(
        TANAH, "Thumbprint bowls", "Rice bowls in iron red and ash white. No two alike.",
        next_weekday(SUNDAY), (time(11), time(18)), opened, ("bowl", "craft"),
        (ItemPlan("Rice bowl, iron red", "piece", 2800, 12, taken=(5, 1)),
         ItemPlan("Rice bowl, ash white", "piece", 2800, 12, taken=(11, 1), waiting=4)),
    ),
    DropPlan(
        MANIK, "Bead bracelet evening", "Satu gelang, satu corak Rungus, dua jam. Kopi disediakan.",
        days_ahead(2), (time(19), time(21)), opened, ("workshop", "craft"),
        (slot(19, 120, 3000, 10, taken=(6, 2)),),
    ),
)

NEXT_WEEK = (
    DropPlan(
        NENEK_ROS, "Kuih cincin", "Kuih tradisi Sabah: beras dan gula merah, digoreng seperti bunga.",
        next_weekday(FRIDAY, 1), EVENING, opened, ("halal", "kuih", "vegan"),
        (ItemPlan("Kuih cincin, box of 20", "box", 1000, 30, taken=(7, 0)),),
    ),
    DropPlan(
        SIMPANG_TIGA, "Cold brew by the bottle", "冷萃十六小时，玻璃瓶装，瓶子请还。",
        next_weekday(FRIDAY, 1), LATE, opens_days_before(2), ("coffee", "returnable", "vegan"),
        (ItemPlan("Cold brew, 500 ml", "piece", 1400, 36, loan_deposit=400),), per_person=3,
    ),
    DropPlan(
        OMBAK, "Carve a postcard", "One block, two gouges, your own harbour. Five prints to take home.",
        next_weekday(SATURDAY, 1), (time(10), time(17)), opened, ("workshop", "print"),
        (slot(10, 180, 4000, 8, taken=(3, 1)), slot(14, 180, 4000, 8, taken=(1, 0))),
    ),
    DropPlan(
        BAMBANGAN, "Pickled bambangan", "Wild mango with its own grated seed. Good with anything grilled.",
        next_weekday(SATURDAY, 1), LATE, opens_days_before(3), ("vegan", "halal", "sambal"),
        (ItemPlan("Bambangan, 250 g", "jar", 1000, 30), ItemPlan("Tuhau sambal, 180 g", "jar", 1200, 24)),
    ),
    DropPlan(
        PERAHU, "Tarap and other fruit", "Tarap ripe today and tomorrow, bananas, pomelo. Cut on the spot.",
        next_weekday(SATURDAY, 1), (time(16), time(21)), opened, ("fruit", "vegan"),
        (ItemPlan("Tarap, whole", "piece", 1000, 15, taken=(2, 1)),
         ItemPlan("Fruit box", "box", 800, 40, taken=(3, 0))),
        per_person=4,
    ),
    DropPlan(
        LINANGKIT, "Linangkit stitching, part two", "Untuk yang pernah datang: menyambung dua helai kain.",
        next_weekday(SUNDAY, 1), AFTERNOON, opens_days_before(3), ("workshop", "textile"),
        (slot(14, 180, 4500, 8),),
    ),
    DropPlan(
        MANIK, "Beaded collar", "Rantai leher manik, corak lama Rungus, enam minggu kerja tangan.",
        next_weekday(SUNDAY, 1), AFTERNOON, draw, ("craft",),
        (ItemPlan("Beaded collar", "piece", 26000, 2, waiting=19),), per_person=1,
    ),
    DropPlan(
        LEAF, "小志之夜", "六位本地作者，各读五分钟。入场免费。",
        next_weekday(WEDNESDAY, 1), (time(19), time(22)), opened, ("book",),
        (ItemPlan("Place", "place", 0, 50, taken=(21, 0)),), per_person=4,
    ),
    DropPlan(
        SAGU, "Ambuyat for two", "Set kecil: sagu panas, cecah binjai dan ikan salai.",
        next_weekday(WEDNESDAY, 1), LATE, opens_days_before(2), ("halal", "bowl"),
        (ItemPlan("Ambuyat, set for two", "piece", 2600, 16),), alley=TANJUNG,
    ),
    DropPlan(
        NENEK_ROS, "Dulang kenduri", "Sembilan jenis kuih untuk sepuluh orang, dibuat atas tempahan.",
        next_weekday(SATURDAY, 1), AFTERNOON, opened, ("halal", "kuih"),
        (ItemPlan("Dulang kenduri", "piece", 6500, 6),), deposit=1500,
    ),
)

THIRD_WEEK = (
    DropPlan(
        NENEK_ROS, "Penjaram and kuih lapis", "Penjaram rangup di tepi; kuih lapis seperti biasa.",
        next_weekday(FRIDAY, 2), EVENING, opens_days_before(4), ("halal", "returnable", "kuih"),
        (ItemPlan("Penjaram, box of 6", "box", 600, 24), ItemPlan("Kuih lapis, box of 9", "box", 850, 24)),
    ),
    DropPlan(
        BULUH, "Bamboo flutes", "Six holes, tuned by ear, tested by a nine-year-old.",
        next_weekday(FRIDAY, 2), EVENING, opens_days_before(7), ("music", "craft"),
        (ItemPlan("Flute in G", "piece", 3500, 20),), alley=JESSELTON,
    ),
    DropPlan(
        OMBAK, "Fish market, print", "Two-colour linocut, 20 by 20 cm. For everyone who gets up at four.",
        next_weekday(SATURDAY, 2), (time(16), time(20)), opens_days_before(5), ("print", "art"),
        (ItemPlan("Fish market", "print", 3000, 60),),
    ),
    DropPlan(
        TANAH, "Cups for Simpang Tiga", "A cup for the coffee next door, and the coffee in it.",
        next_weekday(SATURDAY, 2), LATE, opened, ("cup", "craft", "coffee"),
        (ItemPlan("Cup, filled once", "cup", 3200, 25, taken=(4, 2)),),
    ),
    DropPlan(
        PASU, "A window of herbs", "Buat sendiri satu kotak herba: tanah, benih, tiga pokok.",
        next_weekday(SUNDAY, 2), (time(9), time(12)), opens_days_before(6), ("workshop", "plant"),
        (slot(9, 90, 2800, 12), slot(11, 60, 2000, 12)),
    ),
    DropPlan(
        SIEW_FONG, "汤圆", "黑芝麻和花生馅，冷冻装，回家滚水一煮。",
        next_weekday(SUNDAY, 2), AFTERNOON, opens_days_before(5), ("kuih", "vegetarian"),
        (ItemPlan("黑芝麻汤圆，12粒", "pack", 1100, 40), ItemPlan("花生汤圆，12粒", "pack", 1100, 40)),
    ),
)

# fmt: on

PLANS = (*THIS_WEEK, *NEXT_WEEK, *THIRD_WEEK)
