"""Work away from the Tk thread, and the messages that come back."""
