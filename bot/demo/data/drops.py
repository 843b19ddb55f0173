"""The demo's drops of the coming three weeks."""

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
from locales.units import ItemUnit

EVENING, LATE = (time(18), time(22)), (time(17), time(22))
AFTERNOON, MARKET_DAY = (time(14), time(18)), (time(9), time(22))
TOMORROW, TWO_DAYS = timedelta(days=1), timedelta(days=2)

# fmt: off
KUIH_LAPIS = DropPlan(
    stall=NENEK_ROS, name="Kuih lapis", words="Sembilan lapis, pandan dan santan, dikukus petang itu juga.",
    day=next_weekday(FRIDAY), hours=EVENING, progress_plan=opened, tags=("halal", "returnable", "kuih"),
    items=(ItemPlan(name="Kuih lapis, box of 9", unit=ItemUnit.BOX, price=850, quantity=12, taken=(2, 1)),),
)
SERI_MUKA = DropPlan(
    stall=NENEK_ROS, name="Seri muka", words="Pulut di bawah, kastard pandan di atas. Sepuluh potong sekotak.",
    day=today, hours=MARKET_DAY, progress_plan=opened, tags=("halal", "returnable", "kuih"),
    items=(ItemPlan(name="Seri muka, box of 10", unit=ItemUnit.BOX, price=600, quantity=16, taken=(16, 0), units=2, loan_deposit=200),),
)
KINABALU_AT_DAWN = DropPlan(
    stall=OMBAK, name="Kinabalu at Dawn, print", words="Three-colour woodcut, 30 by 40 cm, signed. Seen from Kundasang.",
    day=next_weekday(SATURDAY), hours=(time(16), time(20)), progress_plan=draw, tags=("print", "art"),
    items=(ItemPlan(name="Kinabalu at Dawn", unit=ItemUnit.PRINT, price=4500, quantity=40, waiting=86),), per_person=1,
)
STITCHING = DropPlan(
    stall=LINANGKIT, name="Linangkit stitching", words="Seorang guru, lapan kerusi. Benang dan jarum disediakan.",
    day=next_weekday(SUNDAY), hours=(time(10), time(17)), progress_plan=opened, tags=("workshop", "textile"),
    items=(slot(10, 150, 3500, 8, taken=(4, 1), components=("Kit",)),
     slot(14, 150, 3500, 8, taken=(7, 1), waiting=2, components=("Kit",)),
     ItemPlan(name="Kit", unit=ItemUnit.PIECE, price=0, quantity=16, offered=False)),
)
COFFEE = DropPlan(
    stall=SIMPANG_TIGA, name="Tenom drip coffee", words="丹南罗布斯塔，中深烘，慢慢滴。冷热都有。",
    day=next_weekday(FRIDAY), hours=LATE, progress_plan=opened, tags=("coffee", "returnable", "vegan"),
    items=(ItemPlan(name="Tenom drip coffee", unit=ItemUnit.CUP, price=700, quantity=60, loan_deposit=300),), per_person=4,
)
TUHAU = DropPlan(
    stall=BAMBANGAN, name="Tuhau sambal", words="Wild ginger, bird chilli and lime. Sharp, green, gone by breakfast.",
    day=next_weekday(SATURDAY, lead=TWO_DAYS), hours=LATE, progress_plan=pot_tomorrow, tags=("vegan", "halal", "sambal"),
    items=(ItemPlan(name="Tuhau sambal, 180 g", unit=ItemUnit.JAR, price=1200, quantity=24),),
)
KAYA_BAO = DropPlan(
    stall=SIEW_FONG, name="咖椰包", words="咖椰熬了四个小时，包子当天下午蒸。",
    day=next_weekday(SATURDAY, lead=TOMORROW), hours=AFTERNOON, progress_plan=opens_in_hours, tags=("kuih", "vegetarian"),
    items=(ItemPlan(name="咖椰包，一盒6个", unit=ItemUnit.BOX, price=900, quantity=30),
           ItemPlan(name="芝麻包，一盒6个", unit=ItemUnit.BOX, price=900, quantity=20)),
)
BEADS = DropPlan(
    stall=MANIK, name="A first string of beads", words="Untai pertama anda: jarum, benang, tiga warna manik.",
    day=days_ahead(2), hours=(time(10), time(13)), progress_plan=opened, tags=("workshop", "craft"),
    items=(slot(10, 120, 2000, 8, taken=(3, 0), booked_by=AINA.id),),
)

THIS_WEEK = (
    KUIH_LAPIS, SERI_MUKA, KINABALU_AT_DAWN, STITCHING, COFFEE, TUHAU, KAYA_BAO, BEADS,
    DropPlan(
        stall=PERAHU, name="Hinava in a bowl",
        words="Mackerel in lime, with grated bambangan seed, chilli and ginger. Bring the bowl back.",
        day=next_weekday(FRIDAY), hours=EVENING, progress_plan=opened, tags=("halal", "returnable", "bowl"),
        items=(ItemPlan(name="Hinava, small", unit=ItemUnit.PIECE, price=1200, quantity=24, taken=(6, 2), loan_deposit=500),
         ItemPlan(name="Hinava, to share", unit=ItemUnit.PIECE, price=2200, quantity=10, taken=(8, 2), waiting=3, loan_deposit=500)),
    ),
    DropPlan(
        stall=NENEK_ROS, name="Onde-onde", words="Gula melaka di dalam, kelapa parut di luar. Makan sekali suap.",
        day=next_weekday(SATURDAY), hours=EVENING, progress_plan=pot_now, tags=("halal", "kuih", "vegan"),
        items=(ItemPlan(name="Onde-onde, box of 12", unit=ItemUnit.BOX, price=700, quantity=20, waiting=31),),
    ),
    DropPlan(
        stall=SAGU, name="Ambuyat for four", words="Sagu, cecah binjai, ikan rebus dan sayur pucuk paku.",
        day=next_weekday(SUNDAY), hours=LATE, progress_plan=cancelled("Sagu dari Kuala Penyu tidak sampai minggu ini."), tags=("halal", "bowl"),
        items=(ItemPlan(name="Ambuyat, set for four", unit=ItemUnit.PIECE, price=4800, quantity=8),), per_person=1,
    ),
    DropPlan(
        stall=PASU, name="Kesum and torch ginger seedlings", words="Kesum dan kantan dalam pasu kecil, sedia dipindah.",
        day=next_weekday(SATURDAY), hours=AFTERNOON, progress_plan=paused, tags=("plant",),
        items=(ItemPlan(name="Kesum", unit=ItemUnit.PIECE, price=500, quantity=30, taken=(4, 0)),
         ItemPlan(name="Kantan", unit=ItemUnit.PIECE, price=900, quantity=12, taken=(3, 1))),
    ),
    DropPlan(
        stall=BULUH, name="Sompoton, first notes", words="Three notes and a dance tune on the gourd mouth organ. We lend one.",
        day=next_weekday(SATURDAY), hours=(time(15), time(19)), progress_plan=closing, tags=("workshop", "music"),
        items=(slot(15, 90, 2500, 6, taken=(4, 0)), slot(17, 90, 2500, 6, taken=(2, 1))), per_person=1,
    ),
    DropPlan(
        stall=DASTAR, name="Dastar headcloth, handwoven", words="Tenunan tangan, corak geometri Bajau Kota Belud.",
        day=next_weekday(SUNDAY), hours=AFTERNOON, progress_plan=draw_closed, tags=("textile", "craft"),
        items=(ItemPlan(name="Dastar, full size", unit=ItemUnit.PIECE, price=18000, quantity=3, waiting=27),), per_person=1,
    ),
    DropPlan(
        stall=SIEW_FONG, name="手工生面", words="鸡蛋生面，斗亚兰做法，煮汤干炒都香。",
        day=days_ahead(1), hours=LATE, progress_plan=closed, tags=("noodles",),
        items=(ItemPlan(name="生面，500克", unit=ItemUnit.PACK, price=650, quantity=40, taken=(40, 0), waiting=5),),
    ),
    DropPlan(
        stall=LEAF, name="一令吉书桌", words="每本一令吉，读完可以拿回来换。",
        day=days_ahead(1), hours=EVENING, progress_plan=opened, tags=("book",),
        items=(ItemPlan(name="任选五本", unit=ItemUnit.PACK, price=500, quantity=40, taken=(9, 2)),), per_person=3,
    ),
    DropPlan(
        stall=TANAH, name="Thumbprint bowls", words="Rice bowls in iron red and ash white. No two alike.",
        day=next_weekday(SUNDAY), hours=(time(11), time(18)), progress_plan=opened, tags=("bowl", "craft"),
        items=(ItemPlan(name="Rice bowl, iron red", unit=ItemUnit.PIECE, price=2800, quantity=12, taken=(5, 1)),
         ItemPlan(name="Rice bowl, ash white", unit=ItemUnit.PIECE, price=2800, quantity=12, taken=(11, 1), waiting=4)),
    ),
    DropPlan(
        stall=MANIK, name="Bead bracelet evening", words="Satu gelang, satu corak Rungus, dua jam. Kopi disediakan.",
        day=days_ahead(2), hours=(time(19), time(21)), progress_plan=opened, tags=("workshop", "craft"),
        items=(slot(19, 120, 3000, 10, taken=(6, 2)),),
    ),
)

NEXT_WEEK = (
    DropPlan(
        stall=NENEK_ROS, name="Kuih cincin", words="Kuih tradisi Sabah: beras dan gula merah, digoreng seperti bunga.",
        day=next_weekday(FRIDAY, 1), hours=EVENING, progress_plan=opened, tags=("halal", "kuih", "vegan"),
        items=(ItemPlan(name="Kuih cincin, box of 20", unit=ItemUnit.BOX, price=1000, quantity=30, taken=(7, 0)),),
    ),
    DropPlan(
        stall=SIMPANG_TIGA, name="Cold brew by the bottle", words="冷萃十六小时，玻璃瓶装，瓶子请还。",
        day=next_weekday(FRIDAY, 1), hours=LATE, progress_plan=opens_days_before(2), tags=("coffee", "returnable", "vegan"),
        items=(ItemPlan(name="Cold brew, 500 ml", unit=ItemUnit.PIECE, price=1400, quantity=36, loan_deposit=400),), per_person=3,
    ),
    DropPlan(
        stall=OMBAK, name="Carve a postcard", words="One block, two gouges, your own harbour. Five prints to take home.",
        day=next_weekday(SATURDAY, 1), hours=(time(10), time(17)), progress_plan=opened, tags=("workshop", "print"),
        items=(slot(10, 180, 4000, 8, taken=(3, 1)), slot(14, 180, 4000, 8, taken=(1, 0))),
    ),
    DropPlan(
        stall=BAMBANGAN, name="Pickled bambangan", words="Wild mango with its own grated seed. Good with anything grilled.",
        day=next_weekday(SATURDAY, 1), hours=LATE, progress_plan=opens_days_before(3), tags=("vegan", "halal", "sambal"),
        items=(
            ItemPlan(name="Bambangan, 250 g", unit=ItemUnit.JAR, price=1000, quantity=30),
            ItemPlan(name="Tuhau sambal, 180 g", unit=ItemUnit.JAR, price=1200, quantity=24),
        ),
    ),
    DropPlan(
        stall=PERAHU, name="Tarap and other fruit", words="Tarap ripe today and tomorrow, bananas, pomelo. Cut on the spot.",
        day=next_weekday(SATURDAY, 1), hours=(time(16), time(21)), progress_plan=opened, tags=("fruit", "vegan"),
        items=(ItemPlan(name="Tarap, whole", unit=ItemUnit.PIECE, price=1000, quantity=15, taken=(2, 1)),
         ItemPlan(name="Fruit box", unit=ItemUnit.BOX, price=800, quantity=40, taken=(3, 0))),
        per_person=4,
    ),
    DropPlan(
        stall=LINANGKIT, name="Linangkit stitching, part two", words="Untuk yang pernah datang: menyambung dua helai kain.",
        day=next_weekday(SUNDAY, 1), hours=AFTERNOON, progress_plan=opens_days_before(3), tags=("workshop", "textile"),
        items=(slot(14, 180, 4500, 8),),
    ),
    DropPlan(
        stall=MANIK, name="Beaded collar", words="Rantai leher manik, corak lama Rungus, enam minggu kerja tangan.",
        day=next_weekday(SUNDAY, 1), hours=AFTERNOON, progress_plan=draw, tags=("craft",),
        items=(ItemPlan(name="Beaded collar", unit=ItemUnit.PIECE, price=26000, quantity=2, waiting=19),), per_person=1,
    ),
    DropPlan(
        stall=LEAF, name="小志之夜", words="六位本地作者，各读五分钟。入场免费。",
        day=next_weekday(WEDNESDAY, 1), hours=(time(19), time(22)), progress_plan=opened, tags=("book",),
        items=(ItemPlan(name="Place", unit=ItemUnit.PLACE, price=0, quantity=50, taken=(21, 0)),), per_person=4,
    ),
    DropPlan(
        stall=SAGU, name="Ambuyat for two", words="Set kecil: sagu panas, cecah binjai dan ikan salai.",
        day=next_weekday(WEDNESDAY, 1), hours=LATE, progress_plan=opens_days_before(2), tags=("halal", "bowl"),
        items=(ItemPlan(name="Ambuyat, set for two", unit=ItemUnit.PIECE, price=2600, quantity=16),), alley=TANJUNG,
    ),
    DropPlan(
        stall=NENEK_ROS, name="Dulang kenduri", words="Sembilan jenis kuih untuk sepuluh orang, dibuat atas tempahan.",
        day=next_weekday(SATURDAY, 1), hours=AFTERNOON, progress_plan=opened, tags=("halal", "kuih"),
        items=(ItemPlan(name="Dulang kenduri", unit=ItemUnit.PIECE, price=6500, quantity=6),), deposit=1500,
    ),
)

THIRD_WEEK = (
    DropPlan(
        stall=NENEK_ROS, name="Penjaram and kuih lapis", words="Penjaram rangup di tepi; kuih lapis seperti biasa.",
        day=next_weekday(FRIDAY, 2), hours=EVENING, progress_plan=opens_days_before(4), tags=("halal", "returnable", "kuih"),
        items=(
            ItemPlan(name="Penjaram, box of 6", unit=ItemUnit.BOX, price=600, quantity=24),
            ItemPlan(name="Kuih lapis, box of 9", unit=ItemUnit.BOX, price=850, quantity=24),
        ),
    ),
    DropPlan(
        stall=BULUH, name="Bamboo flutes", words="Six holes, tuned by ear, tested by a nine-year-old.",
        day=next_weekday(FRIDAY, 2), hours=EVENING, progress_plan=opens_days_before(7), tags=("music", "craft"),
        items=(ItemPlan(name="Flute in G", unit=ItemUnit.PIECE, price=3500, quantity=20),), alley=JESSELTON,
    ),
    DropPlan(
        stall=OMBAK, name="Fish market, print", words="Two-colour linocut, 20 by 20 cm. For everyone who gets up at four.",
        day=next_weekday(SATURDAY, 2), hours=(time(16), time(20)), progress_plan=opens_days_before(5), tags=("print", "art"),
        items=(ItemPlan(name="Fish market", unit=ItemUnit.PRINT, price=3000, quantity=60),),
    ),
    DropPlan(
        stall=TANAH, name="Cups for Simpang Tiga", words="A cup for the coffee next door, and the coffee in it.",
        day=next_weekday(SATURDAY, 2), hours=LATE, progress_plan=opened, tags=("cup", "craft", "coffee"),
        items=(ItemPlan(name="Cup, filled once", unit=ItemUnit.CUP, price=3200, quantity=25, taken=(4, 2)),),
    ),
    DropPlan(
        stall=PASU, name="A window of herbs", words="Buat sendiri satu kotak herba: tanah, benih, tiga pokok.",
        day=next_weekday(SUNDAY, 2), hours=(time(9), time(12)), progress_plan=opens_days_before(6), tags=("workshop", "plant"),
        items=(slot(9, 90, 2800, 12), slot(11, 60, 2000, 12)),
    ),
    DropPlan(
        stall=SIEW_FONG, name="汤圆", words="黑芝麻和花生馅，冷冻装，回家滚水一煮。",
        day=next_weekday(SUNDAY, 2), hours=AFTERNOON, progress_plan=opens_days_before(5), tags=("kuih", "vegetarian"),
        items=(ItemPlan(name="黑芝麻汤圆，12粒", unit=ItemUnit.PACK, price=1100, quantity=40),
               ItemPlan(name="花生汤圆，12粒", unit=ItemUnit.PACK, price=1100, quantity=40)),
    ),
)

# fmt: on

PLANS = (*THIS_WEEK, *NEXT_WEEK, *THIRD_WEEK)
