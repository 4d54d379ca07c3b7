"""Moodle's XML: its question types, and the answers within a text that it calls cloze. No Django here."""
