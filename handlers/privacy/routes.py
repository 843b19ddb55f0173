"""What is kept about a person: told, handed out, forgotten."""

import json

from handlers.privacy import views
from handlers.privacy.callbacks import AskForget, Forget, ShowMyData, ShowPrivacy
from handlers.ui.routes import Routes
from handlers.ui.screen import Document, Screen, Shown
from handlers.ui.tap import Tap
from market.privacy.forget import forget, open_matters
from market.privacy.mydata import kept, mydata

routes = Routes()


@routes.command("privacy")
async def privacy(tap: Tap, words: str) -> Screen:
    return views.privacy_summary(tap.say, await tap.read(kept, tap.person), tap.house.contact)


@routes.wish(ShowPrivacy)
async def show_privacy(tap: Tap, wish: ShowPrivacy) -> Screen:
    return await privacy(tap, "")


@routes.command("mydata")
async def my_data(tap: Tap, words: str) -> Screen:
    everything = await tap.read(mydata, tap.person)
    file = json.dumps(everything, ensure_ascii=False, indent=1).encode()
    return views.my_data(tap.say, await tap.read(kept, tap.person), Document("mydata.json", file))


@routes.wish(ShowMyData)
async def show_my_data(tap: Tap, wish: ShowMyData) -> Screen:
    return await my_data(tap, "")


@routes.command("forget")
async def ask(tap: Tap, words: str) -> Screen:
    matters = await tap.read(open_matters, tap.person, tap.now)
    return views.forget_me(tap.say, matters, tap.acting.named, tap.house.contact)


@routes.wish(AskForget)
async def ask_forget(tap: Tap, wish: AskForget) -> Screen:
    return await ask(tap, "")


@routes.wish(Forget)
async def forgotten(tap: Tap, wish: Forget) -> Shown:
    await tap.act(forget, tap.person, tap.now)
    return Shown(views.forgotten(tap.say), toast=tap.say.plain("Your data was deleted."))
