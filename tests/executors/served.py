"""A small web application whose every request runs code: for `uvicorn served:app --workers 2`."""

import os

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from codenode.session import open_session


async def run(request: Request) -> JSONResponse:
    """Run `code` in a session of its own."""
    async with open_session() as session:
        seen = await session.arun(request.query_params["code"])
    return JSONResponse({"value": seen["value"], "host": os.getpid()})


app = Starlette(routes=[Route("/", run)])
