"""Names from the field, as data: vendors, drivers, operators, schedulers, metrics, machine types."""
