"""Finished files in, proof out: what they show, read back by other libraries than wrote them."""

from gongwen.audit.readback import audit_document, audit_workbook

__all__ = ["audit_document", "audit_workbook"]
