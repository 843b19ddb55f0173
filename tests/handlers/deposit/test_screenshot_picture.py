"""Similar pictures: a forwarded one matches, two screenshots of one bank app do not. The threshold lies between the distances measured here."""

from random import Random

import pytest
from PIL import Image

from market.deposit.picture_print import COUNT, MAX_DIFFERENCE, difference, look_same, print_of, unpacked
from tests.drawn_screenshots import APPS, a_transfer, draw, jpeg, one_sign_apart, png, scaled, sent_on
from tests.opened_files import tiles_of

TRANSFERS = 4
"""Of each app."""


def as_photo(transfer_picture: Image.Image) -> bytes:
    """Return the tiles of a screenshot that was sent as a photo."""
    return tiles_of(jpeg(scaled(transfer_picture, 1280), 87))


def measured() -> dict[str, list[int]]:
    """Return the differences of pictures that were sent on, of one app's transfers, and of transfers that are one sign apart."""
    rng = Random(14)
    found: dict[str, list[int]] = {"sent on": [], "another": [], "one sign": []}
    for app in APPS:
        transfers = [a_transfer(app, rng) for _ in range(TRANSFERS)]
        pictures = [draw(each) for each in transfers]
        photos = [as_photo(each) for each in pictures]
        for number, (transfer, picture) in enumerate(zip(transfers, pictures, strict=True)):
            first = tiles_of(png(picture))
            found["sent on"] += [difference(first, tiles_of(data)) for _, data in sent_on(picture)]
            found["another"] += [difference(first, other) for other in photos[:number] + photos[number + 1 :]]
            found["one sign"] += [
                difference(first, as_photo(draw(other))) for other in one_sign_apart(transfer)
            ]
    return found


def test_the_limit_is_between_what_was_sent_on_and_what_differs_in_one_sign() -> None:
    found = measured()
    assert len(found["sent on"]) >= 60
    assert len(found["another"]) + len(found["one sign"]) >= 60
    assert max(found["sent on"]) <= MAX_DIFFERENCE - 3, sorted(found["sent on"])[-5:]
    assert min(found["one sign"]) >= MAX_DIFFERENCE + 3, sorted(found["one sign"])[:5]
    assert min(found["another"]) >= 2 * MAX_DIFFERENCE, sorted(found["another"])[:5]


def test_another_template_looks_other() -> None:
    rng = Random(1)
    one, other = (tiles_of(png(draw(a_transfer(app, rng)))) for app in APPS[:2])
    assert not look_same(one, other)


def test_the_print_has_no_more_than_the_tiles() -> None:
    data = png(Image.new("L", (300, 600), 40))
    known = print_of(data, tiles_of(data))
    assert unpacked(known.tiles) == bytes([40]) * COUNT
    assert known.shade == 40 * 16
    with pytest.raises(ValueError, match="tiles"):
        print_of(data, b"too few")
