"""The languages of Lorong: catalogues, formats, and the sentence of each refusal."""
