"""Travel documents, visas and certificates that the journey needs, and how long they are valid."""
