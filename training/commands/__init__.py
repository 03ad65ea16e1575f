"""The subcommands of ``shelfwise-train``, one file each."""
