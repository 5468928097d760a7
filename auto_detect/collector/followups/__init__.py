"""Follow-up queries: pure functions, one module per topic."""
