"""The ticket of what joining booked, from what its answer knows already."""

from market.drop.facts import DropFacts, ItemFacts
from market.drop.pickup import late_from
from market.ticket.booking_undo import UNDO_TIME, BookingUndo, UndoneAct
from market.ticket.facts import TicketFacts
from market.ticket.issue import IssuedTicket, kind_of_ticket
from market.waitlist.position import ActiveBooking
from storage.waitlist import BookingState


def joined_ticket(
    drop: DropFacts, item: ItemFacts, booked: ActiveBooking, issued: IssuedTicket, *, holder: int
) -> TicketFacts:
    """Return the facts of a ticket that was issued just now, but for what only those who hand over read."""
    return TicketFacts(
        id=issued.id,
        code=issued.code,
        kind=kind_of_ticket(item.unit),
        holder=holder,
        booking=booked.id,
        units=booked.units,
        done=0,
        price=booked.price,
        deposit=booked.loan_deposit,
        state=BookingState.BOOKED,
        ended_at=None,
        due_at=None,
        made_at=booked.booked_at,
        revoked_at=None,
        last=None,
        item=item.name,
        item_id=item.id,
        item_marks=item.marks,
        unit=item.unit,
        starts_at=item.starts_at or drop.starts_at,
        ends_at=item.ends_at or drop.ends_at,
        drop=drop.id,
        drop_name=drop.name,
        drop_state=drop.state,
        drop_ends_at=drop.ends_at,
        cancelled_at=drop.cancelled_at,
        stall=drop.stall.id,
        stall_name=drop.stall.name,
        alley=drop.alley,
        tags=drop.tags,
        packaging=item.packaging_id,
        undo=BookingUndo(UndoneAct.JOIN, booked.booked_at + UNDO_TIME),
        late_from=late_from(drop.starts_at, drop.ends_at, item.starts_at),
        options=item.options,
        note=drop.note,
        pitch=drop.pitch,
        moved_to=drop.moved_to,
    )
