"""Callbacks of a person's settings."""

from handlers.callbacks.callback import Callback
from market.quiet_hours import QuietHoursEnd


class ShowSettings(Callback, prefix="st"):
    pass


class ShowQuietHours(Callback, prefix="sq"):
    pass


class PickQuietHours(Callback, prefix="sqp"):
    """Shows hours for one `end`."""

    end: QuietHoursEnd


class SetQuietHours(Callback, prefix="sqm"):
    """Sets one end of the quiet hours; `minute` of the day."""

    end: QuietHoursEnd
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
    """Sets the time zone; "": the market's."""

    zone: str

    def fallback(self) -> Callback:
        return ShowQuietHours()


class ShowReminders(Callback, prefix="sm"):
    """Shows the automatic reminders, and a page of the person's own."""

    page: int


class MuteReminderKind(Callback, prefix="smx"):
    """Mutes notifications of this kind."""

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
    """Stops promotions. The last button of a promotional message, answered `below` it."""

    def fallback(self) -> Callback:
        return ShowPromotions()


class ResumePromotions(Callback, prefix="snh"):
    def fallback(self) -> Callback:
        return ShowPromotions()
