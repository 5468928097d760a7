"""Link checks: permitted addresses, limits of requests, meaning of responses."""
