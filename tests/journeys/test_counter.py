"""The payment QR on Ros's counter: a photo shows whose account it pays, and organisers are notified of a thief's."""

from bot.demo.data.people_and_stalls import KEN, ROS
from handlers.ticket.qr import qr_png
from tests.journeys.harness import TOM, Market, MarketWithOrganiser
from tests.market.deposit.payloads import DUITNOW
from tests.market.deposit.test_counter import THIEF, duitnow

SECOND_BANK = duitnow("000000777777777", "ROS NENEK")


async def test_a_thiefs_qr_on_the_counter(organised_market: MarketWithOrganiser) -> None:
    market = organised_market
    ros, ken, tom = (market.visitor(one) for one in (ROS.id, KEN.id, TOM))
    await ken.phone.set_language("en")
    for one in (ros, ken, tom):
        await one.writes("/start")
    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Payment QR")
    assert ros.reads.startswith("Thieves paste their payment QR over yours.")
    await ros.tap("Check now")
    await ros.phone.photo(qr_png("https://example.org/"))
    await market.until_idle()
    assert "That is not a bank payment QR." in ros.reads
    assert "Send a photo of the payment QR on your counter." in ros.reads
    await ros.phone.photo(qr_png(DUITNOW))
    await market.until_idle()
    assert ros.reads.startswith("✅ YOURS\nDuitNow account …6789, named OMBAK PRINT.")

    await ros.phone.photo(qr_png(SECOND_BANK))
    await market.until_idle()
    assert ros.reads.startswith("⛔ NOT YOURS\nDuitNow account …7777")
    await ros.tap("It is ours")
    assert "Is the account …7777 in your own bank app?" in ros.reads
    await ros.tap("Yes, it is ours")
    assert ros.reads.startswith("✅ YOURS")

    await ros.phone.photo(qr_png(THIEF))
    await market.until_idle()
    assert ros.reads.startswith("⛔ NOT YOURS\nDuitNow account …6666, named OMBAK PRINT.\nTake it down")
    await ros.tap("Tell the organisers")
    assert "The organisers know." in ros.reads
    await market.deliver()
    assert ken.reads.startswith("⛔ Dapur Nenek Ros in Lorong Bakau had a payment QR")

    kept = 2
    for data in ("cq", "cqa", f"cqs:{kept}", f"cqk:{kept}", f"cqo:{kept}", f"cqx:{kept}", f"cqr:{kept}"):
        assert (await tom.tap(data=data)).text.startswith(
            ("This is no longer here.", "Only the stall can do this: Dapur Nenek Ros.")
        ), data
    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Payment QR")
    assert "Payment QR on your counter" in ros.reads
    await ros.tap("Remove …7777")
    await ros.tap("Check now")
    await ros.writes(SECOND_BANK)
    assert ros.reads.startswith("⛔ NOT YOURS")


async def test_a_wrong_answer_has_a_way_back_which_closes_the_question(market: Market) -> None:
    ros = market.visitor(ROS.id)
    await ros.writes("/desk")
    await ros.tap("More")
    await ros.tap("Payment QR")
    await ros.tap("Check now")
    await ros.writes("lovely evening")
    assert "That is not a bank payment QR." in ros.reads
    await ros.tap("Back")
    assert "payment QR" in ros.reads
    await ros.writes("lovely evening")
    assert "That is not a bank payment QR." not in ros.reads
