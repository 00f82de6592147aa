"""Four steps from a table to numbers: which one, which tab, what each column is, and a look before saving."""
