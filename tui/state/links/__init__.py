"""Link checks for commands and wizard, and their results for a draft."""
