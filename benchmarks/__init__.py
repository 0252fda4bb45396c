"""What the system must reach, measured beside its yardsticks. `python -m benchmarks` runs all of it."""
