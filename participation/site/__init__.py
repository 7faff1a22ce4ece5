"""The site's own pages: what the law asks for, how it is shown, whether it is well."""
