"""Tests of what an operator does with the platform as a whole."""
