"""What an operator does with the platform as a whole."""
