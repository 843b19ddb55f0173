"""The same drop and crowd as for the waitlist."""

from tests.market.waitlist.conftest import item, new_item

__all__ = ["item", "new_item"]
