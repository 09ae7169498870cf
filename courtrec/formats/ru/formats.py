"""Russian: Django's formats, with the hour in two digits as everywhere in the portal."""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j E Y г., H:i"
