"""Power: the question for watts, and how a market day stands."""

from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.power import SayPowerBack, SayPowerGone
from handlers.stock.power_reading import not_watts
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_number, format_time
from locales.say import Say
from locales.user_text import STALL, sanitize_name
from market.organiser.market_day_page import MarketDayPage
from market.power.cuts import CutFacts
from market.power.rating import PowerFacts
from storage.power import PowerKind


def power_ask(say: Say, kind: PowerKind, facts: PowerFacts, back: Callback) -> Screen:
    """Asks for the watts of an alley or a stall, beside those that are known."""
    name = sanitize_name(facts.name, STALL)
    question = (
        say("{alley}: how many watts can all sockets together give?", alley=name)
        if kind is PowerKind.ALLEY
        else say(
            "{stall}: how many watts do its devices need together? Write 0 if there is none.", stall=name
        )
    )
    known = [] if facts.watts is None else [say("Now: {watts} W.", watts=format_number(say, facts.watts))]
    return Screen(
        text=Markup("\n").join((question, *known, not_watts(say))),
        rows=layout_buttons([Button(label=say.label("Back"), callback=back)]),
        reply_placeholder="1500",
    )


def power_lines(say: Say, cuts: CutFacts, zone: str) -> list[Markup]:
    """Returns since when a market day is without power, and for how many minutes it was; nothing where it always had power."""
    since, minutes = cuts.since, cuts.minutes
    gone = [] if since is None else [say("No power since {time}.", time=format_time(say, since, zone))]
    if not minutes:
        return gone
    return [*gone, say.many("Without power: {count} minute.", "Without power: {count} minutes.", minutes)]


def power_buttons(say: Say, page: MarketDayPage, cuts: CutFacts, now: datetime) -> list[Button]:
    """Returns the button that says that the power is gone, or that it is back."""
    if cuts.since is not None:
        back = SayPowerBack(market_day=page.id)
        return [Button(label=say.label("Power is back"), callback=back, style="primary")]
    gone = SayPowerGone(market_day=page.id)
    return [Button(label=say.label("Power is gone"), callback=gone)] if page.is_near(now) else []
