"""What is said of a draw, in each language and state: within Telegram's limits, with a way on, and by the name of its beacon."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handlers.draw import views, waiting_views
from handlers.drop.views import drop_card, policy_page
from handlers.drop.where import Where
from handlers.ui.screen import Document, Screen
from market.draw.beacon import LOCAL, QUICKNET, time_of
from market.draw.published import DrawnFacts, Mine, PublishedDraw
from market.draw.waiting import Waits
from market.drop.facts import DrawFacts, DropFacts, LineFacts
from market.drop.status import Status, status
from market.waitlist.standing import NOTHING, HoldFacts, Standing, Waiting
from tests.handlers.test_screens import AWKWARD, IDS, LINK, SAYS, WHERES, awkward, obeys
from tests.market.facts import DRAW, HOUR, LINE, NOW, drop

EN = SAYS[0]
ROUND = 34_287_492
CLOSED = replace(DRAW, entries=140, closed_at=NOW - HOUR, round=ROUND)
DRAWN = replace(CLOSED, drawn_at=NOW)
HEX = "ab" * 32
MINE = Mine("p-7F3A", 4, HEX, (("left", HEX),) * 14, 52)
WAITS = Waits(7, "7KQ2M9-3", "Kuih lapis", 3, ROUND, NOW, "Asia/Kuching", True)


def facts(draw: DrawFacts, **changed: Any) -> DropFacts:
    given: dict[str, Any] = {
        "policy": "draw",
        "per_person": 1,
        "closes_at": NOW + HOUR,
        "draws_at": NOW + 2 * HOUR,
    }
    if draw.closed_at:
        given["closes_at"] = NOW - HOUR
    line = changed.pop("line", LINE)
    return drop(**(given | {"lines": (replace(line, draw=draw),)} | changed))


def page(draw: DrawFacts, shown: DropFacts | None = None, mine: Mine | None = MINE) -> PublishedDraw:
    shown = shown or facts(draw)
    closed, drawn = draw.closed_at is not None, draw.drawn_at is not None
    joined = tuple((NOW + n * timedelta(minutes=10), 100_000) for n in range(40))
    line: LineFacts = replace(shown.lines[0], draw=draw)
    return PublishedDraw(
        *(
            shown,
            line,
            NOW - HOUR,
            joined,
            HEX if closed else "",
            HEX if closed else "",
            HEX if drawn else "",
        ),
        HEX if drawn else "",
        mine if closed else None,
    )


def words(screen: Screen) -> str:
    return screen.text.striptags().replace("\u2068", "").replace("\u2069", "")


def labels(screen: Screen) -> list[str]:
    return [button.label for row in screen.rows for button in row]


@pytest.mark.parametrize("say", SAYS, ids=IDS)
@pytest.mark.parametrize("told", AWKWARD)
@pytest.mark.parametrize("draw", [DRAW, CLOSED, DRAWN], ids=["open", "closed", "drawn"])
def test_every_page_fits_and_leads_on(say: Any, told: str, draw: DrawFacts) -> None:
    shown = awkward(AWKWARD[told], policy="draw", weighing="patience", draws_at=NOW + HOUR)
    line = replace(shown.lines[0], draw=replace(draw, beacon=LOCAL))
    shown = replace(shown, lines=(line,))
    hold = HoldFacts(1, shown, line, 52, 6, NOW + HOUR, "live", None, None)
    for where in WHERES:
        obeys(say, views.draw_card(say, page(draw, shown), where, "https://market.example"))
        obeys(say, views.proof_help(say, page(draw, shown), where))
    for held, state in ((hold, "held"), (None, "waiting"), (None, "closed")):
        obeys(say, views.drawn_letter(say, DrawnFacts(shown, line, 52, 140, 44, state, held)))
    awaits = replace(WAITS, drop=AWKWARD[told][:128])
    obeys(say, waiting_views.waiting_list(say, (awaits,) * 5))
    obeys(say, waiting_views.waits_letter(say, awaits))
    obeys(say, policy_page(say, shown, Where()))
    sent = views.file_sent(say, page(draw, shown), Where(), Document("draw.json", b"{}"))
    assert sent.document


CARDS: list[tuple[DrawFacts, Standing, Status, list[str], list[str]]] = [
    (
        DRAW,
        NOTHING,
        Status.DRAW,
        [
            "Enter until Tue 24 Nov 11:00, draw at 12:00.",
            "86 entries so far.",
            "Entering early gives no advantage.",
        ],
        ["Enter the draw", "How it is drawn"],
    ),
    (
        CLOSED,
        NOTHING,
        Status.DRAWN,
        [
            "Entries closed Tue 24 Nov 09:00: 140. Round 34,287,492 of drand quicknet decides, due Thu 26 Nov 12:04."
        ],
        ["Entries closed", "How it is drawn"],
    ),
    (
        CLOSED,
        Standing(waiting=(Waiting(3, None, 1, 0, 0, "p-7F3A"),)),
        Status.DRAWN,
        ["You are p-7F3A, one of 140. Round 34,287,492 of drand quicknet decides, due Thu 26 Nov 12:04."],
        ["Check my entry"],
    ),
    (
        DRAWN,
        Standing(waiting=(Waiting(3, 52, 1, 0, 44, "p-7F3A"),)),
        Status.FREE,
        ["The draw gave you number 52 of 140. Numbers up to 44 have had their turn. At most 7 ahead of you."],
        ["Check the draw", "Why the wait?", "Change quantity", "Leave waitlist"],
    ),
    (
        DRAWN,
        Standing(waiting=(Waiting(3, 45, 1, 0, 44, "p-7F3A"),)),
        Status.FREE,
        ["The draw gave you number 45 of 140. You are next."],
        ["Check the draw"],
    ),
    (
        DRAWN,
        Standing(waiting=(Waiting(3, 141, 1, 0, 44, None),)),
        Status.FREE,
        ["You are number 141, for 1."],
        ["Why the wait?"],
    ),
]


@pytest.mark.parametrize(("draw", "own", "stands", "says", "offers"), CARDS)
def test_a_card_says_how_far_the_draw_is(
    draw: DrawFacts, own: Standing, stands: Status, says: list[str], offers: list[str]
) -> None:
    shown = facts(draw)
    assert status(shown, NOW) is stands
    card = drop_card(EN, shown, Where(), NOW, LINK, own=own)
    for sentence in says:
        assert sentence in words(card)
    assert labels(card)[: len(offers)] == offers


def test_a_late_place_in_a_pot_says_that_it_comes_behind() -> None:
    shown = facts(CLOSED, policy="pot", pot_until=NOW - HOUR, closes_at=None, draws_at=None)
    assert status(shown, NOW) is Status.AWAITED
    late = Standing(waiting=(Waiting(3, None, 2, 0, 0, None),))
    card = drop_card(EN, shown, Where(), NOW, LINK, own=late)
    assert (
        "You have joined, for 2. Your number will come after the drawn ones, due Thu 26 Nov 12:04."
        in words(card)
    )


def test_each_page_begins_with_its_line_and_its_drop() -> None:
    """The page of an open draw's file has no more than that."""
    shown = facts(DRAW, name="Raya <special>", line=replace(LINE, name="Lapis & co"))
    entered = page(DRAW, shown)
    for screen in (
        views.draw_card(EN, entered, Where()),
        views.proof_help(EN, entered, Where()),
        views.file_sent(EN, entered, Where(), Document("draw.json", b"{}")),
    ):
        head, *_ = screen.text.replace("\u2068", "").replace("\u2069", "").splitlines()
        assert head == "<b>Lapis &amp; co</b> · Raya &lt;special&gt;"


def test_which_beacon_decides_is_said_by_its_name() -> None:
    for kind, name in (
        (QUICKNET, "drand quicknet"),
        (LOCAL, "this computer's own random source (test only)"),
    ):
        for draw in (DRAW, CLOSED, DRAWN):
            told = words(views.draw_card(EN, page(replace(draw, beacon=kind)), Where()))
            assert name in told
            assert ("the organiser could predict it" in told) == (kind == LOCAL)


def test_the_letter_gives_number_and_hold_at_once() -> None:
    shown = facts(DRAWN)
    hold = HoldFacts(1, shown, shown.lines[0], 12, 1, NOW + HOUR, "live", None, None)
    letter = views.drawn_letter(EN, DrawnFacts(shown, shown.lines[0], 12, 140, 11, "held", hold))
    assert words(letter).startswith(
        "Kuih lapis, box of 9: the draw gave you number 12 of 140. Held for you: 1 × "
    )
    assert labels(letter) == ["Confirm 1", "Decline", "Give to a friend", "Details", "Check the draw"]
    waits = views.drawn_letter(EN, DrawnFacts(shown, shown.lines[0], 52, 140, 44, "waiting", None))
    assert "At most 7 people are ahead of you." in words(waits)


def test_how_many_chances_who_has_is_said_before_anyone_enters() -> None:
    patient = facts(DRAW, weighing="patience")
    for screen in (policy_page(EN, patient, Where()), views.draw_card(EN, page(DRAW, patient), Where())):
        assert "plus 1 for each earlier draw at this stall where you got nothing; 4 at most" in words(screen)
    assert "Everyone has one chance." in words(policy_page(EN, facts(DRAW), Where()))
    assert time_of(ROUND) > NOW
