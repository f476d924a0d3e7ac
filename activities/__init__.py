"""What workflows ask the world for, how they are asked, and how their payloads are protected."""
