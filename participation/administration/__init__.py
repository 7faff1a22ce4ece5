"""The administration's own pages: what was done, how the platform is set, and which texts are still missing."""
