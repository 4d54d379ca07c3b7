"""Exams, sittings, attempts and the answer log."""
