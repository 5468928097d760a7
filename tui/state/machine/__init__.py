"""Files on this machine besides drafts: the config file, and the memory of earlier sessions."""
