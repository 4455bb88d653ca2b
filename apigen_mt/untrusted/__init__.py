"""What somebody else wrote, read within limits: JSON and YAML of files, models and servers."""
