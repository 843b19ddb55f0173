"""Letters: how the mail goes, what one person was sent, and what did not arrive."""

from handlers.organiser import mail_views as views
from handlers.organiser.callbacks import ShowFailures, ShowLetters, ShowMail
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen
from handlers.ui.tap import Tap
from market.organiser.mail import letters_to, mail, missed_letters

routes = Routes()


@routes.wish(ShowMail)
async def show_mail(tap: Tap, wish: ShowMail) -> Screen:
    return views.mail_home(tap.say, await tap.read(mail, tap.acting, tap.now), tap.house.zone)


@routes.wish(ShowLetters)
async def show_letters(tap: Tap, wish: ShowLetters) -> Screen:
    letters = await tap.read(letters_to, tap.acting, wish.person, wish.page, tap.now)
    return views.letter_list(tap.say, wish.person, letters, tap.house.zone, tap.now)


@routes.wish(ShowFailures)
async def show_failures(tap: Tap, wish: ShowFailures) -> Screen:
    letters = await tap.read(missed_letters, tap.acting, wish.page, tap.now)
    return views.failure_list(tap.say, letters, tap.house.zone, tap.now)
