"""What bin/setup does. Needs only the standard library and pip, because it runs before anything is installed."""
