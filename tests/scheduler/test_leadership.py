"""A sender that another has taken over from stops: what it has in hand is finished, and nothing more is taken."""

from market.hand import Due
from scheduler.mailbox import HAND, Outcome
from storage.store import Store
from tests.scheduler.senders import Only, mailbox_of
from tests.scheduler.test_mailbox import NOW, Postman, states, written


async def test_who_is_no_longer_the_sender_finishes_what_is_in_hand_and_takes_no_more(
    store: Store,
) -> None:
    only, postman = Only(), Postman()
    mailbox = mailbox_of(store, postman, lambda: NOW, only=only)
    await written(store, 3 * HAND)
    usual = postman.how

    async def another_takes_over(letter: Due) -> Outcome:
        only.it = False
        return await usual(letter)

    postman.how = another_takes_over  # type: ignore[method-assign]
    assert await mailbox.send_due() == HAND
    assert len(postman.carried) == HAND
    assert await states(store) == [("sent", "")] * HAND + [("queued", "")] * 2 * HAND
    only.it = True
    postman.how = usual  # type: ignore[method-assign]
    assert await mailbox.send_due() == 2 * HAND
