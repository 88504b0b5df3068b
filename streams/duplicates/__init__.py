"""Who has whose words: sketches of texts, an index of them, and what a likeness means. Pure."""
