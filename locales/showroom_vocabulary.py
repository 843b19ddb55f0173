"""The words of a line about a showroom's hours. All lower case, as `normalize` returns them."""

BUFFERS = ("buffer", "break", "jeda", "rehat", "间隔", "缓冲")
PEOPLE = ("people", "person", "pax", "orang", "人", "位")
WALK_INS = ("walk-in", "walk-ins", "walk in", "tanpa janji", "临时", "现场")
FROM_DAYS = ("from", "mulai", "dari", "从", "自")
