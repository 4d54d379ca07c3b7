"""Tags of the runner."""
