"""The symbols of the states, drawn once: badges, pictures and print all take them from here.

Each is one path in a square of 24, filled with the current text colour. Every state has a shape of its own,
so that it can be told without its colour.
"""

ICONS: dict[str, str] = {
    # a disc with a tick cut out
    "done": ("M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm-1.6 14.6-4.2-4.2 1.7-1.7 2.5 2.5 5.7-5.7 1.7 1.7Z"),
    # a disc, half of it full
    "active": "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm0 2.4a7.6 7.6 0 0 1 0 15.2Z",
    # an hourglass
    "waiting": (
        "M5 2h14v2.2h-1.6v3.2c0 2-1.1 3.4-3 4.6 1.9 1.2 3 2.6 3 4.6v3.2H19V22H5v-2.2h1.6v-3.2c0-2 "
        "1.1-3.4 3-4.6-1.9-1.2-3-2.6-3-4.6V4.2H5Zm4 2.2v3.2c0 .9.7 1.8 3 3 2.3-1.2 3-2.1 3-3V4.2Z"
    ),
    # a disc with an arrow to the right
    "ready": (
        "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm.9 14.9-1.6-1.6 2.1-2.1H6.8v-2.4h6.6l-2.1-2.1 "
        "1.6-1.6 4.9 4.9Z"
    ),
    # a leaf of a calendar with one day marked
    "planned": "M6.5 2h2.3v2h6.4V2h2.3v2H21v18H3V4h3.5ZM5.3 9.4v10.3h13.4V9.4Zm7.2 4.1h4v4h-4Z",
    # a diamond with an exclamation mark
    "late": "M12 1 23 12 12 23 1 12Zm-1.3 5.6v6.8h2.6V6.6Zm0 8.4v2.6h2.6V15Z",
    # a triangle with an exclamation mark
    "soon": "M12 2.2 23 21.4H1Zm-1.2 7v6h2.4v-6Zm0 7.4V19h2.4v-2.4Z",
    # a padlock
    "blocked": "M7 9.6V7a5 5 0 0 1 10 0v2.6h1.6V22H5.4V9.6Zm2.3 0h5.4V7a2.7 2.7 0 0 0-5.4 0Z",
    # a ring with a dash
    "off": (
        "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm0 2.3a7.7 7.7 0 1 1 0 15.4 7.7 7.7 0 0 1 0-15.4Z"
        "M7 10.8v2.4h10v-2.4Z"
    ),
    # an octagon with a cross
    "failed": (
        "M7.8 2h8.4L22 7.8v8.4L16.2 22H7.8L2 16.2V7.8Zm.7 4.9L6.9 8.5l3.5 3.5-3.5 3.5 1.6 1.6 "
        "3.5-3.5 3.5 3.5 1.6-1.6-3.5-3.5 3.5-3.5-1.6-1.6-3.5 3.5Z"
    ),
    # a ring: no deadline runs
    "none": "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm0 2.3a7.7 7.7 0 1 1 0 15.4 7.7 7.7 0 0 1 0-15.4Z",
    # not states, but things
    "arrow": "m13 4.6 7.4 7.4-7.4 7.4-1.7-1.7 4.5-4.5H3.6v-2.4h12.2l-4.5-4.5Z",
    "search": (
        "M10.5 2.5a8 8 0 0 1 6.3 12.9l5 5-1.5 1.5-5-5A8 8 0 1 1 10.5 2.5Zm0 2.2a5.8 5.8 0 1 0 0 11.6 "
        "5.8 5.8 0 0 0 0-11.6Z"
    ),
    "person": "M12 2.5a4.7 4.7 0 1 0 0 9.4 4.7 4.7 0 0 0 0-9.4ZM3 21.5c0-4.6 3.6-8 9-8s9 3.4 9 8Z",
    "calendar": "M6.5 2h2.3v2h6.4V2h2.3v2H21v18H3V4h3.5ZM5.3 9.4v10.3h13.4V9.4Z",
    "document": "M5 2h9.5L19 6.5V22H5Zm8.3 2.3H7.3v15.4h9.4V7.7h-3.4ZM9 11h6v2H9Zm0 4h6v2H9Z",
}
