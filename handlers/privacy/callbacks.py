from handlers.ui.wish import Wish


class ShowPrivacy(Wish, prefix="pv"):
    pass
