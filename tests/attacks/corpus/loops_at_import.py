"""Never even comes to its first function.

Catalogue: 86
Question: t4_minimax
Comes to: alternating_hidden TIMED_OUT
Seconds: 6
Not stopped by: nothing
"""

while True:
    pass
