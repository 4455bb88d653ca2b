"""What happens to finished data: reading, measuring, verifying it again."""
