"""What Kafka and Faust do not promise by themselves: one writer a partition, exactly once, in order."""
