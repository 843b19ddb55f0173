"""A file for Chromium's fake camera: JPEG pictures one after the other, in a loop."""

from io import BytesIO
from pathlib import Path
from random import Random

from PIL import Image

from benchmarks.ticket import ticket_facts
from handlers.ticket.face import ticket_face
from handlers.ticket.ticket_picture import ticket_picture
from locales.say import speak
from market.ticket.facts import TicketStatus

SIZE = (640, 480)


def picture_of_ticket(link: str) -> Image.Image:
    """Return the ticket picture that the bot sends, with this link in its QR."""
    face = ticket_face(speak("en"), ticket_facts(0, Random(1)), TicketStatus.VALID)
    return Image.open(BytesIO(ticket_picture(face, link))).convert("RGB")


def write_camera(file: Path, *held: Image.Image) -> Path:
    """Write a file that shows each picture for a moment, a little tilted, with some of the table around it."""
    with file.open("wb") as out:
        for picture in held:
            frame = Image.new("RGB", SIZE, "#8a7a66")
            near = picture.rotate(6, expand=True, fillcolor="#8a7a66", resample=Image.Resampling.BICUBIC)
            near.thumbnail((620, 620))
            frame.paste(near, ((SIZE[0] - near.width) // 2, SIZE[1] // 2 - near.height * 5 // 8))
            for _ in range(20):
                frame.save(out, "JPEG", quality=80)
    return file
