"""Question banks: items, their immutable versions, item types and review."""
