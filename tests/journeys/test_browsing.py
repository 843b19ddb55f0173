"""Looking around: list, filters, card, rule, stall, month, day, search, links."""

import pytest

from tests.journeys.harness import Market, Visitor


async def test_the_list_is_filtered_by_day_alley_and_tag_with_counts_before_each_choice(tom: Visitor) -> None:
    await tom.writes("/drops")
    assert tom.reads.startswith("This weekend · 1 to 4 of 13\n1. ")
    await tom.tap("Filter")
    assert tom.reads == "This weekend: 13 drops."
    await tom.tap("When: this weekend")
    assert tom.labels == [
        "today, 1",
        "tonight, 1",
        "tomorrow, 2",
        "this weekend, 13",
        "the next 7 days, 18",
        "next week, 10",
        "all days, 34",
        "Back",
    ]
    await tom.tap("all days, 34")
    await tom.tap("Alley: all alleys")
    assert tom.labels[0] == "all alleys, 34"
    counts = {label.rpartition(", ")[0]: int(label.rpartition(", ")[2]) for label in tom.labels[:-1]}
    assert sum(counts.values()) == 2 * counts["all alleys"], "each drop stands in one alley"
    bakau = f"Lorong Bakau, {counts['Lorong Bakau']}"
    await tom.tap(bakau)
    assert tom.reads == f"All days · Lorong Bakau: {counts['Lorong Bakau']} drops."
    await tom.tap("Tag: all")
    halal = next(label for label in tom.labels if label.startswith("#halal, "))
    await tom.tap(halal)
    count = int(halal.removeprefix("#halal, "))
    assert tom.reads == f"All days · Lorong Bakau · #halal: {count} drops."
    await tom.tap("Show drops")
    assert tom.reads.startswith("All days · Lorong Bakau · #halal · 1 to ")
    assert f" of {count}\n" in tom.reads
    await tom.tap("Filter")
    await tom.tap("Clear")
    assert tom.reads == "This weekend: 13 drops."


async def test_the_list_is_turned_page_by_page_and_what_cannot_be_turned_is_not_there(tom: Visitor) -> None:
    await tom.writes("/drops")
    assert "Previous" not in tom.labels
    await tom.tap("Next")
    assert " · 5 to 8 of 13\n5. " in tom.reads
    await tom.tap("Next")
    await tom.tap("Next")
    assert " · 13 of 13\n13. " in tom.reads
    assert "Next" not in tom.labels
    await tom.tap("Previous")
    assert " · 9 to 12 of 13\n" in tom.reads


@pytest.mark.feature("S01")
async def test_a_card_leads_to_its_neighbours_its_rule_and_its_stall_and_back_to_its_page(
    tom: Visitor,
) -> None:
    await tom.writes("/drops")
    await tom.tap("Next")
    listed = tom.reads
    await tom.tap(tom.labels[0])
    assert tom.screen.photo is not None
    first = tom.reads
    await tom.tap("Next")
    assert tom.reads != first
    await tom.tap("Previous")
    assert tom.reads == first
    await tom.tap("Details")
    assert tom.reads.startswith(first.split(" · ")[0].split("\n")[0])
    assert tom.screen.photo is not None
    await tom.tap("Back")
    assert tom.reads == first
    await tom.tap("Details")
    await tom.tap("Stall")
    assert " · Lorong " in tom.reads
    await tom.tap("Back")
    assert tom.reads == first
    await tom.tap("Back")
    assert tom.reads == listed


async def test_a_stall_lists_what_it_has_ahead(market: Market, tom: Visitor) -> None:
    await tom.writes("kuih lapis")
    await tom.tap("1 Kuih lapis")
    await tom.tap("Details")
    await tom.tap("Stall")
    assert "Dapur Nenek Ros · Lorong Bakau" in tom.reads
    assert "(in Malay)" in tom.reads
    for drop in ("Seri muka", "Kuih lapis", "Onde-onde", "Kuih cincin"):
        assert drop in tom.reads
    await tom.tap("Onde-onde")
    assert tom.reads.startswith("Onde-onde")
    assert tom.screen.photo is not None


async def test_the_month_opens_a_day_and_the_day_leads_back_to_the_month(tom: Visitor) -> None:
    await tom.writes("/calendar")
    assert (
        tom.reads == "November 2026 · all alleys · today is Tue 24 Nov.\n18 drops.\n• marks a day with drops."
    )
    month = tom.reads
    await tom.tap("28•")
    assert tom.reads.startswith("Sat 28 Nov · 1 to ")
    await tom.tap("Back")
    assert tom.reads == month
    await tom.tap("Dec")
    assert tom.reads.startswith("December 2026 · all alleys · today is Tue 24 Nov.\n")
    await tom.tap("As a list")
    assert tom.reads.startswith("December 2026 · 1 to 4 of 16\n")


async def test_a_month_filtered_by_alley_keeps_its_filter_in_the_day(tom: Visitor) -> None:
    await tom.writes("/calendar")
    await tom.tap("Filter")
    await tom.tap("Alley: all alleys")
    await tom.tap("Lorong Tanjung, ")
    await tom.tap("Show drops")
    assert tom.reads.startswith("November 2026 · Lorong Tanjung · ")
    await tom.tap("Back")
    assert tom.reads.startswith("November 2026 · Lorong Tanjung · today is Tue 24 Nov.")
