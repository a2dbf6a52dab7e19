"""Markstone beside other graders, on the same class and the same machine."""
