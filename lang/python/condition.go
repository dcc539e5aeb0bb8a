package python

import (
	"slices"
	"strconv"
	"strings"
)

// A truth is what is known of a condition before a program runs.
type truth struct {
	known  bool
	envs   envSet // where it holds, if known
	typing int    // 1: it asks whether a type checker reads, -1: the contrary
}

// when is the condition of the statements that the truth guards.
func (t truth) when() cond {
	if !t.known {
		return cond{envs: allEnvs, typing: t.typing, alt: 1}
	}
	return cond{envs: t.envs, typing: t.typing}
}

// otherwise is the condition of the branches that follow a negated truth.
func (t truth) otherwise() cond {
	if !t.known {
		return cond{envs: allEnvs, typing: t.typing, alt: 2}
	}
	return cond{envs: t.envs, typing: t.typing}
}

func (t truth) negated() truth {
	if t.typing != 0 {
		t.typing = -t.typing
		return t
	}
	t.envs = allEnvs &^ t.envs
	return t
}

var unknown = truth{}

// evaluate says what is known of a condition. What type checkers understand is
// understood: https://typing.python.org/en/latest/spec/directives.html#version-and-platform-checking.
func evaluate(e *expr) truth {
	if e == nil {
		return unknown
	}
	name := e.dotted()
	switch {
	case name == "TYPE_CHECKING" || strings.HasSuffix(name, ".TYPE_CHECKING"):
		return truth{known: true, envs: allEnvs, typing: 1}
	case name == "True" || e.kind == exprNumber && e.text == "1":
		return truth{known: true, envs: allEnvs}
	case name == "False" || e.kind == exprNumber && e.text == "0":
		return truth{known: true}
	case name == "PY2" || strings.HasSuffix(name, ".PY2"):
		return truth{known: true, envs: before3}
	case name == "PY3" || strings.HasSuffix(name, ".PY3"):
		return truth{known: true, envs: python3}
	}
	switch e.kind {
	case exprUnary:
		if e.text == "not" {
			return evaluate(e.args[0]).negated()
		}
	case exprBool:
		a, b := evaluate(e.args[0]), evaluate(e.args[1])
		switch {
		case a.typing != 0 && b.typing != 0:
			return unknown
		case a.typing != 0 || b.typing != 0:
			if e.text == "or" {
				return unknown
			}
			return truth{known: a.known && b.known, envs: a.envs & b.envs, typing: a.typing + b.typing}
		case e.text == "and":
			if a.known && b.known {
				return truth{known: true, envs: a.envs & b.envs}
			}
			// What is known of one part bounds the whole.
			if a.known && a.envs == 0 || b.known && b.envs == 0 {
				return truth{known: true}
			}
		default:
			if a.known && b.known {
				return truth{known: true, envs: a.envs | b.envs}
			}
			if a.known && a.envs == allEnvs || b.known && b.envs == allEnvs {
				return truth{known: true, envs: allEnvs}
			}
		}
	case exprCompare:
		return comparedTest(e)
	case exprCall:
		if len(e.args) == 2 && strings.HasSuffix(e.args[0].dotted(), "platform.startswith") && e.args[1].kind == exprString {
			prefix := e.args[1].text
			known := slices.ContainsFunc(platforms, func(p string) bool { return strings.HasPrefix(p, prefix) })
			return truth{known: true, envs: envsOf(func(_, p int) bool {
				return strings.HasPrefix(platforms[p], prefix) || !known && platforms[p] == "other"
			})}
		}
	}
	return unknown
}

func comparedTest(e *expr) truth {
	left, op, right := e.args[0], e.text, e.args[1]
	if flipped, ok := flippedOps[op]; ok && (left.kind == exprTuple || left.kind == exprNumber || left.kind == exprString) {
		left, op, right = right, flipped, left
	}
	index := ""
	if left.kind == exprSubscript && len(left.args) == 2 {
		index = "slice"
		if left.args[1].kind == exprNumber {
			index = left.args[1].text
		}
		left = left.args[0]
	}
	name := left.dotted()
	if left.kind == exprCall && len(left.args) == 1 {
		name = left.args[0].dotted() + "()"
	}
	if base, ok := strings.CutSuffix(name, ".major"); ok {
		name, index = base, "0"
	} else if base, ok := strings.CutSuffix(name, ".minor"); ok {
		name, index = base, "1"
	}
	switch {
	case name == "__name__": // run as a program, which nobody imports
		return truth{known: true, envs: map[string]envSet{"!=": allEnvs}[op]}
	case name == "version_info" || strings.HasSuffix(name, ".version_info"):
		return versionTest(index, op, right)
	case name == "sys.platform" || name == "platform":
		return platformTest(op, right, func(p int, text string) bool {
			if text == "linux2" {
				text = "linux"
			}
			if !slices.Contains(platforms, text) {
				text = "other"
			}
			return platforms[p] == text
		})
	case name == "os.name":
		return platformTest(op, right, func(p int, text string) bool {
			return text == "nt" && platforms[p] == "win32" || text == "posix" && platforms[p] != "win32"
		})
	case name == "platform.system()":
		return platformTest(op, right, func(p int, text string) bool {
			return platforms[p] == map[string]string{"Windows": "win32", "Linux": "linux", "Darwin": "darwin"}[text]
		})
	}
	return unknown
}

var flippedOps = map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}

func platformTest(op string, right *expr, is func(p int, text string) bool) truth {
	values := []*expr{right}
	if op == "in" || op == "not in" {
		values = right.args
	}
	var envs envSet
	for _, v := range values {
		if v.kind != exprString {
			return unknown
		}
		envs |= envsOf(func(_, p int) bool { return is(p, v.text) })
	}
	switch op {
	case "==", "in":
		return truth{known: true, envs: envs}
	case "!=", "not in":
		return truth{known: true, envs: allEnvs &^ envs}
	}
	return unknown
}

// versionTest compares sys.version_info, or a part of it, with numbers.
func versionTest(index, op string, right *expr) truth {
	var want []int
	list := []*expr{right}
	if right.kind == exprTuple || right.kind == exprList {
		list = right.args
	} else if index == "" || index == "slice" {
		return unknown
	}
	for _, e := range list {
		if e.kind != exprNumber {
			break // a release level
		}
		n, err := strconv.Atoi(e.text)
		if err != nil {
			return unknown
		}
		want = append(want, n)
	}
	if len(want) == 0 {
		return unknown
	}
	return truth{known: true, envs: envsOf(func(v, _ int) bool {
		n := versionNumber(v)
		have := n[:]
		switch index {
		case "0":
			have = n[:1]
		case "1":
			have = n[1:]
		case "":
			have = append(have, 9) // the version is more than two numbers
			if len(want) > 2 {
				have[2] = want[2]
			}
		case "slice":
			have = n[:min(2, len(want))]
		}
		c := slices.Compare(have, want)
		switch op {
		case ">=":
			return c >= 0
		case ">":
			return c > 0
		case "<":
			return c < 0
		case "<=":
			return c <= 0
		case "==":
			return c == 0
		case "!=":
			return c != 0
		}
		return true
	})}
}
