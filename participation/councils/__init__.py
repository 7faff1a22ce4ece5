"""Citizens' councils (Bürgerräte): the frame of one, from its announcement to its handover, and the features by which its people are drawn."""
