"""Acts of organisers. Each function returns an act for now, or None where there is nothing to act on."""

from collections.abc import Callable

from benchmarks.season.people import SimulatedPerson
from benchmarks.season.shopper_acts import known_person, write_first
from benchmarks.season.simulation import Act, Simulation
from locales.decision_reasons import DecisionReason
from market.actor import Actor
from market.broadcast.audience import Criterion
from market.broadcast.preparing import aim_at_any, write_words
from market.broadcast.sending import send_broadcast
from market.deposit.confirm_deposit import deny_deposit, mark_returned
from market.deposit.payee import allow_deposits
from market.deposit.unmatched import settle_payment
from market.organiser.alleys import add_alley, close_alley, name_alley, open_alley, place_alley
from market.organiser.block import block, unblock
from market.organiser.drops import hide_drop, show_again
from market.organiser.roles import name_organiser, remove_organiser
from market.organiser.stalls import approve, turn_down
from storage.payment import SettledHow
from storage.stall import StallApproval

OrganiserAct = Callable[[Simulation, Actor], Act | None]

ALLEYS = (("Lorong Bakau", 5.98, 116.07), ("Gang Pasar", -6.21, 106.85), ("Market Lane", 1.29, 103.85))


def decide_stall(simulation: Simulation, actor: Actor) -> Act | None:
    """Approve a stall or turn it down, even one that was decided before."""
    found, now, rng = (
        simulation.one_of("SELECT id, state FROM stall ORDER BY id"),
        simulation.now,
        simulation.rng,
    )
    if not found:
        return None
    stall, state = found[0], StallApproval(found[1])
    if state == StallApproval.APPROVED and rng.random() < 0.9:
        return _allow_deposits(simulation, actor, stall)
    if state == StallApproval.APPROVED or rng.random() < 0.1:
        return Act(
            name="turn down",
            action=lambda session: turn_down(session, actor, stall, state, DecisionReason.TALK, now=now),
        )
    return Act(name="approve", action=lambda session: approve(session, actor, stall, state, now=now))


def _allow_deposits(simulation: Simulation, actor: Actor, stall: int) -> Act:
    now, allowed = simulation.now, simulation.rng.random() < 0.9
    return Act(
        name="allow deposits", action=lambda session: allow_deposits(session, actor, stall, allowed, now=now)
    )


def hide_or_show(simulation: Simulation, actor: Actor) -> Act | None:
    """Hide a drop, or show it again."""
    now = simulation.now
    found = simulation.one_of(
        "SELECT id, hidden_at FROM \"drop\" WHERE state <> 'draft' AND wound_up_at IS NULL ORDER BY hidden_at IS NULL, id LIMIT 8"
    )
    if not found:
        return None
    if found[1]:
        return Act(name="show again", action=lambda session: show_again(session, actor, found[0], now))
    return Act(name="hide", action=lambda session: hide_drop(session, actor, found[0], now))


def block_or_unblock(simulation: Simulation, actor: Actor) -> Act | None:
    """Block a person, or lift a block."""
    now = simulation.now
    blocked = simulation.one_of("SELECT id FROM person WHERE blocked_at IS NOT NULL ORDER BY id")
    if blocked and simulation.rng.random() < 0.6:
        return Act(name="unblock", action=lambda session: unblock(session, actor, blocked[0], now))
    found = simulation.one_of("SELECT id FROM person ORDER BY id")
    if not found:
        return None
    return Act(
        name="block", action=lambda session: block(session, actor, found[0], simulation.admins, now=now)
    )


def close_or_open_alley(simulation: Simulation, actor: Actor) -> Act | None:
    """Close an alley, or open it again."""
    now = simulation.now
    found = simulation.one_of("SELECT id FROM alley ORDER BY id")
    closed = simulation.one_of("SELECT id FROM alley WHERE closed_at IS NOT NULL ORDER BY id")
    if closed:
        return Act(name="open alley", action=lambda session: open_alley(session, actor, closed[0], now))
    if not found:
        return None
    return Act(name="close alley", action=lambda session: close_alley(session, actor, found[0], now))


def settle_money(simulation: Simulation, actor: Actor) -> Act | None:
    """Settle a payment that belongs to no deposit, or decide a deposit in place of its stall."""
    now, rng = simulation.now, simulation.rng
    payment = simulation.one_of(
        "SELECT id FROM payment WHERE matched_at IS NULL AND settled_at IS NULL ORDER BY id"
    )
    if payment:
        outcome = rng.choice(list(SettledHow))
        return Act(
            name="settle payment",
            action=lambda session: settle_payment(session, actor, payment[0], outcome, now=now),
        )
    deposit = simulation.one_of("SELECT id, state FROM deposit WHERE state IN ('said', 'due') ORDER BY id")
    if not deposit:
        return None
    if deposit[1] == "due":
        return Act(
            name="return deposit", action=lambda session: mark_returned(session, actor, deposit[0], now)
        )
    return Act(name="deny deposit", action=lambda session: deny_deposit(session, actor, deposit[0], now))


def change_organisers(simulation: Simulation, actor: Actor) -> Act | None:
    """Name an organiser, or remove one."""
    now = simulation.now
    others = [person for person in simulation.people if person.organises][1:]
    person = known_person(simulation, simulation.rng.choice(others))
    if person is None:
        return None
    if simulation.rows("SELECT 1 FROM organiser WHERE person_id = ?", person):
        return Act(
            name="remove organiser",
            action=lambda session: remove_organiser(session, actor, person, simulation.admins, now=now),
        )
    return Act(
        name="name organiser",
        action=lambda session: name_organiser(session, actor, person, simulation.admins, now=now),
    )


def broadcast(simulation: Simulation, actor: Actor) -> Act | None:
    """Write an announcement to everybody, and send it."""
    now = simulation.now
    draft = simulation.one_of(
        "SELECT id FROM broadcast WHERE author_id = ? AND state = 'draft' ORDER BY id", actor.person
    )
    if not draft:
        return Act(
            name="write announcement",
            action=lambda session: write_words(session, actor, "en", "Rain tonight.", now=now),
        )
    if simulation.rng.random() < 0.2:
        return Act(
            name="aim announcement",
            action=lambda session: aim_at_any(session, actor, Criterion.LANGUAGE, now=now),
        )
    return Act(
        name="announce",
        action=lambda session: send_broadcast(
            session, actor, draft[0], None, admins=simulation.admins, zone="Asia/Kuching", now=now
        ),
    )


ORGANISER_ACTS: tuple[tuple[OrganiserAct, int], ...] = (
    (decide_stall, 40),
    (hide_or_show, 12),
    (close_or_open_alley, 6),
    (settle_money, 10),
    (block_or_unblock, 6),
    (change_organisers, 4),
    (broadcast, 6),
)


def drawn_organiser_act(simulation: Simulation, person: SimulatedPerson) -> Act | None:
    """Return the next act of an organiser; the first organiser is one by the settings."""
    me = known_person(simulation, person)
    if me is None:
        return write_first(simulation, person)
    actor = Actor(me, is_configured_admin=simulation.admins.name(person.telegram_id))
    acts, weights = zip(*ORGANISER_ACTS, strict=True)
    act: OrganiserAct = simulation.rng.choices(acts, weights)[0]
    return act(simulation, actor)


def add_alley_step(simulation: Simulation, actor: Actor, index: int) -> Act:
    """Return the next step of adding an alley: name it, place it on the map, or add it."""
    name, latitude, longitude = ALLEYS[index]
    drafted = simulation.rows("SELECT name, latitude FROM alley_draft WHERE author_id = ?", actor.person)
    if not drafted:
        return Act(name="name alley", action=lambda session: name_alley(session, actor, name))
    if drafted[0][1] is None:
        return Act(
            name="place alley", action=lambda session: place_alley(session, actor, latitude, longitude)
        )
    return Act(name="add alley", action=lambda session: add_alley(session, actor, simulation.rng))
