"""The link in the QR of a receipt."""


def receipt_link(public_url: str, username: str, code: str) -> str:
    """Returns the address of a receipt's page, which needs no account; where this market has no pages, the link that opens it in the chat."""
    return f"{public_url}/R/{code}" if public_url else f"https://t.me/{username}?start=r_{code}"
