"""Init data: accepted with Telegram's signature, for a quarter of an hour, and otherwise refused."""

from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import parse_qsl, urlencode

import pytest

from tests.web.init_data import BOT_TOKEN, signed_init_data
from web.init_data import AHEAD, FRESH, InitDataForged, read_init_data

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("age", [timedelta(0), FRESH - SECOND, -AHEAD])
def test_what_telegram_signed_names_its_person(age: timedelta) -> None:
    for more in ({}, {"start_param": "s1"}, {"chat_type": "private"}):
        assert read_init_data(signed_init_data(7, NOW, age=age, **more), BOT_TOKEN, NOW).user == 7


@pytest.mark.parametrize(
    "changes",
    [
        {"token": "43:another-bot"},
        {"token": ""},
        {"age": FRESH},
        {"age": timedelta(days=400)},
        {"age": -AHEAD - SECOND},
        {"tampered": 8},
        {"user": ""},
        {"user": "7"},
        {"user": "{}"},
        {"user": '{"id": "7"}'},
        {"user": '{"id": true}'},
        {"user": '{"id": -7}'},
        {"user": '{"id": 7, "is_bot": true}'},
        {"user": '{"id": 9223372036854775808}'},
        {"user": "[" * 100_000},
        {"auth_date": ""},
        {"auth_date": "-1"},
        {"auth_date": "9" * 400},
        {"auth_date": "1.5"},
    ],
)
def test_nothing_else_is_believed(changes: dict[str, str]) -> None:
    with pytest.raises(InitDataForged):
        read_init_data(signed_init_data(7, NOW, **changes), BOT_TOKEN, NOW)  # type: ignore[arg-type]


def test_the_largest_id_that_a_database_takes_is_believed() -> None:
    assert read_init_data(signed_init_data(2**63 - 1, NOW), BOT_TOKEN, NOW).user == 2**63 - 1


def test_a_text_that_is_written_in_another_way_has_the_same_signature() -> None:
    text = signed_init_data(7, NOW)
    turned = "&".join(text.split("&")[::-1]).replace("+", "%20").replace("auth", "%61uth")
    assert turned != text
    assert read_init_data(turned, BOT_TOKEN, NOW) == read_init_data(text, BOT_TOKEN, NOW)


def test_each_field_and_its_name_is_signed() -> None:
    pairs = parse_qsl(signed_init_data(7, NOW))
    for place, (name, value) in enumerate(pairs):
        others = pairs[:place] + pairs[place + 1 :]
        changed = (
            [*others, (name, value + "1")],
            [*others, (name + "x", value)],
            others,
            [*pairs, (name, value)],
        )
        for each in changed:
            with pytest.raises(InitDataForged):
                read_init_data(urlencode(each), BOT_TOKEN, NOW)


def test_noise_is_refused_and_never_an_error() -> None:
    rng, whole = Random(4), signed_init_data(7, NOW)
    for _ in range(500):
        cut = rng.randrange(len(whole))
        noise = "".join(
            chr(rng.choice((rng.randrange(1, 128), rng.randrange(0x80, 0xD800)))) for _ in range(8)
        )
        for words in (whole[:cut], whole[:cut] + noise + whole[cut:], noise, "", "&" * 99, "%ff=%ff&hash=é"):
            with pytest.raises(InitDataForged):
                read_init_data(words, BOT_TOKEN, NOW)
