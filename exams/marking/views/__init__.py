"""The candidate's result, and the markers' desk in the back office."""
