"""What a ticket costs: its code, its signed link and its picture, beside a bare QR by segno and by qrcode.

A bare QR is what a ticket was before: the link as black and white squares. Each round makes all of them in turn.
Where this machine has a Chromium, also what verifying one takes on the kiosk's page.
"""

import argparse
import asyncio
import io
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from statistics import median
from time import process_time

import segno

from benchmarks.kiosk_verify import chromium, verify_ms
from benchmarks.report import figures_line, machine, over, printed
from bot.telegram.pictures import ticket_link
from handlers.drop.placeholder_picture import MOTIFS
from handlers.ticket.face import ticket_face
from handlers.ticket.qr import qr_png
from handlers.ticket.ticket_picture import ticket_picture
from handlers.ui.ticket_face import TicketFace
from locales.say import speak
from locales.units import ItemUnit
from market.drop.facts import AlleyFacts
from market.ticket.facts import TicketFacts, TicketStatus
from market.ticket.ticket_code import draw_code
from market.ticket.ticket_key import TicketKey
from storage.drop import DropState
from storage.ticket import TicketKind
from storage.waitlist import BookingState

FRIDAY = datetime(2026, 11, 27, 10, tzinfo=UTC)
NAMES = (
    "Kuih lapis, box of 9",
    "黑芝麻汤圆，12粒",
    "Hinava, semangkuk untuk dua orang, dengan sambal tuhau 🌶",
)
LANGUAGES = ("en", "ms", "zh_Hans")
TARGETS = {
    "make_ms": "40 or less",
    "issue_vs_segno": "reported",
    "png_bytes_vs_segno": "reported",
    "kiosk_verify_ms": "20 or less",
}


def ticket_facts(place: int, rng: Random) -> TicketFacts:
    alley = AlleyFacts(
        id=1,
        code="BAKAU",
        name="Lorong Bakau",
        city="Kota Kinabalu",
        zone="Asia/Kuching",
        territory="MY",
        currency="MYR",
        latitude=6.0,
        longitude=116.0,
    )
    return TicketFacts(
        id=place,
        code=draw_code(rng),
        kind=TicketKind.RETURNS if place % 4 == 3 else TicketKind.PICKUP,
        holder=1,
        booking=place,
        units=2,
        done=0,
        price=850,
        deposit=300,
        state=BookingState.BOOKED,
        ended_at=None,
        due_at=FRIDAY,
        made_at=FRIDAY,
        revoked_at=None,
        last=None,
        item=NAMES[place % len(NAMES)],
        item_id=place,
        unit=ItemUnit.BOX,
        starts_at=FRIDAY,
        ends_at=FRIDAY.replace(hour=14),
        drop=place,
        drop_name=NAMES[place % len(NAMES)],
        drop_state=DropState.PUBLISHED,
        drop_ends_at=FRIDAY.replace(hour=14),
        cancelled_at=None,
        stall=1,
        stall_name="Dapur Nenek Ros",
        owner=2,
        alley=alley,
        tags=(MOTIFS[place % len(MOTIFS)],),
    )


def issue(place: int, rng: Random, key: TicketKey) -> tuple[TicketFace, str]:
    """Returns a new ticket's face and link."""
    ticket = ticket_facts(place, rng)
    say = speak(LANGUAGES[place % len(LANGUAGES)])
    return ticket_face(say, ticket, TicketStatus.VALID), ticket_link(key, "lorong_demo_bot", ticket.code)


def segno_png(link: str) -> bytes:
    """Returns the bare QR as segno draws it, as wide as a ticket's card, error correction M."""
    out = io.BytesIO()
    segno.make(link, error="m", boost_error=False).save(out, kind="png", scale=10, border=4)
    return out.getvalue()


def timed(make: Callable[[], bytes]) -> tuple[float, int]:
    """Returns the processor time in milliseconds, and the size."""
    began = process_time()
    made = make()
    return (process_time() - began) * 1000, len(made)


def measured(rounds: int) -> dict[str, list[tuple[float, int]]]:
    """Returns time and size of each way in each round; the first tickets, which load fonts, are not counted."""
    rng, key = Random(1), TicketKey(bytes(range(32)))
    found: dict[str, list[tuple[float, int]]] = {"Lorong": [], "picture alone": [], "segno": [], "qrcode": []}
    for place in range(-len(NAMES) * len(LANGUAGES), rounds):
        face, link = issue(place % 1000, rng, key)
        taken = {
            "Lorong": timed(lambda place=place: ticket_picture(*issue(place % 1000, rng, key))),  # type: ignore[misc]
            "picture alone": timed(lambda face=face, link=link: ticket_picture(face, link)),  # type: ignore[misc]
            "segno": timed(lambda link=link: segno_png(link)),  # type: ignore[misc]
            "qrcode": timed(lambda link=link: qr_png(link)),  # type: ignore[misc]
        }
        if place >= 0:
            for name, one in taken.items():
                found[name].append(one)
    return found


def figures(found: dict[str, list[tuple[float, int]]]) -> dict[str, float]:
    times = {name: [time for time, _ in each] for name, each in found.items()}
    sizes = {name: [size for _, size in each] for name, each in found.items()}
    return {
        "make_ms": median(times["picture alone"]),
        "issue_vs_segno": over(times["Lorong"], times["segno"]),
        "png_bytes_vs_segno": over(sizes["Lorong"], sizes["segno"]),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--quick", action="store_true", help="100 tickets instead of 1000")
    found = measured(100 if arguments.parse_args().quick else 1000)
    rows = [["a ticket", "median ms of processor", "slowest", "bytes"]]
    for name, each in found.items():
        times, sizes = zip(*each, strict=True)
        rows.append([name, f"{median(times):.1f}", f"{max(times):.1f}", f"{median(sizes):.0f}"])
    print(printed(rows))
    print(machine("pillow", "zxing-cpp", "segno", "qrcode"))
    result = figures(found)
    if path := chromium():
        result["kiosk_verify_ms"] = asyncio.run(verify_ms(path))
    print(
        printed(
            [
                ["figure", "measured", "target"],
                *([name, f"{value:.2f}", TARGETS[name]] for name, value in result.items()),
            ]
        )
    )
    print(figures_line(result))


if __name__ == "__main__":
    main()
