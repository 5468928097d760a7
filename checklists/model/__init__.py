"""The domain's values: checklist, draft, finding, problem."""
