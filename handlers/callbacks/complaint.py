"""Callbacks of complaints: from an alley's map, and on the phones of organisers."""

from handlers.callbacks.alley import SendVenue, ShowAlleys
from handlers.callbacks.callback import Callback, LongId, same_fields


class AskLoud(Callback, prefix="cxl", back=SendVenue):
    """Says who would be told that it is loud in an alley. Back leads to the map that it was asked from."""

    alley: int
    drop: int = 0
    ticket: LongId = 0


class SayLoud(AskLoud, prefix="cxn"):
    """Complains that it is loud now."""

    def fallback(self) -> Callback:
        return same_fields(AskLoud, self)


class ShowComplaints(Callback, prefix="cx", back=ShowAlleys):
    """Shows an organiser the complaints of an alley that are not closed."""

    alley: int


class ShowComplaint(Callback, prefix="cxs"):
    complaint: LongId


class AcknowledgeComplaint(Callback, prefix="cxk", back=ShowComplaint):
    """Says that somebody has seen it."""

    complaint: LongId


class TakeComplaint(Callback, prefix="cxt", back=ShowComplaint):
    complaint: LongId


class GiveBackComplaint(Callback, prefix="cxg", back=ShowComplaint):
    complaint: LongId


class AskComplaintAnswer(Callback, prefix="cxa", back=ShowComplaint):
    """Asks for the words with which it is closed."""

    complaint: LongId
