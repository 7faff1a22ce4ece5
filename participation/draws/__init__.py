"""The public draw of a council: quotas, the published lottery, the ceremony, and who comes in for whom."""
