"""The arithmetic of a draw: the published vector, the tree of RFC 6962, and that every change is detected."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.beacon import AHEAD, deciding_round, round_at, round_from, time_of
from market.draw.proof import (
    Chance,
    MerkleTree,
    commitment,
    drawn_order,
    leaf,
    listed,
    root,
    root_from_path,
    score,
    seed,
)

SECRET = sha256(b"operator-secret").hexdigest()
RANDOMNESS = "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"
FIVE = (Chance("p1"), Chance("p2"), Chance("p3", 2), Chance("p4"), Chance("p5", 3))
NOON = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)

names = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=4, max_size=6).map("p-{}".format)
lists = st.dictionaries(names, st.integers(1, 4), max_size=40).map(
    lambda found: [Chance(*each) for each in found.items()]
)


def test_the_vector() -> None:
    assert commitment(SECRET) == "71f3994153dfcc46cbd648d8e0c39797f28ed10a72ddd6b877aedbabc6575813"
    drawn = seed(SECRET, RANDOMNESS)
    assert drawn == "b6632d1bcc29b687607463061b633d06c8cf4430a5f320bc646e1ee1a933d34a"
    assert drawn_order(drawn, "drop-001", FIVE) == ("p1", "p4", "p5", "p3", "p2")
    assert root(FIVE) == "bf6f6b6ccaa47ac4f88bbfd247128873fc2143dae8b2f2b45bfa7831916371fa"


@given(lists, st.randoms(use_true_random=False))
def test_neither_order_nor_root_hangs_on_how_the_list_is_sorted(chances: list[Chance], rng: Random) -> None:
    shuffled = chances[:]
    rng.shuffle(shuffled)
    assert drawn_order(SECRET, "D-1", shuffled) == drawn_order(SECRET, "D-1", chances)
    assert root(shuffled) == root(chances)
    assert sorted(drawn_order(SECRET, "D-1", chances)) == sorted(chance.pseudonym for chance in chances)


@given(lists)
@pytest.mark.feature("X02")
def test_every_entry_has_a_path_to_the_root_and_nobody_else_has(chances: list[Chance]) -> None:
    tree = MerkleTree(chances)
    top = tree.root
    for chance in chances:
        way = tree.path(chance.pseudonym)
        assert root_from_path(leaf(chance), way) == top
        other = Chance(chance.pseudonym, chance.weight % 4 + 1)
        assert root_from_path(leaf(other), way) != top
    with pytest.raises(KeyError, match="p-nobody"):
        tree.path("p-nobody")


def by_definition(leaves: list[bytes]) -> bytes:
    """The root as RFC 6962 defines it: split at the largest power of two below the number of leaves."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + by_definition(leaves[:half]) + by_definition(leaves[half:])).digest()


@given(lists.filter(bool))
def test_the_tree_made_level_by_level_is_that_of_the_definition(chances: list[Chance]) -> None:
    leaves = [bytes.fromhex(leaf(chance)) for chance in listed(chances)]
    assert MerkleTree(chances).root == by_definition(leaves).hex()


@given(lists.filter(bool), st.data())
def test_one_byte_more_or_less_changes_the_root(chances: list[Chance], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(chances) - 1))
    changed = [
        *chances[:place],
        Chance(chances[place].pseudonym + "x", chances[place].weight),
        *chances[place + 1 :],
    ]
    assert root(changed) != root(chances)
    assert root([*chances[:place], *chances[place + 1 :]]) != root(chances)
    assert seed(SECRET, RANDOMNESS[:-1] + "0") != seed(SECRET, RANDOMNESS)


def plainly(leaves: list[bytes]) -> bytes:
    """RFC 6962 in other words: pairs from the left, level by level, an odd one goes up as it is."""
    level = leaves
    while len(level) > 1:
        pairs = [level[n : n + 2] for n in range(0, len(level), 2)]
        level = [
            sha256(b"\x01" + pair[0] + pair[1]).digest() if len(pair) == 2 else pair[0] for pair in pairs
        ]
    return level[0] if level else sha256(b"").digest()


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33, 100])
def test_a_tree_of_any_size_is_that_of_rfc_6962(size: int) -> None:
    chances = [Chance(f"p-{n:04}", n % 4 + 1) for n in range(size)]
    leaves = [
        sha256(b"\x00" + f"{each.pseudonym}:{each.weight}".encode()).digest() for each in listed(chances)
    ]
    assert root(chances) == plainly(leaves).hex()


def test_who_has_more_chances_is_first_more_often() -> None:
    """Measured over many seeds for weights 1, 2, 3, 1: .141 .284 .428 .146."""
    chances = [Chance("a", 1), Chance("b", 2), Chance("c", 3), Chance("d", 1)]
    times = 6000
    seeds = (sha256(str(each).encode()).hexdigest() for each in range(times))
    firsts = Counter(drawn_order(each, "D-1", chances)[0] for each in seeds)
    for chance, share in zip(chances, (1 / 7, 2 / 7, 3 / 7, 1 / 7), strict=True):
        assert abs(firsts[chance.pseudonym] / times - share) < 0.02, firsts


def test_a_score_is_the_least_of_its_chances_and_another_draw_gives_another() -> None:
    three = [score(SECRET, "D-1", Chance("p1", weight)) for weight in (1, 2, 3)]
    assert three == sorted(three, reverse=True)
    assert score(SECRET, "D-2", Chance("p1")) != three[0]


@given(st.integers(0, 10**9))
def test_the_round_from_a_moment_is_the_first_that_is_not_before_it(seconds: int) -> None:
    moment = time_of(1) + timedelta(seconds=seconds / 10)
    number = round_from(moment)
    assert time_of(number) >= moment > time_of(number - 1)
    assert round_at(time_of(number)) == number
    assert round_at(time_of(number) - timedelta(microseconds=1)) == number - 1


def test_the_round_is_two_minutes_ahead_at_least_and_not_before_the_stated_time() -> None:
    stated = NOON + timedelta(minutes=4)
    assert deciding_round(NOON, stated) == 34_287_492
    assert time_of(deciding_round(NOON, stated)) >= stated
    late = NOON + timedelta(minutes=30)
    assert time_of(deciding_round(late, stated)) - late >= AHEAD
    assert time_of(deciding_round(NOON, None)) - NOON >= AHEAD
