"""Real browsers against the served application, on the engine that TEST_ENGINE names."""
