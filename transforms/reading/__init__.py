"""From a file's bytes to a table of text, whatever the container, encoding or format."""
