"""Published material in other forms than its pages."""
