"""A workbook as sheets: how tables lie on paper, the formulas behind their numbers, and how XlsxWriter writes them."""
