"""Payment QRs as banks make them, each with a correct checksum; only the identifiers of their schemes are real."""

from binascii import crc_hqx


def sealed(body: str) -> str:
    """Return a payload with a CRC that the standard library computes, as a second opinion."""
    open_ = body + "6304"
    return open_ + f"{crc_hqx(open_.encode(), 0xFFFF):04X}"


def tag(number: str, value: str) -> str:
    return f"{number}{len(value):02}{value}"


def payload(account: str, currency: str, country: str, name: str, city: str, more: str = "") -> str:
    return sealed(
        tag("00", "01")
        + tag("01", "11")
        + account
        + tag("52", "5999")
        + tag("53", currency)
        + tag("58", country)
        + tag("59", name)
        + tag("60", city)
        + more
    )


DUITNOW = payload(
    tag("26", tag("00", "A0000006150001") + tag("01", "501664") + tag("02", "000000123456789")),
    "458",
    "MY",
    "OMBAK PRINT",
    city="KOTA KINABALU",
)
QRIS = payload(
    tag("26", tag("00", "ID.CO.QRIS.WWW") + tag("01", "936000000000000001") + tag("03", "UMI")),
    "360",
    "ID",
    "WARUNG SARI",
    city="PONTIANAK",
    more=tag("62", tag("07", "A01")),
)
PROMPTPAY = payload(
    tag("29", tag("00", "A000000677010111") + tag("01", "0066000000000")),
    "764",
    "TH",
    "RAN NOI",
    city="BANGKOK",
)
QR_PH = payload(
    tag("28", tag("00", "com.p2pqrpay") + tag("01", "XXXXPHM1") + tag("04", "000000000000")),
    "608",
    "PH",
    "TINDAHAN NI LUZ",
    city="MANILA",
)
VIETQR = payload(
    tag(
        "38",
        tag("00", "A000000727")
        + tag("01", tag("00", "970400") + tag("01", "0000000001"))
        + tag("02", "QRIBFTTA"),
    ),
    "704",
    "VN",
    "QUAN CO BA",
    city="HANOI",
)
EVERY = {
    "DuitNow": (DUITNOW, "MYR"),
    "QRIS": (QRIS, "IDR"),
    "PromptPay": (PROMPTPAY, "THB"),
    "QR Ph": (QR_PH, "PHP"),
    "VietQR": (VIETQR, "VND"),
}
