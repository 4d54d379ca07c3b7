"""Practice, wrong-answer book, spaced review."""
