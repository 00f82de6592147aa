"""The page of one day: night, movement, work, money, vitals and words on one timeline."""
