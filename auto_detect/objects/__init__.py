"""Typed fields of Kubernetes objects; what is not declared here is never kept."""
