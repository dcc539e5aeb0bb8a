//go:build online

package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// TestPublishedModules compares modules as the registry has them. The first is
// the README's command, with its output.
func TestPublishedModules(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
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
			for line := range strings.Lines(between(string(readme), "```\n", "\n```")) {
				if line != "…\n" && !strings.Contains(stdout.String(), line) {
					t.Errorf("the README shows a line that the command does not print: %s", line)
				}
			}
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

func between(s, start, end string) string {
	_, s, _ = strings.Cut(s, start)
	s, _, _ = strings.Cut(s, end)
	return s
}
