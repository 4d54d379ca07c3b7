"""Tests of what doctor says."""
