"""The journal, the read model made of it, and the one statement that writes both."""
