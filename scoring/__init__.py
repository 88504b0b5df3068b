"""The measuring room of the coder: `make score` prints what it finds, and writes docs/quality.md from it."""
