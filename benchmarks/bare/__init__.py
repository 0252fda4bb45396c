"""The yardsticks: the same server with next to nothing on it."""
