"""Callbacks as button data: unique, small, and parsed as they were packed."""

from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.callbacks.callback import MAX_ID, Callback, parse_callback
from handlers.callbacks.desk import ShowWaitlist
from handlers.callbacks.list_location import LONGEST_TAG, PERIODS, ListLocation, fits_callback
from handlers.callbacks.organiser import ShowAlleys
from handlers.routes import all_routes
from market.drop.planned_drops import DropFilter
from market.refusal import ButtonForged

ROUTES = all_routes()

tags = st.text(st.characters(exclude_categories=["C"]), max_size=LONGEST_TAG).filter(fits_callback)
locations = st.builds(
    ListLocation,
    st.builds(DropFilter, st.sampled_from([*PERIODS, "202611", "20261127"]), st.integers(0, 99_999), tags),
    st.integers(1, 999),
)
FIELDS = {
    "back_to": locations.map(lambda back_to: back_to.code),
    "role": st.just("organiser"),
    "language": st.just("zh_Hans"),
}

CODE = "abcdefghijklmnopqrstuvwxyz0123456789._-"
"""The characters of a short code in a button."""


VALUES = {int: st.integers(0, MAX_ID), bool: st.booleans(), str: st.text(CODE, min_size=1, max_size=16)}


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Returns the values of a field's type; of an enum its members."""
    return VALUES[hint] if hint in VALUES else st.sampled_from(hint)


def callbacks_of(kind: type[Callback]) -> st.SearchStrategy[Callback]:
    hints = get_type_hints(kind)
    fields = {name: values_of(hints[name]) for name in kind.model_fields if name not in FIELDS}
    given = {name: values for name, values in FIELDS.items() if name in kind.model_fields}
    return st.builds(kind, **fields, **given)


@pytest.mark.parametrize("kind", Callback.known.values(), ids=lambda kind: kind.__name__)
@settings(deadline=None)
@given(data=st.data())
def test_each_callback_fits_a_button_and_parses_as_it_was_packed(
    kind: type[Callback], data: st.DataObject
) -> None:
    callback = data.draw(callbacks_of(kind))
    assert len(callback.pack().encode()) <= 64
    assert parse_callback(callback.pack()) == callback


def test_a_button_from_before_a_field_was_added_has_its_default() -> None:
    assert parse_callback("ol") == ShowAlleys(page=1)
    assert parse_callback("vj:7") == ShowWaitlist(item=7, page=1)
    for data in ("ol:1:2", "vj", "vj:7:1:1"):
        with pytest.raises(ButtonForged):
            parse_callback(data)


@pytest.mark.parametrize("kind", Callback.known.values(), ids=lambda kind: kind.__name__)
def test_each_callback_has_a_route_and_each_fallback_too(kind: type[Callback]) -> None:
    assert kind in ROUTES.callbacks
    given = {
        name: {int: 1, str: "x"}.get(hint) or next(iter(hint))
        for name, hint in get_type_hints(kind).items()
        if name in kind.model_fields
    }
    fallback = kind(**given).fallback()
    assert fallback is None or type(fallback) in ROUTES.callbacks


def test_prefixes_differ_and_a_second_one_is_refused() -> None:
    assert len(Callback.known) == len({kind.__prefix__ for kind in Callback.known.values()})
    with pytest.raises(TypeError, match="two callbacks with the prefix d"):
        type("ShowDream", (Callback,), {"__module__": __name__}, prefix="d")
    with pytest.raises(KeyError, match="answered twice"):
        all_routes().include([all_routes()])


@given(locations)
def test_where_a_button_comes_from_is_read_as_it_was_written(back_to: ListLocation) -> None:
    assert ListLocation.read(back_to.code) == back_to


@given(st.text(max_size=64))
def test_any_where_is_some_place_and_its_code_is_short(text: str) -> None:
    back_to = ListLocation.read(text)
    assert len(back_to.code.encode()) <= 39
    assert ListLocation.read(back_to.code) == back_to


@given(st.text(max_size=64))
def test_any_data_is_a_callback_or_forged(text: str) -> None:
    try:
        callback = parse_callback(text)
    except ButtonForged:
        return
    assert type(callback) in ROUTES.callbacks


@pytest.mark.parametrize("data", ["vt:1:auction", "vtw:1:heavy", "vtf:1:first:1", "vtf:1::0", "bdi:urgent"])
def test_a_choice_that_nobody_offered_is_forged(data: str) -> None:
    with pytest.raises(ButtonForged):
        parse_callback(data)


@pytest.mark.parametrize("number", [-1, MAX_ID + 1, 10**30])
def test_no_id_is_negative_or_larger_than_the_databases_count(number: int) -> None:
    with pytest.raises(ButtonForged):
        parse_callback(f"d:{number}:all.0..1")
