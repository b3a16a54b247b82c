"""A PDF laid out: WeasyPrint with our faces and our justification, in the limited process where the page is foreign."""
