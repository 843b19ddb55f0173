"""The first tap: everybody is welcomed in their phone's language."""

from tests.journeys.harness import Market, Visitor

ENGLISH, MALAY, CHINESE = "Lorong is the front desk", "Lorong ialah", "Lorong"
LANGUAGES = "Language 语言 Bahasa"


async def test_the_welcome_says_who_lorong_is_and_shows_three_drops_with_a_button_each(tom: Visitor) -> None:
    await tom.writes("/start")
    who, *drops = tom.reads.split("\n")
    assert who == (
        "Alley markets in Kota Kinabalu. Stalls sell small batches, called drops. Join one here, pick it up at the stall."
    )
    assert [drop[:3] for drop in drops[::2]] == ["1. ", "2. ", "3. "]
    assert drops[:2] == ["1. 一令吉书桌 · 一叶书摊", "Tomorrow 18:00 · RM5.00 · 29 left"]
    assert tom.labels[:3] == ["1 一令吉书桌", "2 A first strin…", "3 Bead bracelet…"]
    assert "waitlist" not in tom.reads, (
        "what has nothing left, as Seri muka today, gives its place to a later one"
    )
    assert {"All drops, 34", "Calendar", LANGUAGES, "Open a stall"} <= set(tom.labels)
    assert not {"closed", "cancelled", "paused"} & set(tom.reads.replace("\n", " · ").split(" · "))


async def test_who_first_comes_by_a_tap_or_a_word_is_served_as_well(market: Market) -> None:
    first, second = market.visitor(5000), market.visitor(5001)
    await first.phone.write("hello")
    await first.tap(data="s", message=1)
    assert first.reads.startswith("1. ")
    await second.writes("kuih lapis")
    assert second.reads.startswith("Found 2 drops.")
