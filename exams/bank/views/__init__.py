"""The question bank in the back office. Everything here shows keys, so everything asks for READ first."""
