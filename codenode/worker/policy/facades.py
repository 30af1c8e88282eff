"""Which names of the standard library may the code see?

Allow-lists, reviewed by hand: no module, no metaclass, no class that turns text into code, nothing that
takes an attribute's name as data. Names that a Python version lacks are skipped.
"""

# ruff: noqa: SIM905 - a table of names reads better as text

NAMES = {
    "abc": "ABC abstractmethod",
    "ast": "literal_eval",
    "array": "",
    # Tasks, timers and whatever asks for a loop are ours: see `asyncio_facade`.
    "asyncio": """
        ALL_COMPLETED FIRST_COMPLETED FIRST_EXCEPTION Barrier BoundedSemaphore BrokenBarrierError
        CancelledError Condition Event InvalidStateError LifoQueue Lock PriorityQueue Queue QueueEmpty
        QueueFull QueueShutDown Semaphore TimeoutError iscoroutine iscoroutinefunction isfuture""",
    "base64": """
        encode decode z85encode z85decode
        b64encode b64decode standard_b64encode standard_b64decode urlsafe_b64encode urlsafe_b64decode
        b32encode b32decode b32hexencode b32hexdecode b16encode b16decode b85encode b85decode a85encode
        a85decode encodebytes decodebytes""",
    "binascii": """
        Error Incomplete a2b_base64 a2b_hex a2b_qp a2b_uu b2a_base64 b2a_hex b2a_qp b2a_uu crc32 crc_hqx hexlify
        unhexlify""",
    "bisect": "bisect bisect_left bisect_right insort insort_left insort_right",
    "calendar": """
        IllegalMonthError IllegalWeekdayError firstweekday isleap leapdays weekday monthrange
        monthcalendar month calendar timegm month_name month_abbr day_name day_abbr Calendar HTMLCalendar
        weekheader setfirstweekday TextCalendar Day Month JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST
        SEPTEMBER OCTOBER NOVEMBER DECEMBER MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY""",
    "cmath": """
        acos acosh asin asinh atan atanh cos cosh e exp inf infj isclose isfinite isinf isnan log log10
        nan nanj phase pi polar rect sin sinh sqrt tan tanh tau""",
    "collections": "ChainMap Counter OrderedDict UserDict UserList UserString defaultdict deque",
    "collections.abc": """
        AsyncGenerator AsyncIterable AsyncIterator Awaitable Coroutine
        Hashable Iterable Iterator Generator Reversible Sized Container Callable Collection Set MutableSet
        Mapping MutableMapping MappingView KeysView ItemsView ValuesView Sequence MutableSequence""",
    "contextlib": """
        contextmanager closing nullcontext suppress AbstractContextManager ContextDecorator ExitStack
        asynccontextmanager aclosing AbstractAsyncContextManager AsyncContextDecorator AsyncExitStack""",
    "copy": "copy replace Error",
    "csv": """
        QUOTE_MINIMAL QUOTE_ALL QUOTE_NONNUMERIC QUOTE_NONE QUOTE_STRINGS QUOTE_NOTNULL register_dialect
        unregister_dialect field_size_limit Error Dialect excel excel_tab unix_dialect
        reader writer DictReader DictWriter Sniffer list_dialects get_dialect""",
    "dataclasses": """
        field fields asdict astuple replace is_dataclass InitVar KW_ONLY MISSING FrozenInstanceError""",
    "datetime": "date datetime time timedelta timezone tzinfo MINYEAR MAXYEAR UTC",
    "decimal": """
        Decimal DecimalException DecimalTuple Context BasicContext DefaultContext ExtendedContext
        getcontext setcontext localcontext Clamped DivisionByZero FloatOperation Inexact InvalidOperation
        Overflow Rounded Subnormal Underflow MAX_EMAX MAX_PREC MIN_EMIN MIN_ETINY ROUND_05UP ROUND_CEILING
        ROUND_DOWN ROUND_FLOOR ROUND_HALF_DOWN ROUND_HALF_EVEN ROUND_HALF_UP ROUND_UP""",
    "difflib": """
        get_close_matches ndiff restore SequenceMatcher Differ IS_CHARACTER_JUNK IS_LINE_JUNK context_diff
        unified_diff diff_bytes HtmlDiff""",
    "enum": """
        auto unique property verify member nonmember STRICT CONFORM EJECT KEEP CONTINUOUS NAMED_FLAGS
        UNIQUE""",
    "fractions": "Fraction",
    "functools": """
        cache lru_cache cached_property cmp_to_key partial partialmethod reduce""",
    "graphlib": "TopologicalSorter CycleError",
    "hashlib": """
        md5 sha1 sha224 sha256 sha384 sha512 blake2b blake2s sha3_224 sha3_256 sha3_384 sha3_512 shake_128
        shake_256 file_digest new algorithms_available algorithms_guaranteed pbkdf2_hmac""",
    "heapq": "heappush heappop heapify heapreplace merge nlargest nsmallest heappushpop",
    "hmac": "HMAC compare_digest digest new",
    "html": "escape unescape",
    "io": "StringIO BytesIO SEEK_SET SEEK_CUR SEEK_END UnsupportedOperation",
    "itertools": """
        accumulate batched chain combinations combinations_with_replacement compress count cycle dropwhile
        filterfalse groupby islice pairwise permutations product repeat starmap takewhile tee zip_longest""",
    "json": "dump dumps load loads JSONDecoder JSONDecodeError JSONEncoder",
    "math": """
        acos acosh asin asinh atan atan2 atanh cbrt ceil comb copysign cos cosh degrees dist e erf erfc
        exp exp2 expm1 fabs factorial floor fma fmod frexp fsum gamma gcd hypot inf isclose isfinite isinf
        isnan isqrt lcm ldexp lgamma log log10 log1p log2 modf nan nextafter perm pi pow prod radians
        remainder sin sinh sqrt sumprod tan tanh tau trunc ulp""",
    "numbers": "Number Complex Real Rational Integral",
    "operator": """
        abs add and_ call concat contains countOf delitem eq floordiv ge getitem gt iadd iand iconcat
        ifloordiv ilshift imatmul imod imul index indexOf inv invert ior ipow irshift is_ is_not isub
        itemgetter itruediv ixor le length_hint lshift lt matmul mod mul ne neg not_ or_ pos pow rshift
        setitem sub truediv truth xor""",
    "pprint": "pformat isreadable isrecursive saferepr",
    "queue": "Queue LifoQueue PriorityQueue SimpleQueue Empty Full ShutDown",
    "random": """
        Random betavariate binomialvariate choice choices expovariate gammavariate gauss getrandbits
        getstate lognormvariate normalvariate paretovariate randbytes randint random randrange sample seed
        setstate shuffle triangular uniform vonmisesvariate weibullvariate""",
    "re": """
        match fullmatch search sub subn split findall finditer compile purge escape error PatternError
        Pattern Match A I L M S X U ASCII IGNORECASE LOCALE MULTILINE DOTALL VERBOSE UNICODE NOFLAG
        RegexFlag""",
    "statistics": """
        NormalDist StatisticsError correlation covariance fmean geometric_mean harmonic_mean kde
        kde_random linear_regression mean median median_grouped median_high median_low mode multimode
        pstdev pvariance quantiles stdev variance""",
    "string": """
        ascii_letters ascii_lowercase ascii_uppercase capwords digits hexdigits octdigits printable
        punctuation whitespace Template""",
    "struct": "calcsize pack pack_into unpack unpack_from iter_unpack Struct error",
    "textwrap": "TextWrapper wrap fill dedent indent shorten",
    "time": """
        altzone asctime ctime daylight gmtime localtime mktime monotonic monotonic_ns perf_counter
        perf_counter_ns process_time process_time_ns sleep strftime strptime struct_time time time_ns
        timezone tzname""",
    "types": """
        AsyncGeneratorType CoroutineType GeneratorType NoneType EllipsisType NotImplementedType UnionType
        MappingProxyType""",
    "typing": """
        AbstractSet Annotated Any AnyStr AsyncContextManager AsyncGenerator AsyncIterable AsyncIterator Awaitable
        BinaryIO Callable ChainMap ClassVar Collection Concatenate
        Container ContextManager Coroutine Counter DefaultDict Deque Dict Final FrozenSet Generator Generic Hashable
        IO ItemsView Iterable Iterator KeysView List Literal LiteralString Mapping MappingView Match
        MutableMapping MutableSequence MutableSet NamedTuple Never NewType NoReturn NotRequired Optional
        OrderedDict ParamSpec Pattern Protocol ReadOnly Required Reversible Self Sequence Set Sized
        SupportsAbs SupportsBytes SupportsComplex SupportsFloat SupportsIndex SupportsInt SupportsRound
        TYPE_CHECKING Text TextIO Tuple TypeAlias TypeGuard TypeIs TypeVar TypeVarTuple TypedDict Union
        Unpack NoDefault is_protocol get_protocol_members ValuesView assert_never assert_type cast
        dataclass_transform final get_args is_typeddict overload override runtime_checkable""",
    "unicodedata": """
        bidirectional category combining decimal decomposition digit east_asian_width is_normalized lookup
        mirrored name normalize numeric unidata_version""",
    "urllib": "",
    "urllib.parse": """
        urlparse urlunparse urljoin urldefrag urlsplit urlunsplit urlencode parse_qs parse_qsl quote
        quote_plus quote_from_bytes unquote unquote_plus unquote_to_bytes ParseResult SplitResult
        DefragResult ParseResultBytes SplitResultBytes DefragResultBytes""",
    # No uuid1 and getnode: they start a process to find the address of the network card.
    "uuid": "UUID NAMESPACE_DNS NAMESPACE_OID NAMESPACE_URL NAMESPACE_X500 uuid3 uuid4 uuid5 SafeUUID RFC_4122",
    "zlib": """
        DEF_BUF_SIZE DEF_MEM_LEVEL ZLIB_RUNTIME_VERSION ZLIB_VERSION Z_BLOCK Z_DEFAULT_STRATEGY Z_FILTERED
        Z_FINISH Z_FIXED Z_FULL_FLUSH Z_HUFFMAN_ONLY Z_NO_FLUSH Z_PARTIAL_FLUSH Z_RLE Z_SYNC_FLUSH Z_TREES
        DEFLATED MAX_WBITS Z_BEST_COMPRESSION Z_BEST_SPEED Z_DEFAULT_COMPRESSION Z_NO_COMPRESSION adler32
        compress compressobj crc32 decompress decompressobj error""",
    "zoneinfo": "ZoneInfo ZoneInfoNotFoundError available_timezones",
}

SUBMODULES = {"collections": ("abc",), "urllib": ("parse",)}

# Classes that the code may inherit from. `functools.cached_property`, `dataclasses.Field` and their like are
# left out: an own subclass has writable attributes, and the library trusts those.
BASES = {
    "abc": "ABC",
    "collections": "ChainMap Counter OrderedDict UserDict UserList UserString defaultdict deque",
    "collections.abc": NAMES["collections.abc"],
    "contextlib": "AbstractAsyncContextManager AbstractContextManager AsyncContextDecorator ContextDecorator",
    "csv": "Dialect excel excel_tab unix_dialect",
    "datetime": "date datetime time timedelta tzinfo",
    "decimal": "Decimal",
    "fractions": "Fraction",
    "io": "StringIO BytesIO",
    "json": "JSONDecoder JSONEncoder",
    "random": "Random",
    "typing": "Any Generic NamedTuple Protocol TypedDict",
}

# What a module brought by the caller does not hand out, beside modules, metaclasses and private names.
DROPPED = frozenset(
    """
    get_type_hints evaluate_forward_ref singledispatch singledispatchmethod make_dataclass attrgetter
    methodcaller update_wrapper wraps namedtuple Formatter redirect_stdout redirect_stderr
    """.split()
)

# Modules that break any policy: files, processes, frames, code, native memory, threads, and the host itself.
FORBIDDEN = frozenset(
    """
    os sys subprocess ctypes importlib shutil gc inspect pickle marshal builtins runpy pkgutil socket
    threading multiprocessing signal posix nt io code codeop pdb bdb pty asyncio concurrent copyreg
    traceback tracemalloc faulthandler atexit site sysconfig zipimport imp dis timeit cProfile profile
    trace shelve dbm dill cloudpickle jsonpickle joblib webbrowser venv ensurepip pip setuptools distutils
    cffi fcntl mmap resource pwd grp termios tty select selectors ssl socketserver http ftplib smtplib
    telnetlib xmlrpc wsgiref sched linecache tokenize symtable py_compile compileall unittest doctest test
    idlelib lib2to3 turtle tkinter warnings weakref types typing_extensions RestrictedPython codenode
    langgraph langchain langchain_core
    """.split()
)
