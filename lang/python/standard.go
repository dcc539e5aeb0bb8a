package python

import "strings"

// words splits a list and makes it a set.
func words(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}

// builtins are the names that need no import, those of Python 2 among them
// (https://docs.python.org/3/library/builtins.html).
var builtins = words(`
	ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError
	BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError
	ConnectionResetError DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError Exception
	ExceptionGroup False FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError
	ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError
	KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError None NotADirectoryError NotImplemented
	NotImplementedError OSError OverflowError PendingDeprecationWarning PermissionError ProcessLookupError
	PythonFinalizationError RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning
	StandardError StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError
	TimeoutError True TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError
	UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ZeroDivisionError abs aiter all anext any
	apply ascii basestring bin bool breakpoint buffer bytearray bytes callable chr classmethod cmp coerce compile
	complex copyright credits delattr dict dir divmod enumerate eval exec execfile exit file filter float format
	frozenset getattr globals hasattr hash help hex id input int intern isinstance issubclass iter len license
	list locals long map max memoryview min next object oct open ord pow print property quit range raw_input
	reduce reload repr reversed round set setattr slice sorted staticmethod str sum super tuple type unichr
	unicode vars xrange zip
`)

// standard are the modules of the standard library, and what type checkers
// treat like it.
var standard = words(`
	ConfigParser Queue StringIO __builtin__ __future__ _thread _typeshed abc aifc annotationlib antigravity
	argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii bisect builtins bz2 cPickle
	cProfile cStringIO calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall
	compression concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses
	datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum errno faulthandler fcntl
	filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp
	gzip hashlib heapq hmac html http httplib idlelib imaplib imghdr imp importlib inspect io ipaddress itertools
	json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder
	msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os
	ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint
	profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib
	resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr
	socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep
	struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap
	this threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo
	types typing typing_extensions unicodedata unittest urllib urllib2 urlparse uu uuid venv warnings wave weakref
	webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo
`)

// standardNames are what some modules export that annotations and decorators are
// made of.
var standardNames = map[string]map[string]bool{
	"typing": words(`
		AbstractSet Annotated Any AnyStr AsyncContextManager AsyncGenerator AsyncIterable AsyncIterator Awaitable BinaryIO Callable ChainMap
		ClassVar Collection Concatenate Container ContextManager Coroutine Counter DefaultDict Deque Dict Final ForwardRef FrozenSet Generator
		Generic Hashable IO ItemsView Iterable Iterator KeysView List Literal LiteralString Mapping MappingView Match MutableMapping
		MutableSequence MutableSet NamedTuple Never NewType NoReturn NotRequired Optional OrderedDict ParamSpec Pattern Protocol ReadOnly
		Required Reversible Self Sequence Set Sized SupportsAbs SupportsBytes SupportsComplex SupportsFloat SupportsIndex SupportsInt
		SupportsRound TYPE_CHECKING Text TextIO Tuple Type TypeAlias TypeGuard TypeIs TypeVar TypeVarTuple TypedDict Union Unpack ValuesView
		cast final no_type_check overload override runtime_checkable`),
	"abc":         words("ABC ABCMeta abstractmethod abstractproperty abstractclassmethod abstractstaticmethod"),
	"dataclasses": words("dataclass field KW_ONLY InitVar"),
	"enum":        words("Enum IntEnum StrEnum Flag IntFlag auto unique"),
	"functools":   words("cached_property lru_cache cache wraps partial singledispatch total_ordering"),
	"contextlib":  words("contextmanager asynccontextmanager AbstractContextManager AbstractAsyncContextManager"),
}

// isStandard reports whether a module is part of the standard library.
func isStandard(module string) bool {
	top, _, _ := strings.Cut(module, ".")
	return standard[top]
}
