"""The same drop and crowd as for the waitlist."""

from tests.market.waitlist.conftest import lay

__all__ = ["lay"]
