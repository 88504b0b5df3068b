"""Benchmarks of the service, side by side with a known base, one command each."""
