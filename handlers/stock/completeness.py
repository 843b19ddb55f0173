"""The completeness of a vendor's stock message."""

from handlers.stock.post_parser import StockPost
from handlers.typed_time.normalized_text import normalize

QUESTION_MARK = "?"


def is_whole(post: StockPost) -> bool:
    """Return whether each item of the message has a name, a quantity and a price."""
    items = post.message.items
    return bool(items) and all(
        item.quantity is not None and (item.price is not None or not item.offered) for item in items
    )


def is_surely_stock(post: StockPost) -> bool:
    """Return whether the message is whole and can be read in one way, with nothing left over."""
    return is_whole(post) and not post.readings and not post.unparsed


def names_priced_goods(post: StockPost) -> bool:
    """Return whether the message has an item with a name and a price."""
    return any(item.price is not None for item in post.message.items)


def seems_stock(post: StockPost, words: str) -> bool:
    """Return whether a text is meant as stock: a name with a price, or with a number unless it is a question."""
    has_number = any(item.quantity is not None for item in post.message.items)
    is_question = normalize(words).rstrip().endswith(QUESTION_MARK)
    return names_priced_goods(post) or (has_number and not is_question)
