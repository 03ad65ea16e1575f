"""The pages of the window, and the small ones among them."""
