"""How is a model file fetched from the Hub?"""

import http.client
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from codenode.models.catalog import ModelFile
from codenode.models.progress import Progress, Report
from codenode.models.source import SourceError, append, size_of

ENDPOINT = "https://huggingface.co"
_BLOCK = 1 << 20
_SECONDS = 30
_NETWORK = (OSError, http.client.HTTPException)


def fetch(model: ModelFile, part: Path, report: Report) -> None:
    """Bring `part` to the model's full size, going on where it ends.

    Raises:
        SourceError: The Hub cannot be reached, refuses, or offers another file.
    """
    while (before := size_of(part)) != model.bytes:
        try:
            _stream(model, part, before if before < model.bytes else 0, report)
        except SourceError:
            # A long download may break several times: as long as each try brings bytes, go on.
            if size_of(part) <= before:
                raise


def _stream(model: ModelFile, part: Path, offset: int, report: Report) -> None:
    with _answer(model, offset) as answer:
        start = offset if _is_rest(answer, offset) else 0
        for done in append(part, start, _blocks(answer), model):
            report(Progress(stage="hub", done=done, total=model.bytes))
    if (size := size_of(part)) < model.bytes:
        raise SourceError(f"it ended after {size:,} of {model.bytes:,} bytes")


def _answer(model: ModelFile, offset: int) -> http.client.HTTPResponse:
    request = urllib.request.Request(_address(model), headers=_headers(offset))  # noqa: S310 - _address checks
    try:
        answer: http.client.HTTPResponse
        answer = urllib.request.build_opener(_Redirect(model)).open(request, timeout=_SECONDS)
    except urllib.error.HTTPError as error:
        error.close()
        raise SourceError(f"HTTP {error.code} {error.reason}") from error
    except _NETWORK as error:
        raise SourceError(_reason(error)) from error
    _compare(model, answer.headers, answer)
    return answer


def _address(model: ModelFile) -> str:
    endpoint = os.environ.get("HF_ENDPOINT") or ENDPOINT
    if not endpoint.startswith(("http://", "https://")):
        raise SourceError(f"HF_ENDPOINT is {endpoint!r}, which is no http or https address")
    return f"{endpoint.rstrip('/')}/{model.hub_repo}/resolve/main/{model.hub_file}"


def _headers(offset: int) -> dict[str, str]:
    start = {"Range": f"bytes={offset}-"} if offset else {}
    # An archive packed on the way would have another length and another digest.
    return {"User-Agent": "codenode", "Accept-Encoding": "identity"} | start


class _Redirect(urllib.request.HTTPRedirectHandler):
    """Follows the Hub to its storage if the digest that the Hub names on the way is ours."""

    def __init__(self, model: ModelFile) -> None:
        self._model = model

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        _compare(self._model, headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _compare(model: ModelFile, headers: http.client.HTTPMessage, answer: IO[bytes] | http.client.HTTPResponse) -> None:
    digest = headers.get("X-Linked-Etag", "").removeprefix("W/").strip('"').lower()
    if digest and digest != model.sha256:
        answer.close()
        raise SourceError(f"it offers another file: sha256 {digest}, expected {model.sha256}")


def _is_rest(answer: http.client.HTTPResponse, offset: int) -> bool:
    return answer.status == 206 and answer.headers.get("Content-Range", "").startswith(f"bytes {offset}-")


def _blocks(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    # Only reading is the Hub's fault; a failing write is the disk's and must keep its own error.
    while block := _read(answer):
        yield block


def _read(answer: http.client.HTTPResponse) -> bytes:
    try:
        return answer.read(_BLOCK)
    except _NETWORK as error:
        raise SourceError(_reason(error)) from error


def _reason(error: Exception) -> str:
    inner = error.reason if isinstance(error, urllib.error.URLError) else error
    return (inner.strerror if isinstance(inner, OSError) else None) or str(inner) or type(inner).__name__
