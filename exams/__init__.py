"""Everything about examinations: bank → papers → sittings → marking → analysis and practice."""
