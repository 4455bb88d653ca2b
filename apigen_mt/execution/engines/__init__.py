"""Who runs which shard: this machine, a Ray or a Slurm cluster, or whoever calls the worker."""
