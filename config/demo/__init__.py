"""The demonstration: every screen within reach, built by the apps' own services, safe to build again."""
