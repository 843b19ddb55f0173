"""In which words Lorong speaks: catalogues, languages, formats, and the sentence of each refusal."""
