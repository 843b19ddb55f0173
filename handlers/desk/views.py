"""What is seen at the desk: numbers, never names."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.deposit.callbacks import ShowDeposits
from handlers.desk.callbacks import (
    AskQuantity,
    ChangeQuantity,
    SellOut,
    ShowDesk,
    ShowNoShows,
    ShowQuantity,
    ShowWaitlist,
    ShowWhyLine,
)
from handlers.drop.lines import called
from handlers.scan.callbacks import AskScan
from handlers.start.callbacks import ShowStart
from handlers.stock.callbacks import AskChange, AskStock, PauseDrop, ResumeDrop, ShowOwn
from handlers.ui.rows import narrow, packed, turning
from handlers.ui.screen import Button, Screen
from locales.formats import day, hours, moment, money
from locales.say import Say
from locales.units import counted
from locales.words import name
from market.desk import DeskDrop, LineNumbers, LineWaitlist
from market.drop.facts import DropFacts

DROP, ALLEY, LINE = 64, 32, 40
LINES = 6


def desk_today(say: Say, drops: Sequence[DeskDrop], now: datetime, deposits: bool = False) -> Screen:
    """What runs or comes next, six lines at most. `deposits`: the stall takes some."""
    money_ahead = [Button(say.label("Deposits"), ShowDeposits())] if deposits else []
    if not drops:
        return Screen(
            say("Nothing planned. Post what you are bringing and it shows here."),
            packed(
                [Button(say.label("Post stock"), AskStock(), style="primary")],
                money_ahead,
                [Button(say.label("Back"), ShowStart())],
            ),
        )
    parts: list[Markup] = []
    lines: list[list[Button]] = []
    for each in drops:
        if len(lines) + len(each.lines) > LINES and lines:
            break
        parts += [_head(say, each.drop), *(line_row(say, each.drop, line) for line in each.lines)]
        lines += [_line_button(say, each, line) for line in each.lines[:LINES]]
    return Screen(
        Markup("\n").join(parts),
        packed(
            [Button(say.label("Scan"), AskScan(), style="primary")],
            *lines,
            money_ahead,
            [Button(say.label("Post stock"), AskStock()), Button(say.label("Back"), ShowStart())],
        ),
    )


def _line_button(say: Say, each: DeskDrop, line: LineNumbers) -> list[Button]:
    words = narrow(called(say, each.drop, line.line), 26)
    if each.drop.state == "draft":
        return [
            Button(
                say.label("Draft: {name}", name=narrow(called(say, each.drop, line.line), 20)),
                ShowOwn(drop=each.drop.id),
            )
        ]
    return [Button(words, ShowQuantity(line=line.line.id))]


def _head(say: Say, drop: DropFacts) -> Markup:
    zone = drop.alley.zone
    head = say(
        "{day}, {alley}, {hours}.",
        day=day(say, drop.starts_at, zone),
        alley=name(drop.alley.name, ALLEY),
        hours=hours(say, drop.starts_at, drop.ends_at, zone),
    )
    state = {"draft": say("A draft; nobody sees it."), "paused": say("Paused.")}.get(drop.state)
    return say.sentences(Markup("<b>{}</b>").format(head), state or "")


def line_row(say: Say, drop: DropFacts, numbers: LineNumbers) -> Markup:
    waits = (
        say.many("{count} waits.", "{count} wait.", numbers.waiting)
        if numbers.waiting
        else say("Nobody waits.")
    )
    return say(
        "{line}, {count} in all: {collected} collected, {claimed} booked, {held} on hold, {free} left. {waits}",
        line=called(say, drop, numbers.line),
        count=numbers.line.quantity,
        collected=numbers.collected,
        claimed=numbers.claimed,
        held=numbers.held,
        free=numbers.free,
        waits=waits,
    )


def line_quantity(say: Say, drop: DropFacts, numbers: LineNumbers) -> Screen:
    line, taken = numbers.line, numbers.line.held + numbers.line.claimed
    price = money(say, line.price, drop.alley.currency, drop.alley.territory)
    parts = [line_row(say, drop, numbers), say("{price} each.", price=price)]
    if numbers.next_number and not numbers.free:
        parts.append(say("Extra units go to number {number}.", number=numbers.next_number))
    fewer = [Button(say.label("1 fewer"), ChangeQuantity(line=line.id, quantity=max(0, line.quantity - 1)))]
    pausing = {
        "published": [Button(say.label("Pause"), PauseDrop(drop=drop.id))],
        "paused": [Button(say.label("Resume"), ResumeDrop(drop=drop.id))],
    }.get(drop.state, [])
    return Screen(
        Markup("\n").join(parts),
        packed(
            [
                Button(say.label("1 more"), ChangeQuantity(line=line.id, quantity=line.quantity + 1)),
                Button(say.label("5 more"), ChangeQuantity(line=line.id, quantity=line.quantity + 5)),
            ],
            [
                *(fewer if line.quantity else []),
                *([Button(say.label("Sold out"), SellOut(line=line.id))] if line.quantity > taken else []),
            ],
            [
                Button(say.label("Type a number"), AskQuantity(line=line.id)),
                Button(say.label("Price"), AskChange(drop=drop.id, what="price", line=line.id)),
            ],
            [Button(say.label("Waitlist"), ShowWaitlist(line=line.id)), *pausing],
            [Button(say.label("View drop"), ShowOwn(drop=drop.id)), Button(say.label("Back"), ShowDesk())],
        ),
    )


def quantity_ask(say: Say, numbers: LineNumbers) -> Screen:
    return Screen(
        say(
            "How many {line} in all? Now {count}.",
            line=name(numbers.line.name, LINE),
            count=numbers.line.quantity,
        ),
        ask="20",
    )


def waitlist_of_line(say: Say, of: LineWaitlist) -> Screen:
    """Numbers, never names."""
    line, zone = of.numbers.line, of.drop.alley.zone
    if of.numbers.waiting:
        head = say.many(
            "{line}: {count} person waiting, {units} wanted.",
            "{line}: {count} people waiting, {units} wanted.",
            of.numbers.waiting,
            line=name(line.name, LINE),
            units=counted(say, line.unit, line.waiting),
        )
    else:
        head = say("{line}: nobody waits.", line=name(line.name, LINE))
    rows = [
        say(
            "Number {number} wants {party}, since {since}.",
            number=each.number,
            party=each.party,
            since=moment(say, each.since, zone),
        )
        if each.number
        else say("Not drawn yet: wants {party}.", party=each.party)
        for each in of.waiting
    ]
    held = [
        say("On hold: number {number} until {until}.", number=number, until=moment(say, until, zone))
        for number, until in of.held
    ]
    return Screen(
        Markup("\n").join((head, *rows, *held)),
        packed(
            [Button(say.label("Why the wait?"), ShowWhyLine(line=line.id))],
            [Button(say.label("No-shows"), ShowNoShows(line=line.id))],
            turning(say, of.page, of.pages, lambda page: ShowWaitlist(line=line.id, page=page)),
            [Button(say.label("Back"), ShowQuantity(line=line.id))],
        ),
    )
