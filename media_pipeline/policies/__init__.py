"""Pure decisions of the media room: what is a recording at all, what may be played where."""
