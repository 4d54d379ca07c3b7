"""Marks and results."""
