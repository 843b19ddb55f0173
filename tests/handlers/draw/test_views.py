"""The texts about a draw, in each language and state: within Telegram's limits, with a next step, and with the name of the beacon."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handlers.callbacks.list_location import ListLocation
from handlers.draw import views, waiting_views
from handlers.drop.views import drop_details, picture_of
from handlers.ui.screen import Document, Screen
from handlers.waitlist.card_views import drop_card
from market.beacon import time_of
from market.draw.overdue_draws import OverdueDraw
from market.draw.published_draw import DrawnFacts, OwnDrawEntry, PublishedDraw
from market.drop.facts import DrawFacts, DropFacts, ItemFacts
from market.drop.status import Status, status
from market.waitlist.position import NO_POSITION, HoldFacts, Position, WaitingEntry
from storage.beacon_kind import BeaconKind
from storage.drop import DropState
from tests.handlers.test_screens import (
    LINK,
    LOCATIONS,
    SAYS,
    awkward,
    awkward_cases,
    check_screen,
)
from tests.market.samples import DRAW, HOUR, LINE, NOW, drop

EN = SAYS[0]
ROUND = 34_287_492
CLOSED = replace(DRAW, entries=140, closed_at=NOW - HOUR, round=ROUND)
DRAWN = replace(CLOSED, drawn_at=NOW)
HEX = "ab" * 32
MINE = OwnDrawEntry(pseudonym="p-7F3A", weight=4, leaf=HEX, path=(("left", HEX),) * 14, number=52)
WAITS = OverdueDraw(
    draw=7, name="7KQ2M9-3", drop="Kuih lapis", item=3, round=ROUND, at=NOW, zone="Asia/Kuching", signed=True
)


def facts(draw: DrawFacts, **changed: Any) -> DropFacts:
    given: dict[str, Any] = {
        "policy": "draw",
        "per_person": 1,
        "closes_at": NOW + HOUR,
        "draws_at": NOW + 2 * HOUR,
    }
    if draw.closed_at:
        given["closes_at"] = NOW - HOUR
    item = changed.pop("item", LINE)
    return drop(**(given | {"items": (replace(item, draw=draw),)} | changed))


def page(draw: DrawFacts, shown: DropFacts | None = None, entry: OwnDrawEntry | None = MINE) -> PublishedDraw:
    shown = shown or facts(draw)
    closed, drawn = draw.closed_at is not None, draw.drawn_at is not None
    joined = tuple((NOW + n * timedelta(minutes=10), 100_000) for n in range(40))
    item: ItemFacts = replace(shown.items[0], draw=draw)
    return PublishedDraw(
        drop=shown,
        item=item,
        opened_at=NOW - HOUR,
        joined=joined,
        secret=HEX if closed else "",
        root=HEX if closed else "",
        randomness=HEX if drawn else "",
        seed=HEX if drawn else "",
        own_entry=entry if closed else None,
    )


def words(screen: Screen) -> str:
    return screen.text.striptags().replace("\u2068", "").replace("\u2069", "")


def labels(screen: Screen) -> list[str]:
    return [button.label for row in screen.rows for button in row]


@pytest.mark.parametrize(("say", "name"), [*awkward_cases()])
@pytest.mark.parametrize("draw", [DRAW, CLOSED, DRAWN], ids=["open", "closed", "drawn"])
def test_every_page_fits_and_leads_on(say: Any, name: str, draw: DrawFacts) -> None:
    shown = awkward(name, policy="draw", weighing="patience", draws_at=NOW + HOUR)
    item = replace(shown.items[0], draw=replace(draw, beacon=BeaconKind.LOCAL))
    shown = replace(shown, items=(item,))
    hold = HoldFacts(
        id=1,
        drop=shown,
        item=item,
        number=52,
        units=6,
        until=NOW + HOUR,
        state="live",
        ended_at=None,
        booking=None,
    )
    for back_to in LOCATIONS:
        check_screen(say, views.draw_card(say, page(draw, shown), back_to))
        check_screen(say, views.draw_proof(say, page(draw, shown), back_to, "https://market.example"))
        check_screen(say, views.proof_help(say, page(draw, shown), back_to))
    for held, state in ((hold, "held"), (None, "waiting"), (None, "closed")):
        check_screen(
            say,
            views.drawn_message(
                say,
                DrawnFacts(
                    drop=shown,
                    item=item,
                    number=52,
                    entries=140,
                    drawn=40,
                    served_up_to=44,
                    state=state,
                    hold=held,
                ),
            ),
        )
    awaits = replace(WAITS, drop=name[:128])
    check_screen(say, waiting_views.waiting_list(say, (awaits,) * 99, 5))
    check_screen(say, waiting_views.waiting_message(say, awaits))
    check_screen(say, drop_details(say, shown, ListLocation(), LINK))
    sent = views.file_sent(say, page(draw, shown), ListLocation(), Document("draw.json", b"{}"))
    assert sent.document


def test_a_draw_of_a_cancelled_drop_promises_no_result() -> None:
    cancelled = replace(facts(DRAW), state=DropState.CANCELLED, cancelled_at=NOW)
    reads = words(views.draw_card(SAYS[0], page(DRAW, cancelled), ListLocation()))
    assert "The drop was cancelled Tue 24 Nov" in reads
    assert "result" not in reads


CARDS: list[tuple[DrawFacts, Position, Status, list[str], list[str]]] = [
    (
        DRAW,
        NO_POSITION,
        Status.DRAW,
        [
            "Draw for 12 boxes: join until Tue 24 Nov 11:00, result 12:00. 86 have joined. Limit: 1 each.",
        ],
        ["Join draw", "How it is drawn"],
    ),
    (
        CLOSED,
        NO_POSITION,
        Status.DRAWN,
        ["140 joined. The result comes Thu 26 Nov 12:04."],
        ["Joining ended", "How it is drawn"],
    ),
    (
        CLOSED,
        Position(
            waiting=(
                WaitingEntry(item=3, number=None, units=1, skipped=0, served_up_to=0, pseudonym="p-7F3A"),
            )
        ),
        Status.DRAWN,
        ["You are in the draw, one of 140. The result comes Thu 26 Nov 12:04."],
        ["My entry", "Leave draw"],
    ),
    (
        DRAWN,
        Position(
            waiting=(
                WaitingEntry(item=3, number=52, units=1, skipped=0, served_up_to=44, pseudonym="p-7F3A"),
            )
        ),
        Status.FREE,
        ["Not drawn. You are 8th in line. If someone declines, it can still be yours."],
        ["Check the draw", "Leave waitlist"],
    ),
    (
        DRAWN,
        Position(
            waiting=(
                WaitingEntry(item=3, number=45, units=1, skipped=0, served_up_to=44, pseudonym="p-7F3A"),
            )
        ),
        Status.FREE,
        ["Not drawn. You are next in line. If someone declines, it can still be yours."],
        ["Check the draw"],
    ),
    (
        DRAWN,
        Position(
            waiting=(WaitingEntry(item=3, number=141, units=1, skipped=0, served_up_to=44, pseudonym=None),)
        ),
        Status.FREE,
        ["Your number is 141. At most 96 people are ahead of you."],
        ["Why the wait?"],
    ),
]


@pytest.mark.parametrize(("draw", "own", "stands", "says", "offers"), CARDS)
def test_a_card_says_how_far_the_draw_is(
    draw: DrawFacts, own: Position, stands: Status, says: list[str], offers: list[str]
) -> None:
    shown = facts(draw)
    assert status(shown, NOW) is stands
    card = drop_card(EN, shown, ListLocation(), NOW, link=LINK, position=own)
    for sentence in says:
        assert sentence in words(card)
    assert labels(card)[: len(offers)] == offers


def test_a_late_place_in_a_pot_says_that_it_comes_behind() -> None:
    shown = facts(CLOSED, policy="pot", pot_until=NOW - HOUR, closes_at=None, draws_at=None)
    assert status(shown, NOW) is Status.AWAITED
    late = Position(
        waiting=(WaitingEntry(item=3, number=None, units=2, skipped=0, served_up_to=0, pseudonym=None),)
    )
    card = drop_card(EN, shown, ListLocation(), NOW, link=LINK, position=late)
    assert (
        "You have joined, for 2 boxes. Your number will come after the drawn ones, Thu 26 Nov 12:04."
        in words(card)
    )


def test_each_page_begins_with_its_item_and_its_drop() -> None:
    """The page of an open draw's file has nothing else."""
    shown = facts(DRAW, name="Raya <special>", item=replace(LINE, name="Lapis & co"))
    entered = page(DRAW, shown)
    for screen in (
        views.draw_card(EN, entered, ListLocation()),
        views.proof_help(EN, entered, ListLocation()),
        views.file_sent(EN, entered, ListLocation(), Document("draw.json", b"{}")),
    ):
        head, *_ = screen.text.replace("\u2068", "").replace("\u2069", "").splitlines()
        assert head == "<b>Lapis &amp; co</b> · Raya &lt;special&gt;"


def test_which_beacon_decides_is_said_by_its_name() -> None:
    for kind, name in (
        (BeaconKind.QUICKNET, "drand quicknet"),
        (BeaconKind.LOCAL, "this computer's own random source (test only)"),
    ):
        for draw in (DRAW, CLOSED, DRAWN):
            text = words(views.draw_proof(EN, page(replace(draw, beacon=kind)), ListLocation()))
            assert name in text
            assert ("the organiser could predict it" in text) == (kind == BeaconKind.LOCAL)


def test_the_notification_shows_number_and_hold_at_once() -> None:
    shown = facts(DRAWN)
    hold = HoldFacts(
        id=1,
        drop=shown,
        item=shown.items[0],
        number=12,
        units=1,
        until=NOW + HOUR,
        state="live",
        ended_at=None,
        booking=None,
    )
    notification = views.drawn_message(
        EN,
        DrawnFacts(
            drop=shown,
            item=shown.items[0],
            number=12,
            entries=140,
            drawn=40,
            served_up_to=11,
            state="held",
            hold=hold,
        ),
    )
    assert words(notification).startswith(
        "You were drawn: 1 × Kuih lapis, box of 9. 40 of 140 were drawn; you came 12th. Dapur Nenek Ros, Lorong Bakau · "
    )
    assert labels(notification) == ["Confirm 1", "Decline", "Give to a friend", "Check the draw", "Details"]
    waits = views.drawn_message(
        EN,
        DrawnFacts(
            drop=shown,
            item=shown.items[0],
            number=52,
            entries=140,
            drawn=40,
            served_up_to=44,
            state="waiting",
            hold=None,
        ),
    )
    assert words(waits) == (
        "Not drawn: Kuih lapis, box of 9. 40 of 140 were drawn; you came 52nd. You are 8th in line. If someone declines, it can still be yours."
    )


def test_the_result_has_one_picture_for_everybody_who_entered() -> None:
    shown = facts(DRAWN)
    pictures = [
        views.drawn_message(
            EN,
            DrawnFacts(
                drop=shown,
                item=shown.items[0],
                number=number,
                entries=140,
                drawn=3,
                served_up_to=number,
                state="waiting",
                hold=None,
            ),
        ).picture
        for number in (3, 52)
    ]
    assert pictures[0] == pictures[1]
    assert pictures[0] is not None
    assert pictures[0].draw == shown.items[0].id
    assert views.draw_card(EN, page(DRAWN), ListLocation()).picture == pictures[0]
    assert views.draw_card(EN, page(CLOSED), ListLocation()).picture == picture_of(facts(CLOSED))


def test_how_many_chances_who_has_is_said_before_anyone_enters() -> None:
    patient = facts(DRAW, weighing="patience")
    for screen in (
        drop_details(EN, patient, ListLocation(), LINK),
        views.draw_card(EN, page(DRAW, patient), ListLocation()),
    ):
        assert "plus 1 for each earlier draw at this stall where you got nothing; 4 at most" in words(screen)
    assert "Everyone has the same chance." in words(drop_details(EN, facts(DRAW), ListLocation(), LINK))
    assert time_of(ROUND) > NOW


HASHLIKE = re.compile(r"[0-9a-f]{4,}…|p-[0-9A-Z]{4}|round|beacon|hash|commitment|win|luck", re.IGNORECASE)


@pytest.mark.parametrize("draw", [DRAW, CLOSED, DRAWN], ids=["open", "closed", "drawn"])
def test_only_the_proof_speaks_of_hashes_and_nobody_wins(draw: DrawFacts) -> None:
    plain = words(views.draw_card(EN, page(draw), ListLocation()))
    assert HASHLIKE.search(plain) is None
    proof = words(views.draw_proof(EN, page(draw), ListLocation()))
    assert "Seal: " in proof
    assert draw.commitment not in proof


def test_a_drawn_entry_reads_its_place_in_its_language() -> None:
    mine = replace(MINE, number=42)
    for say, place in zip(
        SAYS,
        ("You came 42nd of 140.", "Anda di tempat ke-42 daripada 140.", "你排在第 42 位，共 140 位。"),
        strict=True,
    ):
        assert place in words(views.draw_card(say, page(DRAWN, entry=mine), ListLocation()))
