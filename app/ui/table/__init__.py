"""The page of many pictures: a table or a grid that is filtered, ordered and decided on."""
