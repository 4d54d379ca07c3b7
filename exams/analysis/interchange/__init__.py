"""Response matrices read from files."""
