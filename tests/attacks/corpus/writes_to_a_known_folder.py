"""Writes into a folder of this machine that everybody may write to.

Catalogue: 18
Question: t4_minimax
Comes to: alternating_hidden FAILED
Seconds: 4
Not stopped by: none
"""

from pathlib import Path

from accomplice import KNOWN, MARK, if_succeeds, works

alternating = if_succeeds(
    lambda: works(lambda: Path(KNOWN["canary"], MARK).write_text("1 passed"))
)
