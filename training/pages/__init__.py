"""Pages of shops, rendered by a real browser, to search for products and to judge by."""
