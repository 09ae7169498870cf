"""What a jurisdiction profile says, read from its data."""
