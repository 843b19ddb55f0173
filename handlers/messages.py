"""All messages: importing this module registers the views of every feature."""
# ruff: noqa: F401 - each import registers views

from handlers.broadcast import messages as _broadcast
from handlers.counter import messages as _counter
from handlers.deposit import messages as _deposit
from handlers.desk import messages as _desk
from handlers.draw import messages as _draw
from handlers.drop import messages as _drop
from handlers.follow import messages as _follow
from handlers.forecast import messages as _forecast
from handlers.gift import messages as _gift
from handlers.kiosk import messages as _kiosk
from handlers.last_minute_offer import messages as _last_minute_offer
from handlers.merge import messages as _merge
from handlers.message_registry import RenderContext, messages
from handlers.neighbour import messages as _neighbour
from handlers.organiser import messages as _organiser
from handlers.own_reminder import messages as _own_reminder
from handlers.packaging import messages as _packaging
from handlers.recovery import messages as _recovery
from handlers.reminder import messages as _reminder
from handlers.report import messages as _report
from handlers.roster import messages as _roster
from handlers.sale import messages as _sale
from handlers.showroom import messages as _showroom
from handlers.split import messages as _split
from handlers.staff import messages as _staff
from handlers.support import messages as _support
from handlers.ticket import messages as _ticket
from handlers.validity import messages as _validity
from handlers.waitlist import messages as _waitlist

__all__ = ["RenderContext", "messages"]
