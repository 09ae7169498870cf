"""Cases, participants and hearings over REST."""
