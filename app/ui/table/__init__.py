"""The page of many pictures: a table that is filtered, ordered and decided on."""
