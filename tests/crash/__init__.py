"""kill -9 of a real server under concurrent writers, on the engine that TEST_ENGINE names."""
