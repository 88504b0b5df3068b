"""newswire, the service: reads top to bottom like the road that a story takes."""
