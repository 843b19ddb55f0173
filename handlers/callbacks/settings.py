"""The wishes about what a person sets for themselves."""

from handlers.callbacks.callback import Callback


class ShowSettings(Callback, prefix="st"):
    pass


class ShowQuietHours(Callback, prefix="sq"):
    pass


class PickQuietHours(Callback, prefix="sqp"):
    """`end` is "from" or "until"."""

    end: str


class SetQuietHours(Callback, prefix="sqm"):
    """One end of the quiet hours; `minute` of the day."""

    end: str
    minute: int

    def fallback(self) -> Callback:
        return ShowQuietHours()


class UseDefaultQuietHours(Callback, prefix="squ"):
    def fallback(self) -> Callback:
        return ShowQuietHours()


class DisableQuietHours(Callback, prefix="sqn"):
    def fallback(self) -> Callback:
        return ShowQuietHours()


class ShowClocks(Callback, prefix="sz"):
    page: int


class ChooseClock(Callback, prefix="szc"):
    """`zone` "": the market's."""

    zone: str

    def fallback(self) -> Callback:
        return ShowQuietHours()


class ShowReminders(Callback, prefix="sm"):
    """Which reminders come by themselves, and one's own that wait, page by page."""

    page: int


class MuteReminderKind(Callback, prefix="smx"):
    """No more letters of this notice."""

    kind: str

    def fallback(self) -> Callback:
        return ShowReminders(page=1)


class UnmuteReminderKind(Callback, prefix="smh"):
    kind: str

    def fallback(self) -> Callback:
        return ShowReminders(page=1)


class ShowPromotions(Callback, prefix="sn"):
    pass


class StopPromotions(Callback, prefix="snx"):
    """On a letter of news, as its last button, `below` it."""

    def fallback(self) -> Callback:
        return ShowPromotions()


class ResumePromotions(Callback, prefix="snh"):
    def fallback(self) -> Callback:
        return ShowPromotions()
