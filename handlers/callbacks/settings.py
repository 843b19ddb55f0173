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


class SetQuietHours(Callback, prefix="sqm", back=ShowQuietHours):
    """Sets one end of the quiet hours; `minute` of the day."""

    end: QuietHoursEnd
    minute: int


class UseDefaultQuietHours(Callback, prefix="squ", back=ShowQuietHours):
    pass


class DisableQuietHours(Callback, prefix="sqn", back=ShowQuietHours):
    pass


class ShowClocks(Callback, prefix="sz"):
    page: int


class ChooseClock(Callback, prefix="szc", back=ShowQuietHours):
    """Sets the time zone; "": the market's."""

    zone: str


class ShowReminders(Callback, prefix="sm"):
    """Shows the automatic reminders, and a page of the person's own."""

    page: int = 1


class MuteReminderKind(Callback, prefix="smx", back=ShowReminders):
    """Mutes notifications of this kind."""

    kind: str


class UnmuteReminderKind(Callback, prefix="smh", back=ShowReminders):
    kind: str


class ShowPromotions(Callback, prefix="sn"):
    pass


class StopPromotions(Callback, prefix="snx", back=ShowPromotions):
    """Stops promotions. The last button of a promotional message, answered `below` it."""


class ResumePromotions(Callback, prefix="snh", back=ShowPromotions):
    pass
