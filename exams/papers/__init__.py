"""Blueprints, assembly and frozen papers."""
