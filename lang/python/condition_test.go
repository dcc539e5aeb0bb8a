package python

import (
	"strings"
	"testing"
)

// TestConditions holds what is known of conditions before a program runs. The
// form of an expectation is "environments", "unknown", and then what a type
// checker has to say.
func TestConditions(t *testing.T) {
	for _, test := range []struct{ test, want string }{
		{"TYPE_CHECKING", "always, types"},
		{"typing.TYPE_CHECKING", "always, types"},
		{"not TYPE_CHECKING", "always, no types"},
		{"not not t.TYPE_CHECKING", "always, types"},
		{"TYPE_CHECKING and sys.version_info >= (3, 9)", ">=3.9, types"},
		{"TYPE_CHECKING or sys.version_info >= (3, 9)", "unknown"},
		{"True", "always"},
		{"False", "never"},
		{"1", "always"},
		{"0", "never"},
		{"not False", "always"},
		{"six.PY2", "<=2.7"},
		{"PY3", ">=3.3"},
		{"not PY3", "<=2.7"},

		{"sys.version_info >= (3, 8)", ">=3.8"},
		{"sys.version_info >= (3,)", ">=3.3"},
		{"sys.version_info > (3,)", ">=3.3"},
		{"sys.version_info > (3, 8)", ">=3.8"}, // which is less than (3, 8, 0)
		{"sys.version_info <= (3, 8)", "<=3.7"},
		{"sys.version_info < (3, 8)", "<=3.7"},
		{"sys.version_info < (3,)", "<=2.7"},
		{"sys.version_info >= (3, 8, 0)", ">=3.8"},
		{"sys.version_info >= (3, 8, 0, 'final', 0)", ">=3.8"},
		{"sys.version_info < (3, 8, 1)", "<=3.7"},
		{"version_info >= (3, 12)", ">=3.12"},
		{"sys.version_info[:2] >= (3, 8)", ">=3.8"},
		{"sys.version_info[:2] == (3, 8)", "3.8"},
		{"sys.version_info[:2] != (3, 8)", "<=3.7, >=3.9"},
		{"sys.version_info[:2] > (3, 8)", ">=3.9"},
		{"sys.version_info[:2] <= (3, 8)", "<=3.8"},
		{"sys.version_info[0:2] >= (3, 8)", ">=3.8"},
		{"sys.version_info[0] == 3", ">=3.3"},
		{"sys.version_info[0] >= 3", ">=3.3"},
		{"sys.version_info[0] < 3", "<=2.7"},
		{"sys.version_info.major == 2", "<=2.7"},
		{"sys.version_info[0] == 3 and sys.version_info[1] >= 9", ">=3.9"},
		{"sys.version_info.major >= 3 and sys.version_info.minor >= 11", ">=3.11"},
		{"(3, 8) <= sys.version_info", ">=3.8"},
		{"(3, 8) <= sys.version_info < (3, 10)", "3.8 to 3.9"},
		{"sys.version_info >= (3, 99)", "never"},
		{"sys.version_info >= minimum", "unknown"},

		{"sys.platform == 'win32'", "on win32"},
		{"sys.platform != 'win32'", "on linux, darwin, other"},
		{"sys.platform == \"linux\"", "on linux"},
		{"sys.platform.startswith('win')", "on win32"},
		{"sys.platform.startswith('linux')", "on linux"},
		{"not sys.platform.startswith('win')", "on linux, darwin, other"},
		{"sys.platform in ('linux', 'darwin')", "on linux, darwin"},
		{"sys.platform not in {'win32', 'cygwin'}", "on linux, darwin"},
		{"sys.platform == 'linux' or sys.platform == 'darwin'", "on linux, darwin"},
		{"sys.platform == 'freebsd13'", "on other"}, // one of the others
		{"sys.platform.startswith('freebsd')", "on other"},
		{"sys.platform in ('aix', 'win32')", "on win32, other"},
		{"os.name == 'nt'", "on win32"},
		{"os.name != 'nt'", "on linux, darwin, other"},
		{"os.name == 'posix'", "on linux, darwin, other"},
		{"platform.system() == 'Windows'", "on win32"},
		{"platform.system() == 'Darwin'", "on darwin"},

		{"sys.platform == 'win32' and sys.version_info >= (3, 8)", ">=3.8 on win32"},
		{"sys.platform == 'win32' or sys.version_info >= (3, 8)", "<=3.7 on win32; >=3.8"},
		{"not (sys.platform == 'win32' or sys.version_info >= (3, 8))", "<=3.7 on linux, darwin, other"},
		{"False and unknown()", "never"},
		{"True or unknown()", "always"},
		{"sys.version_info < (3, 8) and unknown()", "unknown"},
		{"x", "unknown"},
		{"hasattr(os, 'fork')", "unknown"},
		{"not x", "unknown"},
		{"sys.maxsize > 2**32", "unknown"},
		{"__debug__", "unknown"},
	} {
		e, ok := parseExpr(test.test)
		if !ok {
			t.Errorf("%s cannot be read", test.test)
			continue
		}
		for _, turned := range []bool{false, true} {
			is, want := evaluate(e), test.want
			if turned { // what a negation says is the contrary
				is = evaluate(&expr{kind: exprUnary, text: "not", args: []*expr{{kind: exprUnary, text: "not", args: []*expr{e}}}})
			}
			got := "unknown"
			if is.known {
				got = is.envs.String()
			}
			switch is.typing {
			case 1:
				got += ", types"
			case -1:
				got += ", no types"
			}
			if got != want {
				t.Errorf("%s is %s, want %s", test.test, got, want)
				break
			}
		}
	}
}

// TestBranches holds where the branches of an if statement run: each where the
// ones before it do not.
func TestBranches(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"if and else", `
if sys.version_info >= (3, 9):
    a
else:
    b
`, "a >=3.9|b <=3.8"},
		{"elif", `
if sys.version_info >= (3, 12):
    a
elif sys.version_info >= (3, 9):
    b
elif sys.platform == "win32":
    c
else:
    d
`, "a >=3.12|b 3.9 to 3.11|c <=3.8 on win32|d <=3.8 on linux, darwin, other"},
		{"branches that never run", `
if sys.version_info >= (3, 9):
    a
elif sys.version_info >= (3, 12):
    b
`, "a >=3.9|b never"},
		{"blocks in blocks", `
if sys.platform == "win32":
    if sys.version_info >= (3, 9):
        a
    else:
        b
    c
`, "a >=3.9 on win32|b <=3.8 on win32|c on win32"},
		{"for type checkers", `
if TYPE_CHECKING:
    a
else:
    b
c
`, "a always types|b always programs|c always"},
		{"what cannot be known", `
if unknown():
    a
else:
    b
`, "a always usual|b always fallback"},
		{"what cannot be known, on a platform", `
if sys.platform == "win32":
    if unknown():
        a
elif unknown():
    b
else:
    c
`, "a on win32 usual|b on linux, darwin, other usual|c on linux, darwin, other fallback"},
		{"try", `
try:
    a
except ImportError:
    b
else:
    c
finally:
    d
`, "a always usual|b always fallback|c always usual|d always"},
		{"try without handlers", `
try:
    a
finally:
    b
`, "a always|b always"},
		{"handlers on a version", `
if sys.version_info >= (3, 9):
    try:
        a
    except E:
        b
`, "a >=3.9 usual|b >=3.9 fallback"},
		{"with and loops", `
with suppress(E):
    a
with open(f):
    b
for x in y:
    c
else:
    d
while x:
    e
`, "a always usual|b always|c always|d always|e always"},
	} {
		t.Run(test.name, func(t *testing.T) {
			src := strings.NewReplacer("a\n", "a = 1\n", "b\n", "b = 1\n", "c\n", "c = 1\n", "d\n", "d = 1\n", "e\n", "e = 1\n").Replace(test.src)
			m := &module{name: "m", short: "m.py"}
			m.read([]byte(src))
			newGrammar().parseModule(m)
			var list []string
			for _, s := range m.stmts {
				if s.kind != stmtAssign {
					continue
				}
				text := s.targets[0].text + " " + s.cond.envs.String()
				text += map[int]string{1: " types", -1: " programs"}[s.cond.typing]
				text += map[int]string{1: " usual", 2: " fallback"}[s.cond.alt]
				list = append(list, text)
			}
			if got := strings.Join(list, "|"); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}
