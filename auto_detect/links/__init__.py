"""Link checks: which addresses are reachable, how requests are limited, what a response means."""
