"""The pages that span several apps."""
