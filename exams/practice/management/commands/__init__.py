"""Commands of marking."""
