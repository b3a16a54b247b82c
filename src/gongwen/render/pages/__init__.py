"""An HTML page: what its template may see, tables that fit, everything else put into the one file."""
