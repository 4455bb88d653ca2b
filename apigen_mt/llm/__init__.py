"""Models: one question, one durable answer; retries, limits and budget in one place."""
