"""The desk: each role's first page. Rooms above hang their items here through one interface."""
