"""The hearing page, playlists, and the gate through which every media byte passes."""
