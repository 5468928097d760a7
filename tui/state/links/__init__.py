"""Link checks on behalf of commands and wizard, and what is known of a draft's links."""
