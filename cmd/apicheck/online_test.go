//go:build online

package main

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestPublishedModules compares modules as the registry has them. The first is
// the guide's example, with its output.
func TestPublishedModules(t *testing.T) {
	guide, err := os.ReadFile("../../docs/guide.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args string
		code int
		want []string
	}{
		{"diff go:github.com/bytecodealliance/wasmtime-go@v25.0.0 go:github.com/bytecodealliance/wasmtime-go@v37.0.0", 0, nil},
		{"diff go:github.com/bytecodealliance/wasmtime-go@v25.0.0 go:github.com/bytecodealliance/wasmtime-go@v37.0.0 --release patch", 1, []string{"7 breaking, 0 risky, 17 compatible: denied"}},
		{"diff go:golang.org/x/mod@v0.20.0 go:golang.org/x/mod@v0.20.0", 0, []string{"no changes"}},
		{"diff go:golang.org/x/mod@v0.20.0 go:golang.org/x/mod", 0, []string{"golang.org/x/mod v0.20.0 → v0."}},
		{"surface go:gopkg.in/yaml.v3@v3.0.1", 0, []string{"component\tgopkg.in/yaml", "Unmarshal\tfunc in .\tfunc([]byte, any) error"}},
		{"diff go:golang.org/x/mod@v0.20.0 go:golang.org/x/mod@v0.999.0", 3, nil},
	} {
		var stdout, stderr bytes.Buffer
		if code := run(strings.Fields(test.args), &stdout, &stderr); code != test.code {
			t.Errorf("%s: exit code %d, want %d\n%s", test.args, code, test.code, stderr.String())
		}
		for _, want := range test.want {
			if !strings.Contains(stdout.String(), want) {
				t.Errorf("%s: no %q in\n%s", test.args, want, stdout.String())
			}
		}
		if test.code == 3 && !strings.Contains(stderr.String(), "hint: go list -m -versions golang.org/x/mod") {
			t.Errorf("%s: %s", test.args, stderr.String())
		}
		if test.want == nil && test.code == 0 {
			checkExample(t, string(guide), test.args, stdout.String())
		}
	}
}

// TestPublishedCrates compares crates as the registry has them. Their parts, the
// crates of the same release, are read with them.
func TestPublishedCrates(t *testing.T) {
	for _, test := range []struct {
		args           string
		code           int
		stdout, stderr string
	}{
		{"diff crate:wasmtime-wasi-io@41.0.3 crate:wasmtime-wasi-io@41.0.4", 1, "\n1 breaking, 0 risky, ", ""},
		{"diff crate:wasmtime@41.0.3 crate:wasmtime@41.0.4", 0, "wasmtime 41.0.3 → 41.0.4 (patch release)", ""},
		{"diff crate:nosuchcrate-apicheck@1.0.0 crate:nosuchcrate-apicheck@1.0.1", 3, "", "\napicheck: hint: cargo info nosuchcrate-apicheck shows the newest version"},
	} {
		var stdout, stderr bytes.Buffer
		if code := run(strings.Fields(test.args), &stdout, &stderr); code != test.code {
			t.Errorf("%s: exit code %d, want %d\n%s%s", test.args, code, test.code, stdout.String(), stderr.String())
		}
		if !strings.Contains(stdout.String(), test.stdout) || !strings.Contains(stderr.String(), test.stderr) {
			t.Errorf("%s: no %q or no %q in\n%s%s", test.args, test.stdout, test.stderr, stdout.String(), stderr.String())
		}
	}
}

// TestPublishedHeaders compares the C headers that a crate and a module ship. A
// patch release changes nothing in them but the version that they tell.
func TestPublishedHeaders(t *testing.T) {
	guide, err := os.ReadFile("../../docs/guide.md")
	if err != nil {
		t.Fatal(err)
	}
	const crate, module = "crate:wasmtime-c-api-impl", "go:github.com/bytecodealliance/wasmtime-go"
	version := "c/version-changed"
	for _, test := range []struct {
		args  string
		code  int
		want  []string
		rules []string // those of all findings, in their order; nil for any
		guide bool     // it stands there
	}{
		{
			args: "diff --language c " + crate + "@41.0.3 " + crate + "@41.0.4",
			want: []string{
				"wasmtime-c-api-impl 41.0.3 → 41.0.4 (patch release)", "0 breaking, 0 risky, 2 compatible: pass",
				`value changed from "41.0.3" to "41.0.4"`, "value changed from 3 to 4",
			},
			rules: []string{version, version},
		}, {
			args:  "diff --language c " + crate + "@36.0.2 " + crate + "@36.0.6",
			want:  []string{"0 breaking, 0 risky, 2 compatible: pass"},
			rules: []string{version, version},
		}, {
			args:  "diff --language c " + crate + "@36.0.6 " + crate + "@41.0.3",
			want:  []string{"wasmtime_memorytype_new ", "c/return-type-changed", "pass, a major release allows it"},
			guide: true,
		}, {
			args: "diff --language c " + crate + "@36.0.6 " + crate + "@41.0.3 --release patch",
			code: 1,
			want: []string{"denied, a patch release allows no breaking change"},
		}, {
			args: "surface --language c " + crate + "@41.0.3",
			want: []string{"wasmtime_config_wasm_gc_set\tfunc\tvoid (wasm_config_t *, bool)\n", "wasmtime_linker_define_wasi\t~guard\tWASMTIME_FEATURE_WASI\n"},
		}, {
			args:  "diff --language c " + module + "@v28.0.0 " + module + "@v29.0.0",
			want:  []string{"parameter 2 (store) changed from", "wasmtime_instance_pre_instantiate ", "build/include/wasmtime/instance.", "1 breaking, 0 risky, 5 compatible: pass"},
			rules: []string{"c/parameter-type-changed", "c/macro-added", version, version, version, "c/function-added"},
		}, {
			args: "diff --language c " + module + "@v37.0.0 " + module + "@v37.0.0",
			want: []string{"no changes"},
		},
	} {
		var stdout, stderr bytes.Buffer
		if code := run(strings.Fields(test.args), &stdout, &stderr); code != test.code || stderr.Len() > 0 {
			t.Errorf("%s: exit code %d, want %d\n%s", test.args, code, test.code, stderr.String())
		}
		for _, want := range test.want {
			if !strings.Contains(stdout.String(), want) {
				t.Errorf("%s: no %q in\n%s", test.args, want, stdout.String())
			}
		}
		if got := ruleNames.FindAllString(stdout.String(), -1); test.rules != nil && !slices.Equal(got, test.rules) {
			t.Errorf("%s: the rules are %q, want %q", test.args, got, test.rules)
		}
		if test.guide {
			checkExample(t, string(guide), test.args, stdout.String())
		}
	}
}

// TestPublishedDistributions compares Python distributions as the registry has
// them: their wheels, of which nothing is run.
func TestPublishedDistributions(t *testing.T) {
	guide, err := os.ReadFile("../../docs/guide.md")
	if err != nil {
		t.Fatal(err)
	}
	const wasmtime = "pypi:wasmtime"
	for _, test := range []struct {
		args           string
		code           int
		stdout, stderr []string
		guide          bool // it stands there
	}{
		{
			args:   "diff " + wasmtime + "@43.0.0 " + wasmtime + "@44.0.0",
			stdout: []string{"wasmtime 43.0.0 → 44.0.0 (major release)", "\n0 breaking, "},
		}, {
			args:   "diff " + wasmtime + "@13.0.1 " + wasmtime + "@13.0.2",
			stdout: []string{"wasmtime 13.0.1 → 13.0.2 (patch release)", "python/python-version-dropped", "\n0 breaking, "},
		}, {
			args:   "diff " + wasmtime + "@27.0.1 " + wasmtime + "@27.0.2",
			code:   1,
			stdout: []string{"wasmtime.SharedMemory ", "\n3 breaking, ", "denied, a patch release allows no breaking change"},
		}, {
			args:   "diff " + wasmtime + "@2.0.0 " + wasmtime + "@3.0.0",
			stdout: []string{"wasmtime.ExitTrap ", "python/exception-base-removed", "pass, a major release allows it"},
			guide:  true,
		}, {
			args:   "diff " + wasmtime + "@12.0.0 " + wasmtime + "@13.0.0",
			stdout: []string{"python/import-fails", "cannot be imported on Python 3.6 to 3.9"},
		}, {
			args:   "surface " + wasmtime + "@44.0.0",
			stdout: []string{"component\twasmtime\n", "origin\tpypi:wasmtime@44.0.0\n", "\nwasmtime.Engine\tclass in wasmtime\t", "\npy.typed\t", "\nrequires-python\t~when\t>=3.9\n"},
		}, {
			args:   "surface " + wasmtime,
			stdout: []string{"origin\tpypi:wasmtime@"},
		}, {
			args:   "diff " + wasmtime + "@43.0.0 " + wasmtime + "@999.0.0",
			code:   3,
			stderr: []string{"apicheck: error: pypi:wasmtime@999.0.0: the index has no version 999.0.0 of wasmtime\n", "\napicheck: hint: python3 -m pip index versions wasmtime lists the versions\n"},
		}, {
			args:   "surface pypi:nosuchdistribution-apicheck@1.0.0",
			code:   3,
			stderr: []string{"apicheck: error: pypi:nosuchdistribution-apicheck@1.0.0: the index has no distribution nosuchdistribution-apicheck\n", "\napicheck: hint: check the name"},
		}, {
			args:   "surface " + wasmtime + "@>43",
			code:   2,
			stderr: []string{"apicheck: error: pypi:wasmtime@>43: not a version: >43\n"},
		},
	} {
		var stdout, stderr bytes.Buffer
		if code := run(strings.Fields(test.args), &stdout, &stderr); code != test.code {
			t.Errorf("%s: exit code %d, want %d\n%s%s", test.args, code, test.code, stdout.String(), stderr.String())
		}
		for _, want := range test.stdout {
			if !strings.Contains(stdout.String(), want) {
				t.Errorf("%s: no %q in\n%s", test.args, want, stdout.String())
			}
		}
		for _, want := range test.stderr {
			if !strings.Contains(stderr.String(), want) {
				t.Errorf("%s: no %q in\n%s", test.args, want, stderr.String())
			}
		}
		if test.stderr == nil && stderr.Len() > 0 {
			t.Errorf("%s: %s", test.args, stderr.String())
		}
		if test.guide {
			checkExample(t, string(guide), test.args, stdout.String())
		}
	}
}

// TestPublishedRelease checks whole releases of Wasmtime from the registries: what
// is recorded of them says the same.
func TestPublishedRelease(t *testing.T) {
	for _, test := range []struct {
		args   string
		code   int
		stdout []string
	}{
		{"release 41.0.3 41.0.4 --from published", 1, []string{
			"\ndenied: wasmtime-wasi-io, wasmtime-wasi-http\n", "No release of its own in between: wasmtime-py (41.0.0), wasmtime-go (v41.0.0)\n"}},
		{"release 41.0.4 42.0.0", 1, []string{
			"\nneeds an accepted RFC: wasmtime; needs an acknowledgement: wasmtime-c-api"}},
		{"baseline verify", 0, nil},
	} {
		var stdout, stderr bytes.Buffer
		args := append(strings.Fields(test.args), "-C", "../../examples/wasmtime", "--cache", t.TempDir())
		if code := run(args, &stdout, &stderr); code != test.code || stderr.Len() > 0 {
			t.Errorf("%s: exit code %d, want %d\n%s", test.args, code, test.code, stderr.String())
		}
		for _, want := range test.stdout {
			if !strings.Contains(stdout.String(), want) {
				t.Errorf("%s: no %q in\n%s", test.args, want, stdout.String())
			}
		}
	}
}

var ruleNames = regexp.MustCompile(`\bc/[a-z-]+`)

// checkExample holds the output that the guide shows below a command against
// what the command prints.
func checkExample(t *testing.T, guide, args, stdout string) {
	t.Helper()
	_, below, ok := strings.Cut(guide, "apicheck "+args+"\n")
	if !ok {
		t.Errorf("the guide does not show %s", args)
	}
	for line := range strings.Lines(between(below, "```\n", "\n```")) {
		if line := strings.TrimSuffix(line, "\n"); line != "…" && !strings.Contains(stdout, line) {
			t.Errorf("the guide shows a line that %s does not print: %s", args, line)
		}
	}
}

func between(s, start, end string) string {
	_, s, _ = strings.Cut(s, start)
	s, _, _ = strings.Cut(s, end)
	return s
}
