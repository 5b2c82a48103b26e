"""What people see of results: charts for paper and notebook, the page. Nothing is computed here."""
