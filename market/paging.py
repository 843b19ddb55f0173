"""Which page of a list is shown: by its number in a chat, by the key of a row in a browser."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped

Row = TypeVar("Row")


def page_count(total: int, size: int) -> int:
    """Return the number of pages, at least one."""
    return max(1, -(-total // size))


def page_within(total: int, page: int, size: int) -> tuple[int, int]:
    """Return the page that is shown and how many there are; a page beyond the last is the last. Pages count from 1."""
    pages = page_count(total, size)
    return min(max(page, 1), pages), pages


@dataclass(frozen=True)
class PageKey:
    """Where a page of a list is: after the row with this key or, `is_backward`, before it. None is the beginning.

    A key is the id of a row. A list that is sorted by something else finds that row's place by it.
    """

    row: int | None = None
    is_backward: bool = False


@dataclass(frozen=True)
class KeyPage(Generic[Row]):
    """Rows of a list in its order, and the keys of the rows next to which the pages beside it are; None where there is none."""

    rows: Sequence[Row]
    previous: int | None = None
    next: int | None = None


def key_page(found: Sequence[Row], page_key: PageKey, size: int, key: Callable[[Row], int]) -> KeyPage[Row]:
    """Return a page of `size` rows. `found` are the `size` + 1 rows nearest to the key, in the order of the list, or all there are.

    A list changes while somebody turns its pages, but no page repeats or skips a row that stays, as one by offset does.
    """
    rows = found[-size:] if page_key.is_backward else found[:size]
    if not rows:
        return KeyPage(())
    is_cut = len(found) > size
    has_previous = is_cut if page_key.is_backward else page_key.row is not None
    has_next = is_cut or page_key.is_backward
    return KeyPage(rows, key(rows[0]) if has_previous else None, key(rows[-1]) if has_next else None)


def newest_first(
    execute: Callable[[Any], Iterable[Any]],
    rows: Any,
    number: ColumnElement[Any] | Mapped[Any],
    page_key: PageKey,
    *,
    size: int,
) -> list[Any]:
    """Return the `size` + 1 rows of a statement nearest to a key, the largest number first, as `key_page` takes them."""
    if page_key.row is not None:
        rows = rows.where(number > page_key.row if page_key.is_backward else number < page_key.row)
    ordered = rows.order_by(number.asc() if page_key.is_backward else number.desc()).limit(size + 1)
    found = [*execute(ordered)]
    return found[::-1] if page_key.is_backward else found
