"""What is read: the document as bytes, its front matter, and where Markdown, HTML and template code stand in it."""
