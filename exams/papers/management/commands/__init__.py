"""Commands of blueprints and papers."""
