"""Days of an office on a virtual clock: people who come, staff who serve, by seed."""
