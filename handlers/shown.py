"""All that is drawn again: importing this module registers the kinds of every feature."""
# ruff: noqa: F401 - each import registers kinds

from handlers.deposit import shown as _deposit
from handlers.draw import shown as _draw
from handlers.gift import shown as _gift
from handlers.message_registry import RenderContext
from handlers.organiser import shown as _organiser
from handlers.reminder import shown as _reminder
from handlers.roster import shown as _roster
from handlers.shown_registry import shown
from handlers.split import shown as _split
from handlers.support import shown as _support
from handlers.ticket import shown as _ticket
from handlers.waitlist import shown as _waitlist

__all__ = ["RenderContext", "shown"]
