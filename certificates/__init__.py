"""Awards, certificates, their rendering and verification."""
