"""Reads of analyses: answers of an exam as a matrix, reports as they were made, the queue of findings."""
