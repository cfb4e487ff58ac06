"""What people see: what each kind of page shows, ready for its template."""
