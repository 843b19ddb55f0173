"""Routes of the gates of an alley: the limit of people is asked, set and removed."""

from handlers.callbacks.kiosk import AskPeopleLimit, RemovePeopleLimit
from handlers.callbacks.place import AtKiosk
from handlers.kiosk import gate_views as views
from handlers.stock.price_parsing import read_number
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.gate.limit import set_people_limit
from market.kiosk.devices import gate_state
from market.kiosk.kiosk_place import GateRef, kiosk_place_named
from market.refusal import ButtonForged

routes = Routes()


class PeopleLimitPrompt(Prompt, name="people limit", returns_to=AskPeopleLimit):
    """The most people in an alley at a time."""

    place: str


@routes.question(PeopleLimitPrompt)
async def ask_people_limit(ctx: HandlerContext, callback: AskPeopleLimit) -> Screen:
    gate = await ctx.read(gate_state, ctx.actor, _alley_of(callback), ctx.now)
    return views.limit_ask(ctx.say, gate.people)


@routes.prompt(PeopleLimitPrompt)
async def people_limit_received(ctx: HandlerContext, prompt: PeopleLimitPrompt, words: str) -> Done:
    """Sets the limit; 0, or what the button for none says, removes it."""
    is_none = words.strip().casefold() == ctx.say.label("No limit").casefold()
    number = 0 if is_none else read_number(words)
    if number is None:
        raise NoAnswer(ctx.say("That is not a number. Write only the number, like 200, or 0 for no limit."))
    place = kiosk_place_named(prompt.place)
    assert isinstance(place, GateRef)
    await ctx.act(set_people_limit, ctx.actor, place.alley, number or None)
    return Done(views.limit_text(ctx.say, number or None))


@routes.callback(RemovePeopleLimit)
async def remove_people_limit(ctx: HandlerContext, callback: RemovePeopleLimit) -> Done:
    await ctx.act(set_people_limit, ctx.actor, _alley_of(callback), None)
    return Done(views.limit_text(ctx.say, None))


def _alley_of(callback: AtKiosk) -> int:
    """Returns the alley whose gates a callback names. Raises ButtonForged for a stall or hub."""
    if not isinstance(callback.ref, GateRef):
        raise ButtonForged
    return callback.ref.alley
