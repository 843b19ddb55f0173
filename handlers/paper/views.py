"""What is seen of a licence or a permit: its last day, and when its people are reminded."""

from collections.abc import Iterable
from datetime import date

from markupsafe import Markup

from handlers.organiser.callbacks import ShowAlleys
from handlers.paper.callbacks import AskLastDay, ChooseLastDay, ForgetLastDay, ShowPaper
from handlers.reminder.steps import reminder_steps, stop_step
from handlers.stall.callbacks import ShowMyStall
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen
from locales.formats import day_of, full_day
from locales.say import Say
from locales.words import name
from market.paper import LICENCE, Ending, Paper, choices

NAME = 40


def paper_page(say: Say, paper: Paper, until: date) -> Screen:
    """One whose last day is known."""
    named = {"name": name(paper.name, NAME), "day": full_day(say, until)}
    text = (
        say("{name}: licence expires {day}.", **named)
        if paper.kind == LICENCE
        else say("{name}: permit expires {day}.", **named)
    )
    return Screen(
        text + "\n" + _reminded(say, paper),
        packed(
            [Button(say.label("Change expiry date"), AskLastDay(kind=paper.kind, of=paper.of))],
            [Button(say.label("Remove this date"), ForgetLastDay(kind=paper.kind, of=paper.of))],
            [_back(say, paper)],
        ),
    )


def last_day_ask(say: Say, paper: Paper, today: date) -> Screen:
    """Tapped or typed. Back leads to the last day that is known, if there is one."""
    named = {"name": name(paper.name, NAME)}
    lines = [
        say("When does the licence of {name} expire?", **named)
        if paper.kind == LICENCE
        else say("When does the permit of {name} expire?", **named),
        say(
            "Write the date, for example <code>24/12/{year}</code>, or add time to {day}:",
            year=str(today.year + 1),
            day=full_day(say, max(paper.until or today, today)),
        ),
        _reminded(say, paper),
    ]
    ways = [
        Button(_way(say, way), ChooseLastDay(kind=paper.kind, of=paper.of, day=int(f"{day:%Y%m%d}")))
        for way, day in choices(paper, today)
    ]
    known = ShowPaper(kind=paper.kind, of=paper.of)
    back = Button(say.label("Back"), known) if paper.until else _back(say, paper)
    return Screen(Markup("\n").join(lines), packed(ways, [back]))


def paper_ends(say: Say, ending: Ending, letter: int, ways: Iterable[str]) -> Screen:
    """The letter. It is kept, so it names the day, and a new one is asked for below."""
    wish = AskLastDay(kind=ending.paper.kind, of=ending.paper.of)
    again = Button(say.label("Set a new date"), wish, below=True)
    text = _licence_ends(say, ending) if ending.paper.kind == LICENCE else _permit_ends(say, ending)
    return Screen(text, packed(*reminder_steps(say, letter, ways), [again], [stop_step(say, letter)]))


def _licence_ends(say: Say, ending: Ending) -> Markup:
    day = day_of(say, ending.paper.until or date.min)
    if not ending.days:
        return say("Your licence expires today, {day}.", day=day)
    return say.many(
        "Your licence expires {day}, in {count} day.",
        "Your licence expires {day}, in {count} days.",
        ending.days,
        day=day,
    )


def _permit_ends(say: Say, ending: Ending) -> Markup:
    words = {"alley": name(ending.paper.name, NAME), "day": day_of(say, ending.paper.until or date.min)}
    if not ending.days:
        return say("The permit of {alley} expires today, {day}.", **words)
    return say.many(
        "The permit of {alley} expires {day}, in {count} day.",
        "The permit of {alley} expires {day}, in {count} days.",
        ending.days,
        **words,
    )


def _reminded(say: Say, paper: Paper) -> Markup:
    if paper.kind == LICENCE:
        return say("You are reminded 30, 14, 7 and 1 days before, at 10:00.")
    return say("Each organiser is reminded 30, 14, 7 and 1 days before, at 10:00.")


def _back(say: Say, paper: Paper) -> Button:
    return Button(say.label("Back"), ShowMyStall() if paper.kind == LICENCE else ShowAlleys())


def _way(say: Say, way: str) -> str:
    match way:
        case "30d":
            return say.label("+30 days")
        case "6m":
            return say.label("+6 months")
        case "1y":
            return say.label("+1 year")
        case _:
            return say.label("+2 years")
