"""The wishes about what a person sets for themselves."""

from handlers.ui.wish import Wish


class ShowSettings(Wish, prefix="st"):
    pass


class ShowRest(Wish, prefix="sq"):
    pass


class PickRest(Wish, prefix="sqp"):
    """`end` is "from" or "until"."""

    end: str


class MoveRest(Wish, prefix="sqm"):
    """One end of the quiet hours; `minute` of the day."""

    end: str
    minute: int

    def instead(self) -> Wish:
        return ShowRest()


class RestAsUsual(Wish, prefix="squ"):
    def instead(self) -> Wish:
        return ShowRest()


class RestNever(Wish, prefix="sqn"):
    def instead(self) -> Wish:
        return ShowRest()


class ShowClocks(Wish, prefix="sz"):
    page: int


class ChooseClock(Wish, prefix="szc"):
    """`zone` "": the market's."""

    zone: str

    def instead(self) -> Wish:
        return ShowRest()


class ShowReminders(Wish, prefix="sm"):
    """Which reminders come by themselves, and one's own that wait, page by page."""

    page: int


class MuteReminder(Wish, prefix="smx"):
    """No more letters of this notice."""

    notice: str

    def instead(self) -> Wish:
        return ShowReminders(page=1)


class HearReminder(Wish, prefix="smh"):
    notice: str

    def instead(self) -> Wish:
        return ShowReminders(page=1)


class ShowNews(Wish, prefix="sn"):
    pass


class StopNews(Wish, prefix="snx"):
    """On a letter of news, as its last button, `below` it."""

    def instead(self) -> Wish:
        return ShowNews()


class HearNews(Wish, prefix="snh"):
    def instead(self) -> Wish:
        return ShowNews()
