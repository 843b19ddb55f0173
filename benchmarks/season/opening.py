"""The opening of a season: everybody writes to the bot, alleys are added, stalls apply and are approved."""

from benchmarks.season.organiser_acts import ALLEYS, add_alley_step
from benchmarks.season.shopper_acts import known_person, write_first
from benchmarks.season.simulation import Act, Simulation
from benchmarks.season.stall_acts import apply_for_a_stall
from market.actor import Actor
from market.deposit.payee import allow_deposits, confirm_payee, set_payee
from market.organiser.roles import name_organiser
from market.organiser.stalls import approve
from storage.stall import StallApproval

DEPOSITS = 0.9
"""The share of stalls that may ask for deposits from the first day."""


async def open_season(simulation: Simulation) -> None:
    """Set up people, alleys, organisers and stalls. Raises Violated."""
    for person in simulation.people:
        await simulation.do(write_first(simulation, person))
    organisers = [person for person in simulation.people if person.organises]
    first, *others = (known_person(simulation, person) for person in organisers)
    assert first is not None, "everybody has written"
    admin, now = Actor(first, is_configured_admin=True), simulation.now
    for index in range(len(ALLEYS)):
        for _ in ("name", "place", "add"):
            await simulation.do(add_alley_step(simulation, admin, index))
    for other in others:
        await simulation.run("name organiser", name_organiser, admin, other, simulation.admins, now=now)
    for person in simulation.people:
        if person.sells:
            me = known_person(simulation, person)
            assert me is not None, "everybody has written"
            await simulation.do(apply_for_a_stall(simulation, person, me))
            await _approve_stall(simulation, admin, me)


async def _approve_stall(simulation: Simulation, admin: Actor, owner: int) -> None:
    now = simulation.now
    (stall,) = simulation.row("SELECT id FROM stall WHERE owner_id = ?", owner)
    await simulation.do(
        Act(
            name="approve",
            action=lambda session: approve(session, admin, stall, StallApproval.ASKED, now=now),
        )
    )
    if simulation.rng.random() < DEPOSITS:
        await simulation.run("allow deposits", allow_deposits, admin, stall, allowed=True, now=now)
        payee = await simulation.run(
            "set payee", set_payee, Actor(owner), stall, payload=simulation.payment_qr, now=now
        )
        if payee is not None:
            await simulation.run(
                "confirm payee", confirm_payee, Actor(owner), payee, admins=simulation.admins, now=now
            )
