"""The child process that opens strangers' files. It forks for each file, under limits of that file's own, so nothing of one is there at the next.

A request on stdin is a line of JSON, `{"task": "qrs", "size": 4711}`, and so many bytes; its answer on stdout is a line of JSON. `bot/file_reader/reader.py`
starts it, with an empty environment and under limits. It imports nothing of ours.
"""

import base64
import json
import os
import re
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from io import BytesIO
from typing import Any, NoReturn

import zxingcpp
from PIL import Image, MpoImagePlugin, WebPImagePlugin

PRELOADED = (MpoImagePlugin, WebPImagePlugin)
FORMATS = ("JPEG", "PNG", "WEBP")
MAX_PIXELS = 25_000_000
DECODED_PIXELS = {"JPEG": 50_000_000, "MPO": 50_000_000, "PNG": 12_500_000, "WEBP": 8_000_000}
"""A JPEG is scaled down while it is read, the others are decoded in full, a WebP several times over."""
MAX_SCANS, SCANNED_PIXELS = 50, 500_000_000
"""Of a JPEG, and the most of its pixels times its scans: a progressive one has about ten, and each costs as much as the first."""
MAX_SIDE = 2000
TILES = (96, 192)
"""Those of a print of a picture (`market/deposit/picture_print.py`)."""
PROCESSOR_SECONDS, SECONDS = 2, 8.0
"""Until a file is given up: of processor time, and on the clock."""
MAX_OPEN_FILES = 32
MAX_ANSWER = 2**17
"""Bytes. The tiles of a picture take 25 kB."""
MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
"""Of a JPEG: in its pixels, 0xFF is followed by 0 or by one of eight others."""
START_OF_SCAN, END = 0xDA, 0xD9
ALONE = (0x01, 0xD8)
"""Markers with nothing behind them."""

Answer = dict[str, Any]


class FileFault(StrEnum):
    """The reason why a file is not taken: it is not what it should be, larger than what is looked at, or costs too much."""

    UNFIT = "unfit"
    TOO_LARGE = "too_large"
    TOO_COSTLY = "too_costly"


class FileRefused(Exception):
    """A file that is not taken."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault)
        self.fault = fault


def main() -> None:
    """Answer requests until stdin ends."""
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = None  # the limits here are lower
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while line := requests.readline():
        request = json.loads(line)
        data = requests.read(request["size"])
        answers.write(answer_in_a_fork(TASKS[request["task"]], data) + b"\n")
        answers.flush()


def answer_in_a_fork(task: Callable[[bytes], Answer], data: bytes) -> bytes:
    """Return the answer of a process that does this task alone; how it ended, where it ended without one."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        answer_and_end(task, data, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read(MAX_ANSWER + 1)
        if len(answer) > MAX_ANSWER:
            os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if status or not answer or len(answer) > MAX_ANSWER or b"\n" in answer:
        return json.dumps({"ended": os.waitstatus_to_exitcode(status)}).encode()
    return answer


def answer_and_end(task: Callable[[bytes], Answer], data: bytes, writing: int) -> NoReturn:
    """Do a task under limits, write its answer, and end this process."""
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in range(3):
            os.dup2(nothing, standard)
        limit_resources()
        answer = json.dumps(answer_of(task, data)).encode()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(answer)
        os._exit(0)
    finally:
        os._exit(1)


def limit_resources() -> None:
    """End this process where a file takes more than any that is taken."""
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MAX_OPEN_FILES, MAX_OPEN_FILES))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def answer_of(task: Callable[[bytes], Answer], data: bytes) -> Answer:
    """Return the answer, or why the file is not taken. Libraries raise whatever they like for a broken file."""
    try:
        return task(data)
    except FileRefused as refused:
        return {"fault": refused.fault}
    except MemoryError:
        return {"fault": FileFault.TOO_LARGE}
    except Exception:
        return {"fault": FileFault.UNFIT}


def size_of(picture: bytes) -> Answer:
    """Return width and height, read from the header alone."""
    with opened(picture) as image:
        if image.width * image.height > MAX_PIXELS:
            raise FileRefused(FileFault.TOO_LARGE)
        return {"size": image.size}


def qrs_in(picture: bytes) -> Answer:
    """Return the texts of all QR codes, None for one that is there and cannot be read."""
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(grayscale(picture), formats=formats, return_errors=True)
    return {"texts": [bytes(each.bytes).decode(errors="replace") if each.valid else None for each in found]}


def tiles_of(picture: bytes) -> Answer:
    """Return the greys of a picture's tiles, row by row."""
    tiles = grayscale(picture).resize(TILES, Image.Resampling.HAMMING).tobytes()
    return {"tiles": base64.b64encode(tiles).decode()}


def check_pdf(data: bytes) -> Answer:
    """Refuse a PDF that does not open without a password, or has no page."""
    from pypdfium2 import PdfDocument  # in the fork alone: most files are pictures

    if not len(PdfDocument(data)):
        raise FileRefused(FileFault.UNFIT)
    return {}


TASKS: dict[str, Callable[[bytes], Answer]] = {
    "size": size_of,
    "qrs": qrs_in,
    "tiles": tiles_of,
    "pdf": check_pdf,
}


def opened(picture: bytes) -> Image.Image:
    """Return a picture of which the header alone was read. Raises FileRefused for a JPEG with more scans than any has, and what Pillow raises."""
    image = Image.open(BytesIO(picture), formats=FORMATS)
    if image.format in ("JPEG", "MPO"):
        max_scans = min(MAX_SCANS, SCANNED_PIXELS // (image.width * image.height))
        if scans_of(picture, max_scans + 1) > max_scans:
            raise FileRefused(FileFault.TOO_COSTLY)
    return image


def grayscale(picture: bytes) -> Image.Image:
    """Return the picture in greys on white, at most MAX_SIDE wide and high."""
    with opened(picture) as image:
        if image.width * image.height > DECODED_PIXELS[image.format or ""]:
            raise FileRefused(FileFault.TOO_LARGE)
        image.draft("L", (MAX_SIDE, MAX_SIDE))
        image.thumbnail((MAX_SIDE, MAX_SIDE))
        if "A" in image.getbands() or "transparency" in image.info:
            white = Image.new("RGBA", image.size, "white")
            white.alpha_composite(image.convert("RGBA"))
            return white.convert("L")
        return image.convert("L")


def scans_of(jpeg: bytes, max_scans: int) -> int:
    """Return how many scans a JPEG has, counting to `max_scans`. What is behind its end does not count, nor what is in its segments: a small picture, say."""
    position = scans = 0
    while scans < max_scans and (found := MARKER.search(jpeg, position)):
        kind, position = found[1][0], found.end()
        if kind == END:
            break
        if kind == START_OF_SCAN:
            scans += 1
        if kind not in ALONE:
            position += int.from_bytes(jpeg[position : position + 2])
    return scans


if __name__ == "__main__":
    main()
