"""What crosses the wall: framed bytes, and plain data inside them. No pickle."""
