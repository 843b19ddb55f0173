from handlers.ui.wish import Wish


class ShowAlley(Wish, prefix="al"):
    """Where an alley is."""

    alley: int
