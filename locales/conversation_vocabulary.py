"""The words of greetings, commands, corrections and questions in the languages people type. All lower case, as `normalize` returns them."""

from collections.abc import Mapping

GREETINGS = (
    *("hello", "hi", "hey", "hello there", "hi there", "good morning", "good afternoon", "good evening"),
    *("helo", "hai", "selamat pagi", "selamat petang", "selamat malam", "selamat tengah hari", "salam"),
    *("assalamualaikum", "apa khabar", "你好", "您好", "哈喽", "嗨", "早上好", "晚上好", "早安", "大家好"),
)

COMMAND_WORDS: Mapping[str, str] = {
    **dict.fromkeys(
        ("start", "home", "menu", "back", "mula", "utama", "kembali", "开始", "首页", "菜单", "返回"), "start"
    ),
    **dict.fromkeys(
        (
            *("drops", "all drops", "list", "what's on", "whats on", "what do you have", "what do you sell"),
            *("when do you open", "when are you open", "jualan", "semua jualan", "senarai", "ada apa"),
            *(
                "apa ada",
                "jual apa",
                "bila buka",
                "发售",
                "列表",
                "有什么",
                "有什么卖的",
                "卖什么",
                "什么时候开",
            ),
        ),
        "drops",
    ),
    **dict.fromkeys(("calendar", "kalendar", "日历"), "calendar"),
    **dict.fromkeys(
        (
            *("my items", "mine", "my bookings", "my number", "my place", "tempahan", "tempahan saya"),
            *("nombor saya", "我的", "我的预订", "我的号码"),
        ),
        "mine",
    ),
    **dict.fromkeys(
        ("tickets", "ticket", "my tickets", "my ticket", "tiket", "tiket saya", "票", "我的票"), "tickets"
    ),
    **dict.fromkeys(
        (
            *(
                "i lost my ticket",
                "lost my ticket",
                "where is my ticket",
                "where's my ticket",
                "show my ticket",
            ),
            *("tiket saya hilang", "hilang tiket", "mana tiket saya", "tunjuk tiket saya"),
            *("我的票不见了", "票丢了", "我的票丢了", "我的票呢", "我的票在哪里", "票在哪里"),
        ),
        "tickets",
    ),
    **dict.fromkeys(("returns", "pulangan", "归还"), "returns"),
    **dict.fromkeys(("why", "kenapa", "mengapa", "为什么"), "why"),
    **dict.fromkeys(
        (
            *(
                "why am i waiting",
                "when is my turn",
                "is it my turn",
                "how long do i wait",
                "what number am i",
            ),
            *("bila giliran saya", "giliran saya bila", "kenapa lama", "lama lagi ke", "nombor saya berapa"),
            *("轮到我了吗", "还要等多久", "要等多久", "我是几号", "为什么还没到我"),
        ),
        "why",
    ),
    **dict.fromkeys(("settings", "tetapan", "设置"), "settings"),
    **dict.fromkeys(
        (
            *("language", "change language", "english", "malay", "chinese", "bahasa", "tukar bahasa"),
            *("bahasa melayu", "melayu", "bahasa inggeris", "语言", "换语言", "中文", "华语", "简体中文"),
        ),
        "language",
    ),
    **dict.fromkeys(("help", "bantuan", "tolong", "帮助", "怎么用"), "help"),
    **dict.fromkeys(
        (
            *("how does it work", "how does this work", "how do i book", "how do i join", "what is this"),
            *("how does the waitlist work", "who are you", "are you a bot", "what can you do"),
            *(
                "macam mana guna",
                "macam mana nak guna",
                "bagaimana guna",
                "apa ini",
                "awak siapa",
                "ini bot ke",
            ),
            *("怎么预订", "怎么排队", "怎么买", "这是什么", "你是谁", "你是机器人吗"),
        ),
        "help",
    ),
    **dict.fromkeys(
        (
            *(
                "speak to a human",
                "talk to a human",
                "talk to someone",
                "speak to someone",
                "human",
                "contact",
            ),
            *("i have a complaint", "complaint", "talk to the organisers", "contact the organisers"),
            *("hubungi penganjur", "nak cakap dengan orang", "cakap dengan orang", "aduan", "nak buat aduan"),
            *("人工", "人工客服", "找主办方", "我要投诉", "投诉", "找人"),
        ),
        "support",
    ),
    **dict.fromkeys(("support", "sokongan", "联系主办方", "客服"), "support"),
    **dict.fromkeys(("privacy", "privasi", "隐私"), "privacy"),
    **dict.fromkeys(("desk", "my desk", "kaunter", "柜台"), "desk"),
    **dict.fromkeys(("scan", "imbas", "扫码", "扫描"), "scan"),
    **dict.fromkeys(("post", "stock", "post stock", "stok", "上架"), "post"),
    **dict.fromkeys(("stall", "my stall", "gerai", "gerai saya", "摊位", "我的摊位"), "stall"),
}
"""A command by each word that people write for it."""

CANCEL_QUESTION = ("cancel", "never mind", "nevermind", "batal", "tak jadi", "取消", "算了")
"""Words that end an open question, whatever it asks for."""

REFUNDS = (
    *("refund", "refunds", "i want a refund", "money back", "i want my money back", "my deposit", "deposit"),
    *("bayaran balik", "pulang duit", "pulangkan wang", "minta balik duit", "deposit saya"),
    *("退款", "退钱", "我要退款", "退押金", "押金"),
)
GIVING_UP = (
    *("cancel my ticket", "cancel ticket", "cancel my booking", "cancel booking", "cancel order", "cancel"),
    *("pass", "i can't come", "i cannot come", "cant come", "i cant come", "can't come", "cannot come"),
    *("batal tiket", "batalkan tiket", "batalkan tiket saya", "batal tempahan", "batalkan tempahan", "batal"),
    *("tak dapat datang", "saya tak dapat datang", "tidak dapat datang", "saya tidak dapat datang"),
    *("取消", "取消我的票", "取消票", "取消预订", "取消我的预订", "退票", "我不能来", "我来不了", "不能来"),
)
STOPPING = (
    *("stop", "unsubscribe", "stop messages", "stop messaging me", "no more messages", "delete me", "mute"),
    *("stop sending me messages", "stop sending messages", "too many messages", "don't message me"),
    *(
        "delete my data",
        "delete my account",
        "close my account",
        "padam akaun saya",
        "forget me",
        "berhenti",
        "hentikan",
        "jangan hantar mesej",
        "henti",
        "padam data saya",
        "jangan hantar lagi",
        "terlalu banyak mesej",
    ),
    *(
        "停止",
        "退订",
        "别再发消息",
        "注销账号",
        "删除账号",
        "消息太多",
        "别发了",
        "不要再发",
        "不要发消息",
        "停",
        "删除我的数据",
    ),
)

SUBJECT_WORDS: Mapping[str, tuple[str, ...]] = {
    "giving up": (
        *("cancel", "can't come", "cant come", "cannot come", "not coming", "can't make it", "cant make it"),
        *(
            "batal",
            "batalkan",
            "tak jadi",
            "tak dapat datang",
            "tak boleh datang",
            "取消",
            "来不了",
            "不来了",
        ),
    ),
    "refund": (
        *("refund", "refunded", "money back", "deposit", "deposits", "duit balik", "balik duit"),
        *("bayaran balik", "pulang duit", "退款", "退钱", "押金"),
    ),
    "stopping": (
        "unsubscribe",
        "spam",
        "stop sending",
        "jangan hantar",
        "jangan ganggu",
        "别再发",
        "不要再发",
    ),
    "thanks": ("thanks", "thank you", "terima kasih", "谢谢", "感谢"),
}
"""Words by which a text that finds nothing is about one of the phrases, by the phrase's name."""

COMMAND_SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "mine": (
        *("leave the draw", "leave draw", "leave the waitlist", "leave waitlist", "keluar cabutan"),
        *("keluar dari cabutan", "keluar senarai tunggu", "退出抽签", "退出候补"),
    ),
    "returns": (
        *("return", "returns", "cup", "cups", "container", "containers", "packaging", "pulang", "pulangkan"),
        *("cawan", "bekas", "pembungkusan", "归还", "还杯子", "杯子", "包装"),
    ),
    "tickets": (
        *("ticket", "tickets", "qr", "collect", "pick up", "pickup", "i'm here", "im here", "tiket", "ambil"),
        *("sampai", "票", "取货", "我到了", "到了"),
    ),
    "why": (
        *("wait", "waiting", "waitlist", "queue", "my turn", "how long", "giliran", "menunggu", "tunggu"),
        *("draw", "drawn", "did i win", "cabutan", "抽签", "抽中", "中签"),
        *("berapa lama", "lama lagi", "排队", "轮到", "等多久", "还要等"),
    ),
    "support": (
        *("human", "person", "complain", "complaint", "organiser", "organisers", "organizer", "organizers"),
        *("aduan", "penganjur", "投诉", "主办方"),
    ),
    "language": (
        *("english", "malay", "chinese", "mandarin", "language", "bahasa", "inggeris", "melayu", "cina"),
        *("英文", "英语", "马来文", "马来语", "中文", "语言"),
    ),
    "help": ("how do i", "how does", "how to", "macam mana", "bagaimana", "怎么"),
}
"""The same by the command that answers them; the first that has a word counts."""

BUTTON_WORDS = (
    *(
        "ok",
        "okay",
        "yes",
        "no",
        "next",
        "previous",
        "more",
        "undo",
        "join",
        "confirm",
        "decline",
        "share",
        "publish",
    ),
    *(
        "baik",
        "ya",
        "tidak",
        "berikut",
        "lagi",
        "buat asal",
        "sertai",
        "sahkan",
        "tolak",
        "kongsi",
        "terbitkan",
    ),
    *("好", "好的", "是", "不是", "下一页", "上一页", "更多", "撤销", "加入", "确认", "分享", "发布"),
)
"""What is on buttons and typed instead of tapped."""

PLEASE = (
    "please ",
    " please",
    "pls ",
    " pls",
    "plz ",
    " plz",
    "tolong ",
    "sila ",
    "boleh tolong ",
    "请",
    "麻烦",
)
"""Words of politeness around a phrase."""

THANKS = (
    *("thanks", "thank you", "thank u", "thank you very much", "thank you so much", "many thanks"),
    *(
        "thanks a lot",
        "thx",
        "tq",
        "ty",
        "ok thanks",
        "ok thank you",
        "okay thanks",
        "okay thank you",
        "cheers",
    ),
    *(
        "terima kasih",
        "terima kasih banyak",
        "ok terima kasih",
        "baik terima kasih",
        "makasih",
        "trima kasih",
    ),
    *("谢谢", "谢谢你", "谢谢您", "谢谢大家", "非常感谢", "感谢", "多谢", "好的谢谢", "好的,谢谢"),
)
THANKS_SIGNS = frozenset("👍👌🙏😊🙂❤\ufe0f🏻🏼🏽🏾🏿")
"""Signs that thank by themselves, with the marks of their colour."""

WEEKEND = (
    "this weekend",
    "weekend",
    "hujung minggu",
    "hujung minggu ini",
    "周末",
    "这个周末",
    "本周末",
    "这周末",
    "這周末",
)
WEEK = ("this week", "next 7 days", "minggu ini", "minggu ni", "这周", "本周", "这个星期", "本星期")

NEXT_WEEK = (
    *("next weekend", "next week", "hujung minggu depan", "minggu depan"),
    *("下周末", "下个周末", "下周", "下星期", "下个星期", "下個星期"),
)
"""The weekend of next week is shown with its week."""

WEEKDAY_SIGNS = "一二三四五六日天"
"""What makes a day of "this week" where there are no spaces between words."""

QUESTION_WORDS = frozenset(
    (
        *(
            "how",
            "much",
            "many",
            "is",
            "are",
            "the",
            "a",
            "an",
            "what",
            "what's",
            "whats",
            "where",
            "when",
            "which",
        ),
        *(
            "do",
            "does",
            "you",
            "have",
            "got",
            "any",
            "there",
            "for",
            "of",
            "to",
            "in",
            "at",
            "on",
            "i",
            "me",
            "my",
        ),
        *(
            "want",
            "would",
            "like",
            "buy",
            "get",
            "can",
            "please",
            "some",
            "price",
            "cost",
            "costs",
            "it",
            "its",
        ),
        *(
            "anything",
            "something",
            "sell",
            "selling",
            "sold",
            "who",
            "find",
            "show",
            "still",
            "left",
            "and",
            "or",
            "with",
            "today's",
        ),
        *(
            "berapa",
            "harga",
            "harganya",
            "ada",
            "adakah",
            "apa",
            "mana",
            "di",
            "di mana",
            "bila",
            "yang",
            "untuk",
        ),
        *(
            "saya",
            "nak",
            "mahu",
            "hendak",
            "beli",
            "boleh",
            "tolong",
            "sila",
            "dengan",
            "dan",
            "jual",
            "lagi",
            "ke",
        ),
        *("tak", "kah", "siapa", "cari", "itu", "ini"),
        *("book", "booking", "order", "reserve", "join", "follow", "contact", "directions", "map", "new"),
        *(
            "drops",
            "stalls",
            "stuff",
            "things",
            "tempah",
            "pesan",
            "sertai",
            "ikut",
            "hubungi",
            "arah",
            "peta",
        ),
        *("baru", "jualan"),
    )
)
"""Words of a question that name nothing to look for."""

QUESTION_PHRASES = (
    *(
        "多少钱",
        "有没有",
        "还有吗",
        "请问",
        "怎么卖",
        "在哪里",
        "在哪儿",
        "哪里有",
        "我想要",
        "我想买",
        "想买",
        "我要",
    ),
    *(
        "预订",
        "想订",
        "关注",
        "怎么去",
        "地图",
        "几块",
        "还有",
        "有什么",
        "什么",
        "吗",
        "呢",
        "啊",
        "的价格",
        "价格",
        "有",
    ),
)
"""The same where there are no spaces between words."""

SOLD_OUT = (
    *("all sold out", "sold out", "soldout", "sold-out", "all gone", "no more"),
    *("sudah habis terjual", "habis terjual", "sudah habis", "dah habis", "semua habis", "habis"),
    *(
        "已经卖完了",
        "已卖完",
        "卖完了",
        "卖完",
        "卖光了",
        "卖光",
        "售罄了",
        "售罄",
        "没有了",
        "没了",
        "賣完了",
        "賣完",
    ),
)
UNITS_LEFT = (*("left", "remaining", "tinggal", "berbaki", "baki"), *("还剩下", "还剩", "剩下", "剩"))
"""Beside a number and a name: so many are left."""
MORE_BEFORE = (
    *(
        "add",
        "plus",
        "another",
        "tambah lagi",
        "tambah",
        "lagi",
        "再加",
        "再来",
        "加多",
        "多加",
        "增加",
        "加",
    ),
)
"""Before a number: so many more."""
MORE_AFTER = ("more", "lagi")
"""After a number: so many more."""

SAVE_USUAL = (
    *("save as my usual", "save it as my usual", "save this as my usual", "save as usual", "save as my"),
    *(
        "simpan sebagai biasa saya",
        "simpan sebagai yang biasa",
        "simpan sebagai biasa",
        "simpan sebagai jualan biasa",
    ),
    *("保存为我的常用", "存为我的常用", "保存为常用", "存为常用", "设为常用"),
)
"""Before a weekday, or alone: what was posted is saved to be posted again."""
USUAL = (
    *("my usual", "usual", "my usuals", "usual drops", "my usual drops", "templates", "my templates"),
    *("jualan biasa", "jualan biasa saya", "biasa saya", "yang biasa"),
    *("常用", "我的常用", "常用发售"),
)

LAST_MINUTE = (
    *("last minute offer", "last minute", "last-minute offer", "last-minute", "rescue"),
    *("tawaran saat akhir", "saat akhir", "selamatkan", "jualan penyelamat"),
    *("收摊优惠", "救剩", "抢救", "救救", "清尾"),
)
"""Before what is left in the last half hour, for less."""

MINE = (
    *("mine", "i want", "want"),
    *("nak", "saya nak", "nak satu", "saya mahu", "mahu", "mau"),
    *("要", "我要", "我的", "我想要"),
)
"""Before the code of an item that is sold live."""

PASS = ("pass", "lepas", "saya lepas", "beri orang lain", "过", "我过", "跳过", "让给下一位")
"""What hands on what is on hold from a live session."""

AGAIN = (
    *("same again", "the same again", "again", "same as last time", "same"),
    *("sekali lagi", "lagi sekali", "macam biasa", "sama macam tadi", "sama seperti tadi", "sama", "lagi"),
    *("再来一次", "再来", "照旧", "同样", "一样", "跟上次一样", "和上次一样"),
)
BUT = (
    "but with",
    "but",
    "only",
    "with",
    "tapi",
    "tetapi",
    "cuma",
    "dengan",
    "但是",
    "但",
    "不过",
    "只是",
    "只要",
    "改成",
    "要",
)
"""Between "again" and what is different."""
