"""The code under the picture: read in any notation, and every single typing error is detected."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from market.public_code import SYMBOLS
from market.ticket.refusals import TooManyCodes
from market.ticket.ticket_code import draw_code, grouped, read_code, seems_code
from market.ticket.ticket_key import TicketKey
from storage.ticket import FailedCodeAttempt
from tests.market.ticket.conftest import AINA, HOUR, NOW, ROS, TOM, TicketScenario

codes = st.integers(0, 2**32).map(lambda seed: draw_code(Random(seed)))


@given(codes, st.integers(0, 8), st.sampled_from(SYMBOLS))
def test_no_single_substitution_goes_unseen(code: str, place: int, symbol: str) -> None:
    other = code[:place] + symbol + code[place + 1 :]
    assert read_code(other) == (code if other == code else None)


@given(codes, st.integers(0, 7))
def test_no_swap_of_neighbours_goes_unseen(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert read_code(swapped) == (code if swapped == code else None)


@given(codes)
def test_a_code_is_nine_ordinary_symbols_with_a_digit(code: str) -> None:
    assert len(code) == 9
    assert set(code) <= set(SYMBOLS)
    assert set(code) & set("23456789")


WRITINGS = (
    str,
    str.lower,
    grouped,
    lambda code: grouped(code).lower().replace("-", " "),
    lambda code: code.replace("0", "O").replace("1", "l"),
    lambda code: code.replace("0", "o").replace("1", "I"),
    lambda code: "  " + " ".join(code) + "\n",
    lambda code: grouped(code).replace("-", "–"),
    lambda code: grouped(code).replace("-", "\u00a0"),
    lambda code: "".join(chr(ord(sign) + 0xFEE0) for sign in code),
    lambda code: f"{code[:4]} {code[4:]}",
)


@pytest.mark.parametrize("written", WRITINGS)
@given(code=codes)
def test_a_code_is_read_in_every_writing(written: type[str], code: str) -> None:
    assert read_code(written(code)) == code
    assert seems_code(written(code))


@pytest.mark.parametrize(
    "words",
    [
        "chocolate",
        "10 karipap",
        "12 kuih lapis RM8.50",
        "kuih lapis",
        "",
        "😀" * 9,
        "٧" * 9,
        "12345678",
        "5 roti 9 ab",
    ],
)
def test_other_words_are_no_code(words: str) -> None:
    assert not seems_code(words)


def test_a_link_cannot_be_made_up() -> None:
    key, other = TicketKey(b"k" * 32), TicketKey(b"o" * 32)
    code = draw_code(Random(1))
    link = key.link_code(code)
    assert key.code_in(link) == code
    forged = (
        other.link_code(code),
        draw_code(Random(2)) + link[9:],
        link[:-1],
        link + "A",
        code,
        "",
        link.lower(),
        "é" * 31,
    )
    assert [key.code_in(one) for one in forged] == [None] * len(forged)


def test_a_link_fits_a_start_button() -> None:
    assert len("t_" + TicketKey(b"k" * 32).link_code(draw_code(Random(1)))) <= 64


async def test_ten_wrong_codes_an_hour_and_then_not_even_the_right_one(scenario: TicketScenario) -> None:
    code = await scenario.booking(1)
    for minute in range(10):
        scenario.now = NOW + minute * HOUR / 60
        assert await scenario.type("7KQ2-M9XF-X") is None
    with pytest.raises(TooManyCodes) as refused:
        await scenario.type(code)
    assert refused.value.again == NOW + HOUR
    assert await scenario.type(code, staff_id=AINA) is not None
    scenario.now = NOW + HOUR
    seen = await scenario.type(grouped(code).lower(), staff_id=TOM)
    assert seen is not None
    assert seen.ticket.code == code


async def test_a_hundred_wrong_codes_of_a_stall_s_people_and_then_none_of_them_is_read(
    scenario: TicketScenario,
) -> None:
    code = await scenario.booking(1)

    def guess(session: Session, count: int) -> None:
        for _ in range(count):
            session.add(FailedCodeAttempt(person_id=TOM, stall_id=1, attempted_at=NOW))

    await scenario.store.write(guess, 99)
    assert await scenario.type(code, staff_id=ROS) is not None
    await scenario.store.write(guess, 1)
    with pytest.raises(TooManyCodes) as refused:
        await scenario.type(code, staff_id=ROS)
    assert refused.value.again == NOW + HOUR
    assert await scenario.type(code, staff_id=AINA) is not None, "others are not held up"


async def test_a_wrong_code_counts_for_the_stall_of_who_tries(scenario: TicketScenario) -> None:
    assert await scenario.type("7KQ2-M9XF-X", staff_id=ROS) is None
    assert await scenario.type("7KQ2-M9XF-X", staff_id=AINA) is None

    def counted(session: Session) -> list[int | None]:
        return list(session.exec(select(FailedCodeAttempt.stall_id).order_by(col(FailedCodeAttempt.id))))

    assert await scenario.store.read(counted) == [1, None]


async def test_right_codes_are_not_counted(scenario: TicketScenario) -> None:
    code = await scenario.booking(1)
    for _ in range(12):
        assert await scenario.type(code) is not None
