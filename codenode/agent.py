"""Draw the graph of a code agent: prepare, plan, think, act, compact, conclude, finish."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, aclosing, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, cast, get_origin

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import SystemMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import merge_configs
from langchain_core.tools import BaseTool
from langgraph.cache.base import BaseCache
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.store.base import BaseStore
from langgraph.types import Checkpointer, RetryPolicy
from pydantic import BaseModel

from codenode.answers import Answer, Check
from codenode.budget import Budget
from codenode.effects import adrive, drive
from codenode.errors import ConfigurationError
from codenode.executors.base import Executor, Level
from codenode.executors.choose import choose
from codenode.executors.imports import checked_imports
from codenode.executors.limits import Limits, checked_limits
from codenode.executors.sessions import Session, checked_files
from codenode.given import listed, of_type
from codenode.handoff import agent_tool
from codenode.intake import Intake
from codenode.journal.base import Journal
from codenode.journal.choose import chosen_journal
from codenode.journal.lease import Leased
from codenode.memory import Memory
from codenode.models import failures
from codenode.models.resolve import chat_models, named_by
from codenode.models.takes import takes_of
from codenode.nodes.act import act
from codenode.nodes.base import Node
from codenode.nodes.compact import compact
from codenode.nodes.conclude import conclude
from codenode.nodes.finish import finish
from codenode.nodes.parts import Parts, Voice
from codenode.nodes.plan import plan
from codenode.nodes.prepare import prepare
from codenode.nodes.routes import after_act, after_compact, after_think, onward
from codenode.nodes.start import start
from codenode.nodes.think import think
from codenode.pausing import check_thread
from codenode.planning import Planning, checked_planning
from codenode.policy import Policy, checked_policy
from codenode.prompts import render
from codenode.prompts.listing import listing
from codenode.runs import SUPERSTEPS, Registry, is_within
from codenode.schemas import Schemas, schemas
from codenode.signals import on_break
from codenode.snapshots.base import SnapshotStore
from codenode.snapshots.memory import in_memory
from codenode.snapshots.snapshots import Snapshots, snapshots_at
from codenode.state import CodeInput, CodeOutput, CodeState
from codenode.tools.skills import NAME as SAVE_SKILL
from codenode.tools.skills import Skills, skill_tool
from codenode.tools.toolset import Source, Toolset, toolset

OVER = object()


class CodeAgent(CompiledStateGraph[CodeState, Any, Any, CodeOutput]):
    """A compiled graph that registers each of its runs, so that spans and workers end with them.

    Every way to run a graph streams it: `invoke`, `batch`, events, a parent graph.
    """

    def __init__(
        self, *, intake: Intake, registry: Registry, journal: Journal, snapshots: Snapshots, **graph: Any
    ) -> None:
        super().__init__(**graph)
        self.intake = intake
        self.registry = registry
        self.journal = journal
        self.snapshots = snapshots

    @property
    def artifact_store(self) -> SnapshotStore:
        """Where the files of answers are kept, for `read_artifacts`."""
        return self.snapshots.store

    def delete_thread(self, thread: str) -> None:
        """Forget a thread: its checkpoints, the journal of its calls, its variables and the files of its answers.

        Deleting a thread in the checkpointer alone leaves the others. Within another graph, whose checkpointer
        this is not, they go without the checkpoints.
        """
        if isinstance(self.checkpointer, BaseCheckpointSaver):
            self.checkpointer.delete_thread(thread)
        self.registry.forget(thread)
        self.journal.delete(thread)
        drive(self.snapshots.delete(thread))

    async def adelete_thread(self, thread: str) -> None:
        """Forget a thread, on the event loop."""
        if isinstance(self.checkpointer, BaseCheckpointSaver):
            await self.checkpointer.adelete_thread(thread)
        self.registry.forget(thread)
        await asyncio.to_thread(self.journal.delete, thread)
        await adrive(self.snapshots.delete(thread))

    def stream(self, input: Any, config: RunnableConfig | None = None, **options: Any) -> Iterator[Any]:  # noqa: A002 - one signature for LangGraph's overloads
        """Stream a run; see LangGraph's `stream` for modes and options."""
        given = self._taken(input, config)
        with self._leased(config) as lease, self._running(config) as registered:
            given = self._lightened(given, registered)
            chunks = super().stream(given, registered, **options)
            cancel = partial(self.registry.cancel, registered)
            breaking = partial(on_break, cancel) if _threaded(options) else nullcontext
            try:
                # Not `yield from`: it would close the inner stream first, which waits for the action.
                while True:
                    with breaking():
                        chunk = next(chunks, OVER)
                    if chunk is OVER:
                        return
                    yield chunk
            except GeneratorExit:
                lease.leave()
                cancel()
                raise

    async def astream(
        self,
        input: Any,  # noqa: A002
        config: RunnableConfig | None = None,
        **options: Any,
    ) -> AsyncIterator[Any]:
        """Stream a run on the event loop."""
        given = self._taken(input, config)
        async with self._leased(config) as lease:
            with self._running(config) as registered:
                given = self._lightened(given, registered)
                # Who leaves early waits until the tasks of the run have ended; else that is left to the collector.
                chunks = cast("AsyncGenerator[Any]", super().astream(given, registered, **options))
                async with aclosing(chunks):
                    async for chunk in chunks:
                        try:
                            yield chunk
                        except GeneratorExit:
                            lease.leave()
                            raise

    def _taken(self, given: Any, config: RunnableConfig | None) -> Any:
        check_thread(self.name, self.checkpointer, self.config, config)
        return self.intake.taken(given)

    def _lightened(self, given: Any, config: RunnableConfig) -> Any:
        """Return an input with its last message alone, and hold the others for the node that takes it in.

        A parent graph gives all it has at each turn, and the same again to a run that is resumed. LangGraph stores
        an input as it is; SQLite's saver reads those of all turns whenever it reads the state.
        """
        if self.checkpointer is not True or not isinstance(given, dict) or not is_within(config):
            return given
        messages = given.get("messages")
        if not isinstance(messages, list) or len(messages) < 2:
            return given
        self.registry.of(config).given = messages
        return {**given, "messages": messages[-1:]}

    def _running(self, config: RunnableConfig | None) -> AbstractContextManager[RunnableConfig]:
        return self.registry.running(config, self.config, accumulates=self.checkpointer is True)

    def _leased(self, config: RunnableConfig | None) -> Leased:
        return Leased(self.journal, self.checkpointer, merge_configs(self.config, config))

    def as_tool(
        self,
        args_schema: type[BaseModel] | None = None,
        *,
        name: str | None = None,
        description: str | None = None,
        arg_types: dict[str, type] | None = None,
    ) -> BaseTool:
        """Return this agent as a tool that takes a task and gives the answer as data.

        Args:
            args_schema: not taken: the one argument is `task`.
            name: of the tool, by default the agent's.
            description: what the agent is good for, in a sentence.
            arg_types: not taken.

        Raises:
            ConfigurationError: there is no description.
        """
        if args_schema is not None or arg_types is not None:
            raise ConfigurationError("a code agent as a tool takes `task` alone; wrap it in a function for more")
        return agent_tool(self, name or self.name, description or "")


def create_code_agent(
    model: BaseChatModel | str | Sequence[BaseChatModel | str],
    tools: Sequence[Source] | None = (),
    *,
    name: str = "code_agent",
    system_prompt: str | SystemMessage | None = None,
    response_format: Any = None,
    final_answer_checks: Sequence[Check] = (),
    imports: Sequence[str] = (),
    files: Sequence[str | Path] = (),
    budget: Budget | None = None,
    retry: RetryPolicy | None = failures.RETRY,
    planning: Planning | None = None,
    limits: Limits | None = None,
    policy: Policy | None = None,
    journal: Journal | BaseStore | str | Path | None = None,
    snapshots: Snapshots | SnapshotStore | BaseStore | str | Path | None = None,
    rebuild: bool = False,
    memory: Memory | None = None,
    skills: Skills | None = None,
    executor: str | Executor = "auto",
    require: Level | None = None,
    state_schema: type[Any] | None = None,
    context_schema: type[Any] | None = None,
    checkpointer: Checkpointer = None,
    store: BaseStore | None = None,
    cache: BaseCache[Any] | None = None,
    interrupt_before: list[str] | None = None,
    interrupt_after: list[str] | None = None,
    debug: bool = False,
) -> CodeAgent:
    """Return an agent that acts by writing Python, as a compiled LangGraph graph.

    Give it `{"messages": [...]}`; it returns the messages with its answer as the last one (an `AIMessage`
    with the agent's name, `response_metadata["codenode"]` holding `status` and `usage`), the answer as data in
    `structured_response`, and its files, where it has some, in `artifacts`; see `read_artifacts`. It is a node of any
    graph: `graph.add_node("analyst", agent)`.

        agent = create_code_agent("local", tools=[search])
        agent.invoke({"messages": [("user", "How many hits has 'apple'?")]})["structured_response"]

    Args:
        model: a chat model, `"local"`, or `"provider:name"` (needs the extra `langchain`). Of several the first is
            asked that can be given the conversation; where it fails for good, the next one for the rest of the run.
        tools: typed functions with a docstring, or LangChain tools; code calls them by name.
        name: of the graph, the spans and the answer's author; no `|` or `:`.
        system_prompt: your own words, after the node's; of a `SystemMessage` its text.
        response_format: what the answer must be: a Pydantic model, dataclass, `TypedDict`, or JSON schema (extra
            `jsonschema`). An answer that is not is told to the model; `structured_response` has this type.
        final_answer_checks: functions of the answer; one that returns False or a text, or raises, refuses it.
        imports: modules beyond the safe standard library, e.g. `["numpy"]`.
        files: files the code may open, by their names without folders; they are copied, read only.
        budget: ceilings of a run; default 20 steps, 200 tool calls, 300 s. At the end of its steps the model is asked
            once more, for its best answer without code.
        retry: what to do when a model fails in passing (429, 5xx, time-outs, broken connections): by default four
            attempts with growing pauses, or as long as the server asks; None for none.
        planning: `Planning(every=5)` has a plan written before the first step and again every so many; None for none.
        limits: ceilings of one action and of its process; default 30 s and 2 GiB.
        policy: what code may call by itself, and what somebody is asked about first; default all.
        journal: where calls are written down, so that a resumed run does not make them again: a `Journal`, the
            path of a SQLite file, `postgresql://...`, or a LangGraph store. By default in this process, which
            serves pauses but no restart.
        snapshots: where the variables of a thread are kept after each step, so that any process can go on with it,
            and the files of its answers: a folder, a file `*.db`, a URL for `fsspec`, a LangGraph store, or
            `Snapshots(store=..., keys=...)`. By default in this process.
        rebuild: where a snapshot is missing or refused, bring the variables back by running the thread's actions
            again; recorded calls return what they returned, none is made. Else such a run is a `SnapshotRefused`,
            or where `snapshots` is not given goes on without them, and the model is told.
        memory: how large prompts may become before older steps are summarised, and whether a later turn of a thread
            has the variables and steps of the turns before; see `Memory`.
        skills: let code keep functions that worked, with `save_skill(function)`, for later threads; see `Skills`.
            They need a store, and where they are reviewed a checkpointer.
        executor: `"auto"` (the strongest isolation this machine has), `"sandbox"`, `"process"`, `"inprocess"`,
            or your own.
        require: the weakest level that will do, e.g. `"sandbox"`; anything weaker is an `IsolationError`.
        state_schema: a `TypedDict` with keys of your own beside ours: input and output have them, tools get them
            injected and write them with `Command(update=...)`.
        context_schema: the type of `runtime.context`, which tools get through `ToolRuntime`.
        checkpointer: as in LangGraph; None inherits the parent's.
        store: as in LangGraph.
        cache: as in LangGraph.
        interrupt_before: node names (`think`, `act`, …) to pause before.
        interrupt_after: node names to pause after.
        debug: LangGraph's debug output.

    Raises:
        ConfigurationError: a value is wrong (a tool without a name, an unknown executor, …).
        MissingExtra: an optional dependency is absent; the message is the install line.
    """
    _check_given(checkpointer, store, cache, context_schema)
    limits, checked = _limits(limits, response_format), checked_policy(policy)
    budget = of_type("budget", budget, Budget, "Budget(steps=20)") or Budget()
    remembered = of_type("memory", memory, Memory, "Memory(max_tokens=32_000)") or Memory()
    skills = of_type("skills", skills, Skills, "Skills(), or None for none")
    modules, own_words = checked_imports(imports), _words(system_prompt)
    chosen, offered, paths = choose(executor, require), toolset(tools), checked_files(files)
    if skills is not None:
        offered = Toolset((*offered, skill_tool(skills, name, [tool.name for tool in offered])))
    if skills is not None and skills.review:
        checked = checked.asking(SAVE_SKILL)
    answer = Answer(response_format, final_answer_checks)
    checked.check([tool.name for tool in offered])
    told = partial(render.system, own=own_words, imports=modules, stubs=offered.stubs, answer=answer.told)
    voices = tuple(_voice(chat, remembered, told) for chat in chat_models(model))
    kept = snapshots_at(snapshots) or in_memory()
    parts = Parts(
        name=_checked_name(name),
        voices=voices,
        retry=failures.checked(retry),
        planning=checked_planning(planning),
        memory=remembered,
        answer=answer,
        toolset=offered,
        skills=skills,
        listing=listing(paths),
        budget=budget,
        policy=checked,
        journal=chosen_journal(journal),
        snapshots=kept,
        snapshots_given=snapshots is not None,
        rebuild=rebuild,
        stored=checkpointer is not False,
        registry=Registry(
            agent=name,
            isolation=chosen.level,
            new_session=partial(
                _session,
                executor=chosen,
                snapshots=kept,
                limits=limits,
                tools=offered.wire,
                imports=modules,
                files=paths,
                namespace=name,
            ),
            keeps=remembered.persist == "thread" and chosen.level == "restricted",
        ),
    )
    shapes = schemas(answer.type, state_schema)
    drawing = drawn(parts, shapes, context_schema)
    _check_nodes(drawing, interrupt_before=interrupt_before, interrupt_after=interrupt_after)
    graph = drawing.compile(
        checkpointer=checkpointer,
        store=store,
        cache=cache,
        interrupt_before=interrupt_before,
        interrupt_after=interrupt_after,
        debug=debug,
        name=name,
    )
    graph.nodes[START] = graph.nodes[START].copy({"bound": Node("start", start(parts))})
    # The budget bounds a run; called from a tool it would inherit LangChain's limit of 25 supersteps.
    return CodeAgent(
        intake=Intake(agent=name, keys=shapes.keys, models=[voice.takes for voice in voices]),
        registry=parts.registry,
        journal=parts.journal,
        snapshots=parts.snapshots,
        **{**vars(graph), "config": RunnableConfig(recursion_limit=SUPERSTEPS)},
    )


def _voice(chat: BaseChatModel, memory: Memory, system: Callable[[render.Profile], SystemMessage]) -> Voice:
    """Return a model with how it is spoken to, and what fits into its prompts."""
    profile, (name, provider) = render.profile_of(chat), named_by(chat)
    told, room = system(profile), memory.room(chat, profile)
    return Voice(
        model=chat,
        profile=profile,
        system=told,
        overhead=room.check([told, *render.examples(profile)]),
        room=room,
        takes=takes_of(chat),
        name=name,
        provider=provider,
    )


def _session(seed: int, thread: str, *, executor: Executor, snapshots: Snapshots, **settings: Any) -> Session:
    """Return a session; its variables are kept where it has a thread to go on with, and a worker to save them."""
    kept = snapshots if thread and executor.level != "restricted" else None
    return Session(executor=executor, seed=seed, thread=thread, snapshots=kept, **settings)


def drawn(
    parts: Parts, schemas: Schemas, context: type[Any] | None = None
) -> StateGraph[CodeState, Any, CodeInput, CodeOutput]:
    """Return the graph, not compiled."""
    graph = StateGraph(schemas.state, input_schema=schemas.input, output_schema=schemas.output, context_schema=context)
    for name, verb in {
        "prepare": prepare(parts),
        "think": think(parts),
        "act": act(parts),
        "compact": compact(parts),
        "conclude": conclude(parts),
        "finish": finish(parts),
        **({"plan": plan(parts)} if parts.planning else {}),
    }.items():
        graph.add_node(name, Node(name, verb))
    graph.add_edge(START, "prepare")
    onwards = [*(["plan"] if parts.planning else []), "think"]
    graph.add_conditional_edges("prepare", onward(parts), [*onwards, "compact"])
    graph.add_conditional_edges("compact", after_compact(parts), [*onwards, "conclude"])
    if parts.planning:
        graph.add_edge("plan", "think")
    graph.add_conditional_edges("think", after_think, ["act", "finish"])
    graph.add_conditional_edges("act", after_act(parts), [*onwards, "compact", "conclude", "finish"])
    graph.add_edge("conclude", "finish")
    graph.add_edge("finish", END)
    return graph


def _threaded(options: Mapping[str, Any]) -> bool:
    """Say whether LangGraph will run the nodes of a synchronous stream in threads, so that they can be heard."""
    modes = options.get("stream_mode") or ()
    several = {modes} if isinstance(modes, str) else set(modes)
    return bool(options.get("subgraphs")) or bool(several & {"messages", "custom", "tools"})


def _check_given(checkpointer: object, store: object, cache: object, context: object) -> None:
    """Refuse what LangGraph would take and stumble over later, or would refuse without the name."""
    entered = "; one from from_conn_string(...) is what its `with` block gives"
    if not isinstance(checkpointer, bool):
        saver = f"a checkpointer, e.g. InMemorySaver(), True, False or None{entered}"
        of_type("checkpointer", checkpointer, BaseCheckpointSaver, saver)
    of_type("store", store, BaseStore, f"a LangGraph store, e.g. InMemoryStore(){entered}")
    of_type("cache", cache, BaseCache, "a LangGraph cache, e.g. InMemoryCache()")
    if get_origin(context) is None:
        of_type("context_schema", context, type, "the type itself: a dataclass, a TypedDict or a Pydantic model")


def _check_nodes(graph: StateGraph[Any, Any, Any, Any], **interrupts: list[str] | str | None) -> None:
    for parameter, names in interrupts.items():
        if names == "*":
            continue
        for name in listed(parameter, names or (), f'{parameter}=["act"]'):
            if name not in graph.nodes:
                raise ConfigurationError(
                    f"there is no node {name!r} to pause at; the nodes are {', '.join(graph.nodes)}"
                )


def _limits(given: Limits | None, form: Any) -> Limits:
    """Return the limits; an answer that has a form is data, however long its tables are."""
    limits = checked_limits(given)
    return limits if form is None else replace(limits, table_bytes=limits.answer_bytes)


def _words(prompt: str | SystemMessage | None) -> str | None:
    """Return the developer's own words; `create_agent` takes them as a message, too."""
    if isinstance(prompt, SystemMessage):
        return str(prompt.text)
    return of_type("system_prompt", prompt, str, "a text or a SystemMessage")


def _checked_name(name: str) -> str:
    of_type("name", name, str, 'a text, e.g. "analyst"')
    if not name or set(name) & set("|:"):
        raise ConfigurationError(f"agent name {name!r} is wrong; use a name without '|' and ':'")
    return name
