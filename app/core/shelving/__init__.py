"""Sort files into class folders, and back."""
