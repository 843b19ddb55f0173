"""Which reminders come by themselves, and one's own that wait."""

from handlers.settings import reminder_views
from handlers.settings.callbacks import HearReminder, MuteReminder, ShowReminders
from handlers.settings.routes import own
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Tap
from market.own_reminder import waiting_reminders
from market.settings import hear, mute

routes = Routes()


@routes.wish(ShowReminders)
async def show_reminders(tap: Tap, wish: ShowReminders) -> Screen:
    waiting = await tap.read(waiting_reminders, tap.person)
    return reminder_views.reminders(tap.say, await own(tap), waiting, wish.page, tap.now)


@routes.wish(MuteReminder)
async def muted(tap: Tap, wish: MuteReminder) -> Shown:
    await tap.act(mute, tap.person, wish.notice, tap.now)
    return Shown(await show_reminders(tap, ShowReminders(page=1)), toast=tap.say.plain("Reminders off."))


@routes.wish(HearReminder)
async def heard(tap: Tap, wish: HearReminder) -> Shown:
    await tap.act(hear, tap.person, wish.notice)
    return Shown(await show_reminders(tap, ShowReminders(page=1)), toast=tap.say.plain("Reminders on."))
