"""The rounding rule, for any terms and amounts."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.split.rule import SplitTerms, parts_of
from storage.split import WHOLE, SplitRole
from tests.splits_by_hand import divide

STALL, CREATOR, HOST = SplitRole.STALL, SplitRole.CREATOR, SplitRole.HOST


@st.composite
def any_terms(draw: st.DrawFn) -> SplitTerms:
    creator = draw(st.integers(0, WHOLE))
    return SplitTerms(creator=creator, host=draw(st.integers(0, WHOLE - creator)))


AMOUNTS = st.integers(-(10**13), 10**13) | st.integers(-12, 12)


@given(terms=any_terms(), amount=AMOUNTS)
def test_parts_are_the_whole_and_nobody_is_off_by_a_unit(terms: SplitTerms, amount: int) -> None:
    parts = parts_of(amount, terms)
    assert sum(parts.values()) == amount
    for role in SplitRole:
        assert abs(parts[role] - Fraction(amount * terms.share(role), WHOLE)) < 1


@given(terms=any_terms(), amount=AMOUNTS)
def test_what_is_given_back_is_the_mirror_of_what_was_taken(terms: SplitTerms, amount: int) -> None:
    there, back = parts_of(amount, terms), parts_of(-amount, terms)
    assert all(there[role] + back[role] == 0 for role in SplitRole)


@given(terms=any_terms(), amount=AMOUNTS)
def test_whoever_has_no_part_gets_nothing(terms: SplitTerms, amount: int) -> None:
    parts = parts_of(amount, terms)
    assert all(parts[role] == 0 for role in SplitRole if terms.share(role) == 0)


@given(terms=any_terms(), amount=AMOUNTS)
def test_the_rule_is_the_one_that_the_page_states(terms: SplitTerms, amount: int) -> None:
    by_hand = divide(amount, {"creator": terms.creator, "host": terms.host})
    assert {str(role): part for role, part in parts_of(amount, terms).items()} == by_hand


@pytest.mark.parametrize(
    ("amount", "creator", "host", "parts"),
    [
        (100, 2000, 1000, (70, 20, 10)),
        (1, 5000, 0, (1, 0, 0)),
        (1, 3000, 3500, (1, 0, 0)),
        (1, 3000, 3600, (0, 0, 1)),
        (3, 5000, 5000, (0, 2, 1)),
        (5, 3333, 3333, (2, 2, 1)),
        (-5, 3333, 3333, (-2, -2, -1)),
        (852, 3333, 3333, (284, 284, 284)),
        (7, WHOLE, 0, (0, 7, 0)),
        (0, 2000, 1000, (0, 0, 0)),
    ],
)
def test_the_remainder_goes_to_who_was_cut_most_and_on_a_tie_to_the_stall_then_the_creator(
    amount: int, creator: int, host: int, parts: tuple[int, int, int]
) -> None:
    found = parts_of(amount, SplitTerms(creator, host))
    assert (found[STALL], found[CREATOR], found[HOST]) == parts
