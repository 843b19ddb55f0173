from handlers.callbacks.callback import Callback, LongId


class SendVenue(Callback, prefix="al"):
    """Sends the place of an alley, to be opened in a map. Back leads to the ticket or the drop it was opened from."""

    alley: int
    ticket: LongId = 0
    drop: int = 0
