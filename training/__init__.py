"""How the coder learns: the project's own annotated sentences, and the commands that make its weights."""
