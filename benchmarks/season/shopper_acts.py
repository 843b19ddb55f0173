"""Acts of shoppers. Each function returns an act for now, or None where there is nothing to act on."""

from collections.abc import Callable
from random import Random

from benchmarks.season.payments import InvoicePaid, drawn_payment
from benchmarks.season.people import SimulatedPerson
from benchmarks.season.simulation import Act, Simulation
from market.address import register
from market.deposit.confirm_deposit import report_paid
from market.deposit.deposit_offer import choose_way
from market.neighbour.subscription import subscribe, unsubscribe
from market.person import choose_language
from market.preferences.preferences import change_quiet_hours, choose_clock, no_quiet_hours
from market.privacy.forget import forget
from market.quiet_hours import QuietHoursEnd
from market.waitlist.gift import give_booking, give_hold, take_gift
from market.waitlist.join_batch import JoinRequest
from market.waitlist.last_call import take_available
from market.waitlist.move_booking import move_booking
from market.waitlist.shopper_actions import attend, confirm, decline, leave, release
from storage.deposit import PaymentMethod

ShopperAct = Callable[[Simulation, SimulatedPerson, int], Act | InvoicePaid | None]

JOINABLE = """
SELECT item.id, "drop".per_person FROM item JOIN "drop" ON "drop".id = item.drop_id
WHERE "drop".state = 'published' AND "drop".hidden_at IS NULL AND "drop".ends_at > ? ORDER BY item.id
"""
HOLDS = "SELECT id, units, item_id FROM hold WHERE state = 'live' AND person_id = ? ORDER BY id"
HOLDS_TO_PAY = """
SELECT hold.id FROM hold JOIN item ON item.id = hold.item_id JOIN "drop" ON "drop".id = item.drop_id
WHERE hold.state = 'live' AND hold.person_id = ? AND "drop".deposit > 0 ORDER BY hold.id
"""
BOOKINGS = "SELECT id, item_id FROM booking WHERE state = 'booked' AND person_id = ? ORDER BY id"
ENTRIES = "SELECT item_id FROM entry WHERE state = 'waiting' AND person_id = ? ORDER BY id"
OTHER_SLOTS = """
SELECT other.id FROM item AS other JOIN item ON item.drop_id = other.drop_id AND item.id <> other.id
WHERE item.id = ? AND other.starts_at IS NOT NULL ORDER BY other.id
"""


def known_person(simulation: Simulation, person: SimulatedPerson) -> int | None:
    """Return the id of a person, None where the market does not know them."""
    found = simulation.rows("SELECT person_id FROM address WHERE external_id = ?", person.telegram_id)
    return found[0][0] if found else None


def write_first(simulation: Simulation, person: SimulatedPerson) -> Act:
    """Return the first message of a person whom the bot does not know, or no longer knows."""
    name, now = f"P{person.telegram_id}", simulation.now
    return Act(
        name="write",
        action=lambda session: register(
            session, person.telegram_id, first_name=name, language=person.language, now=now
        ),
    )


def join_waitlist(simulation: Simulation, person: SimulatedPerson, me: int) -> Act | None:
    """Join a waitlist for the person's usual units."""
    request = join_request(simulation, person, me)
    return Act(name="join", join=request) if request else None


def join_request(
    simulation: Simulation, person: SimulatedPerson, me: int, item: int | None = None
) -> JoinRequest | None:
    """Return a request to join `item`, or a random item; None where nothing can be joined."""
    found = simulation.one_of(JOINABLE, simulation.stored_now)
    if not found:
        return None
    units = min(person.habits.units, found[1]) if simulation.rng.random() < 0.95 else 6
    split = simulation.rng.random() < 0.3
    return JoinRequest(
        person=me, item=item or found[0], units=units, now=simulation.now, rng=simulation.rng, split=split
    )


def leave_waitlist(simulation: Simulation, _person: SimulatedPerson, me: int) -> Act | None:
    """Leave a waitlist."""
    found, now = simulation.one_of(ENTRIES, me), simulation.now
    if not found:
        return None
    return Act(name="leave", action=lambda session: leave(session, me, found[0], now))


def answer_hold(simulation: Simulation, person: SimulatedPerson, me: int) -> Act | InvoicePaid | None:
    """Confirm a hold or decline it, or pass it on to a friend."""
    found, now, rng = simulation.one_of(HOLDS, me), simulation.now, simulation.rng
    if not found:
        return None
    if simulation.rows(HOLDS_TO_PAY, me) and rng.random() < 0.7:
        return pay_deposit(simulation, person, me)
    hold, units, _ = found
    if rng.random() < person.habits.generous:
        return Act(
            name="give hold",
            action=_keeping_link(simulation, lambda session: give_hold(session, me, hold, now, rng=rng)),
        )
    if rng.random() < person.habits.reliable:
        confirmed = units if rng.random() < 0.8 else 1
        return Act(
            name="confirm", action=lambda session: confirm(session, me, hold, confirmed, now=now, rng=rng)
        )
    return Act(name="decline", action=lambda session: decline(session, me, hold, now))


def pay_deposit(simulation: Simulation, person: SimulatedPerson, me: int) -> Act | InvoicePaid | None:
    """Choose how to pay for a hold, then pay the invoice or report a bank transfer."""
    now, rng = simulation.now, simulation.rng
    asked = simulation.one_of(
        "SELECT id, way FROM deposit WHERE state = 'asked' AND person_id = ? ORDER BY id", me
    )
    if asked and asked[1] == PaymentMethod.INVOICE and rng.random() < 0.8:
        return drawn_payment(simulation, person, me)
    if asked and asked[1] == PaymentMethod.BANK and rng.random() < 0.8:
        return Act(name="say paid", action=lambda session: report_paid(session, me, asked[0], now))
    found = simulation.one_of(HOLDS_TO_PAY, me)
    if not found:
        return None
    way = rng.choice([PaymentMethod.CASH, PaymentMethod.BANK, PaymentMethod.BANK, PaymentMethod.INVOICE])
    return Act(
        name="choose how to pay",
        action=lambda session: choose_way(session, me, found[0], way, True, now=now, rng=rng),
    )


def change_booking(simulation: Simulation, person: SimulatedPerson, me: int) -> Act | None:
    """Attend, release a booking, pass it on, or move it to another slot."""
    found, now, rng = simulation.one_of(BOOKINGS, me), simulation.now, simulation.rng
    if not found:
        return None
    booking, item = found
    slot = simulation.one_of(OTHER_SLOTS, item)
    if slot and rng.random() < 0.3:
        new_slot = slot[0]
        return Act(
            name="move booking",
            action=lambda session: move_booking(session, me, booking, new_slot, now=now, rng=rng),
        )
    if rng.random() < person.habits.generous:
        return Act(
            name="give booking",
            action=_keeping_link(
                simulation, lambda session: give_booking(session, me, booking, now, rng=rng)
            ),
        )
    if rng.random() < person.habits.reliable:
        return Act(name="attend", action=lambda session: attend(session, me, booking, now))
    forfeit = rng.random() < 0.5
    return Act(name="release", action=lambda session: release(session, me, booking, now, forfeit=forfeit))


def accept_gift(simulation: Simulation, _person: SimulatedPerson, me: int) -> Act | None:
    """Open a friend's link."""
    if not simulation.gift_codes:
        return None
    code, now, rng = simulation.rng.choice(simulation.gift_codes[-20:]), simulation.now, simulation.rng
    return Act(name="take gift", action=lambda session: take_gift(session, me, code, now, rng=rng))


def take_last(simulation: Simulation, _person: SimulatedPerson, me: int) -> Act | None:
    """Take available units in the last two hours."""
    found, now, rng = simulation.one_of(ENTRIES, me), simulation.now, simulation.rng
    if not found:
        return None
    return Act(name="take last", action=lambda session: take_available(session, me, found[0], now, rng=rng))


def change_preferences(simulation: Simulation, person: SimulatedPerson, me: int) -> Act | None:
    """Choose a language, a time zone or quiet hours."""
    rng = simulation.rng
    choice, minute = rng.randrange(4), rng.randrange(1440)
    match choice:
        case 0:
            return Act(
                name="choose language", action=lambda session: choose_language(session, me, person.language)
            )
        case 1:
            return Act(name="choose zone", action=lambda session: choose_clock(session, me, person.zone))
        case 2:
            return Act(
                name="quiet hours",
                action=lambda session: change_quiet_hours(session, me, QuietHoursEnd.FROM, minute),
            )
        case _:
            return Act(name="no quiet hours", action=lambda session: no_quiet_hours(session, me))


def follow_alley(simulation: Simulation, _person: SimulatedPerson, me: int) -> Act | None:
    """Subscribe to an alley's market days, or unsubscribe."""
    found, now = simulation.one_of("SELECT id FROM alley ORDER BY id"), simulation.now
    if not found:
        return None
    if simulation.rng.random() < 0.7:
        return Act(name="subscribe", action=lambda session: subscribe(session, me, found[0], now))
    return Act(name="unsubscribe", action=lambda session: unsubscribe(session, me, found[0]))


def be_forgotten(simulation: Simulation, person: SimulatedPerson, me: int) -> Act | None:
    """Ask to be forgotten, as few people do."""
    now = simulation.now
    if simulation.rng.random() > person.habits.private:
        return None
    return Act(name="forget", action=lambda session: forget(session, me, now, simulation.admins))


SHOPPER_ACTS: tuple[tuple[ShopperAct, int], ...] = (
    (join_waitlist, 40),
    (answer_hold, 40),
    (pay_deposit, 25),
    (drawn_payment, 18),
    (change_booking, 18),
    (leave_waitlist, 5),
    (take_last, 8),
    (accept_gift, 6),
    (change_preferences, 3),
    (follow_alley, 2),
    (be_forgotten, 5),
)


def drawn_shopper_act(simulation: Simulation, person: SimulatedPerson) -> Act | InvoicePaid | None:
    """Return the next act of a shopper."""
    me = known_person(simulation, person)
    if me is None:
        return write_first(simulation, person)
    acts, weights = zip(*SHOPPER_ACTS, strict=True)
    act: ShopperAct = simulation.rng.choices(acts, weights)[0]
    return act(simulation, person, me)


def drawn_rush(simulation: Simulation, rng: Random) -> list[JoinRequest]:
    """Return the requests of several people who join one item at the same moment."""
    item = simulation.one_of(JOINABLE, simulation.stored_now)
    if not item:
        return []
    people = rng.sample(simulation.people, min(len(simulation.people), rng.randint(3, 12)))
    known = ((person, known_person(simulation, person)) for person in people)
    requests = (join_request(simulation, person, me, item[0]) for person, me in known if me is not None)
    return [request for request in requests if request]


def _keeping_link(simulation: Simulation, offer: Callable[..., object]) -> Callable[..., object]:
    """Return an action that also stores the link of its gift, for a friend to open."""

    def offered(session: object) -> object:
        made = offer(session)
        simulation.gift_codes.append(made.code)  # type: ignore[attr-defined]
        return made

    return offered
