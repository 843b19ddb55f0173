"""Every notice and the view that says it. A letter is put into words when it is sent, in its reader's language, from the facts as they are then."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from handlers.broadcast.letters import NOTICES as BROADCAST
from handlers.deposit.letters import NOTICES as DEPOSIT
from handlers.draw.letters import draw_done, draw_waits
from handlers.drop.views import opened
from handlers.drop.where import Where
from handlers.gift.letters import gift_taken
from handlers.neighbour.letters import NOTICES as NEIGHBOUR
from handlers.organiser.letters import NOTICES as ORGANISER
from handlers.own_reminder.letters import own_reminder_due
from handlers.paper.letters import NOTICES as PAPER
from handlers.reminder.letters import claim_near, hold_half_gone, loan_due, vendor_day
from handlers.stock import letters as stock
from handlers.ticket.letters import packaging_back, ticket_issued
from handlers.ui.screen import Screen
from handlers.ui.showing import Call, changing, deleting, sending
from handlers.waitlist.letters import claim_given_on, hold_ended, units_free, units_held
from locales.say import Say
from market.broadcast.letters import CORRECTED, RECALLED
from market.drop.opening import NOTICE as OPENS
from market.drop.opening import opened_drop
from market.drop.planned import Wanted
from market.own_letter import NOTICE as OWN_REMINDER
from market.reminder import CLAIM_NEAR, HOLD_HALF_GONE, LOAN_DUE, VENDOR_DAY
from storage.store import Store

Written = Callable[[Say, Store, Mapping[str, Any]], Awaitable[Screen]]


async def drop_opens(say: Say, store: Store, facts: Mapping[str, Any]) -> Screen:
    return opened(say, await store.read(opened_drop, facts["drop"]), Where(Wanted("all")))


NOTICES: dict[str, Written] = {
    OPENS: drop_opens,
    "UnitsHeld": units_held,
    "HoldEnded": hold_ended,
    "DrawDone": draw_done,
    "DrawWaits": draw_waits,
    "UnitsFree": units_free,
    "GiftTaken": gift_taken,
    "ClaimGivenOn": claim_given_on,
    "TicketIssued": ticket_issued,
    "PackagingBack": packaging_back,
    "DropChanged": stock.drop_changed,
    "DropMoved": stock.drop_moved,
    "DropPaused": stock.drop_paused,
    "DropResumed": stock.drop_resumed,
    "DropCancelled": stock.drop_cancelled,
    "DropEnded": stock.drop_ended,
    "ClaimMissed": stock.claim_missed,
    "DropThanks": stock.drop_thanks,
    "DayNumbers": stock.numbers_of_day,
    CLAIM_NEAR: claim_near,
    HOLD_HALF_GONE: hold_half_gone,
    VENDOR_DAY: vendor_day,
    LOAN_DUE: loan_due,
    OWN_REMINDER: own_reminder_due,
    "StallAsked": stock.stall_asked,
    **ORGANISER,
    **BROADCAST,
    **DEPOSIT,
    **PAPER,
    **NEIGHBOUR,
}


def call_of(notice: str, person: int, facts: Mapping[str, Any], screen: Screen) -> Call:
    """What is asked of Telegram for a letter: a new message, but for what changes the message `facts` name or takes it away."""
    if notice == CORRECTED:
        return changing(person, facts["message"], screen)
    if notice == RECALLED:
        return deleting(person, facts["message"])
    return sending(person, screen)
