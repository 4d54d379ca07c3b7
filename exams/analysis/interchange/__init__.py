"""Response matrices read from files, and reports written as JSON."""
