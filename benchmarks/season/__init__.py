"""A season of three alleys from one seed, with faults, and the market's invariants checked after every commit."""
