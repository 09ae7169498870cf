"""The recording of the demonstration court: an invented hearing, spoken, drawn and encoded here."""
