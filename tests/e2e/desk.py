"""What the browser tests of the back office share: axe on a page as it stands, and no sideways scrolling."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Wagtail's own frame and its faults are Wagtail's; what stands in it is ours.
OURS = {"include": [["#main"]], "exclude": [["#main .messages"]]}


def faults_of(page: Page) -> list[str]:
    """axe's violations within the page's own content, and whether the page is wider than the screen."""
    page.wait_for_load_state()
    violations = Axe().run(page, context=OURS).response["violations"]
    faults = [f"{violation['id']}: {node['html'][:160]}" for violation in violations for node in violation["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append("wider than the screen")
    return faults
