"""The ways to people, for those who look after them."""
