"""Lists of an office: uploaded, read, taken over."""
