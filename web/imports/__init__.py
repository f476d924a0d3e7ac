"""Lists of an office: upload, preview, import."""
