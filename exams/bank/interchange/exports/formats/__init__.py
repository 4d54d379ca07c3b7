"""One module for each format that items are exported in."""
