"""Every notification kind and its view.

The view runs when the notification is sent, in its reader's language, with the facts as they are then.
"""

from collections.abc import Mapping
from typing import Any

from handlers.broadcast.messages import NOTIFICATION_VIEWS as BROADCAST
from handlers.callbacks.list_location import ListLocation
from handlers.deposit.messages import NOTIFICATION_VIEWS as DEPOSIT
from handlers.desk.messages import drop_numbers
from handlers.draw.messages import draw_done, draw_waiting
from handlers.drop.views import drop_opened_message
from handlers.gift.messages import gift_accepted
from handlers.neighbour.messages import NOTIFICATION_VIEWS as NEIGHBOUR
from handlers.organiser.messages import NOTIFICATION_VIEWS as ORGANISER
from handlers.own_reminder.messages import own_reminder_due
from handlers.reminder.messages import booking_near, hold_half_elapsed, loan_due, vendor_day
from handlers.stock import messages as stock
from handlers.ticket.messages import packaging_returned, ticket_issued
from handlers.ui.context import NotificationView
from handlers.ui.screen import Screen
from handlers.ui.telegram_calls import ApiCall, delete_call, edit_call, send_call
from handlers.validity.messages import NOTIFICATION_VIEWS as PAPER
from handlers.waitlist.messages import booking_passed_on, hold_ended, units_available, units_held
from locales.say import Say
from market.broadcast.broadcast_notifications import CORRECTED, RECALLED
from market.drop.opening_reminder import DROP_OPENS as OPENS
from market.drop.opening_reminder import opened_drop
from market.drop.planned_drops import DropFilter
from market.notification.personal_reminder import OWN_REMINDER
from market.reminder import BOOKING_NEAR, HOLD_HALF_GONE, LOAN_DUE, VENDOR_DAY
from storage.store import Store


async def drop_opened(say: Say, store: Store, payload: Mapping[str, Any]) -> Screen:
    return drop_opened_message(
        say, await store.read(opened_drop, payload["drop"]), ListLocation(DropFilter("all"))
    )


NOTIFICATION_VIEWS: dict[str, NotificationView] = {
    OPENS: drop_opened,
    "UnitsHeld": units_held,
    "HoldEnded": hold_ended,
    "DrawDone": draw_done,
    "DrawWaits": draw_waiting,
    "UnitsAvailable": units_available,
    "GiftTaken": gift_accepted,
    "BookingPassedOn": booking_passed_on,
    "TicketIssued": ticket_issued,
    "PackagingBack": packaging_returned,
    "DropChanged": stock.drop_changed,
    "DropMoved": stock.drop_moved,
    "DropPaused": stock.drop_paused,
    "DropResumed": stock.drop_resumed,
    "DropCancelled": stock.drop_cancelled,
    "DropEnded": stock.drop_ended,
    "BookingMissed": stock.booking_missed,
    "DropThanks": stock.drop_thanks,
    "DayNumbers": drop_numbers,
    BOOKING_NEAR: booking_near,
    HOLD_HALF_GONE: hold_half_elapsed,
    VENDOR_DAY: vendor_day,
    LOAN_DUE: loan_due,
    OWN_REMINDER: own_reminder_due,
    "StallAsked": stock.stall_requested,
    **ORGANISER,
    **BROADCAST,
    **DEPOSIT,
    **PAPER,
    **NEIGHBOUR,
}


def api_call_for(kind: str, person: int, payload: Mapping[str, Any], screen: Screen) -> ApiCall:
    """Returns the API call for a notification: a new message, or an edit or deletion of the message in `payload`."""
    if kind == CORRECTED:
        return edit_call(person, payload["message"], screen)
    if kind == RECALLED:
        return delete_call(person, payload["message"])
    return send_call(person, screen)
