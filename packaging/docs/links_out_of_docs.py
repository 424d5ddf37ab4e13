"""A hook of mkdocs. Pages link to files beside docs/, for those who read them in the repository. A site has none of
these: such a link leads to the repository where mkdocs.yml names it (repo_url), and is else its text alone."""
import posixpath
import re

LINK = re.compile(r"\[([^\]]+)\]\((\.\./[^)#\s]+)(#[^)\s]*)?\)")


def on_page_markdown(markdown, page, config, **_):
    def inside_or_away(link):
        folder = posixpath.dirname(page.file.src_path)
        path = posixpath.normpath(posixpath.join("docs", folder, link[2]))
        if path.startswith("docs/"):
            return link[0]
        address = config.get("repo_url")
        return f"[{link[1]}]({address.rstrip('/')}/blob/main/{path}{link[3] or ''})" if address else link[1]

    return LINK.sub(inside_or_away, markdown)
