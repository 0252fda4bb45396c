"""Office profiles: one TOML file an office, its procedures beside it as CSV."""
