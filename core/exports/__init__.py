"""Files that leave the product: what all floors share."""
