package python

// moduleFails says in which environments a module of the standard library is not
// there, https://docs.python.org/3/py-modindex.html.
var moduleFails = map[string]envSet{}

// nameSince says since when a module of the standard library has a name.
var nameSince = map[string]envSet{}

func init() {
	for version, list := range modulesAdded {
		for m := range words(list) {
			moduleFails[m] = allEnvs &^ since(version)
		}
	}
	for version, list := range modulesRemoved {
		for m := range words(list) {
			moduleFails[m] = since(version)
		}
	}
	for version, modules := range namesAdded {
		for module, list := range modules {
			for n := range words(list) {
				nameSince[module+"."+n] = since(version)
			}
		}
	}
}

var modulesAdded = map[string]string{
	"3.3":  "unittest.mock ipaddress faulthandler lzma venv collections.abc importlib.abc",
	"3.4":  "asyncio enum pathlib statistics tracemalloc selectors ensurepip",
	"3.5":  "typing zipapp",
	"3.6":  "secrets",
	"3.7":  "dataclasses contextvars importlib.resources",
	"3.8":  "importlib.metadata",
	"3.9":  "zoneinfo graphlib",
	"3.11": "tomllib wsgiref.types",
	"3.12": "importlib.resources.simple",
	"3.14": "annotationlib compression string.templatelib concurrent.interpreters",
}

var modulesRemoved = map[string]string{
	"3.3":  "ConfigParser Queue StringIO cStringIO cPickle urllib2 urlparse httplib Cookie cookielib HTMLParser SocketServer BaseHTTPServer Tkinter __builtin__ copy_reg commands thread md5 sha sets UserDict UserList UserString xmlrpclib htmlentitydefs",
	"3.10": "formatter parser symbol",
	"3.11": "binhex",
	"3.12": "asynchat asyncore distutils imp smtpd",
	"3.13": "aifc audioop cgi cgitb chunk crypt imghdr mailcap msilib nis nntplib ossaudiodev pipes sndhdr spwd sunau telnetlib uu xdrlib lib2to3",
}

var namesAdded = map[string]map[string]string{
	"3.6": {
		"typing":          "Deque ContextManager ClassVar Coroutine Collection AsyncGenerator",
		"enum":            "Flag IntFlag auto",
		"contextlib":      "AbstractContextManager",
		"collections.abc": "Collection Reversible AsyncGenerator",
		"types":           "CoroutineType",
	},
	"3.7": {
		"contextlib": "nullcontext AsyncExitStack asynccontextmanager AbstractAsyncContextManager",
		"typing":     "ForwardRef NoReturn OrderedDict",
		"asyncio":    "create_task get_running_loop current_task all_tasks",
		"time":       "time_ns perf_counter_ns monotonic_ns",
	},
	"3.8": {
		"typing":    "Literal Final Protocol TypedDict final runtime_checkable get_args get_origin SupportsIndex",
		"functools": "cached_property singledispatchmethod",
		"math":      "prod dist comb perm isqrt",
		"asyncio":   "run",
		"unittest":  "IsolatedAsyncioTestCase",
	},
	"3.9": {
		"typing":              "Annotated",
		"functools":           "cache",
		"importlib.resources": "files as_file",
		"math":                "lcm nextafter ulp",
		"random":              "randbytes",
		"types":               "GenericAlias",
		"asyncio":             "to_thread",
	},
	"3.10": {
		"typing":             "ParamSpec Concatenate TypeAlias TypeGuard is_typeddict ParamSpecArgs ParamSpecKwargs",
		"types":              "NoneType EllipsisType NotImplementedType UnionType",
		"itertools":          "pairwise",
		"dataclasses":        "KW_ONLY",
		"contextlib":         "aclosing",
		"inspect":            "get_annotations",
		"importlib.metadata": "packages_distributions",
	},
	"3.11": {
		"typing":     "Self Never Required NotRequired LiteralString TypeVarTuple Unpack assert_never assert_type reveal_type dataclass_transform clear_overloads get_overloads",
		"enum":       "StrEnum ReprEnum verify member nonmember EnumCheck FlagBoundary global_enum property",
		"contextlib": "chdir",
		"datetime":   "UTC",
		"asyncio":    "TaskGroup Runner Timeout timeout Barrier",
		"hashlib":    "file_digest",
		"http":       "HTTPMethod",
		"operator":   "call",
	},
	"3.12": {
		"typing":          "override TypeAliasType",
		"collections.abc": "Buffer",
		"itertools":       "batched",
		"inspect":         "BufferFlags markcoroutinefunction",
		"types":           "get_original_bases",
	},
	"3.13": {
		"typing":   "ReadOnly TypeIs NoDefault get_protocol_members is_protocol",
		"warnings": "deprecated",
		"copy":     "replace",
		"types":    "CapsuleType",
	},
	"3.14": {
		"functools": "Placeholder",
	},
}
