"""The project: settings, root URLs, server entry, shared templates and the commands that span every app."""
