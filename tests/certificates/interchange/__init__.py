"""Lists in, archives and sheets out."""
