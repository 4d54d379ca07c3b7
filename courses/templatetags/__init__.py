"""Tags of the course pages."""
