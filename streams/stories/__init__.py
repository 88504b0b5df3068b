"""Stories through their versions: who is whose next version, what a status does, which events live on. Pure."""
