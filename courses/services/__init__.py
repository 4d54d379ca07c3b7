"""Verbs of the course tree: publish what was loaded, keep the learning record."""
