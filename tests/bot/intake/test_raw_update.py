"""The facts that the intake reads of an update before it is parsed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.raw_update import from_json, read_raw_update, update_id_of

KINDS = frozenset({"message", "callback_query"})
MESSAGE = {"from": {"id": 7312345678, "language_code": "ms"}, "text": "hai"}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("update_id", "message", "callback_query", "from", "id", "data", "x")),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def test_the_kind_the_person_and_their_language_are_read() -> None:
    update = read_raw_update({"update_id": 5, "message": MESSAGE}, KINDS)
    assert update is not None
    assert (update.id, update.kind, update.sender, update.language_code) == (5, "message", 7312345678, "ms")
    assert update.tapped_button is None
    assert update.payment is None


def test_what_was_stored_is_read_again() -> None:
    update = read_raw_update({"update_id": 5, "message": MESSAGE, "new_field": [1]}, KINDS)
    assert update is not None
    assert from_json(update.as_json(), KINDS) == update


def test_what_was_stored_and_is_too_deep_to_be_read_is_none() -> None:
    assert from_json('{"update_id": 5, "message": ' + "[" * 100_000, KINDS) is None


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 5},
        {"update_id": 5, "poll": {"id": "1"}},
        {"update_id": 5, "message": "text"},
        {"update_id": 5, "message": {"text": "a channel's post has no person"}},
        {"update_id": 5, "message": {"from": {"id": "7"}}},
        {"update_id": 5, "message": {"from": {"id": 2**64}}},
        {"message": MESSAGE},
    ],
)
def test_what_nobody_handles_is_none(raw: dict[str, object]) -> None:
    assert read_raw_update(raw, KINDS) is None


@given(raw=anything)
def test_nothing_that_comes_raises(raw: object) -> None:
    number = update_id_of(raw)
    assert number is None or 0 <= number < 2**63
    update = read_raw_update(raw, KINDS)
    assert update is None or from_json(update.as_json(), KINDS) is not None
