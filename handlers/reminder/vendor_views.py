"""What a stall is reminded of on its day. It is kept, so its times are absolute and its ways elsewhere open below."""

from collections.abc import Iterable

from markupsafe import Markup

from handlers.desk.callbacks import ShowDesk
from handlers.drop.views import ALLEY, DROP
from handlers.reminder.steps import reminder_steps, stop_step
from handlers.scan.callbacks import AskScan
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen
from locales.formats import day, day_hours, hours, listed, moment, money, number
from locales.say import Say
from locales.units import counted
from locales.words import name
from market.desk import DeskDrop
from market.drop.facts import DropFacts
from market.reminder.moments import SOON
from market.ticket.out import Out


def vendor_day(say: Say, drop: DropFacts, what: str, letter: int, ways: Iterable[str]) -> Screen:
    """The day before ("eve"), two hours before ("soon"), "open"; `ways` to put it off."""
    parts = [_words(say, drop, what), _numbers(say, drop, what)]
    return Screen(Markup("\n").join(parts), _rows(say, letter, ways))


def closing(say: Say, desk: DeskDrop, letter: int, ways: Iterable[str]) -> Screen:
    """Shortly before the end: who has been, and who may still come."""
    drop = desk.drop
    head = say(
        "Closes {when}: {drop}, {alley}.",
        when=moment(say, drop.ends_at, drop.alley.zone),
        drop=name(drop.name, DROP),
        alley=name(drop.alley.name, ALLEY),
    )
    numbers = say(
        "{collected} collected, {left} still to collect.",
        collected=number(say, sum(line.collected for line in desk.lines)),
        left=number(say, sum(line.claimed + line.held for line in desk.lines)),
    )
    return Screen(Markup("\n").join((head, numbers)), _rows(say, letter, ways))


def crates(say: Say, drop: DropFacts, out: Out, letter: int, ways: Iterable[str]) -> Screen:
    """The morning after, while packaging is out."""
    head = say(
        "Crates back: {drop}, {when}, {alley}.",
        drop=name(drop.name, DROP),
        when=day(say, drop.starts_at, drop.alley.zone),
        alley=name(drop.alley.name, ALLEY),
    )
    left = say(
        "Still to come back: {units} ({deposit} in deposits), due {by}.",
        units=counted(say, out.unit, out.units),
        deposit=money(say, out.deposit, drop.alley.currency, drop.alley.territory),
        by=day(say, out.due_at, drop.alley.zone),
    )
    return Screen(Markup("\n").join((head, left)), _rows(say, letter, ways))


def _rows(say: Say, letter: int, ways: Iterable[str]) -> tuple[tuple[Button, ...], ...]:
    elsewhere = [
        Button(say.label("Desk"), ShowDesk(), below=True),
        Button(say.label("Scan"), AskScan(), below=True),
    ]
    return packed(*reminder_steps(say, letter, ways), elsewhere, [stop_step(say, letter)])


def _words(say: Say, drop: DropFacts, what: str) -> Markup:
    words = {"drop": name(drop.name, DROP), "alley": name(drop.alley.name, ALLEY)}
    zone = drop.alley.zone
    match what:
        case "eve":
            when = day_hours(say, drop.starts_at, drop.ends_at, zone)
            return say("Stock check: {drop}, {when}, {alley}.", when=when, **words)
        case "soon":
            return say(
                "Set-up from {when}: {drop}, {alley}, open {hours}.",
                when=moment(say, drop.starts_at - SOON, zone),
                hours=hours(say, drop.starts_at, drop.ends_at, zone),
                **words,
            )
        case _:
            return say("Open from {when}: {drop}, {alley}.", when=moment(say, drop.starts_at, zone), **words)


def _numbers(say: Say, drop: DropFacts, what: str) -> Markup:
    """Before the start also what packaging there is to bring."""
    taken = sum(line.claimed + line.held for line in drop.offered)
    numbers = say("{taken} of {count} on hold or booked.", taken=taken, count=drop.quantity)
    bring = _packaging(say, drop) if what in ("eve", "soon") else []
    return say.sentences(numbers, say("To bring: {units}.", units=listed(say, bring))) if bring else numbers


def _packaging(say: Say, drop: DropFacts) -> list[Markup]:
    """One for each unit that is sold in something that comes back."""
    units: dict[str, int] = {}
    for line in drop.lines:
        if line.loan_deposit:
            units[line.unit] = units.get(line.unit, 0) + line.quantity
    return [counted(say, unit, count) for unit, count in units.items() if count]
