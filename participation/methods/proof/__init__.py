"""Proofs that anyone can check: the public log (Merkle tree, signed checkpoints) and encrypted votes after Belenios 2.0."""
