"""The page of a list that is shown for any page number of an old button."""

from hypothesis import given
from hypothesis import strategies as st

from market.paging import page_count, page_within

numbers = st.integers(-(2**31), 2**31)


@given(st.integers(0, 10_000), numbers, st.integers(1, 50))
def test_it_is_the_one_that_was_asked_for_or_the_nearest(total: int, page: int, size: int) -> None:
    shown, pages = page_within(total, page, size)
    assert pages == page_count(total, size) >= 1
    assert (pages - 1) * size <= max(0, total - 1) < pages * size
    assert shown == sorted((1, page, pages))[1]
