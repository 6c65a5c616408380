"""What stands on the printed papers of the reports: read here as plain values, laid out in `reports/exports`."""
