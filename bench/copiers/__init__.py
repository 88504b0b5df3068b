"""The same copy, topic to topic, by each way that Python has to do it: one module a way, run as a process of its own.

Each is called with BROKER SOURCE TARGET GROUP, copies the source's records to the target until it is ended, and goes
on from where its group was. None imports the project but `fenced`, which is the project's way.
"""
