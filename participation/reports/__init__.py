"""What reads across capabilities: the council member's export."""
