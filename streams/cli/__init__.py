"""The command line: the pipeline stage by stage, and the tools around it. One module a command."""
