"""Typed answers: what a student wrote, read without ever running it."""
