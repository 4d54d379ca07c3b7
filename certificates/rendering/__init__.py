"""Certificates as pictures of their payload."""
