"""A message that shows already what it should is not changed."""

from tests.dispatcher.harness import Market, Visitor


async def test_nothing_new_to_show_is_an_answer_and_no_edit(market: Market, tom: Visitor) -> None:
    await tom.writes("/drops")
    before = tom.screen
    answer = await tom.tap(data="l:weekend.0..1", message=before.id)
    assert answer.text == ""
    assert tom.screen == before
    assert len(tom.answers) == 1
