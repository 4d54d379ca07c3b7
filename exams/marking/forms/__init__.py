"""Forms of marking, a module for each kind of work."""
