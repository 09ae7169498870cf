"""Pages of cases and hearings."""
