"""What is known: published series with their sources, and which of them measures which indicator."""
