"""Pure decisions of the protocol: what a row may hold, how texts are compared in search."""
