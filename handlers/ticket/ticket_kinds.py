"""The views of every kind of ticket."""

from typing import assert_never

from handlers.ticket.booking_ticket import ADMISSION_VIEWS, PICKUP_VIEWS
from handlers.ticket.kind_views import KindViews
from handlers.ticket.returns_ticket import RETURNS_VIEWS
from storage.ticket import TicketKind


def kind_views(kind: TicketKind) -> KindViews:
    match kind:
        case TicketKind.PICKUP:
            return PICKUP_VIEWS
        case TicketKind.ADMISSION:
            return ADMISSION_VIEWS
        case TicketKind.RETURNS:
            return RETURNS_VIEWS
        case _:
            assert_never(kind)
