"""One question a file: each module has a ``QUERY`` and the function behind it."""
