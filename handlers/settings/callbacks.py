from handlers.ui.wish import Wish


class ShowSettings(Wish, prefix="st"):
    pass
