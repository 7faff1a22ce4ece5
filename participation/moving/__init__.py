"""Moving here from another platform: its export is read, looked at, taken over in whole or not at all, and can be taken back."""
