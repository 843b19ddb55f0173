"""Questions with a button for each answer: for how many, may a party be parted, which other hour."""

from typing import Any

from markupsafe import Markup

from handlers.drop.views import picture_of
from handlers.drop.where import Where
from handlers.ui.rows import UNITS, packed
from handlers.ui.screen import Button, Screen
from handlers.waitlist.asking import join_wish
from handlers.waitlist.callbacks import JoinSplit, JoinWaitlist, MoveSlot
from handlers.waitlist.hours import hour_label, other_hours
from handlers.waitlist.views import card_step, what
from locales.formats import moment
from locales.say import Say
from locales.units import counted
from market.drop.facts import DropFacts, LineFacts
from market.waitlist.standing import ClaimFacts, Waiting

LARGEST_PARTY = 6
HOURS = 8
"""Other hours on one screen."""


def party_choice(say: Say, drop: DropFacts, line: LineFacts, own: Waiting | None, where: Where) -> Screen:
    """How many; what the drop does not allow keeps its button, which says so."""
    free = say.many("{count} is available now.", "{count} are available now.", line.free)
    parts = [what(say, drop, line), say.sentences(free, say("How many do you want?"))]
    if own and own.number:
        parts.append(
            say(
                "You are number {number}, for {party}. If you ask for fewer, you keep it; for more, you go to the end.",
                number=own.number,
                party=own.party,
            )
        )
    parties = range(1, LARGEST_PARTY + 1)
    return Screen(
        Markup("\n").join(parts),
        packed(
            [_party(say, drop, line, party, where) for party in parties if party <= drop.per_person],
            [_party(say, drop, line, party, where) for party in parties if party > drop.per_person],
            [card_step(say, drop, where, say.label("Back"))],
        ),
        picture_of(drop),
    )


def _party(say: Say, drop: DropFacts, line: LineFacts, party: int, where: Where) -> Button:
    fits = party <= drop.per_person
    label = say.label("For {count}", count=party) if fits else say.label("{count}: over limit", count=party)
    return Button(label, join_wish(drop, line.id, party, where.code))


def split_choice(say: Say, drop: DropFacts, line: LineFacts, party: int, where: Where) -> Screen:
    """Where the drop parts parties, asked of each of two or more."""
    asked = say("If fewer become available, do you want those now and wait for the rest?")
    wish: dict[str, Any] = {"line": line.id, "party": party, "where": where.code}
    return Screen(
        Markup("\n").join((what(say, drop, line), say.sentences(say("For {count}.", count=party), asked))),
        packed(
            [Button(say.label("Yes, split"), JoinSplit(**wish), style="primary")],
            [Button(say.label("All or nothing"), JoinWaitlist(**wish))],
            [card_step(say, drop, where, say.label("Back"))],
        ),
        picture_of(drop),
    )


def slot_choice(say: Say, claim: ClaimFacts, where: Where) -> Screen:
    """The other hours, with what a newcomer would find; a full one keeps its button, and the refusal says so."""
    drop, line = claim.drop, claim.line
    yours = say(
        "Yours: {units}, {when}. Which time instead?",
        units=counted(say, line.unit, claim.claimed.units),
        when=moment(say, line.starts_at or drop.starts_at, drop.alley.zone),
    )
    hours_ = [
        [
            Button(
                hour_label(say, drop, each, UNITS[1], with_left=True),
                MoveSlot(claim=claim.claimed.id, line=each.id, where=where.code),
            )
        ]
        for each in other_hours(drop, line.id)[:HOURS]
    ]
    new = say("Your ticket changes with it; the time you give up goes to the next person.")
    return Screen(
        Markup("\n").join((what(say, drop, line), yours, new)),
        packed(*hours_, [card_step(say, drop, where, say.label("Back"))]),
        picture_of(drop),
    )
