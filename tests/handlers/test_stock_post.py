"""A message of several lines: items, components, settings of the drop, description. Parsing never fails and nothing is lost."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.stock.missing_fields import field_and_item, known_fields, missing_fields
from handlers.stock.post_parser import StockPost, read_post, write_post
from market.stock.parsed_message import DropSchedule, ParsedMessage, schedule_drop
from market.stock.stock_line import DropHours, StockLine

TUESDAY, SATURDAY, SUNDAY = date(2026, 11, 24), date(2026, 11, 28), date(2026, 11, 29)
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
ZONE = "Asia/Kuching"


def read(text: str, currency: str = "MYR") -> StockPost:
    return read_post(text, currency, TUESDAY)


def named(post: StockPost) -> list[tuple[int | None, str, int | None, bool]]:
    return [(item.quantity, item.name, item.price, item.offered) for item in post.message.items]


def plan(text: str, last: DropHours | None = None) -> DropSchedule:
    return schedule_drop(read(text).message, last, NOW, ZONE)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """By the clock of Kota Kinabalu."""
    return datetime(day.year, day.month, day.day, hour - 8, minute, tzinfo=UTC)


TWO_SITTINGS = "8 stitching RM35 sun 10am\n+ 16 kit\n8 stitching RM35 sun 2pm\n+ Kit"


def test_each_line_is_an_item_of_the_drop() -> None:
    post = read("12 kuih lapis RM8.50\n20 onde-onde RM6 #halal sat 7pm max 3")
    assert named(post) == [(12, "kuih lapis", 850, True), (20, "onde-onde", 600, True)]
    said = post.message.drop
    assert (said.day, said.start, said.limit, said.tags) == (SATURDAY, time(19), 3, ("halal",))
    assert (post.words, post.unparsed) == ("", ())


@pytest.mark.parametrize(
    "message",
    [
        TWO_SITTINGS,
        "8 stitching RM35 ahad 10 pagi\n＋ ١٦ kit\n8 stitching RM35 ahad 2 petang\n + kit",
        "8 stitching RM35 周日 上午10点\n+ １６ kit\n\n8 stitching RM35 周日 下午2点\n+kit",
    ],
)
def test_a_component_named_again_is_the_same_item_and_different_hours_are_slots(message: str) -> None:
    post = read(message)
    assert named(post) == [
        (8, "stitching", 3500, True),
        (16, "kit", None, False),
        (8, "stitching", 3500, True),
    ]
    assert post.message.components == ((0, 1), (2, 1))
    assert post.unparsed == ()
    assert schedule_drop(post.message, None, NOW, ZONE) == DropSchedule(
        DropHours(at(SUNDAY, 10), at(SUNDAY, 16)),
        (DropHours(at(SUNDAY, 10), at(SUNDAY, 12)), None, DropHours(at(SUNDAY, 14), at(SUNDAY, 16))),
    )


def test_a_slot_lasts_to_the_next_or_to_the_end_and_two_hours_at_most() -> None:
    close = plan("6 a RM5 sun 10am\n6 b RM5 11am\n6 c RM5 3pm")
    assert [slot.ends_at for slot in close.slots if slot] == [at(SUNDAY, 11), at(SUNDAY, 13), at(SUNDAY, 17)]
    stated = plan("sun 9am-4pm\n6 a RM5 10am\n6 b RM5 3pm")
    assert stated.drop == DropHours(at(SUNDAY, 9), at(SUNDAY, 16))
    assert [slot.ends_at for slot in stated.slots if slot] == [at(SUNDAY, 12), at(SUNDAY, 16)]
    own = plan("6 a RM5 sun 10am-1.30pm\n6 b RM5 3pm")
    assert own.slots[0] == DropHours(at(SUNDAY, 10), at(SUNDAY, 13, 30))


def test_slots_without_a_day_are_on_the_next_on_which_the_first_has_not_begun() -> None:
    assert plan("6 a RM5 9am\n6 b RM5 3pm").drop.starts_at == at(date(2026, 11, 25), 9)
    assert plan("6 a RM5 11am\n6 b RM5 3pm").drop.starts_at == at(TUESDAY, 11)


def test_one_hour_is_the_drops_and_no_slot() -> None:
    for message in (
        "6 a RM5 sun 3pm\n6 b RM5",
        "6 a RM5 sun 3pm\n6 b RM5 sun 3pm",
        "6 a RM5\n6 b RM5\nsun 3pm",
    ):
        assert plan(message) == DropSchedule(DropHours(at(SUNDAY, 15), at(SUNDAY, 22)), (None, None))


@pytest.mark.parametrize(
    ("message", "items", "words"),
    [
        (
            "12 kuih RM8\nNine layers, 3 colours, steamed at 4pm.",
            1,
            "Nine layers, 3 colours, steamed at 4pm.",
        ),
        ("12 kuih RM8\nBring 2 friends, RM5 off", 1, "Bring 2 friends, RM5 off"),
        ("12 kuih RM8\nSteamed this afternoon #halal", 1, "Steamed this afternoon #halal"),
        ("Weekend specials\n12 kuih RM8\n20 onde-onde RM6", 2, "Weekend specials"),
        ("hello there\nhow are you", 0, "hello there how are you"),
    ],
)
def test_text_that_is_no_item_is_the_description(message: str, items: int, words: str) -> None:
    post = read(message)
    assert (len(post.message.items), post.words, post.unparsed) == (items, words, ())


@pytest.mark.parametrize(
    "part", ["+", "+ 20", "+ RM3", "+ onde-onde", "+ kuih", "+ 13 kit", "+ kit RM3", "+ 4 thread RM2"]
)
def test_an_invalid_component_is_quoted_whole(part: str) -> None:
    """No name; itself; has components; another quantity; a price of its own."""
    message = f"20 onde-onde RM6\n+ 5 sauce\n12 kuih RM8\n+ 12 kit\n{part}"
    (unparsed,) = read(message).unparsed
    assert (unparsed.words, message[unparsed.offset :]) == (part, part)


def test_a_component_keeps_the_allergens_it_was_first_given() -> None:
    post = read(
        "12 kuih RM8\n+ 12 sauce\n12 cake RM9\n+ sauce contains egg\n12 pie RM9\n+ sauce contains nuts"
    )
    assert [item.allergens for item in post.message.items if item.name == "sauce"] == ["egg"]
    assert [part.words for part in post.unparsed] == ["+ sauce contains nuts"]


def test_an_item_on_offer_can_be_a_component_too() -> None:
    post = read("20 kit RM5\n8 stitching RM35\n+ kit")
    assert named(post) == [(20, "kit", 500, True), (8, "stitching", 3500, True)]
    assert post.message.components == ((1, 0),)


def test_a_field_that_no_line_has_is_asked_for_each_item() -> None:
    post = read("kuih lapis RM8.5.0\n20 onde-onde\n+ kit\nseri muka RM6")
    assert missing_fields(post.message, has_last_time=False) == [
        "quantity",
        "price",
        "p2",
        "q3",
        "q4",
        "when",
    ]
    assert missing_fields(post.message, has_last_time=True) == ["quantity", "price", "p2", "q3", "q4"]
    assert [field_and_item(each) for each in ("price", "p2", "q3")] == [
        ("price", 1),
        ("price", 2),
        ("quantity", 3),
    ]
    assert known_fields("quantity.p2.x.q1.when.p22") == ["quantity", "p2", "when"]


@given(
    st.text(max_size=400)
    | st.text('12+xRM.@,:/- #最多杯sat7pm"“\0\u202e🥮\n\r\u2028', max_size=120)
    | st.lists(
        st.sampled_from(["+", "+ kit", "+ 2 kit", "3 kit RM1", "3 a RM1 sun 2pm", "sat 9pm", "🥮", "مرحبا 5"])
    ).map("\n".join)
)
@settings(max_examples=300, deadline=None)
def test_no_text_makes_it_fail_and_its_components_are_items(text: str) -> None:
    post = read(text)
    places = range(len(post.message.items))
    assert all(text[unparsed.offset :].startswith(unparsed.words) for unparsed in post.unparsed)
    assert all(bundle in places and part in places for bundle, part in post.message.components)
    assert not {bundle for bundle, _ in post.message.components} & {
        part for _, part in post.message.components
    }
    if post.message.items:
        hours = schedule_drop(post.message, None, NOW, ZONE)
        assert len(hours.slots) == len(post.message.items)
        for slot in hours.slots:
            assert slot is None or hours.drop.starts_at <= slot.starts_at < slot.ends_at <= hours.drop.ends_at


@pytest.mark.parametrize(
    "text",
    ["12 kuih RM8\n" * 100, "+ 1 kit\n" * 100, "\n" * 5000, "🥮" * 5000, "12 kuih RM8 sun 2pm\n+ kit\n" * 50],
)
def test_a_hundred_lines_are_read(text: str) -> None:
    post = read(text)
    assert len(post.message.stock_lines) <= 100
    assert len(post.unparsed) <= 100


LETTERS = st.text("abcdefgh", min_size=3, max_size=8)


@st.composite
def message(draw: st.DrawFn) -> ParsedMessage:
    """Bundles and items of different names, with quantity and price."""
    names = draw(st.lists(LETTERS, min_size=1, max_size=6, unique=True))
    some = draw(st.lists(st.booleans(), min_size=len(names), max_size=len(names)))
    items = [
        StockLine(
            quantity=draw(st.integers(1, 999)), name=name, price=None if part else 500, offered=not part
        )
        for name, part in zip(names, [False, *some[1:]], strict=True)
    ]
    parts, above = list[tuple[int, int]](), 0
    for place, item in enumerate(items):
        if item.offered:
            above = place
        else:
            parts.append((above, place))
    return ParsedMessage(tuple(items), tuple(parts))


@given(message())
@settings(max_examples=200, deadline=None)
def test_wares_that_are_written_read_back(those: ParsedMessage) -> None:
    assert read(write_post(those, "MYR")) == StockPost(message=those)


def test_items_that_share_a_component_are_written_so() -> None:
    message = read(TWO_SITTINGS).message
    assert write_post(message, "MYR").split("\n")[1::2] == ["+ 16x kit", "+ kit"]
    assert read(write_post(message, "MYR")).message == message
