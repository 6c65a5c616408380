"""The read API (`/api/`): for programs of other systems, each with a key of its own. It only reads."""
