"""The crowd benchmark: a picture counts as a ticket where another library reads its QR code. No test asserts speed."""

import io

import segno

from benchmarks.crowd import TARGETS, _is_ticket


def picture_of(link: str) -> bytes:
    drawn = io.BytesIO()
    segno.make(link, error="q").save(drawn, kind="png", scale=8, border=4)
    return drawn.getvalue()


def test_a_picture_is_a_ticket_by_its_code() -> None:
    assert _is_ticket(picture_of("https://t.me/bench_bot?start=t_abc"))
    assert _is_ticket(picture_of("HTTPS://LORONG.EXAMPLE/T/ABC"))
    assert not _is_ticket(picture_of("https://t.me/bench_bot?start=d_ABC"))


def test_each_figure_has_its_bar() -> None:
    assert [*TARGETS] == [
        "first_answer_p95_s",
        "ticket_p95_s",
        "hold_told_p95_s",
        "counted_messages_per_booking",
    ]
