"""Analyses and findings in the Wagtail admin."""
