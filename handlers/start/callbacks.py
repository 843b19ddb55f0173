from handlers.ui.wish import Wish


class ShowStart(Wish, prefix="s"):
    pass
