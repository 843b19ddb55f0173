from handlers.ui.wish import Wish


class ShowPrivacy(Wish, prefix="pv"):
    pass


class ShowMyData(Wish, prefix="pd"):
    pass


class AskForget(Wish, prefix="pf"):
    pass


class Forget(Wish, prefix="pg"):
    def instead(self) -> Wish:
        return ShowPrivacy()
