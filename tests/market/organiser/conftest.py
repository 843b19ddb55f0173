"""Fixtures of the waitlist: one drop and its people."""

from tests.market.waitlist.conftest import item, new_item

__all__ = ["item", "new_item"]
