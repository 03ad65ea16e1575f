"""What was answered and decided: kept, exported and read back."""
