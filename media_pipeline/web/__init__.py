"""Pages of the media room, and the way in which whole files leave."""
