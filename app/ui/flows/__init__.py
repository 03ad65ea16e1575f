"""What goes on behind the pages: classifying, reviewing, keeping the list, the model in use."""
