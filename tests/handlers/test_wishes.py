"""Wishes on the wire: unique, small, and read as they were packed."""

from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.drop.where import LONGEST_TAG, WHEN, Where, carried
from handlers.routes import all_routes
from handlers.ui.wish import LARGEST, Wish, read_wish
from market.drop.planned import Wanted
from market.refusal import ButtonForged

ROUTES = all_routes()

tags = st.text(st.characters(exclude_categories=["C"]), max_size=LONGEST_TAG).filter(carried)
wheres = st.builds(
    Where,
    st.builds(Wanted, st.sampled_from([*WHEN, "202611", "20261127"]), st.integers(0, 99_999), tags),
    st.integers(1, 999),
)
FIELDS = {
    "where": wheres.map(lambda where: where.code),
    "role": st.just("organiser"),
    "language": st.just("zh_Hans"),
}

CODE = "abcdefghijklmnopqrstuvwxyz0123456789._-"
"""What a short code in a button is made of."""


def wishes_of(kind: type[Wish]) -> st.SearchStrategy[Wish]:
    kinds = {int: st.integers(0, LARGEST), bool: st.booleans(), str: st.text(CODE, min_size=1, max_size=16)}
    hints = get_type_hints(kind)
    return st.builds(kind, **{name: FIELDS.get(name, kinds[hints[name]]) for name in kind.model_fields})


@pytest.mark.parametrize("kind", Wish.known.values(), ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_each_wish_fits_a_button_and_is_read_as_it_was_packed(kind: type[Wish], data: st.DataObject) -> None:
    wish = data.draw(wishes_of(kind))
    assert len(wish.pack().encode()) <= 64
    assert read_wish(wish.pack()) == wish


@pytest.mark.parametrize("kind", Wish.known.values(), ids=lambda kind: kind.__name__)
def test_each_wish_has_a_route_and_each_stand_in_one_too(kind: type[Wish]) -> None:
    assert kind in ROUTES.wishes
    given = {
        name: {int: 1, str: "x"}[hint]
        for name, hint in get_type_hints(kind).items()
        if name in kind.model_fields
    }
    instead = kind(**given).instead()
    assert instead is None or type(instead) in ROUTES.wishes


def test_prefixes_differ_and_a_second_one_is_refused() -> None:
    assert len(Wish.known) == len({kind.__prefix__ for kind in Wish.known.values()})
    with pytest.raises(TypeError, match="two wishes with the prefix d"):
        type("ShowDream", (Wish,), {"__module__": __name__}, prefix="d")
    with pytest.raises(KeyError, match="answered twice"):
        all_routes().include(all_routes())


@given(wheres)
def test_where_a_button_comes_from_is_read_as_it_was_written(where: Where) -> None:
    assert Where.read(where.code) == where


@given(st.text(max_size=64))
def test_any_where_is_some_place_and_its_code_is_short(text: str) -> None:
    where = Where.read(text)
    assert len(where.code.encode()) <= 39
    assert Where.read(where.code) == where


@given(st.text(max_size=64))
def test_any_data_is_a_wish_or_forged(text: str) -> None:
    try:
        wish = read_wish(text)
    except ButtonForged:
        return
    assert type(wish) in ROUTES.wishes


@pytest.mark.parametrize("number", [-1, LARGEST + 1, 10**30])
def test_no_id_is_negative_or_larger_than_the_databases_count(number: int) -> None:
    with pytest.raises(ButtonForged):
        read_wish(f"d:{number}:all.0..1")
