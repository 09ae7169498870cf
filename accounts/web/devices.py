"""A browser's own description in two words: what a person knows it by."""

# Each browser also claims to be those below it.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("YaBrowser/", "Yandex Browser"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """Return for example ``Firefox, Windows``; empty if nothing is known."""
    found = (
        next((name for sign, name in table if sign in user_agent), None) for table in (BROWSERS, SYSTEMS)
    )
    return ", ".join(name for name in found if name)
