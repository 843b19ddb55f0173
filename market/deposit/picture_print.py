"""Whether two pictures are the same one, after what chat apps and phones do to a picture that is sent on: it is scaled and compressed anew.

A picture is reduced to TILES greys. Two pictures look the same where no tile differs by more than MAX_DIFFERENCE. How the limit was measured:
docs/deposit.md#the-screenshot-of-a-transfer.
"""

import zlib
from dataclasses import dataclass, field
from hashlib import sha256

from PIL import Image, ImageChops

TILES = (96, 192)
"""Tiles across and down. Fine enough for one digit to fill a tile, too coarse to read words of ordinary size."""
MAX_DIFFERENCE = 20
"""Greys of 255 by which one tile of the same picture may differ."""
SHADE_STEPS, MAX_SHADE_DIFFERENCE = 16, 32
"""The mean of the tiles is kept in sixteenths of a grey; that of the same picture differs by two greys at most."""
COUNT = TILES[0] * TILES[1]


@dataclass(frozen=True)
class PrintOfPicture:
    """The print by which a picture is known: the SHA-256 of its bytes in hexadecimal, and its tiles, row by row, compressed."""

    digest: str
    tiles: bytes = field(repr=False)

    @property
    def shade(self) -> int:
        """Return the mean of the tiles, in sixteenths of a grey."""
        return round(SHADE_STEPS * sum(unpacked(self.tiles)) / COUNT)


def print_of(data: bytes, tiles: bytes) -> PrintOfPicture:
    """Return the print of a picture from its bytes and its tiles. Raises ValueError for another number of tiles."""
    if len(tiles) != COUNT:
        raise ValueError(f"{len(tiles)} tiles in place of {COUNT}")
    return PrintOfPicture(sha256(data).hexdigest(), zlib.compress(tiles))


def unpacked(tiles: bytes) -> bytes:
    """Return the tiles of a print as they were."""
    return zlib.decompressobj().decompress(tiles, COUNT)


def look_same(one: bytes, other: bytes) -> bool:
    """Return whether two pictures look the same, by their tiles, which are not compressed."""
    return difference(one, other) <= MAX_DIFFERENCE


def difference(one: bytes, other: bytes) -> int:
    """Return the most by which a tile differs."""
    both = (Image.frombytes("L", TILES, tiles) for tiles in (one, other))
    _, most = ImageChops.difference(*both).getextrema()
    return int(most)  # type: ignore[arg-type]
