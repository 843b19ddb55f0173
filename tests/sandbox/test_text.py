"""Texts: Telegram's HTML, UTF-16 lengths, and automatic entities."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from sandbox import Phone
from sandbox.entities import read, to_html
from sandbox.errors import ApiError
from sandbox.html_parser import from_html, utf16

Call = Callable[..., Awaitable[Any]]


def spans(source: str) -> list[tuple[str, int, int]]:
    _, entities = from_html(source)
    return [(one["type"], one["offset"], one["length"]) for one in entities]


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("<b>a</b><strong>b</strong>", "ab", [("bold", 0, 1), ("bold", 1, 1)]),
        ("<i>a</i> <em>b</em>", "a b", [("italic", 0, 1), ("italic", 2, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", n, 1) for n in range(3)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
        ("<code>a &lt; b</code>", "a < b", [("code", 0, 5)]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ("<B>a</B>", "a", [("bold", 0, 1)]),
        ("<b>bold <i>both</i></b>", "bold both", [("bold", 0, 9), ("italic", 5, 4)]),
        ("<b>same</>", "same", [("bold", 0, 4)]),
        ("<b><b>twice</b></b>", "twice", [("bold", 0, 5)]),
        ("😀<b>b</b>", "😀b", [("bold", 2, 1)]),
        ("<b>👨‍👩‍👧</b>!", "👨‍👩‍👧!", [("bold", 0, 8)]),
        ("שלום <b>עולם</b>", "שלום עולם", [("bold", 5, 4)]),
        ("សួស្តី <b>ផ្សារ</b>", "សួស្តី ផ្សារ", [("bold", 7, 5)]),
        ("a<b></b>b", "ab", []),
        ("<code><b>plain</b></code>", "plain", [("code", 0, 5)]),
        ("<b><code>plain</code></b>", "plain", [("code", 0, 5)]),
        ("<b>a <code>b</code> c</b>", "a b c", [("bold", 0, 2), ("code", 2, 1), ("bold", 3, 2)]),
    ],
)
def test_html_becomes_text_and_entities(source: str, text: str, expected: list[tuple[str, int, int]]) -> None:
    assert from_html(source)[0] == text
    assert spans(source) == expected


def test_signs_are_unescaped_once() -> None:
    assert from_html("&lt;b&gt; &amp;amp; &quot; &#128512; &#x1F600; &nbsp;")[0] == '<b> &amp; " 😀 😀 &nbsp;'


def test_links_emoji_times_and_languages_keep_what_they_carry() -> None:
    _, found = from_html(
        '<a href="https://t.me/x?a=1&amp;b=2">a</a><tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>'
        '<tg-time unix="1795536000" format="wDT">then</tg-time>'
        '<pre><code class="language-python">x</code></pre>'
    )
    assert found == [
        {"type": "text_link", "url": "https://t.me/x?a=1&b=2", "offset": 0, "length": 1},
        {"type": "custom_emoji", "custom_emoji_id": "5368324170671202286", "offset": 1, "length": 2},
        {
            "type": "date_time",
            "unix_time": 1795536000,
            "date_time_format": "wDT",
            "offset": 3,
            "length": 4,
        },
        {"type": "pre", "language": "python", "offset": 7, "length": 1},
    ]


def test_a_link_without_address_is_its_own_words_and_a_wrong_one_is_none() -> None:
    assert from_html("<a>t.me/lorong</a>")[1][0]["url"] == "http://t.me/lorong"
    assert from_html('<a href="javascript:alert(1)">a</a>') == ("a", [])


def test_a_text_is_measured_in_utf16() -> None:
    assert utf16("a😀é") == 4


def test_spaces_around_go_and_entities_follow() -> None:
    assert read("  <b>hi  </b>  ", "HTML", None) == ("hi", [{"type": "bold", "offset": 0, "length": 2}])
    assert read("\n\n<i>a</i>", "HTML", None) == ("a", [{"type": "italic", "offset": 0, "length": 1}])


def test_given_entities_are_kept_in_order_and_their_kinds_checked() -> None:
    given = [{"type": "bold", "offset": 3, "length": 2}, {"type": "italic", "offset": 0, "length": 2}]
    assert read("ab cd", None, given)[1] == [given[1], given[0]]
    with pytest.raises(ApiError, match="Unsupported type"):
        read("ab", None, [{"type": "blink", "offset": 0, "length": 1}])
    with pytest.raises(ApiError, match='find field "url"'):
        read("ab", None, [{"type": "text_link", "offset": 0, "length": 1}])


def test_a_given_link_that_is_none_stays_plain() -> None:
    given = {"type": "text_link", "offset": 0, "length": 2, "url": "javascript:alert(1)"}
    assert read("ab", None, [given]) == ("ab", [])


def test_commands_mentions_links_and_tags_are_found() -> None:
    text, found = read(
        "/drops@lorong_bot see https://x.org/a?b=1. @ros_stall #halal a@b.my 3/4 #12", None, None
    )
    units = text.encode("utf-16-le")
    words = [
        (one["type"], units[one["offset"] * 2 : (one["offset"] + one["length"]) * 2].decode("utf-16-le"))
        for one in found
    ]
    assert words == [
        ("bot_command", "/drops@lorong_bot"),
        ("url", "https://x.org/a?b=1"),
        ("mention", "@ros_stall"),
        ("hashtag", "#halal"),
        ("email", "a@b.my"),
    ]


def test_nothing_is_found_inside_code_and_links() -> None:
    assert [one["type"] for one in read('<code>/a</code> <a href="x.org">@someone</a>', "HTML", None)[1]] == [
        "code",
        "text_link",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "<b>😀 a <i>b</i></b> &lt;c&gt;",
        '<a href="https://x.org/?a=1&amp;b=2">שלום</a> <u>x</u>',
        "<blockquote expandable>a\n<s>b</s></blockquote>",
        '<pre><code class="language-sql">select 1 &lt; 2</code></pre>',
        '<tg-time unix="1795536000" format="t">8</tg-time> <tg-spoiler>x</tg-spoiler>',
    ],
)
def test_a_message_can_be_read_back_as_html(source: str) -> None:
    assert to_html(*read(source, "HTML", None)) == source


def test_a_long_text_without_spaces_is_read_at_once() -> None:
    assert read("-" * 4096, None, None) == ("-" * 4096, [])
    assert read("a." * 2048, None, None)[1] == []


async def test_the_phone_shows_what_was_sent(call: Call, aina: Phone) -> None:
    sent = await call("sendMessage", chat_id=1001, text="<b>8</b> kuih 🥮", parse_mode="HTML")
    assert sent["text"] == "8 kuih 🥮"
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 1}]
    assert aina.messages[-1].text == "8 kuih 🥮"
    assert aina.messages[-1].html == "<b>8</b> kuih 🥮"
