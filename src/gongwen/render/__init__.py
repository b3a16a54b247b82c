"""Composed trees and templates in, bytes out: xlsx, docx, html, pdf, and pages to look at."""
