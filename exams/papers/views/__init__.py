"""The paper makers' pages."""
