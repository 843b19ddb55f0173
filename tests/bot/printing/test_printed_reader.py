"""The reader of printed sheets that tests use."""

import zlib
from itertools import count

from tests.printed import page_paths

CARRIAGE_RETURN = 0x0D


def path_whose_stream_ends_like_a_line() -> bytes:
    """Return the drawing of one filled path, whose compressed bytes end with a carriage return: each 256th does."""
    for x in count():
        drawing = b"q %d 0 m 1 1 l f Q" % x
        if zlib.compress(drawing)[-1] == CARRIAGE_RETURN:
            return zlib.compress(drawing)
    raise AssertionError


def test_a_stream_is_read_whatever_byte_it_ends_with() -> None:
    stream = path_whose_stream_ends_like_a_line()
    pdf = b"1 0 obj << /Length %d >>\nstream\n%b\nendstream endobj" % (len(stream), stream)
    assert len([*page_paths(pdf)]) == 1
