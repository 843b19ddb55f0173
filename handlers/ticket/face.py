"""The face of a ticket: what its picture shows, in its reader's language."""

from typing import assert_never

from handlers.drop.placeholder_picture import motif
from handlers.ticket.ticket_kinds import kind_views
from handlers.ui.ticket_face import FaceState, TicketFace
from locales.formats import format_datetime
from locales.say import Say
from locales.units import admits
from market.ticket.facts import TicketFacts, TicketStatus, signed_content


def ticket_face(say: Say, ticket: TicketFacts, status: TicketStatus) -> TicketFace:
    """Returns the face of a ticket in this status; equal faces are equal pictures."""
    words = kind_views(ticket.kind).face_words(say, ticket)
    state = face_state(ticket, status)
    stamp, at = "", ""
    match state:
        case FaceState.PARTLY:
            at = words.partly
        case FaceState.DONE:
            stamp, at = words.done, words.done_at
        case FaceState.VOID:
            stamp, at = say.plain("NOT VALID"), _why_void(say, ticket, status)
    return TicketFace(
        kind=ticket.kind,
        state=state,
        language=say.language,
        word=words.kind,
        quantity=words.quantity,
        title=words.title,
        lines=words.lines,
        content=signed_content(ticket),
        motif=motif(ticket.tags, ticket.drop_name),
        seed=ticket.drop,
        stamp=stamp,
        at=at,
    )


def face_state(ticket: TicketFacts, status: TicketStatus) -> FaceState:
    match status:
        case TicketStatus.VALID:
            return FaceState.PARTLY if ticket.done else FaceState.LIVE
        case TicketStatus.DONE:
            return FaceState.DONE
        case _:
            return FaceState.VOID


def _why_void(say: Say, ticket: TicketFacts, status: TicketStatus) -> str:
    """Returns the line below NOT VALID."""
    zone = ticket.alley.zone
    ended = format_datetime(say, ticket.ended_at or ticket.drop_ends_at, zone)
    match status:
        case TicketStatus.RELEASED:
            return say.plain("Released {at}", at=ended)
        case TicketStatus.PASSED_ON:
            return say.plain("In another account") if ticket.moved else say.plain("Given to a friend")
        case TicketStatus.NO_SHOW | TicketStatus.OVER if admits(ticket.unit):
            return say.plain("Not used")
        case TicketStatus.NO_SHOW | TicketStatus.OVER:
            return say.plain("Not collected")
        case TicketStatus.CANCELLED:
            return say.plain("The drop was cancelled")
        case TicketStatus.UNDONE:
            return say.plain("Nothing to return")
        case TicketStatus.WRITTEN_OFF:
            return say.plain("Not returned in time")
        case TicketStatus.VALID | TicketStatus.DONE:
            return ""
        case _:
            assert_never(status)
