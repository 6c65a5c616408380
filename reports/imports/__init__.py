"""What organisations bring in from Excel: what each kind of workbook holds, and what bringing it in would change."""
