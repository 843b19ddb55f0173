"""A market day with a draw and one with a pot, up to the file that anyone can check."""

import json
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.beacon.quicknet import Quicknet
from handlers.callbacks.waitlist import AskUnits, JoinWaitlist
from market.actor import Actor
from market.admins import NO_ADMINS
from market.organiser.roles import name_organiser
from storage.beacon_kind import BeaconKind
from storage.draw import Draw
from storage.drop import Drop, Item
from tests.bot.beacon.test_quicknet import ROUND, SIGNATURE
from tests.bot.cli.test_verify_proof import by_script
from tests.journeys.harness import KEN, LINA, TOM, Market, Visitor, without_bidi_marks
from tests.journeys.holding import hold_for
from tests.journeys.test_waitlist import ALL, empty_drop
from tests.journeys.true_messages import run_edits, untrue


async def open_drop(market: Market, visitor: Visitor, drop: int) -> None:
    code = await market.store.read(lambda session: session.get_one(Drop, drop).code)
    await visitor.open(f"d_{code}")


def verify(visitor: Visitor, folder: Path) -> tuple[int, str]:
    """Return the exit status and output of docs/verify_draw.py on the newest file."""
    assert visitor.screen.document is not None
    file = folder / "proof.json"
    file.write_bytes(visitor.screen.document)
    return by_script(file)


async def test_a_print_is_drawn_and_anyone_can_work_it_out_again(
    market: Market, tom: Visitor, tmp_path: Path
) -> None:
    drop = market.town.kinabalu_at_dawn
    await market.deliver()
    await open_drop(market, tom, drop)
    assert "Draw for 40 prints: join until Thu 26 Nov 12:00, result 12:04." in tom.reads
    assert "86 have joined." in tom.reads
    assert tom.labels[:2] == ["Join draw", "How it is drawn"]
    await tom.tap("How it is drawn")
    assert "Join until Thu 26 Nov 12:00; the result comes Thu 26 Nov 12:04." in tom.reads
    await tom.tap("Proof, for experts")
    assert "this computer's own random source (test only)" in tom.reads
    assert "Secret" not in tom.reads
    seal = tom.reads.partition("Seal: ")[2].partition("\n")[0]
    await tom.tap("How to check")
    assert "It cannot show whether one person joined with many accounts" in tom.reads
    for _ in range(3):
        await tom.tap("Back")
    assert (await tom.tap("Join draw")).text == "You joined the draw."
    assert tom.labels[0] == "How it is drawn"

    market.clock.move(days=2, hours=2)
    await market.deliver()
    await open_drop(market, tom, drop)
    assert "You are in the draw, one of 87. The result comes Thu 26 Nov 12:04." in tom.reads
    await tom.tap("My entry")
    await tom.tap("Proof, for experts")
    pseudonym = tom.reads.partition("Your entry is ")[2].partition(",")[0]
    assert "Secret" in tom.reads
    await tom.tap("My entry")
    assert verify(tom, tmp_path)[0] == 0

    late = market.visitor(LINA)
    await open_drop(market, late, drop)
    assert "87 joined." in late.reads
    assert "Joining ended Thu 26 Nov 12:00" in without_bidi_marks((await late.tap("Joining ended")).text)

    market.clock.move(minutes=5)
    await market.deliver()
    assert "rawn: " in tom.reads.partition("\n")[0]
    await tom.tap("Check the draw")
    assert "Drawn Thu 26 Nov 12:05. 87 joined for 40 prints." in tom.reads
    number = int("".join(filter(str.isdigit, tom.reads.partition("You came ")[2].partition(" of 87.")[0])))
    await tom.tap("Proof, for experts")
    assert f"Seal: {seal}" in tom.reads
    await tom.tap("Proof file")
    status, output = verify(tom, tmp_path)
    assert (status, "NO" in output) == (0, False), output
    document = json.loads((tmp_path / "proof.json").read_text())
    assert document["order"][number - 1] == pseudonym
    assert document["commitment"].startswith(seal.partition("…")[0])
    assert await holds(market, drop) == 40


async def test_a_draw_is_left_by_its_own_name_and_entered_again(market: Market, tom: Visitor) -> None:
    await open_drop(market, tom, market.town.kinabalu_at_dawn)
    await tom.tap("Join draw")
    assert tom.labels == ["How it is drawn", "Leave draw", "Back"], "one each: there is nothing to change"
    card, of_drop = tom.screen.id, col(Item.drop_id) == market.town.kinabalu_at_dawn
    item = await market.store.read(lambda session: session.exec(select(Item.id).where(of_drop)).one())
    for unfit, told in ((2, "You can have only 1 here. Choose 1."), (1, "You have already joined, for 1.")):
        refused = await tom.tap(data=JoinWaitlist(item=item, units=unfit, back_to=ALL).pack(), message=card)
        assert refused.text.startswith(told)
    await tom.tap(data=AskUnits(item=item, back_to=ALL).pack(), message=card)
    assert "available" not in tom.reads, "before the draw nothing is taken"
    assert tom.labels[-2:] == ["Leave draw", "Back"]
    assert (await tom.tap("Leave draw")).text == "You left the draw."
    assert tom.reads.endswith("You left the draw Tue 24 Nov 10:00.")
    assert "start at the end" not in tom.reads
    assert (await tom.tap("Undo")).text == "Undone. You have your place again."
    assert "You are in the draw." in tom.reads
    market.clock.move(days=2, hours=2)
    await market.deliver()
    await open_drop(market, tom, market.town.kinabalu_at_dawn)
    assert tom.labels[:2] == ["My entry", "Leave draw"]
    assert "Joining ended" not in tom.labels, "whoever is in it has joined"


async def holds(market: Market, drop: int) -> int:
    rows = select(Item.held).where(col(Item.drop_id) == drop)
    return await market.store.read(lambda session: session.exec(rows).one())


async def test_a_pot_is_drawn_and_who_comes_later_is_numbered_behind_it(
    market: Market, tmp_path: Path
) -> None:
    drop = market.town.tuhau
    tom, lina = market.visitor(TOM), market.visitor(LINA)
    market.clock.move(days=1, hours=2, minutes=1)
    await market.deliver()
    await open_drop(market, tom, drop)
    assert "All who join before Wed 25 Nov 12:15 have the same chance." in tom.reads
    await tom.tap("Join draw")
    assert "The result comes Wed 25 Nov 12:17." in tom.reads, (
        "the round that decides is two minutes after the closing"
    )
    await tom.tap("How it is drawn")
    assert tom.reads.startswith("Tuhau sambal, 180 g · Pondok Bambangan\n")
    assert "Join until Wed 25 Nov 12:15; the result comes Wed 25 Nov 12:17." in tom.reads
    await tom.writes("/why")
    assert tom.reads.endswith("the draw is Wed 25 Nov 12:17; nothing changes before that.")
    market.clock.move(minutes=15)
    await market.deliver()
    await open_drop(market, lina, drop)
    assert "If you join now, you come after everyone in the draw." in lina.reads
    await lina.tap("Join at the end")
    assert "Your number will come after the drawn ones" in lina.reads
    market.clock.move(minutes=3)
    await market.deliver()
    assert "You were drawn: 1 × " in tom.reads
    assert "Held for you" not in tom.reads
    assert tom.labels[0] == "Confirm 1"
    assert lina.reads.startswith("Held for you: 1 × "), "units are left for who came later"
    result = tom.screen
    await tom.tap("Check the draw")
    await tom.tap("Proof, for experts")
    await tom.tap("Proof file")
    assert verify(tom, tmp_path)[0] == 0
    await tom.tap("View draw")
    assert "You came 1st of 1." in tom.reads

    await open_drop(market, tom, drop)
    await tom.tap("Confirm 1")
    await run_edits(market)
    [now] = [each for each in tom.phone.messages if each.id == result.id]
    assert ("Confirm 1" in result.labels, "Confirm 1" in now.labels) == (True, False)
    assert await untrue(market) == []


def waiting_for(session: Session, drop: int, number: int) -> None:
    """A closed draw of quicknet, whose mirrors nobody reaches from here."""
    draw = session.exec(
        select(Draw).join(Item, col(Item.id) == col(Draw.item_id)).where(col(Item.drop_id) == drop)
    ).one()
    draw.beacon, draw.round = BeaconKind.QUICKNET, number


async def test_an_organiser_brings_the_round_that_no_mirror_gave(
    closed_market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """quicknet with a mirror that is down, and a draw that is waiting for a round that really was."""
    monkeypatch.setattr("bot.app.configured_beacon", lambda *_: Quicknet(("http://127.0.0.1:1",)))
    await closed_market.open()
    drop, tom, ken = (
        closed_market.town.kinabalu_at_dawn,
        closed_market.visitor(TOM),
        closed_market.visitor(KEN),
    )
    await ken.phone.set_language("en")
    await closed_market.change(
        name_organiser,
        Actor(closed_market.town.aina, True),
        closed_market.town.ken,
        NO_ADMINS,
        now=closed_market.clock(),
    )
    await closed_market.deliver()
    await open_drop(closed_market, tom, drop)
    await tom.tap("Join draw")
    await tom.writes("/beacon")
    assert "Only an organiser can do this. Questions? See /support." in tom.reads
    closed_market.clock.move(days=2, hours=2)
    await closed_market.deliver()
    await closed_market.change(waiting_for, drop, ROUND)
    await closed_market.deliver()
    await ken.writes("/admin")
    await ken.tap("Waiting draws")
    assert "Kinabalu at Dawn, print: round 657,413 was due Fri 15 Sept 19:00." in ken.reads
    await ken.tap("Paste signature: Kinabalu")
    await ken.writes(SIGNATURE[:-2] + "00")
    assert "That is not the signature of round 657,413." in ken.reads
    await ken.writes("/beacon")
    await ken.tap("Paste signature: Kinabalu")
    await ken.writes(SIGNATURE)
    assert "That is the right round. The numbers are out." in ken.reads
    await closed_market.deliver()
    assert "rawn: " in tom.reads
    assert await holds(closed_market, drop) == 40


async def test_a_card_and_a_start_screen_from_before_a_draw_say_what_came_of_it(
    market: Market, tom: Visitor
) -> None:
    await open_drop(market, tom, market.town.kinabalu_at_dawn)
    await tom.tap("Join draw")
    await tom.tap("Back")
    card = tom.screen.id
    assert "You are in the draw." in tom.reads
    market.clock.move(days=2, hours=2, minutes=1)
    await market.deliver()
    await run_edits(market)
    assert "You are in the draw." in tom.reading(card), "joining has ended, and they are still in it"
    market.clock.move(minutes=4)
    await market.deliver()
    await run_edits(market)
    assert "You are in the draw." not in tom.reading(card)
    assert ("Your turn came" in tom.reading(card)) != ("You are" in tom.reading(card)), "drawn, or in line"

    lina = market.visitor(LINA)
    _, item = await market.change(empty_drop, market.town.kuih_lapis, 1)
    await lina.open("d_RACE1")
    await hold_for(market, lina, item)
    await lina.writes("/start")
    home = lina.screen.id
    assert "Confirm 1" in lina.labels
    await lina.writes("/mine")
    await lina.tap(next(label for label in lina.labels if label.startswith("Confirm 1")))
    await run_edits(market)
    assert "Your ticket: /tickets" in lina.reading(home)
    assert await untrue(market) == []
