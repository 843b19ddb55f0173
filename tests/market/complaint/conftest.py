"""The market of calls for help, in which people complain: it has organisers as they are, were, and cannot be reached."""

from tests.market.help_call.conftest import market

__all__ = ["market"]
