"""The same drop and crowd as for the waitlist."""

from tests.market.waitlist.conftest import lay, line

__all__ = ["lay", "line"]
