"""The registry: region > court > courtroom > recorder, and the jurisdiction profile of each country's rules."""
