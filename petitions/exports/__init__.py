"""Letters as PDF, ledgers as workbooks."""
