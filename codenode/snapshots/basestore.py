"""Keep snapshots in a store of LangGraph: what a graph's other processes have, too.

On an event loop the store is asked by its asynchronous methods: an async store has no other ones there.
"""

import base64
from collections.abc import Mapping, Sequence

from langgraph.store.base import BaseStore

from codenode.effects import EitherWay, Steps
from codenode.snapshots.base import shelf

ROOT = "codenode-snapshots"
PARTS, MANIFESTS = "parts", "manifests"
PAGE = 100


class LangGraphStore:
    """A `BaseStore`; nothing in it is indexed for search.

    Args:
        store: of the graph.
    """

    def __init__(self, store: BaseStore) -> None:
        self._store = store

    def write(self, thread: str, parts: Mapping[str, bytes], name: str, manifest: bytes) -> Steps[None]:
        """Keep the parts, then the manifest."""
        for digest, data in parts.items():
            yield from self._put((ROOT, shelf(thread), PARTS), digest, data)
        yield from self._put((ROOT, shelf(thread), MANIFESTS), name, manifest)

    def _put(self, place: tuple[str, ...], name: str, data: bytes) -> Steps[None]:
        value, store = {"data": base64.b64encode(data).decode()}, self._store
        yield EitherWay(
            lambda: store.put(place, name, value, index=False), lambda: store.aput(place, name, value, index=False)
        )

    def manifest(self, thread: str, name: str) -> Steps[bytes | None]:
        """Return a manifest."""
        return (yield from self._got((ROOT, shelf(thread), MANIFESTS), name))

    def parts(self, thread: str, digests: Sequence[str]) -> Steps[dict[str, bytes]]:
        """Return the parts that are there."""
        found = {}
        for digest in digests:
            data = yield from self._got((ROOT, shelf(thread), PARTS), digest)
            if data is not None:
                found[digest] = data
        return found

    def _got(self, place: tuple[str, ...], name: str) -> Steps[bytes | None]:
        store = self._store
        item = yield EitherWay(lambda: store.get(place, name), lambda: store.aget(place, name))
        if item is None:
            return None
        try:
            return base64.b64decode(item.value["data"], validate=True)
        except (KeyError, TypeError, ValueError):
            return b""  # altered: its signature or its digest will not be right

    def delete(self, thread: str) -> Steps[None]:
        """Remove the items of a thread, manifests first."""
        for kind in (MANIFESTS, PARTS):
            while (yield from self._page((ROOT, shelf(thread), kind))):
                pass

    def _page(self, place: tuple[str, ...]) -> Steps[bool]:
        store = self._store
        items = yield EitherWay(
            lambda: store.search(place, limit=PAGE),
            lambda: store.asearch(place, limit=PAGE),
        )
        for item in items:
            yield EitherWay(
                lambda key=item.key: store.delete(place, key),  # type: ignore[misc] # bound now
                lambda key=item.key: store.adelete(place, key),  # type: ignore[misc]
            )
        return bool(items)
