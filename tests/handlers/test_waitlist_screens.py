"""The screens of gifts, hours, parties, no-shows and what ended: in every language, with the longest names, within the limits."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from handlers.desk import no_show_views
from handlers.drop.views import drop_card
from handlers.drop.where import Where
from handlers.gift import views as gift
from handlers.mine.past_views import past_list
from handlers.mine.views import home_words, mine_list
from handlers.ui.screen import Screen
from handlers.waitlist import choice_views, letter_views, views
from handlers.waitlist.causes import cause_words
from locales.formats import clock
from locales.say import Say, speak
from market.drop.facts import DropFacts
from market.drop.planned import Wanted
from market.waitlist.gift import GiftFacts
from market.waitlist.no_show import NotCome
from market.waitlist.past import Ended, Past
from market.waitlist.standing import Claimed, ClaimFacts, Held, HoldFacts, Mine, Standing, Waiting
from market.waitlist.why import Cause, Reason, WhyLine
from tests.handlers.test_screens import AWKWARD, IDS, LINK, SAYS, awkward, obeys
from tests.journeys.world import shown
from tests.market.facts import DAY, HOUR, LINE, NOW

EN = speak("en")
FAR = Where(Wanted("20261127", 99_999, "returnable"), 999)
HOW = ("collected", "released", "missed", "cancelled", "declined", "expired", "given", "left", "closed")


def screens(say: Say, words: str) -> Iterator[Screen]:
    slots = tuple(
        replace(LINE, id=n, unit="seat", quantity=99, claimed=98, waiting=n % 2 * 88, starts_at=NOW + 3 * DAY)
        for n in range(2**31 - 9, 2**31 - 1)
    )
    free = replace(LINE, id=2**31 - 1, quantity=20, claimed=15, waiting=88)
    sitting = awkward(words, lines=slots, fitting="split")
    goods = awkward(words, lines=(free,), starts_at=NOW - HOUR, ends_at=NOW + HOUR, fitting="split")
    yield from shopper(say, goods)
    yield from vendor(say, goods)
    own = Claimed(2**31 - 1, slots[0].id, 6, 850, 0, 0, False, NOW)
    moving = ClaimFacts(sitting, sitting.lines[0], own, "claimed", None, rest=2)
    yield choice_views.slot_choice(say, moving, FAR)
    yield views.claim_card(say, moving, FAR)
    yield views.claim_card(say, replace(moving, state="missed", ended_at=NOW), FAR)
    yield letter_views.given_on_letter(say, replace(moving, state="missed", ended_at=NOW))


def test_a_claim_says_that_one_is_coming_and_a_slot_names_its_drop() -> None:
    slot = replace(LINE, name="10:00", starts_at=NOW + 3 * DAY)
    drop = awkward("A first string of beads", lines=(slot,))
    slot = replace(slot, name=clock(EN, slot.starts_at or NOW, drop.alley.zone))
    own = Claimed(5, slot.id, 1, 850, 0, 0, True, NOW)
    coming = ClaimFacts(drop, slot, own, "claimed", None)
    text = shown(views.claim_card(EN, coming, FAR).text)
    assert f"1 × A first string of beads, {slot.name}." in text
    assert "You said that you are coming." in text
    asked = views.claim_card(EN, replace(coming, claimed=replace(own, coming=False)), FAR)
    assert "coming" not in asked.text
    home = [shown(line) for line in home_words(EN, [Mine(drop, slot, own)])]
    assert home[0].startswith(f"Next: A first string of beads, {slot.name}, ")


def shopper(say: Say, drop: DropFacts) -> Iterator[Screen]:
    line = drop.lines[0]
    waits = Waiting(line.id, 100_000, 6, 2, 99_000, split=True)
    hold = HoldFacts(2**31 - 1, drop, line, 14, 6, NOW + HOUR, "live", None, None, rest=3)
    held = Held(hold.id, line.id, 3, hold.until)
    given = GiftFacts(drop, line, 6, 10**9, NOW + DAY, NOW + HOUR, None)
    yield drop_card(say, drop, FAR, NOW, LINK, own=Standing(held=(held,), waiting=(waits,)))
    yield views.entry_card(say, drop, line, waits, FAR, NOW)
    yield views.entry_card(say, drop, line, waits, FAR, NOW - DAY)
    yield choice_views.party_choice(say, drop, line, waits, FAR)
    yield choice_views.split_choice(say, drop, line, 6, FAR)
    yield views.hold_card(say, hold, FAR)
    yield views.held_letter(say, hold)
    yield letter_views.free_letter(say, drop, line)
    yield gift.given_hold(say, hold, LINK, NOW + DAY, FAR)
    yield gift.given_ticket(say, 2**31 - 1, LINK, NOW + DAY, drop.alley.zone)
    yield gift.gift_offered(say, given, "A" * 22)
    yield gift.gift_offered(say, replace(given, keep_by=None), "A" * 22)
    yield gift.gift_taken(say, given)
    yield mine_list(say, [Mine(drop, line, own) for own in (held, waits) * 3], 1, NOW)
    yield past_list(say, Past(tuple(Ended(drop, line, how, 6, NOW) for how in HOW), 2, 3))
    yield past_list(say, Past((), 1, 1))


def vendor(say: Say, drop: DropFacts) -> Iterator[Screen]:
    line = drop.lines[0]
    claims = [NotCome(2**31 - 1, 100_000 + n, 6, n % 2 == 0) for n in range(20)]
    for now in (NOW, NOW + HOUR):
        yield no_show_views.no_show_list(say, drop, line, NOW + HOUR, claims, 2, now)
    yield no_show_views.no_show_list(say, drop, line, NOW, (), 1, NOW)
    yield no_show_views.no_show_confirm(say, line, claims[0])
    for reason in Reason:
        cause = Cause(reason, at=NOW, number=100_000, party=6, free=5, part=line.name)
        yield no_show_views.why_line(say, WhyLine(drop, line, cause))


@pytest.mark.parametrize("say", SAYS, ids=IDS)
@pytest.mark.parametrize("words", AWKWARD)
def test_every_screen_of_the_waitlist_keeps_to_the_limits(say: Say, words: str) -> None:
    for screen in screens(say, AWKWARD[words]):
        obeys(say, screen)


def test_a_stall_is_never_told_that_it_waits_itself() -> None:
    drop = awkward("x")
    cause = Cause(Reason.OWN_PARTY, number=9, party=3, free=2)
    screen = no_show_views.why_line(SAYS[0], WhyLine(drop, drop.lines[0], cause))
    assert "2 left, kept for number 9, who wants 3." in screen.text
    assert "you want 3" in cause_words(SAYS[0], cause, drop.alley.zone)


def test_of_the_parties_that_fit_only_those_of_two_or_more_are_asked_whether_to_part() -> None:
    drop = replace(awkward("x", fitting="split"), per_person=3)
    buttons = [
        button
        for row in choice_views.party_choice(SAYS[0], drop, drop.lines[0], None, FAR).rows
        for button in row
    ]
    asked = {button.label: type(button.wish).__name__ for button in buttons}
    assert asked == {
        "For 1": "JoinWaitlist",
        "For 2": "AskSplit",
        "For 3": "AskSplit",
        "4: over limit": "JoinWaitlist",
        "5: over limit": "JoinWaitlist",
        "6: over limit": "JoinWaitlist",
        "Back": "ShowDrop",
    }
