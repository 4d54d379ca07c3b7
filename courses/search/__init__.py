"""Search over the published material: finding entries, and showing them as results."""
