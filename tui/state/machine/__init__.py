"""What this machine keeps besides drafts: the config file, and the memory of earlier sessions."""
