"""Callbacks of the desk."""

from handlers.callbacks.callback import Callback, LongId


class ShowDesk(Callback, prefix="ve"):
    """Shows the stall day that runs or is next; with `item`, that of the item, and the page that has it. Old buttons have a `page`."""

    page: int = 1
    item: int = 0


class ShowStallDay(Callback, prefix="vev", back=ShowDesk):
    """Shows a stall day, and a page of its dishes."""

    stall_day: int
    page: int = 1


class ShowWholeStallDay(Callback, prefix="vea", back=ShowStallDay):
    """Shows what is done with all of a stall day."""

    stall_day: int


class ShowBookings(Callback, prefix="veb", back=ShowWholeStallDay):
    """Shows a page of what was booked of a stall day, by the codes of tickets."""

    stall_day: int
    page: int = 1


class AskSetUp(Callback, prefix="ves", back=ShowWholeStallDay):
    """Asks from when the stall sets up."""

    stall_day: int


class SetUpFrom(Callback, prefix="veu", back=ShowWholeStallDay):
    """Lets the stall set up from a minute of the day."""

    stall_day: int
    minute: int


class AskSameAgain(Callback, prefix="vex", back=ShowStallDay):
    """Asks whether to have all of a stall day again on the next day of its weekday."""

    stall_day: int


class PostSameAgain(Callback, prefix="vez", back=AskSameAgain):
    """Publishes all of a stall day again on a day, such as 20261204."""

    stall_day: int
    day: int


class ShowStallMenu(Callback, prefix="vem", back=ShowDesk):
    """Shows what a stall has beside the desk of the day."""


class ShowDesks(Callback, prefix="vee", back=ShowDesk):
    """Shows the stalls at which a person works."""


class OpenDesk(Callback, prefix="veo", back=ShowDesk):
    """Opens the desk of another stall."""

    stall: int


class ShowDrafts(Callback, prefix="vdl", back=ShowDesk):
    """Shows the stall's drafts."""

    page: int = 1


class ShowPastDays(Callback, prefix="vpd", back=ShowDesk):
    """Shows the stall's days that are over."""

    page: int = 1


class ShowPastDrop(Callback, prefix="vpo", back=ShowPastDays):
    """Shows the stall day of a drop: a button of before."""

    drop: int
    page: int = 1


class ShowQuantity(Callback, prefix="vf", back=ShowDesk):
    item: int


class ChangeQuantity(Callback, prefix="vg", back=ShowQuantity):
    """Sets the total quantity, so that a second tap changes nothing."""

    item: int
    quantity: int


class MarkSoldOut(Callback, prefix="vh", back=ShowQuantity):
    item: int


class AskQuantity(Callback, prefix="vi", back=ShowQuantity):
    item: int


class ShowWaitlist(Callback, prefix="vj", back=ShowQuantity):
    item: int
    page: int = 1


class ShowItemBlocker(Callback, prefix="vny", back=ShowWaitlist):
    item: int


class ShowNoShows(Callback, prefix="vns", back=ShowQuantity):
    """Shows the bookings that nobody has collected."""

    item: int
    page: int = 1


class AskNoShow(Callback, prefix="vna", back=ShowNoShows):
    """Asks whether to pass these units on."""

    item: int
    booking: LongId


class ReleaseNoShow(Callback, prefix="vnr", back=ShowNoShows):
    item: int
    booking: LongId
