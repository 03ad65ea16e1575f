"""Pages of a shop as a real browser shows them, made of the sample pictures."""

from __future__ import annotations

from pathlib import Path

from tests.support.browser import open_browser
from tests.support.desktop import ROOT

SAMPLES = ROOT / "assets" / "samples"
_ALSO = ("notebook.jpg", "cap.jpg", "tote bag.jpg", "pencils.jpg")


def _img(name: str, width: int) -> str:
    return f'<img src="{(SAMPLES / name).as_uri()}" style="width:{width}px;display:block">'


_PRODUCT = f"""<body style="margin:0;font:16px sans-serif">
<div style="background:#234;color:#fff;padding:18px 40px">Shop &nbsp; New &nbsp; Sale</div>
<div style="display:flex;gap:50px;padding:40px">{_img("dress.jpg", 480)}
<div><h1>Summer dress</h1><p>EUR 49.90</p><p style="max-width:420px">Light dress of linen for warm
days. Washes at 30 degrees. Made in Portugal, delivered within two days.</p>
<button style="padding:12px 40px">Add to basket</button></div></div>
<h2 style="padding:0 40px">You may also like</h2>
<div style="display:flex;gap:30px;padding:0 40px">{"".join(_img(name, 220) for name in _ALSO)}</div>
</body>"""


def photograph_product_page(folder: Path, name: str = "page.png") -> Path:
    """Save a screenshot of a product page, 1280 x 1000: a dress, and four other products."""
    page = folder / "product.html"
    page.write_text(_PRODUCT)
    with open_browser(folder / "profile") as browser:
        browser.open(page, width=1280, height=1000)
        browser.photograph(folder / name, whole=False)
    page.unlink()
    return folder / name
