"""Tables that people upload: CSV and XLSX files, read from where they are kept here."""
