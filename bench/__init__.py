"""What `make bench` runs: an exam day against the served app on both engines. docs/performance.md tells the method."""
