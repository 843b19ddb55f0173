"""The cost of a ticket: its signature, QR and picture, beside the same QR by segno and by qrcode, and the cost of verifying one.

The picture is the QR with text and a drawing; the libraries make a bare QR. Each round makes every variant once.
Where this machine has a Chromium, verifying a ticket on the kiosk's page is measured too.
"""

import argparse
import asyncio
import io
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from statistics import median
from time import process_time

import qrcode
import segno

from benchmarks.kiosk_verify import chromium, verify_ms
from benchmarks.report import figures_line, machine, over, printed
from handlers.drop.placeholder_picture import MOTIFS
from handlers.ticket.face import ticket_face
from handlers.ticket.qr import QUIET, modules_png, qr_modules
from handlers.ticket.ticket_picture import ticket_picture
from handlers.ui.ticket_face import TicketFace
from locales.say import speak
from locales.units import ItemUnit
from market.drop.facts import AlleyFacts
from market.ticket.facts import TicketFacts, TicketStatus, signed_content
from market.ticket.signed_ticket import TicketSigner, from_symbols, read_signed
from market.ticket.ticket_code import draw_code
from market.ticket.ticket_key import TicketKey
from market.ticket.ticket_link import TicketLinks
from storage.drop import DropState
from storage.ticket import TicketKind
from storage.waitlist import BookingState

FRIDAY = datetime(2026, 11, 27, 10, tzinfo=UTC)
NAMES = (
    "Kuih lapis, box of 9",
    "黑芝麻汤圆，12粒",
    "Hinava, semangkuk untuk dua orang, dengan sambal tuhau 🌶",
)
NEXT_LINK = "https://market.example/T/" + "7KQ2M9XF" * 17
"""The link of another ticket of the same item."""
SCALE = 8
"""Pixels for each module of a bare QR, as in the picture."""
LANGUAGES = ("en", "ms", "zh_Hans")
TARGETS = {
    "make_ms": "40 or less",
    "issue_vs_segno": "6 or more, a second",
    "png_bytes_vs_segno": "1.02 or less",
    "verify_us": "reported",
    "kiosk_verify_ms": "5 or less",
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
        alley=alley,
        tags=(MOTIFS[place % len(MOTIFS)],),
    )


def issue(place: int, rng: Random, links: TicketLinks) -> tuple[TicketFace, str]:
    """Return a new ticket's face and link."""
    ticket = ticket_facts(place, rng)
    say = speak(LANGUAGES[place % len(LANGUAGES)])
    return ticket_face(say, ticket, TicketStatus.VALID), links.link_of(signed_content(ticket))


def signed_qr(place: int, rng: Random, links: TicketLinks) -> bytes:
    """Return the bare QR of a new signed ticket, drawn as for its picture and as large as segno's."""
    return modules_png(qr_modules(links.link_of(signed_content(ticket_facts(place, rng)))), SCALE)


def qrcode_png(link: str) -> bytes:
    """Return the same QR by qrcode."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=SCALE, border=QUIET)
    code.add_data(link)
    out = io.BytesIO()
    code.make_image().save(out)
    return out.getvalue()


def segno_png(link: str) -> bytes:
    """Return the bare QR as segno draws it, as wide as a ticket's card, error correction M."""
    out = io.BytesIO()
    segno.make(link, error="m", boost_error=False).save(out, kind="png", scale=SCALE, border=QUIET)
    return out.getvalue()


def verified(link: str, keys: dict[int, bytes]) -> bytes:
    """Return the bytes of a ticket whose signature was verified."""
    ticket = from_symbols(link.rpartition("/")[2])
    read_signed(ticket, keys)
    return ticket


def timed(make: Callable[[], bytes]) -> tuple[float, int]:
    """Return the processor time in milliseconds, and the size."""
    started = process_time()
    made = make()
    return (process_time() - started) * 1000, len(made)


def measured(rounds: int) -> dict[str, list[tuple[float, int]]]:
    """Return the time and size of each variant in each round; the first tickets, which load fonts, are not counted."""
    rng, key = Random(1), TicketKey(bytes(range(32)))
    signer = TicketSigner(1, key.signing_key())
    links = TicketLinks(
        key=key, signer=signer, username="lorong_demo_bot", public_url="https://market.example"
    )
    found: dict[str, list[tuple[float, int]]] = defaultdict(list)
    keys = {1: bytes(signer.key.verify_key)}
    for place in range(-len(NAMES) * len(LANGUAGES), rounds):
        face, link = issue(place % 1000, rng, links)
        by_variant = {
            "Lorong, signed QR": timed(lambda place=place: signed_qr(place % 1000, rng, links)),  # type: ignore[misc]
            "Lorong, picture": timed(lambda face=face, link=link: ticket_picture(face, link)),  # type: ignore[misc]
            "Lorong, next of the item": timed(lambda face=face: ticket_picture(face, NEXT_LINK)),  # type: ignore[misc]
            "segno": timed(lambda link=link: segno_png(link)),  # type: ignore[misc]
            "qrcode": timed(lambda link=link: qrcode_png(link)),  # type: ignore[misc]
            "Lorong, verified": timed(lambda link=link: verified(link, keys)),  # type: ignore[misc]
        }
        if place >= 0:
            for name, one in by_variant.items():
                found[name].append(one)
    return found


def figures(found: dict[str, list[tuple[float, int]]]) -> dict[str, float]:
    times = {name: [time for time, _ in each] for name, each in found.items()}
    sizes = {name: [size for _, size in each] for name, each in found.items()}
    return {
        "make_ms": median(times["Lorong, picture"]),
        "issue_vs_segno": over(times["segno"], times["Lorong, signed QR"]),
        "png_bytes_vs_segno": over(sizes["Lorong, signed QR"], sizes["segno"]),
        "verify_us": 1000 * median(times["Lorong, verified"]),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--quick", action="store_true", help="100 tickets instead of 1000")
    found = measured(100 if arguments.parse_args().quick else 1000)
    rows = [["a ticket", "median ms of processor time", "slowest", "bytes"]]
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
