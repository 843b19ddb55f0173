"""The words of a line about a showroom's hours: `words/showroom.tsv`."""

from locales.word_lists import WordLists

LISTS = WordLists("showroom")

BUFFERS = LISTS.words("buffers")
PEOPLE = LISTS.words("people")
WALK_INS = LISTS.words("walk_ins")
FROM_DAYS = LISTS.words("from_days")
