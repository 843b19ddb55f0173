"""Fixtures of the waitlist: one drop and its people."""

from tests.market.waitlist.conftest import new_item

__all__ = ["new_item"]
