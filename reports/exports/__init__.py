"""Writers of workbooks. openpyxl is imported only here, inside the functions, so that nothing else pays for it."""
