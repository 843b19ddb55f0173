"""Acts of vendors. Each function returns an act for now, or None where there is nothing to act on."""

from collections.abc import Callable
from datetime import time, timedelta

from benchmarks.season.people import SimulatedPerson
from benchmarks.season.shopper_acts import known_person, write_first
from benchmarks.season.simulation import Act, Simulation
from locales.units import ItemUnit
from market.actor import Actor
from market.deposit.confirm_deposit import confirm_deposit, deny_deposit, mark_returned
from market.deposit.deposit_terms import ask_deposit
from market.deposit.payee import confirm_payee, set_payee
from market.stall import apply_for_stall
from market.stock.change import (
    change_limit,
    change_price,
    change_quantity,
    change_tags,
    rename_drop,
    sell_out,
)
from market.stock.draft import prepare, publish, undo
from market.stock.move import move_alley, move_drop
from market.stock.parsed_message import ParsedMessage
from market.stock.pause import cancel, pause, resume
from market.stock.policy import change_fitting, change_policy, plan_draw
from market.stock.stock_line import StockLine
from market.ticket.scan import collect, take_packaging_back, undo_scan
from market.waitlist.no_show import release_no_show
from storage.beacon_kind import BeaconKind
from storage.drop import DropPolicy, Fitting

VendorAct = Callable[[Simulation, int, int], Act | None]

OWN_DROPS = """
SELECT id, state, starts_at FROM "drop" WHERE stall_id = ? AND wound_up_at IS NULL AND state <> 'cancelled' ORDER BY id
"""
OWN_ITEMS = """
SELECT item.id, item.quantity, item.price FROM item JOIN "drop" ON "drop".id = item.drop_id
WHERE stall_id = ? AND wound_up_at IS NULL AND "drop".state <> 'cancelled' ORDER BY item.id
"""
GOODS = (
    ("kuih lapis", ItemUnit.BOX, 850),
    ("sambal", ItemUnit.JAR, 1200),
    ("tea", ItemUnit.CUP, 400),
    ("print", ItemUnit.PRINT, 4500),
)


def draft_drop(simulation: Simulation, me: int, stall: int) -> Act:
    """Post stock: one item, two slots of a workshop, or a bundle."""
    now, rng = simulation.now, simulation.rng
    day = now.date() + timedelta(days=rng.randint(1, 6))
    name, unit, price = rng.choice(GOODS)
    start, limit = rng.choice([time(9), time(18), time(19, 30)]), rng.randint(1, 4)
    loan = rng.choice([0, 0, 500])
    line = StockLine(
        quantity=rng.randint(1, 12),
        name=name,
        price=price,
        unit=unit,
        day=day,
        start=start,
        limit=limit,
        deposit=loan,
    )
    shape = rng.random()
    if shape < 0.2:
        later = StockLine(
            quantity=rng.randint(1, 8),
            name="second sitting",
            price=price,
            unit=ItemUnit.SEAT,
            day=day,
            start=time(21),
        )
        message = ParsedMessage((line, later))
    elif shape < 0.35:
        box = StockLine(
            quantity=rng.randint(2, 10),
            name="gift box",
            price=price,
            unit=ItemUnit.BOX,
            offered=rng.random() < 0.5,
        )
        bundle = StockLine(
            quantity=rng.randint(1, 6),
            name="set",
            price=2 * price,
            unit=ItemUnit.BOX,
            day=day,
            start=start,
            limit=limit,
        )
        message = ParsedMessage((bundle, box), components=((0, 1),))
    else:
        message = ParsedMessage((line,))
    return Act(
        name="draft",
        action=lambda session: prepare(
            session,
            Actor(me),
            stall,
            message,
            words="Fresh tonight.",
            picture=None,
            language="en",
            now=now,
            rng=rng,
        ),
    )


def prepare_draft(simulation: Simulation, me: int, stall: int) -> Act | None:
    """Choose the rules of a draft, ask for a deposit, publish it or throw it away."""
    found = simulation.one_of(
        "SELECT id, starts_at FROM \"drop\" WHERE stall_id = ? AND state = 'draft' ORDER BY id", stall
    )
    if not found:
        return draft_drop(simulation, me, stall)
    drop, now, rng = found[0], simulation.now, simulation.rng
    match rng.randrange(9):
        case 0:
            policy = rng.choice([DropPolicy.QUEUE, DropPolicy.POT])
            return Act(
                name="choose policy",
                action=lambda session: change_policy(session, Actor(me), drop, policy, now=now),
            )
        case 1:
            closes = now + timedelta(hours=rng.randint(2, 48))
            return Act(
                name="plan draw", action=lambda session: plan_draw(session, Actor(me), drop, closes, now=now)
            )
        case 2:
            fitting, skips = rng.choice(list(Fitting)), rng.randint(1, 3)
            return Act(
                name="choose fitting",
                action=lambda session: change_fitting(
                    session, Actor(me), drop, fitting, skips=skips, now=now
                ),
            )
        case 3 | 4 | 5:
            amount = rng.choice([0, 420, 500, 500])
            return Act(
                name="ask deposit",
                action=lambda session: ask_deposit(session, Actor(me), drop, amount, now=now),
            )
        case _:
            return Act(
                name="publish",
                action=lambda session: publish(session, Actor(me), drop, BeaconKind.LOCAL, now=now, rng=rng),
            )


def change_drop(simulation: Simulation, me: int, stall: int) -> Act | None:
    """Change a drop that people may have joined."""
    found = simulation.one_of(OWN_ITEMS, stall)
    drop = simulation.one_of(OWN_DROPS, stall)
    if not found or not drop:
        return None
    item, quantity, price = found
    now, rng, actor, chosen = simulation.now, simulation.rng, Actor(me), drop[0]
    match rng.randrange(8):
        case 0 | 1:
            new = max(0, quantity + rng.randint(-3, 4))
            return Act(
                name="change quantity",
                action=lambda session: change_quantity(session, actor, item, new, now=now),
            )
        case 2:
            new_price = max(100, price + rng.choice([-100, 50, 100]))
            return Act(
                name="change price",
                action=lambda session: change_price(session, actor, item, new_price, now=now),
            )
        case 3:
            return Act(name="sell out", action=lambda session: sell_out(session, actor, item, now))
        case 4:
            limit = rng.randint(1, 5)
            return Act(
                name="change limit",
                action=lambda session: change_limit(session, actor, chosen, limit, now=now),
            )
        case 5:
            name = f"{rng.choice(GOODS)[0]} {rng.randint(1, 99)}"
            return Act(
                name="rename", action=lambda session: rename_drop(session, actor, chosen, name, now=now)
            )
        case 6:
            return Act(
                name="tag", action=lambda session: change_tags(session, actor, chosen, ("halal",), now=now)
            )
        case _:
            return Act(name="undo publishing", action=lambda session: undo(session, actor, chosen, now))


def stop_drop(simulation: Simulation, me: int, stall: int) -> Act | None:
    """Pause, resume, move or, rarely, cancel a drop."""
    paused = "SELECT id, state, starts_at FROM \"drop\" WHERE stall_id = ? AND state = 'paused' ORDER BY id"
    found = simulation.one_of(paused, stall) or simulation.one_of(OWN_DROPS, stall)
    if not found:
        return None
    drop, state, _ = found
    now, rng, actor = simulation.now, simulation.rng, Actor(me)
    if state == "paused":
        return Act(name="resume", action=lambda session: resume(session, actor, drop, now))
    alley = simulation.one_of("SELECT id FROM alley ORDER BY id")
    match rng.randrange(12):
        case 0 | 1 | 2 | 3:
            return Act(name="pause", action=lambda session: pause(session, actor, drop, now))
        case 4 | 5 | 6 | 7:
            day = now.date() + timedelta(days=rng.randint(0, 5))
            new_time = StockLine(day=day, start=rng.choice([None, time(17), time(20)]))
            return Act(
                name="move drop", action=lambda session: move_drop(session, actor, drop, new_time, now=now)
            )
        case 8 | 9 | 10:
            if not alley:
                return None
            return Act(
                name="move alley", action=lambda session: move_alley(session, actor, drop, alley[0], now=now)
            )
        case _:
            return Act(name="cancel", action=lambda session: cancel(session, actor, drop, now))


def answer_deposit(simulation: Simulation, me: int, stall: int) -> Act | None:
    """Confirm or deny that money arrived, or report that it was returned."""
    found = simulation.one_of(
        "SELECT id, state FROM deposit WHERE stall_id = ? AND state IN ('asked', 'said', 'due', 'void') ORDER BY id",
        stall,
    )
    if not found:
        return None
    deposit, state = found
    now, rng, actor = simulation.now, simulation.rng, Actor(me)
    if state == "due":
        return Act(name="return deposit", action=lambda session: mark_returned(session, actor, deposit, now))
    if rng.random() < 0.3:
        return Act(name="deny deposit", action=lambda session: deny_deposit(session, actor, deposit, now))
    return Act(
        name="confirm deposit", action=lambda session: confirm_deposit(session, actor, deposit, now, rng=rng)
    )


def scan_ticket(simulation: Simulation, me: int, stall: int) -> Act | None:
    """Collect a booking, take packaging back, undo a scan, or release a no-show."""
    now, rng, actor = simulation.now, simulation.rng, Actor(me)
    match rng.randrange(5):
        case 0 | 1:
            found = simulation.one_of(
                "SELECT ticket.code, booking.units - collected FROM ticket JOIN booking ON booking.id = ticket.booking_id JOIN item ON item.id = item_id "
                'JOIN "drop" ON "drop".id = item.drop_id WHERE stall_id = ? AND revoked_at IS NULL AND booking.state = \'booked\' ORDER BY ticket.id',
                stall,
            )
            if not found:
                return None
            units = found[1] if rng.random() < 0.8 else 1
            return Act(
                name="collect",
                action=lambda session: collect(session, actor, found[0], units, now=now, rng=rng),
            )
        case 2:
            found = simulation.one_of(
                "SELECT ticket.code FROM ticket JOIN loan ON loan.id = loan_id WHERE returned < units ORDER BY ticket.id"
            )
            if not found:
                return None
            return Act(
                name="take packaging back",
                action=lambda session: take_packaging_back(session, actor, found[0], 1, now=now),
            )
        case 3:
            found = simulation.one_of("SELECT id FROM scan WHERE by_id = ? ORDER BY id DESC LIMIT 2", me)
            if not found:
                return None
            return Act(
                name="undo scan", action=lambda session: undo_scan(session, actor, found[0], now, rng=rng)
            )
        case _:
            found = simulation.one_of(
                'SELECT booking.id FROM booking JOIN item ON item.id = item_id JOIN "drop" ON "drop".id = item.drop_id '
                "WHERE stall_id = ? AND booking.state = 'booked' ORDER BY booking.id",
                stall,
            )
            if not found:
                return None
            return Act(
                name="release no-show", action=lambda session: release_no_show(session, actor, found[0], now)
            )


def change_payee(simulation: Simulation, me: int, stall: int) -> Act | None:
    """Send a bank QR, and confirm it."""
    now, actor = simulation.now, Actor(me)
    found = simulation.one_of(
        "SELECT id FROM payee WHERE stall_id = ? AND confirmed_at IS NULL ORDER BY id DESC LIMIT 1", stall
    )
    if found:
        return Act(
            name="confirm payee",
            action=lambda session: confirm_payee(session, actor, found[0], simulation.admins, now=now),
        )
    return Act(
        name="set payee",
        action=lambda session: set_payee(session, actor, stall, simulation.payment_qr, now=now),
    )


VENDOR_ACTS: tuple[tuple[VendorAct, int], ...] = (
    (prepare_draft, 40),
    (change_drop, 18),
    (stop_drop, 10),
    (answer_deposit, 25),
    (scan_ticket, 25),
    (change_payee, 4),
)


def drawn_vendor_act(simulation: Simulation, person: SimulatedPerson) -> Act | None:
    """Return the next act of a vendor."""
    me = known_person(simulation, person)
    if me is None:
        return write_first(simulation, person)
    stall = simulation.one_of("SELECT id FROM stall WHERE owner_id = ? ORDER BY id", me)
    if not stall:
        return apply_for_a_stall(simulation, person, me)
    acts, weights = zip(*VENDOR_ACTS, strict=True)
    act: VendorAct = simulation.rng.choices(acts, weights)[0]
    return act(simulation, me, stall[0])


def apply_for_a_stall(simulation: Simulation, person: SimulatedPerson, me: int) -> Act:
    """Apply for a stall in one of the alleys."""
    alley, now, rng = simulation.one_of("SELECT id FROM alley ORDER BY id"), simulation.now, simulation.rng
    assert alley, "the alleys come first"
    name = f"Stall {person.telegram_id}"
    return Act(
        name="apply",
        action=lambda session: apply_for_stall(
            session,
            Actor(me),
            name,
            alley[0],
            language=person.language,
            admins=simulation.admins,
            now=now,
            rng=rng,
        ),
    )
