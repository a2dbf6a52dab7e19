"""Keep pytest out of what attackers wrote."""

collect_ignore = ["corpus", "innocent", "accomplice.py"]
