"""Typed texts get their own answers, by one order, for each role and in each language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from sqlmodel import Session, col, select

from bot.demo.data.people_and_stalls import AINA
from handlers.callbacks.language import ChooseLanguage
from handlers.stock.line_parser import parse_line
from handlers.ui.prompt import OPEN_FOR
from locales.formats import format_date
from locales.say import Say, speak
from storage.drop import Drop
from storage.ticket import Ticket
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import KEN, LINA, ROS, TOM, without_bidi_marks
from tests.journeys.test_conversation import drafts_named, quantity

LANGUAGES = ("en", "ms", "zh_Hans")

TODAY, TOMORROW, SATURDAY = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 28)

Answer = Callable[[Say], str]


@dataclass(frozen=True)
class Example:
    """The same thing typed in each of LANGUAGES, and what the answer says."""

    typed: tuple[str, str, str]
    answer: Answer

    @classmethod
    def alike(cls, typed: str, answer: Answer) -> "Example":
        """Something that is typed the same way everywhere."""
        return cls((typed, typed, typed), answer)


def shows(message: str) -> Answer:
    """The answer says this message."""
    return lambda say: say(message).striptags()


def names(words: str) -> Answer:
    """The answer has these words, whatever the language."""
    return lambda _: words


def day(which: date) -> Answer:
    """The answer is the list of that day."""
    return lambda say: f"{format_date(say, which)} · "


def no_answer(english: str, malay: str, chinese: str) -> Example:
    """The answer quotes the question that was typed."""
    typed = {"en": english, "ms": malay, "zh_Hans": chinese}
    return Example(
        (english, malay, chinese),
        lambda say: say("We have no answer to “{words}”.", words=typed[say.language]).unescape(),
    )


ANYBODY = (
    Example.alike("7KQ2-M9XF-3", names("7KQ2-M9XF-3”")),
    Example(("today", "hari ini", "今天"), day(TODAY)),
    Example(("tonight", "malam ini", "今晚"), day(TODAY)),
    Example(("what is on tomorrow?", "esok ada apa", "明天有什么"), day(TOMORROW)),
    Example(("sat", "sabtu", "周六"), day(SATURDAY)),
    Example(("this weekend", "hujung minggu", "周末"), lambda say: say("this weekend").striptags().capitalize()),
    Example.alike("Lorong Bakau", names("Kota Kinabalu")),
    Example(("where is Lorong Bakau?", "Lorong Bakau di mana", "Lorong Bakau 在哪里"), names("Kota Kinabalu")),
    Example.alike("Lorong Bakau sat", day(SATURDAY)),
    Example.alike("#vegan", names("Tenom drip coffee")),
    Example(("coffe", "kopo", "手工生面"), lambda say: "手工生面" if say.language == "zh_Hans" else "Tenom drip"),
    Example(("how much is the coffee?", "berapa harga kopi?", "有没有汤圆？"),
            lambda say: "汤圆" if say.language == "zh_Hans" else "Tenom drip coffee"),
    Example.alike("seri mukka", names("Seri muka, box of 10")),
    Example(("hello", "selamat pagi", "你好"), shows("Hello.")),
    Example(("refund", "bayaran balik", "退款"),
            shows("You have paid no deposit here. About anything else, the organisers can answer.")),
    Example(("thank you", "terima kasih", "谢谢你"), shows("You are welcome.")),
    Example.alike("👍🏽", shows("You are welcome.")),
    Example(("cancel my ticket", "batalkan tiket saya", "取消我的票"),
            shows("You have nothing booked, so there is nothing to cancel.")),
    Example(("running late", "lewat", "我迟到了"), shows("Nothing that you booked waits for you now. See /mine for what you have.")),
    Example.alike("pass", shows("You have nothing booked, so there is nothing to cancel.")),
    Example(("please cancel my ticket", "tolong batalkan tiket saya", "请取消我的票"),
            shows("You have nothing booked, so there is nothing to cancel.")),
    no_answer("where is the toilet", "tandas di mana", "厕所在哪里"),
    Example(("next week", "minggu depan", "下周"), lambda say: say("next week").striptags().capitalize()),
    Example(("I lost my ticket", "tiket saya hilang", "我的票不见了"), shows("No tickets yet. You get one when you book.")),
    Example(("how does it work?", "macam mana guna?", "怎么预订？"), lambda say: say(HELP).unescape()),
    Example(("hello, what is on today?", "hai, hari ini ada apa?", "你好，今天有什么？"), day(TODAY)),
    Example(("when do I get the deposit back?", "bila deposit saya pulang", "押金什么时候退？"),
            shows("You have paid no deposit here. About anything else, the organisers can answer.")),
    Example(("sorry, not coming after all", "maaf, saya tak jadi", "对不起，我来不了了"),
            shows("You have nothing booked, so there is nothing to cancel.")),
    Example(("I'm here to collect", "saya dah sampai", "我到了"), shows("No tickets yet. You get one when you book.")),
    no_answer("thanks! when do you close?", "terima kasih! pukul berapa tutup?", "谢谢！几点关门？"),
    Example(("when is the draw?", "bila cabutan?", "什么时候抽签？"), shows("You are not on any waitlist.")),
    Example(("leave the draw", "keluar dari cabutan", "退出抽签"), shows("Nothing here yet. Join a drop, and it shows here.")),
    Example(("english please", "boleh cakap melayu?", "可以用中文吗？"),
            lambda say: say(LANGUAGE).unescape()),
    Example(("yes", "ya", "好的"), shows("Tap the button below the message that you mean.")),
    Example(("book seri muka please", "nak tempah seri muka", "预订 seri muka"), names("Seri muka, box of 10")),
    Example(("directions to Lorong Bakau", "arah ke Lorong Bakau", "怎么去 Lorong Bakau"), names("Kota Kinabalu")),
    Example(("anything new?", "ada apa yang baru?", "有什么卖的？"), lambda say: say("this weekend").striptags().capitalize()),
    Example(("stop sending me messages", "jangan hantar lagi", "消息太多"), lambda say: say(STOPPING).unescape()),
    Example(("stop", "berhenti", "停止"), lambda say: say(STOPPING).unescape()),
    Example(("help", "bantuan", "帮助"), lambda say: say(HELP).unescape()),
    Example(("remind me fri 5pm load-in", "ingatkan saya jumaat 5 petang load-in", "周五下午5点提醒我 load-in"),
            names("“load-in”")),
)  # fmt: skip

LANGUAGE = (
    "Choose a language. We use it for everything we tell you. No native speaker has reviewed these texts yet; "
    "if one is wrong, tell us."
)

STOPPING = (
    "You decide what we send. Turn reminders and promotions off in Settings, or delete your data. "
    "To hear nothing at all, block this chat in Telegram."
)

HELP = "Reminders are automatic. To add your own, write “remind me fri 5pm load-in”. Quiet hours are in /settings."

NO_STALL = (
    Example.alike("12 kuih lapis RM8.50", shows("Selling this? Open a stall first.")),
    Example.alike("kuih lapis RM8.50", names("1. Kuih lapis")),
)


def quantity_of(item: str, price: str) -> Answer:
    return lambda say: say("How many {item}, at {price} each?", item=item, price=price).unescape()


def published(name: str, when: date, quantity: int) -> Answer:
    return lambda say: say(
        "Now {count} × {item}, {day}.", count=quantity, item=name, day=format_date(say, when)
    ).unescape()


FRIDAY = date(2026, 11, 27)

VENDOR = (
    Example.alike("12 kuih lapis RM8.50 sat", names("12 × kuih lapis")),
    Example.alike("cendol rm4", quantity_of("cendol", "RM4.00")),
    Example.alike("12", names("12 × cendol")),
    Example.alike("10 durian", lambda say: say("What is the price of 1 {item}?", item="durian").unescape()),
    Example.alike("8 rambutan RM6", names("8 × rambutan")),
    Example(("+5 kuih lapis", "tambah 5 kuih lapis", "再加5个 kuih lapis"), published("Kuih lapis", FRIDAY, 17)),
    Example(("3 left kuih lapis", "kuih lapis tinggal 3", "kuih lapis 剩3"),
            lambda say: say("{item}, {day}: {left} of {count} left.", item="Kuih lapis", day=format_date(say, FRIDAY),
                            left=3, count=6).unescape()),
    Example(("sold out kuih lapis", "habis kuih lapis", "kuih lapis 卖完了"),
            lambda say: say("Sold out: {item}, {day}.", item="Kuih lapis", day=format_date(say, FRIDAY)).unescape()),
    Example.alike("kuih lapis RM9", names("RM9.00")),
    Example(("sold out durian", "habis durian", "durian 卖完了"),
            lambda say: say("You have nothing on sale called “{name}”.", name="durian").unescape()),
    Example(("again, but 20", "lagi, tapi 20", "再来一次，但20"),
            shows("Your last drop has several items, so we copied it unchanged. Change what is different.")),
)  # fmt: skip


async def reading(person: Visitor, language: str, typed: str, answer: Answer) -> str:
    """Return what is wrong with the answer to a text; "" for nothing."""
    await person.writes(typed)
    wanted = without_bidi_marks(answer(speak(language)))
    start_screen = without_bidi_marks(speak(language).plain("Open a stall"))
    if wanted not in person.reads:
        return f"{typed}: no “{wanted}” in “{person.reads}”"
    is_home = "Language 语言 Bahasa" in person.labels
    return f"{typed}: the start screen ({start_screen})" if is_home else ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("who", "examples"),
    [(TOM, (*ANYBODY, *NO_STALL)), (ROS, (*ANYBODY, *VENDOR)), (KEN, (*ANYBODY, *NO_STALL))],
    ids=["shopper", "vendor", "organiser"],
)
async def test_each_example_is_answered_in_each_language(
    organised_market: Market, who: int, examples: tuple[Example, ...], language: str
) -> None:
    """Every example of a role in turn: forty messages, so it takes some seconds."""
    person = organised_market.visitor(who)
    await person.writes("/language")
    await person.tap(data=ChooseLanguage(language=language).pack())
    wrong = [
        await reading(person, language, each.typed[LANGUAGES.index(language)], each.answer)
        for each in examples
    ]
    assert not any(wrong), "\n".join(filter(None, wrong))


@pytest.fixture
def ros(market: Market) -> Visitor:
    """She has a stall, and drops on sale."""
    return market.visitor(ROS)


async def test_a_whole_line_wins_over_an_open_price_and_the_draft_is_kept(
    market: Market, ros: Visitor
) -> None:
    """Finding 1: the line was read as the price of the draft before, and lost."""
    await ros.writes("10 durian")
    assert ros.reads == "What is the price of 1 durian?"
    await ros.writes("8 rambutan RM6")
    assert ros.reads.startswith(
        "durian still needs a price. It is saved as a draft.\n\nGot it: 8 × rambutan, RM6.00 each."
    )
    assert await drafts_named(market, "durian") == [(10, 0)]
    assert await drafts_named(market, "rambutan") == [(8, 600)]
    await ros.writes("7")
    assert "durian" not in ros.reads, "the question is over"


@pytest.mark.parametrize(
    ("answer", "price"), [("8", 800), ("8 ringgit 50 sen", 850), ("RM8.50", 850), ("durian RM8", 800)]
)
async def test_a_price_answer_is_a_price(market: Market, ros: Visitor, answer: str, price: int) -> None:
    await ros.writes("10 durian")
    await ros.writes(answer)
    assert ros.reads.startswith("Got it: 10 × durian, RM8.")
    assert await drafts_named(market, "durian") == [(10, price)]


async def test_what_is_no_price_is_asked_once_more_and_then_means_what_it_says(
    market: Market, ros: Visitor
) -> None:
    await ros.writes("10 durian")
    await ros.writes("about 8")
    assert ros.reads == (
        "That is not a price. Write only the price, like RM8.50.\n\nWhat is the price of 1 durian?"
    )
    await ros.writes("tonight")
    assert ros.reads.startswith("Tue 24 Nov · ")
    await ros.writes("8")
    assert "durian" not in ros.reads
    assert await drafts_named(market, "durian") == [(10, 0)]


async def test_other_goods_with_a_price_are_a_line_of_their_own(market: Market, ros: Visitor) -> None:
    await ros.writes("10 durian")
    await ros.writes("rambutan RM6")
    assert ros.reads == (
        "durian still needs a price. It is saved as a draft.\n\nHow many rambutan, at RM6.00 each?"
    )
    assert await drafts_named(market, "durian") == [(10, 0)]


async def test_a_ticket_code_is_a_ticket_whatever_is_open(market: Market, ros: Visitor) -> None:
    """Finding 2: at the stall the queue stood still, because a code was read as stock."""

    def code_of_ros(session: Session) -> str:
        stalls = select(Drop.stall_id).where(col(Drop.id) == market.town.kuih_lapis)
        assert session.exec(stalls).one()
        return session.exec(select(Ticket.code).order_by(col(Ticket.id)).limit(1)).one()

    code = await market.store.read(code_of_ros)
    for question in ("/post", "10 durian", "/desk"):
        await ros.writes(question)
        if question == "/desk":
            await ros.tap("Seri muka")
            await ros.tap("Type a number")
        await ros.writes(f"{code[:4]}-{code[4:8]}-{code[8:]}")
        assert "VALID" in ros.reads, (question, ros.reads)


async def test_an_unknown_command_ends_a_question(ros: Visitor) -> None:
    await ros.writes("/post")
    await ros.writes("/nonsense")
    await ros.writes("tonight")
    assert ros.reads.startswith("Tue 24 Nov · ")


async def test_a_question_is_open_for_fifteen_minutes_and_a_reply_answers_it_later(
    market: Market, ros: Visitor
) -> None:
    await ros.writes("10 durian")
    question = ros.screen.id
    market.clock.now += OPEN_FOR
    await ros.writes("8")
    assert "durian" not in ros.reads
    await ros.phone.write("9", reply_to=question)
    await market.until_idle()
    assert ros.reads.startswith("Got it: 10 × durian, RM9.00 each.")


async def test_a_reply_answers_nothing_that_a_command_has_ended(market: Market, ros: Visitor) -> None:
    await ros.writes("10 durian")
    question = ros.screen.id
    await ros.writes("/desk")
    await ros.phone.write("9", reply_to=question)
    await market.until_idle()
    assert "Got it" not in ros.reads


@pytest.mark.parametrize("word", ["cancel", "batal", "取消"])
async def test_a_bare_word_cancels_the_question(ros: Visitor, word: str) -> None:
    await ros.writes("10 durian")
    await ros.writes(word)
    assert ros.reads.startswith("Cancelled. Nothing was changed.")


async def test_a_description_may_look_like_stock(market: Market, ros: Visitor) -> None:
    await ros.writes("/stall")
    await ros.tap("Description")
    await ros.writes("12 kuih lapis RM8.50 every friday")
    assert "12 kuih lapis RM8.50 every friday" in ros.reads
    assert await drafts_named(market, "kuih lapis") == []


async def is_asked_which(ros: Visitor, line: str = "12 kuih lapis RM8.50") -> None:
    await ros.writes("/support")
    await ros.tap("Write a message")
    await ros.writes(line)
    assert (
        ros.reads == "12 × kuih lapis, RM8.50 each\n\nIs this stock to sell, or your answer to the question?"
    )
    assert ros.labels == ["It is stock", "It is the answer", "Back"]


async def test_a_message_to_the_organisers_that_looks_like_stock_is_sent_where_it_is_the_answer(
    market: Market, ros: Visitor
) -> None:
    await is_asked_which(ros)
    await ros.tap("It is the answer")
    assert ros.reads.startswith("Sent. The organisers answer here.")
    assert "12 kuih lapis RM8.50" in ros.reads
    assert await drafts_named(market, "kuih lapis") == []
    await ros.tap(data="vpa")
    assert ros.reads == "That question has closed. Please write your answer again."


async def test_a_stock_line_where_free_words_are_asked_is_a_draft_where_it_is_stock(
    market: Market, ros: Visitor
) -> None:
    await is_asked_which(ros)
    await ros.tap("It is stock")
    assert ros.reads.startswith("Got it: 12 × kuih lapis, RM8.50 each.")
    assert await drafts_named(market, "kuih lapis") == [(12, 850)]
    await ros.tap(data="vpt")
    assert ros.reads == "That question has closed. Please write your answer again."
    assert await drafts_named(market, "kuih lapis") == [(12, 850)]


async def test_another_text_answers_the_question_that_was_asked_first(market: Market, ros: Visitor) -> None:
    await is_asked_which(ros)
    await ros.writes("Is the roof mended?")
    assert ros.reads.startswith("Sent. The organisers answer here.")
    assert await drafts_named(market, "kuih lapis") == []
    await is_asked_which(ros)
    await ros.tap("Back")
    await ros.writes("Is the gate open?")
    assert ros.reads.startswith("Sent. The organisers answer here.")


async def test_an_answer_by_the_button_that_is_refused_is_asked_for_again(ros: Visitor) -> None:
    await ros.writes("/stall")
    await ros.tap("Stream link")
    await ros.tap("Add link")
    question = ros.reads
    await ros.writes("12 kuih lapis RM8.50")
    await ros.tap("It is the answer")
    assert ros.reads.endswith("\n\n" + question)


async def test_the_words_of_a_reminder_are_not_a_stock_line_unless_they_are_meant(
    market: Market, ros: Visitor
) -> None:
    await ros.writes("every friday 18:00")
    await ros.writes("12 kuih lapis RM8.50")
    assert ros.labels == ["It is stock", "It is the answer", "Back"]
    await ros.tap("It is the answer")
    assert "12 kuih lapis RM8.50" in ros.reads
    assert "18:00" in ros.reads
    assert await drafts_named(market, "kuih lapis") == []


async def test_who_posts_for_no_stall_is_not_asked(tom: Visitor) -> None:
    await tom.writes("/support")
    await tom.tap("Write a message")
    await tom.writes("12 kuih lapis RM8.50")
    assert tom.reads.startswith("Sent. The organisers answer here.")


async def test_same_day_stock_after_the_usual_hour_begins_now(market: Market, ros: Visitor) -> None:
    """Finding 3: it was refused, because the hours of the last drop were over."""
    await ros.writes("5 apam RM3 sat 10am-2pm")
    await ros.tap("Publish")
    market.clock.move(hours=1, minutes=3)
    await ros.writes("10 tapai RM4 today")
    assert ros.reads.startswith("Got it: 10 × tapai, RM4.00 each.\nTue 24 Nov, 11:15 to 22:00, Lorong Bakau.")
    await ros.writes("10 tapai RM4 today 9am")
    assert ros.reads.startswith("09:00 has passed, so it begins at 11:15.\n\nGot it: 10 × tapai")
    market.clock.move(minutes=30)
    await ros.tap("Publish")
    assert "Published: 10 × tapai, RM4.00 each." in ros.reads
    assert "Tue 24 Nov, 11:45 to 22:00" in ros.reads


async def test_a_line_adds_units_and_undo_takes_them_back(market: Market, ros: Visitor) -> None:
    await ros.writes("+5 kuih lapis")
    assert ros.reads == "Now 17 × Kuih lapis, Fri 27 Nov."
    assert await quantity(market) == 17
    assert (await ros.tap("Undo")).text == "Now 12."
    assert ros.reads == "Now 12 × Kuih lapis, Fri 27 Nov."
    assert await quantity(market) == 12


async def test_a_number_alone_asks_which_item_and_answers_an_open_question_first(
    market: Market, ros: Visitor
) -> None:
    await ros.writes("+5")
    assert ros.reads == "Which one?"
    await ros.tap("Kuih lapis, Fri 27 Nov")
    assert ros.reads == "Now 17 × Kuih lapis, Fri 27 Nov."
    await ros.writes("cendol RM4")
    await ros.writes("+5")
    assert "Which one?" not in ros.reads
    assert await quantity(market) == 17


async def test_words_that_find_nothing_lead_a_vendor_to_the_desk_too(market: Market, ros: Visitor) -> None:
    await ros.writes("who has not collected")
    assert ros.labels == ["Ask organisers", "All drops", "Desk"]
    tom = market.visitor(TOM)
    await tom.writes("who has not collected")
    assert "Desk" not in tom.labels


async def test_a_line_says_sold_out_and_undo_brings_it_back(market: Market, ros: Visitor) -> None:
    await ros.writes("habis kuih lapis")
    assert ros.reads == "Sold out: Kuih lapis, Fri 27 Nov. 9 were left."
    assert await quantity(market) == 3
    await ros.tap("Undo")
    assert await quantity(market) == 12


async def test_a_line_changes_a_price_and_undo_changes_it_back(market: Market, ros: Visitor) -> None:
    await ros.writes("kuih lapis RM9")
    assert ros.reads == "Kuih lapis, Fri 27 Nov: now RM9.00 each, before RM8.50."
    await ros.tap("Undo")
    assert ros.reads == "Kuih lapis, Fri 27 Nov: now RM8.50 each, before RM9.00."


async def test_an_old_undo_shows_what_was_changed_since(market: Market, ros: Visitor) -> None:
    await ros.writes("+5 kuih lapis")
    old = ros.screen.id
    await ros.writes("+1 kuih lapis")
    await ros.tap("Undo", message=old)
    assert ros.reading(old).startswith("This has changed. Here is how it looks now.")
    assert await quantity(market) == 18


async def test_on_two_days_the_line_asks_which_one(market: Market, ros: Visitor) -> None:
    await ros.writes("8 kuih lapis RM8.50 sat 6pm")
    await ros.tap("Publish")
    await ros.writes("+5 kuih lapis")
    assert ros.reads == "Which one?"
    assert ros.labels[:2] == ["Kuih lapis, Fri 27 Nov", "kuih lapis, Sat 28 Nov"]
    await ros.tap("kuih lapis, Sat 28 Nov")
    assert ros.reads == "Now 13 × kuih lapis, Sat 28 Nov."
    await ros.writes("sold out kuih lapis sat")
    assert ros.reads == "Sold out: kuih lapis, Sat 28 Nov. 13 were left."


async def test_a_correction_ends_an_open_question_and_keeps_its_draft(market: Market, ros: Visitor) -> None:
    await ros.writes("10 durian")
    await ros.writes("+5 kuih lapis")
    assert ros.reads == (
        "durian still needs a price. It is saved as a draft.\n\nNow 17 × Kuih lapis, Fri 27 Nov."
    )
    await ros.writes("8")
    assert await drafts_named(market, "durian") == [(10, 0)]


async def test_the_same_again_with_another_number(market: Market, ros: Visitor) -> None:
    await ros.writes("5 apam RM3 sat 10am-2pm #vegan")
    await ros.tap("Publish")
    await ros.writes("again, but 20")
    assert ros.reads.startswith("Got it: 20 × apam, RM3.00 each.")
    assert "#vegan" in ros.reads
    assert "10:00 to 14:00" in ros.reads


async def test_the_same_name_that_day_can_be_added_to_what_is_there(market: Market, ros: Visitor) -> None:
    """Finding 28: two drops of one name and day, without a word."""
    await ros.writes("12 kuih lapis RM8.50 fri")
    assert "You already have 12 × Kuih lapis that day." in ros.reads
    assert ros.labels[:2] == ["Add 12 to it", "Publish separately"]
    await ros.tap("Add 12 to it")
    assert ros.reads == "Now 24 × Kuih lapis, Fri 27 Nov."
    assert await drafts_named(market, "kuih lapis") == []
    await ros.writes("3 kuih lapis RM8.50 fri")
    await ros.tap("Publish separately")
    assert "Published: 3 × kuih lapis" in ros.reads


async def test_an_addition_that_is_edited_is_not_made_twice_and_a_price_is_the_last_one(ros: Visitor) -> None:
    await ros.writes("+5 kuih lapis")
    assert ros.reads.startswith("Now 17 × Kuih lapis")
    await ros.edit(ros.phone.messages[-2].id, "+6 kuih lapis")
    assert ros.reads.startswith("You edited a message after its units were added, so nothing was changed.")
    await ros.writes("kuih lapis RM9")
    await ros.edit(ros.phone.messages[-2].id, "kuih lapis RM10")
    assert "RM10.00" in ros.reads
    await ros.writes("+1 kuih lapis")
    assert ros.reads.startswith("Now 18 × Kuih lapis")


async def test_somebody_without_a_stall_is_shown_the_way_to_one(market: Market) -> None:
    lina = market.visitor(LINA)
    await lina.writes("12 kuih lapis RM8.50")
    assert lina.reads.startswith("Selling this? Open a stall first.\n\nFound ")
    await lina.tap("Open a stall")
    assert lina.reads.startswith("You have no stall yet. In which alley will it be?")


async def test_nothing_found_leads_to_the_organisers(tom: Visitor) -> None:
    """Finding 16: every plain word was answered with the whole start screen."""
    await tom.writes("where is the toilet")
    assert tom.reads == "We have no answer to “where is the toilet”. Try other words, or ask the organisers."
    await tom.tap("Ask organisers")
    assert tom.reads == "Sent: “where is the toilet”\nThe organisers answer here."
    await tom.writes("zzqx")
    assert tom.reads == "We found nothing for “zzqx”. Try other words, or ask the organisers."


async def test_a_word_that_is_not_on_that_day_is_shown_on_others(tom: Visitor) -> None:
    await tom.writes("汤圆 tonight")
    assert tom.reads.startswith("Nothing for Tue 24 Nov. Here is what else is on.\n\n汤圆")


async def test_a_text_too_long_to_look_up_is_offered_to_the_organisers(tom: Visitor) -> None:
    """It was counted: 582 characters too many."""
    await tom.writes("is it far? " * 30)
    assert tom.reads == "That is too long to look up here. Shall we send it to the organisers?"
    await tom.tap("Ask organisers")
    assert tom.reads.startswith("Sent: “is it far? is it far? ")


async def test_a_refused_answer_stands_above_its_question(ros: Visitor) -> None:
    await ros.writes("/stall")
    await ros.tap("Description")
    question = ros.reads
    await ros.writes("x" * 2000)
    assert ros.reads == "A description has 1 to 600 characters. Write it again.\n\n" + question
    await ros.writes("Kuih from six in the morning")
    assert "Kuih from six in the morning" in ros.reads


READ_RIGHT = parse_line("kuih lapis 12 RM8.50", "MYR", TODAY).stock.quantity == 12


@pytest.mark.skipif(not READ_RIGHT, reason="the line reader takes RM12 for the price")
@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("kuih lapis 12 RM8.50", "Got it: 12 × kuih lapis, RM8.50 each."),
        ("dua belas kuih lapis RM8", "Got it: 12 × kuih lapis, RM8.00 each."),
        ("🥮 10 mooncake RM15 fri", "Got it: 10 × "),
        ("free 30 stickers", "30 stickers at RM0.00 each?"),
    ],
)
async def test_a_line_in_any_sequence_is_stock(ros: Visitor, line: str, answer: str) -> None:
    await ros.writes(line)
    assert ros.reads.startswith(answer)


async def test_a_slot_to_be_given_up_is_asked_for_with_the_name_of_its_drop(market: Market) -> None:
    """A button that said only 10:00 named no booking."""
    aina = market.visitor(AINA.id)
    await aina.writes("cancel my ticket")
    assert "A first string of beads, 10:00" in aina.labels


async def test_more_hits_than_a_page_lead_on(market: Market) -> None:
    """The fifth drop of a stall or with a tag was in no list that a search led to."""
    tom = market.visitor(TOM)
    await tom.writes("#vegan")
    assert {"Next", "Follow #vegan"} <= {*tom.labels}
    await tom.writes("dapur nenek ros")
    assert "Add more words" not in tom.reads
    await tom.tap("Stall")
    assert tom.reads.startswith("Dapur Nenek Ros · Lorong Bakau")
    assert "Follow stall" in tom.labels


async def test_an_organiser_is_not_sent_to_the_organisers(organised_market: Market) -> None:
    ken, tom = (organised_market.visitor(one) for one in (KEN, TOM))
    await ken.writes("/language")
    await ken.tap("English")
    await ken.writes("where is the toilet")
    assert ken.reads == "We have no answer to “where is the toilet”."
    assert ken.labels == ["All drops", "Desk", "Manage market"]
    await tom.writes("where is the toilet")
    assert tom.reads == "We have no answer to “where is the toilet”. Try other words, or ask the organisers."
    assert tom.labels == ["Ask organisers", "All drops"]
