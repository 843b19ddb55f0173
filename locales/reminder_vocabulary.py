"""The words of "remind me": `words/reminder.tsv`, all lower case, as `normalize` returns them."""

from locales.word_lists import WordLists

LISTS = WordLists("reminder")

POLITE = LISTS.words("polite")
REMIND = LISTS.words("remind")
REMIND_ANYWHERE = LISTS.words("remind_anywhere")
EVERY = LISTS.words("every")
EVERY_DAY = LISTS.meanings("every_day")
EVERY_DAY_ADJECTIVES = LISTS.words("every_day_adjectives")
EVERY_OTHERWISE = LISTS.words("every_otherwise")
WEEKDAY_PLURALS = LISTS.words("weekday_plurals")
ASKS = LISTS.words("asks")
NOISE = LISTS.words("noise")
LONE_NOISE = LISTS.words("lone_noise")
