"""Pages and the answer path of a sitting."""
