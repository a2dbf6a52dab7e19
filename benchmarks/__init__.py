"""Measure markstone: against its peers, as a class grows, and where it regrades."""
