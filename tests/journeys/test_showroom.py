"""A showroom week, from the hours that the host writes to the minutes they record."""

from datetime import UTC, datetime

import vobject
from sqlmodel import Session, col, select

from storage.showroom import ShowroomVisit
from storage.stall import Stall
from tests.journeys.harness import LINA, MEI, ROS, TOM, Market, Visitor
from tests.journeys.test_licence import deliver_all
from tests.journeys.test_signed_ticket import qr

SATURDAY_TEN = datetime(2026, 11, 28, 2, tzinfo=UTC)


def stall_of_ros(session: Session) -> int:
    return session.exec(select(Stall.id).where(Stall.name == "Dapur Nenek Ros")).one() or 0


def newest_visit(session: Session) -> ShowroomVisit:
    return session.exec(select(ShowroomVisit).order_by(col(ShowroomVisit.id).desc()).limit(1)).one()


async def test_a_showroom_week(market: Market) -> None:
    ros, tom, lina, mei = (market.visitor(person) for person in (ROS, TOM, LINA, MEI))
    for one in (ros, tom, lina, mei):
        await one.writes("/start")
    stall = await market.store.read(stall_of_ros)
    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Showroom")
    assert "No visits in the last eight weeks." in ros.reads
    await ros.tap("Hours")
    assert ros.reads.endswith("No hours yet, so nobody can book a visit.")
    await ros.tap("Add hours")
    await ros.writes("whenever")
    assert ros.reads.startswith("We did not understand that.")
    assert "sat 10-13, 15 min, buffer 5" in ros.reads
    await ros.writes("sat 10-13, 30 min")
    assert ros.reads.startswith("Visits are 10, 15 or 20 min")
    assert "sat 10-13, 15 min, buffer 5" in ros.reads, "the question stays"
    await ros.writes("sat 10-13, 15 min, buffer 5")
    assert ros.reads == "Every Saturday 10:00 to 13:00: visits of 15 min for 1 person, 5 min between"
    await ros.tap("Walk-ins: 1 in 2")
    await ros.tap("Walk-ins: 1 in 3")
    await ros.tap(data=f"rrl:s:{stall}:1")
    await ros.tap("Add a show")
    await ros.writes("Batik, 24 nov")
    assert ros.reads == "Batik, from Tue 24 Nov"

    await tom.tap(data=f"e1:{stall}:1")
    assert "Batik, from Tue 24 Nov" in tom.reads
    await tom.tap("Sat 28 Nov")
    await tom.tap("10:00")
    assert tom.reads == "Showroom: Dapur Nenek Ros · Lorong Bakau\nSat 28 Nov 10:00, 1 person: booked"
    visit = await market.store.read(newest_visit)
    await lina.tap(data=f"e1:{stall}:1")
    await lina.tap("Sat 28 Nov")
    answer = await lina.tap("10:20")
    assert answer.text == "Booked."

    at = int(SATURDAY_TEN.timestamp()) // 300
    answer = await mei.tap(data=f"e4:{stall}:{at}:1")
    assert answer.text, "the time is Tom's"
    assert "booked" not in mei.reads

    await tom.writes("/mine")
    await tom.tap("Visits: 1")
    await tom.tap("Visit 1")
    await tom.tap("Move")
    await tom.tap("Sat 28 Nov 11:00")
    assert tom.reads.endswith("Sat 28 Nov 11:00, 1 person: booked")
    await lina.writes("/mine")
    await lina.tap("Visits: 1")
    await lina.tap("Visit 1")
    await lina.tap("Cancel visit")
    assert lina.reads.endswith("cancelled")
    await lina.tap("Undo (1 min)")
    assert lina.reads.endswith("booked")
    await lina.tap("Cancel visit")

    market.clock.now = SATURDAY_TEN
    await market.deliver()
    assert "is at Sat 28 Nov 11:00." in tom.reads
    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Showroom")
    assert "10:40 · kept for walk-ins" in ros.reads
    assert "11:00 · 1 person, booked" in ros.reads
    assert "Tom" not in ros.reads, "numbers, never names"
    await ros.tap("Walk-in 10:40")
    assert ros.reads == "Sat 28 Nov 10:40: 1 person, here"
    await ros.tap("15 min")
    assert ros.reads == "Sat 28 Nov 10:40: 1 person, left, 15 min"
    market.clock.move(minutes=61)
    await ros.tap(data=f"el:{visit.id}")
    await ros.tap("Arrived")
    market.clock.move(minutes=12)
    await ros.tap("Left now")
    assert ros.reads == "Sat 28 Nov 11:00: 1 person, left, 12 min"
    await ros.tap("Back")
    assert "Eight weeks: 2 visits. Not enough data yet for more figures." in ros.reads

    await tom.tap(data=f"e1:{stall}:1")
    await tom.tap("Sat 5 Dec")
    await tom.tap("10:00")
    await ros.tap(data=f"ed:{stall}:1")
    await ros.tap("Close Sat 5 Dec")
    assert ros.reads == (
        "Close Sat 5 Dec? 1 visit is booked. It is cancelled for good, and we tell the visitor, who can choose another time."
    )
    await ros.tap("Keep it open")
    assert "Close Sat 5 Dec" in ros.labels
    await ros.tap("Close Sat 12 Dec")
    assert "Open Sat 12 Dec" in ros.labels, "nothing is booked, so nothing is asked"
    await ros.tap("Close Sat 5 Dec")
    assert (await ros.tap("Close, cancel 1")).text == "Saved."
    await market.deliver()
    assert tom.reads.startswith("Sorry, Dapur Nenek Ros is closed on the day of your visit")


async def with_hours(market: Market, ros: Visitor) -> None:
    """Ros opens her showroom on Saturdays."""
    await ros.writes("/start")
    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Showroom")
    await ros.tap("Hours")
    await ros.tap("Add hours")
    await ros.writes("sat 10-13, 15 min, buffer 5")


def entry_in(visitor: Visitor) -> tuple[str, str, str]:
    """The lasting name, sequence and status of the entry in the file that was sent last."""
    assert visitor.screen.document is not None
    event = vobject.readOne(visitor.screen.document.decode()).vevent
    return event.uid.value, event.sequence.value, event.status.value


async def test_a_showroom_is_found_by_its_link_and_a_visit_is_in_the_calendar(market: Market) -> None:
    ros, tom = market.visitor(ROS), market.visitor(TOM)
    await with_hours(market, ros)
    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Showroom")
    await ros.tap("Hours")
    await ros.tap("Link and QR")
    link = qr(ros.screen).text
    assert link.startswith("https://t.me/lorong_demo_bot?start=e_")
    assert ros.reads.endswith(link)
    assert ros.labels == ["Share", "Back"]
    await tom.open(link)
    assert tom.reads.startswith("Showroom: Dapur Nenek Ros · Lorong Bakau\n")
    assert "Share" in tom.labels
    await tom.tap("Sat 28 Nov")
    await tom.tap("10:00")
    await tom.tap("Add to calendar")
    uid, sequence, status = entry_in(tom)
    assert (sequence, status) == ("0", "CONFIRMED")
    await tom.tap("Show the visit")
    await tom.tap("Move")
    await tom.tap("Sat 28 Nov 11:00")
    await tom.tap("Add to calendar")
    assert entry_in(tom) == (uid, "1", "CONFIRMED")
    await tom.tap("Show the visit")
    await tom.tap("Cancel visit")
    await tom.tap("Remove from calendar")
    assert entry_in(tom) == (uid, "2", "CANCELLED")
    await tom.open(link.rpartition("e_")[0] + "e_NOSUCH")
    assert "Showroom: Dapur" not in tom.reads


async def test_the_reminder_of_a_visit_is_stopped_and_turned_on_again(market: Market) -> None:
    ros, tom = market.visitor(ROS), market.visitor(TOM)
    await with_hours(market, ros)
    stall = await market.store.read(stall_of_ros)
    await tom.writes("/start")
    await tom.tap(data=f"e1:{stall}:1")
    await tom.tap("Sat 28 Nov")
    await tom.tap("11:00")
    market.clock.now = SATURDAY_TEN
    await market.deliver()
    assert "is at Sat 28 Nov 11:00." in tom.reads
    await tom.tap("Stop these")
    assert tom.reads.startswith("Stopped: no more reminders of this kind.")
    await tom.writes("/settings")
    await tom.tap("Reminders")
    await tom.tap("Visits: off")
    assert "Visits: on" in tom.labels


async def test_what_is_on_show_is_new_at_home_and_in_the_weekly_message(market: Market) -> None:
    ros, tom = market.visitor(ROS), market.visitor(TOM)
    await with_hours(market, ros)
    stall = await market.store.read(stall_of_ros)
    await tom.writes("/start")
    code = await market.store.read(lambda session: session.get_one(Stall, stall).code)
    await tom.open(f"s_{code}")
    await tom.tap("Follow stall")
    await ros.tap(data=f"rrl:s:{stall}:1")
    await ros.tap("Add a show")
    await ros.writes("Batik, 25 nov")
    market.clock.now = datetime(2026, 11, 25, 2, tzinfo=UTC)
    await tom.writes("/start")
    assert "New on show at Dapur Nenek Ros: Batik." in tom.reads
    await tom.tap("On show: Dapur Nenek Ros")
    assert "Batik, from Wed 25 Nov" in tom.reads
    market.clock.now = datetime(2026, 11, 26, 4, tzinfo=UTC)
    await deliver_all(market)
    assert tom.reads.endswith("New on show at Dapur Nenek Ros: Batik.")
    assert "Unfollow all" in tom.labels
