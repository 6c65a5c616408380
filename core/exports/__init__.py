"""Parts of the files that leave the product."""
