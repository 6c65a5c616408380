"""The page on which a unit makes its affairs public (R10.8): what may stand on it, who approves, what all see."""
