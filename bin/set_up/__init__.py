"""What bin/setup does, with the standard library and pip alone: it runs before anything is installed."""
