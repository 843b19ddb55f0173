"""The drops that a search finds: by parts of words, without the words of a question, and with one slip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.drop.search import closest_drops, has_word_like, one_slip, search_drops, split_words
from tests.market.samples import planned

ALLEYS = {1: "Lorong Bakau"}
WORDS = st.text("abcdef", min_size=4, max_size=9)


@pytest.mark.parametrize(
    ("words", "hit"),
    [
        ("kuih", True),
        ("KUIH lapis", True),
        ("ros halal", True),
        ("#halal", True),
        ("box", True),
        ("bakau kuih", True),
        ("or", False),
        ("kuih, lapis!", True),
        ("kuih vegan", False),
        ("k a", False),
        ("lapus", False),
        ("", False),
        ("   ", False),
        ("#", False),
    ],
)
def test_words_are_looked_for_in_name_items_stall_tags_and_alley_each_of_them(words: str, hit: bool) -> None:
    assert bool(search_drops((planned(),), words, ALLEYS)) is hit


@pytest.mark.parametrize(
    ("words", "hit"),
    [
        ("lapus", True),
        ("lapiss", True),
        ("lpis", True),
        ("lapsi", True),
        ("kuih lapos", True),
        ("lapoos", False),
        ("ris", False),
        ("kuih vegan", False),
        ("", False),
    ],
)
def test_a_forgiving_search_allows_one_slip_in_a_word_of_four_letters(words: str, hit: bool) -> None:
    assert bool(search_drops((planned(),), words, ALLEYS, forgiving=True)) is hit


@pytest.mark.parametrize(
    ("words", "tags", "hit"),
    [
        ("清真", ("halal",), True),
        ("sayur", ("vegan",), True),
        ("vegan", ("vegetarian",), False),
        ("kopi", ("coffee",), True),
        ("咖啡", ("coffee",), True),
        ("☕", ("coffee",), True),
        ("千层糕", (), True),
        ("kek", ("kuih",), True),
        ("buku", ("book",), True),
        ("书", ("bookbinding",), False),
        ("mi", ("minuman",), False),
        ("buku", ("kuih",), False),
    ],
)
def test_a_thing_is_found_by_its_name_in_any_language(words: str, tags: tuple[str, ...], hit: bool) -> None:
    assert bool(search_drops((planned(tags=tags),), words, ALLEYS)) is hit


def test_a_word_that_means_something_else_is_no_slip_of_a_name() -> None:
    """“murah” found the pottery of Tanah Merah."""
    drop = planned(stall="Tanah Merah", tags=())
    assert search_drops((drop,), "merab", ALLEYS, forgiving=True)
    assert not search_drops((drop,), "murah", ALLEYS, forgiving=True)


def test_the_drop_that_is_called_so_is_closer_than_one_that_has_the_words() -> None:
    lapis, both = planned(), planned(id=5, name="Penjaram and kuih lapis")
    for words in ("kuih lapis", "千层糕"):
        assert closest_drops((lapis, both), words) == (lapis,)
    assert closest_drops((lapis, both), "kuih") == (lapis, both)


@given(WORDS, st.data())
def test_each_slip_is_forgiven_in_both_directions(word: str, data: st.DataObject) -> None:
    place, letter = data.draw(st.integers(0, len(word) - 1)), data.draw(st.sampled_from("abcdefxyz"))
    swapped = word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
    slips = {
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        swapped,
    }
    for slip in slips:
        assert one_slip(word, slip), slip
        assert one_slip(slip, word), slip


@given(WORDS, WORDS)
def test_words_that_are_alike_have_nearly_the_same_letters(word: str, other: str) -> None:
    if one_slip(word, other):
        assert abs(len(word) - len(other)) <= 1
        assert len({*word} ^ {*other}) <= 2
    assert one_slip(word, other) == one_slip(other, word)


@given(st.text(max_size=40), st.text(max_size=12))
def test_nothing_typed_breaks_the_search(text: str, word: str) -> None:
    assert has_word_like(text, word) in (True, False)
    assert all(split_words(text))
