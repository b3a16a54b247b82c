"""A progress bar over products, in the terminal and in a notebook; always beside the result, on stderr."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongwen.model.pack import ProductSpec

Progress = Callable[[Iterable["ProductSpec"]], Iterable["ProductSpec"]]
"""Wraps the products while they are made."""


def bar(products: Iterable[ProductSpec]) -> Iterator[ProductSpec]:
    """Name each product while it is made. Shown in a notebook and on a terminal, silent where stderr is a file."""
    with warnings.catch_warnings():
        # Without ipywidgets tqdm.auto says so at length and draws a text bar, which is fine.
        warnings.simplefilter("ignore")
        from tqdm.auto import tqdm
    chosen = list(products)
    hidden = None if "ipykernel" not in sys.modules else False
    with tqdm(total=len(chosen), unit="件", file=sys.stderr, disable=hidden, leave=False) as shown:
        for product in chosen:
            shown.set_description(product.name)
            yield product
            shown.update()
