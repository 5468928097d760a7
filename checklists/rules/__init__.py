"""The program's rules, one module a subject: small functions from what is said to what is wrong with it."""
