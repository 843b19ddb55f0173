"""The organisers' first screen."""

from dataclasses import replace

from markupsafe import Markup

from handlers.callbacks.alley import ShowAlleys
from handlers.callbacks.broadcast import EditBroadcast
from handlers.callbacks.draw import ShowWaitingDraws
from handlers.callbacks.hidden_drop import OverseeDrops
from handlers.callbacks.market_day import ShowMarketDay
from handlers.callbacks.organiser import ShowOrganisers
from handlers.callbacks.organiser_packaging import OverseePackaging
from handlers.callbacks.outbox import ShowOutbox
from handlers.callbacks.people import AskPeople
from handlers.callbacks.recovery import ShowRecoveries
from handlers.callbacks.report import ShowObjections, ShowReports
from handlers.callbacks.settlement import ShowPayments, ShowStalledDeposits
from handlers.callbacks.stall_application import ShowApprovals, ShowStalls
from handlers.callbacks.start import ShowStart
from handlers.callbacks.support import ShowQuestions
from handlers.organiser.opening_views import opening_buttons
from handlers.stall_application.list_views import waiting_texts
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_list_and, format_number
from locales.say import Say
from market.organiser.overview import OrganiserOverview


def admin_home(say: Say, overview: OrganiserOverview) -> Screen:
    """Shows what there is to do, the way to each of it, and then the ways to all else."""
    lines = [_to_do_text(say, overview), _size_text(say, overview)]
    if not overview.alleys:
        lines.append(say("A market begins with an alley: add the first one."))
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(_to_do_buttons(say, overview), _market_buttons(say, overview)),
    )


def _to_do_text(say: Say, overview: OrganiserOverview) -> Markup:
    """Returns one line of what waits for an organiser; what is zero is left out."""
    asking = say.many("{count} stall asks", "{count} stalls ask", overview.asking)
    found = (
        (overview.questions, say.many("{count} question", "{count} questions", overview.questions)),
        (overview.recoveries, say.many("{count} lost phone", "{count} lost phones", overview.recoveries)),
        (overview.objections, say.many("{count} objection", "{count} objections", overview.objections)),
        (overview.payments, say.many("{count} payment", "{count} payments", overview.payments)),
        (overview.draws, say.many("{count} draw", "{count} draws", overview.draws)),
    )
    things = [
        *([asking] if overview.asking else []),
        *waiting_texts(say, overview.licences, overview.reports, overview.deposits),
        *(words for count, words in found if count),
    ]
    if not things:
        return say("Nothing waits for you. Enjoy the market.")
    return say("<b>To do</b>: {things}.", things=format_list_and(say, things))


def _size_text(say: Say, overview: OrganiserOverview) -> Markup:
    return say(
        "{alleys}, {stalls}, {drops} coming up, {people}.",
        alleys=say.many("{count} alley", "{count} alleys", overview.alleys),
        stalls=say.many("{count} open stall", "{count} open stalls", overview.stalls),
        drops=say.many("{count} drop", "{count} drops", overview.drops),
        people=say.many("{count} person", "{count} people", overview.people),
    )


def _to_do_buttons(say: Say, overview: OrganiserOverview) -> list[Button]:
    """Returns the ways to what waits, only where something does; the first is the main step."""
    asking, questions = format_number(say, overview.asking), format_number(say, overview.questions)
    moving, reports = format_number(say, overview.recoveries), format_number(say, overview.reports)
    objections = format_number(say, overview.objections)
    ways = (
        (overview.asking, say.label("Approve, {count}", count=asking), ShowApprovals(after_stall_id=0)),
        (overview.questions, say.label("Questions, {count}", count=questions), ShowQuestions()),
        (overview.recoveries, say.label("Lost phones, {count}", count=moving), ShowRecoveries()),
        (overview.reports, say.label("Reports, {count}", count=reports), ShowReports()),
        (overview.objections, say.label("Objections, {count}", count=objections), ShowObjections()),
        (overview.draws, say.label("Waiting draws"), ShowWaitingDraws()),
        (overview.payments, say.label("Payments"), ShowPayments()),
        (overview.deposits, say.label("Deposits"), ShowStalledDeposits()),
    )
    waiting = [Button(label=label, callback=callback) for count, label, callback in ways if count]
    return [replace(each, style="primary") for each in waiting[:1]] + waiting[1:]


def _market_buttons(say: Say, overview: OrganiserOverview) -> list[Button]:
    """Returns the ways to what an organiser works with on any day; those with short labels are neighbours, so that they share a row."""
    alleys = Button(
        label=say.label("Alleys"), callback=ShowAlleys(), style="primary" if not overview.alleys else ""
    )
    stalls = say.label("Stalls, {count}", count=format_number(say, overview.listed))
    return [
        Button(label=stalls, callback=ShowStalls()),
        Button(label=say.label("Broadcast"), callback=EditBroadcast()),
        alleys,
        Button(label=say.label("Organisers"), callback=ShowOrganisers()),
        Button(label=say.label("Market"), callback=ShowMarketDay())
        if overview.drops
        else Button(label=say.label("Drops"), callback=OverseeDrops(page=1)),
        Button(label=say.label("People"), callback=AskPeople()),
        Button(label=say.label("Messages"), callback=ShowOutbox()),
        Button(label=say.label("Packaging"), callback=OverseePackaging()),
        *(opening_buttons(say) if overview.alleys else []),
        Button(label=say.label("Back"), callback=ShowStart()),
    ]
