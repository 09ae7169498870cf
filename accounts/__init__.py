"""Who is who: users, memberships in courts, sign-in, service clients, and the epochs that end cached verdicts."""
