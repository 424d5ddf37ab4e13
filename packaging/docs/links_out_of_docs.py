"""A hook for mkdocs. Pages link to files outside docs/, for readers of the repository, which a site does not
contain: such a link becomes a link to the repository if mkdocs.yml names it (repo_url), and plain text
otherwise."""
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
