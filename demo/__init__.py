"""The demonstration court: its cast, cases and recording. Loaded only in demo mode."""
