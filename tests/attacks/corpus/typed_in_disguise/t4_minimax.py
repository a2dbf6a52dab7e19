"""Types truth values for numbers, every choice at once, and rows that agree with all.

Catalogue: 66, 75, 80, 81
Question: t4_minimax
Comes to: minmax_value FAILED, table_q FAILED, table_p FAILED/NOT_ATTEMPTED, reaches FAILED,
  other_step FAILED, behaviour FAILED, equilibrium FAILED/NOT_ATTEMPTED
Seconds: 6
Not stopped by: nothing
"""
