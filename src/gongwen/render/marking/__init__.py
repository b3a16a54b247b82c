"""Problems marked in a workbook that a clerk sent: a copy with the cells coloured and commented."""
