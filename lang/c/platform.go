package c

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"github.com/apicheck/apicheck/internal/preprocessor"
)

// standIns are small headers of our own in the place of the system's: they
// declare the types and constants that public headers build upon.
//
//go:embed include
var standIns embed.FS

// systemRoot is where the stand-ins hang in the names of files.
const systemRoot = "<system>"

// readStandIn returns the text of a stand-in by its name below systemRoot.
func readStandIn(name string) ([]byte, error) {
	rest, ok := strings.CutPrefix(name, systemRoot+"/")
	if !ok {
		return nil, fs.ErrNotExist
	}
	return standIns.ReadFile("include/" + rest)
}

// systemDirs is the end of a target's search path.
func systemDirs(d *dialect) []preprocessor.Dir {
	platform := preprocessor.Dir{Path: systemRoot + "/posix", System: true}
	if d.ms {
		platform = preprocessor.Dir{Path: systemRoot + "/windows", System: true, Fold: true}
	}
	return []preprocessor.Dir{{Path: systemRoot + "/common", System: true}, platform}
}

// standardTypes are the typedefs of the system's headers, by target: what they
// stand for is known even where a header forgets to include them.
var standardTypes = func() map[string]func() map[string]*typ {
	m := map[string]func() map[string]*typ{}
	for target, d := range dialects {
		m[target] = sync.OnceValue(func() map[string]*typ {
			reader := preprocessor.NewReader(readStandIn)
			var headers []string
			for _, dir := range systemDirs(d) {
				headers = append(headers, standInsBelow(dir.Path)...)
			}
			unit, err := preprocessor.Run(context.Background(), reader, &preprocessor.Config{Path: systemDirs(d), Predefined: predefined(d), Names: compilerNames}, headers)
			if err != nil {
				return nil
			}
			system := map[int32]bool{}
			for _, t := range unit.Tokens {
				system[t.File] = true
			}
			p := newParser(d, unit, system)
			p.parse()
			for _, r := range p.records {
				d.layOut(r) // once, before several share them
			}
			for tag, r := range p.structs {
				p.typedefs[r.word()+" "+tag] = typeVoid // only its being there counts
			}
			return p.typedefs
		})
	}
	return m
}()

// standInsBelow lists the stand-ins in a directory of the search path.
func standInsBelow(dir string) []string {
	var list []string
	root := "include" + strings.TrimPrefix(dir, systemRoot)
	fs.WalkDir(standIns, root, func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			list = append(list, dir+strings.TrimPrefix(name, root))
		}
		return err
	})
	return list
}

// isStandard reports whether a system's header defines a macro or a typedef of
// this name: a library that brings it too only makes up for systems without.
func isStandard(name string) bool { return standardNames()[name] }

var standardNames = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{"WIN32_LEAN_AND_MEAN": true, "NOMINMAX": true, "_GNU_SOURCE": true}
	fs.WalkDir(standIns, "include", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := standIns.ReadFile(name)
		if err != nil {
			return err
		}
		for line := range strings.Lines(string(text)) {
			if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "#"); ok {
				words := strings.Fields(rest)
				if len(words) > 1 && words[0] == "define" {
					macro, _, _ := strings.Cut(words[1], "(")
					names[macro] = true
				}
			}
		}
		return nil
	})
	for target := range dialects {
		for name := range standardTypes[target]() {
			names[name] = true
		}
	}
	return names
})

// compilerNames are what __has_attribute and its like say yes to, for targets
// whose compiler is gcc or clang.
var compilerNames = func() map[string]bool {
	m := map[string]bool{}
	for _, name := range strings.Fields(`aligned alloc_size cold const constructor deprecated designated_init enable_if error fallthrough flag_enum format
		format_arg gnu_inline hot malloc may_alias maybe_unused mode no_instrument_function nodiscard noinline nonnull noreturn nothrow
		packed pure returns_nonnull returns_twice sentinel transparent_union unavailable unused used vector_size visibility
		warn_unused_result warning weak assume_aligned cleanup alias ifunc section tls_model access nonstring reproducible unsequenced
		__builtin_expect builtin_expect builtin_unreachable builtin_offsetof builtin_types_compatible_p builtin_constant_p builtin_bswap16
		builtin_bswap32 builtin_bswap64 builtin_clz builtin_ctz builtin_popcount builtin_trap builtin_add_overflow builtin_mul_overflow
		builtin_sub_overflow builtin_assume_aligned builtin_memcpy builtin_memset builtin_va_copy
		c_alignas c_alignof c_atomic c_generic_selections c_static_assert c_thread_local`) {
		m[strings.Trim(name, "_")] = true
	}
	return m
}()

// predefined returns the macros that compilers for a target define before they
// read anything: gcc for Linux, Microsoft's for Windows.
func predefined(d *dialect) string {
	var b strings.Builder
	def := func(name, body string) { fmt.Fprintf(&b, "#define %s %s\n", name, body) }
	def("__STDC__", "1")
	def("__STDC_HOSTED__", "1")
	def("__STDC_VERSION__", "201710L")
	def("__CHAR_BIT__", "8")
	def("__ORDER_LITTLE_ENDIAN__", "1234")
	def("__ORDER_BIG_ENDIAN__", "4321")
	def("__ORDER_PDP_ENDIAN__", "3412")
	def("__BYTE_ORDER__", "__ORDER_LITTLE_ENDIAN__")
	def("__FLOAT_WORD_ORDER__", "__ORDER_LITTLE_ENDIAN__")
	word, wide := "L", "long"
	if d.long == 4 {
		word, wide = "LL", "long long"
	}
	pointer := wide
	if d.pointer == 4 {
		pointer = "int"
	}
	def("__INT8_TYPE__", "signed char")
	def("__INT16_TYPE__", "short")
	def("__INT32_TYPE__", "int")
	def("__INT64_TYPE__", wide)
	def("__UINT8_TYPE__", "unsigned char")
	def("__UINT16_TYPE__", "unsigned short")
	def("__UINT32_TYPE__", "unsigned int")
	def("__UINT64_TYPE__", "unsigned "+wide)
	def("__INTMAX_TYPE__", wide)
	def("__UINTMAX_TYPE__", "unsigned "+wide)
	def("__INTPTR_TYPE__", pointer)
	def("__UINTPTR_TYPE__", "unsigned "+pointer)
	def("__PTRDIFF_TYPE__", pointer)
	def("__SIZE_TYPE__", "unsigned "+pointer)
	fast := pointer
	if d.ms {
		fast = "int"
	}
	for _, n := range []int{8, 16, 32, 64} {
		least := map[int]string{8: "signed char", 16: "short", 32: "int", 64: wide}[n]
		def(fmt.Sprintf("__INT_LEAST%d_TYPE__", n), least)
		def(fmt.Sprintf("__UINT_LEAST%d_TYPE__", n), "unsigned "+strings.TrimPrefix(least, "signed "))
		f := fast
		if n == 8 {
			f = "signed char"
		}
		if n == 64 {
			f = wide
		}
		def(fmt.Sprintf("__INT_FAST%d_TYPE__", n), f)
		def(fmt.Sprintf("__UINT_FAST%d_TYPE__", n), "unsigned "+strings.TrimPrefix(f, "signed "))
	}
	def("__CHAR16_TYPE__", "unsigned short")
	def("__CHAR32_TYPE__", "unsigned int")
	def("__SCHAR_MAX__", "127")
	def("__SHRT_MAX__", "32767")
	def("__INT_MAX__", "2147483647")
	def("__LONG_LONG_MAX__", "9223372036854775807LL")
	if d.long == 8 {
		def("__LONG_MAX__", "9223372036854775807L")
	} else {
		def("__LONG_MAX__", "2147483647L")
	}
	for _, t := range []struct {
		name string
		size int64
	}{{"SHORT", 2}, {"INT", 4}, {"LONG", d.long}, {"LONG_LONG", 8}, {"FLOAT", 4}, {"DOUBLE", 8}, {"LONG_DOUBLE", d.ldouble[0]}, {"POINTER", d.pointer}, {"SIZE_T", d.pointer}, {"PTRDIFF_T", d.pointer}} {
		def("__SIZEOF_"+t.name+"__", fmt.Sprint(t.size))
	}
	limit := map[int64]string{4: "2147483647", 8: "9223372036854775807" + word}[d.pointer]
	unsigned := map[int64]string{4: "4294967295U", 8: "18446744073709551615U" + word}[d.pointer]
	def("__SIZE_MAX__", unsigned)
	def("__PTRDIFF_MAX__", limit)
	def("__INTPTR_MAX__", limit)
	def("__UINTPTR_MAX__", unsigned)
	def("__INTMAX_MAX__", "9223372036854775807"+word)
	def("__UINTMAX_MAX__", "18446744073709551615U"+word)
	for name, text := range map[string]string{"8": "127", "16": "32767", "32": "2147483647", "64": "9223372036854775807" + word} {
		def("__INT"+name+"_MAX__", text)
	}
	for name, text := range map[string]string{"8": "255", "16": "65535", "32": "4294967295U", "64": "18446744073709551615U" + word} {
		def("__UINT"+name+"_MAX__", text)
	}
	floats(def, d)
	if d.ms {
		def("__WCHAR_TYPE__", "unsigned short")
		def("__WINT_TYPE__", "unsigned short")
		def("__WCHAR_MAX__", "65535")
		def("__SIZEOF_WCHAR_T__", "2")
		def("__SIZEOF_WINT_T__", "2")
		for _, name := range []string{"_WIN32", "_WIN64", "_M_AMD64", "_M_X64", "_MT", "_DLL", "_INTEGRAL_MAX_BITS"} {
			body := "1"
			switch name {
			case "_M_AMD64", "_M_X64":
				body = "100"
			case "_INTEGRAL_MAX_BITS":
				body = "64"
			}
			def(name, body)
		}
		def("_MSC_VER", "1940")
		def("_MSC_FULL_VER", "194033811")
		def("_MSC_EXTENSIONS", "1")
		def("_WCHAR_T_DEFINED", "1")
		def("_NATIVE_WCHAR_T_DEFINED", "1")
		return b.String()
	}
	if d.pointer == 4 {
		def("__WCHAR_TYPE__", "long")
	} else {
		def("__WCHAR_TYPE__", "int")
	}
	def("__WINT_TYPE__", "unsigned int")
	def("__WCHAR_MAX__", "2147483647")
	def("__WINT_MAX__", "4294967295U")
	def("__SIZEOF_WCHAR_T__", "4")
	def("__SIZEOF_WINT_T__", "4")
	def("__GNUC__", "12")
	def("__GNUC_MINOR__", "2")
	def("__GNUC_PATCHLEVEL__", "0")
	def("__GNUC_STDC_INLINE__", "1")
	def("__USER_LABEL_PREFIX__", "")
	def("__VERSION__", `"12.2.0"`)
	for _, name := range []string{"__linux__", "__linux", "linux", "__gnu_linux__", "__unix__", "__unix", "unix", "__ELF__"} {
		def(name, "1")
	}
	if d.pointer == 8 {
		for _, name := range []string{"__x86_64__", "__x86_64", "__amd64__", "__amd64", "_LP64", "__LP64__", "__SSE__", "__SSE2__", "__MMX__"} {
			def(name, "1")
		}
		def("__SIZEOF_INT128__", "16")
	} else {
		for _, name := range []string{"__i386__", "__i386", "i386", "__i686__", "_ILP32", "__ILP32__"} {
			def(name, "1")
		}
	}
	return b.String()
}

// floats defines the limits of floating types (IEC 60559).
func floats(def func(name, body string), d *dialect) {
	def("__FLT_RADIX__", "2")
	method := "0"
	if d.pointer == 4 {
		method = "2"
	}
	def("__FLT_EVAL_METHOD__", method)
	set := func(prefix, suffix, dig, mant, max10, min10, maxExp, minExp, most, least, epsilon, denorm, decimal string) {
		for name, body := range map[string]string{
			"DIG": dig, "MANT_DIG": mant, "MAX_10_EXP": max10, "MIN_10_EXP": "(" + min10 + ")", "MAX_EXP": maxExp, "MIN_EXP": "(" + minExp + ")",
			"MAX": most + suffix, "MIN": least + suffix, "EPSILON": epsilon + suffix, "DENORM_MIN": denorm + suffix, "DECIMAL_DIG": decimal,
			"HAS_DENORM": "1", "HAS_INFINITY": "1", "HAS_QUIET_NAN": "1", "NORM_MAX": most + suffix,
		} {
			def("__"+prefix+"_"+name+"__", body)
		}
	}
	set("FLT", "F", "6", "24", "38", "-37", "128", "-125", "3.40282346638528859811704183484516925e+38", "1.17549435082228750796873653722224568e-38", "1.19209289550781250000000000000000000e-7", "1.40129846432481707092372958328991613e-45", "9")
	set("DBL", "", "15", "53", "308", "-307", "1024", "-1021", "1.79769313486231570814527423731704357e+308", "2.22507385850720138309023271733240406e-308", "2.22044604925031308084726333618164062e-16", "4.94065645841246544176568792868221372e-324", "17")
	if d.ms {
		set("LDBL", "L", "15", "53", "308", "-307", "1024", "-1021", "1.79769313486231570814527423731704357e+308", "2.22507385850720138309023271733240406e-308", "2.22044604925031308084726333618164062e-16", "4.94065645841246544176568792868221372e-324", "17")
		def("__DECIMAL_DIG__", "17")
		return
	}
	set("LDBL", "L", "18", "64", "4932", "-4931", "16384", "-16381", "1.18973149535723176502126385303097021e+4932", "3.36210314311209350626267781732175260e-4932", "1.08420217248550443400745280086994171e-19", "3.64519953188247460252840593361941982e-4951", "21")
	def("__DECIMAL_DIG__", "21")
}
