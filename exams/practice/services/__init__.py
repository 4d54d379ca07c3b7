"""Every act of practice."""
