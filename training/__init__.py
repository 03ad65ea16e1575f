"""Makes Shelfwise's models: from folders of photos to a published model folder."""
