"""The one safe Jinja environment: sentence patterns and templates see frozen values and nothing else."""
