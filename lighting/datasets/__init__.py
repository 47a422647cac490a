"""The datasets, one entry each, by who publishes them."""
