"""Signatures and keys as devices write them: in base64url, in one way only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.kiosk.scan_body import from_base64url, to_base64url


@given(st.binary(max_size=80))
def test_bytes_are_read_as_they_were_written(data: bytes) -> None:
    text = to_base64url(data)
    assert from_base64url(text) == data
    assert text.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == ""


@pytest.mark.parametrize("text", ["AA+A", "AA/A", "AA==", "AA A", "AAAA\n", "AA!AA", "AAÄA", "A"])
def test_what_is_not_base64url_is_not_read(text: str) -> None:
    """Decoding would skip some of these signs and take others for the two that stand for them."""
    with pytest.raises(ValueError, match="base64"):
        from_base64url(text)
