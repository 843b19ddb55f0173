"""Callbacks of the outbox: its state, one person's notifications, and failed ones."""

from handlers.callbacks.callback import Callback, LongId


class ShowOutbox(Callback, prefix="om"):
    pass


class ShowNotifications(Callback, prefix="oml"):
    """Shows the notifications of a person."""

    person: LongId
    page: int


class ShowFailures(Callback, prefix="omf"):
    page: int
