"""The same drop and crowd as for the waitlist."""

from tests.market.waitlist.conftest import new_item

__all__ = ["new_item"]
