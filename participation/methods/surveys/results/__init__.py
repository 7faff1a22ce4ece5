"""What people answered: counts with intervals, cross tables that protect small groups, weights, comparisons."""
