"""Un paquet, pour que Playwright, ouvert pour lui, se ferme en le quittant."""
