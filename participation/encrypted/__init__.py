"""Encrypted votes: trustees' keys, credentials, the public board, decryption. Stands on the room of votes (decision 026)."""
