"""Blueprint files in."""
