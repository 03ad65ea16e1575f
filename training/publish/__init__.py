"""From a finished run to the model in use."""
