"""Documents that are not part of a submission: reports, calendar, previews."""
