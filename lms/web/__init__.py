"""HTTP plumbing shared by every feature: guards, languages, headers, error pages, paging, health."""
