"""How the user handbook is built: Sphinx with Markdown, as JSON for the pages under /help/. See tools/handbook.py."""

project = "连心使用手册"
language = "zh_CN"
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
# [登记走访](app:visits/new/) leads to the page of the product.
myst_url_schemes = {"app": "/{{path}}", "https": None, "mailto": None}
html_permalinks = False
html_copy_source = False
html_show_sourcelink = False
# A mistake in a chapter breaks the build (sphinx-build -W).
nitpicky = True
