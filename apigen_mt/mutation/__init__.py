"""The verifier's own test: trajectories made wrong on purpose, and edited without harm."""
