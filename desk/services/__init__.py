"""The one interface through which rooms above hang items on the desk."""
