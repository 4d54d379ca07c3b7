"""Simplified Chinese read in traditional characters: words by OpenCC and our own list, pages by what they mark as content."""

from courses.traditional.pages import in_traditional_characters
from courses.traditional.words import interface_words, taught_words

__all__ = ["in_traditional_characters", "interface_words", "taught_words"]
