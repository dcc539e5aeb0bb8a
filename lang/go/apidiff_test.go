package golang

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/apicheck/apicheck/internal/rule"
)

// TestApidiffCorpus runs the judge over apidiff's own test data, whose path
// APICHECK_APIDIFF_TESTDATA gives: every change that it expects is found, with the
// same verdict, at the named symbol, and nothing else is.
func TestApidiffCorpus(t *testing.T) {
	dir := os.Getenv("APICHECK_APIDIFF_TESTDATA")
	if dir == "" {
		t.Skip("APICHECK_APIDIFF_TESTDATA is not set to a checkout's apidiff/testdata")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no test data in %s (%v)", dir, err)
	}
	total, missed, extra := 0, 0, 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		old, new, want := splitApidiffFile(t, data)
		findings := findingsOf(t, fstest.MapFS{"p.go": {Data: old}}, fstest.MapFS{"p.go": {Data: new}})
		aliases := publicAliases(old)
		found := map[string]bool{}
		for _, f := range findings {
			verdict := "i "
			if f.Impact == rule.Compatible {
				verdict = "c "
			}
			for _, id := range append([]string{f.Item}, f.Change.Also...) {
				found[verdict+id] = true
			}
		}
		matched := map[string]bool{}
		for _, w := range want {
			total++
			names := []string{w.symbol}
			for _, a := range aliases[strings.Trim(w.owner, "(*)")] {
				names = append(names, strings.Replace(w.symbol, strings.Trim(w.owner, "(*)"), a, 1))
			}
			i := slices.IndexFunc(names, func(n string) bool { return found[w.verdict+" "+n] })
			if i < 0 {
				missed++
				t.Errorf("%s: missed: %s %s", filepath.Base(file), w.verdict, w.message)
				continue
			}
			matched[w.verdict+" "+names[i]] = true
		}
		for _, f := range findings {
			verdict := "i "
			if f.Impact == rule.Compatible {
				verdict = "c "
			}
			if !slices.ContainsFunc(append([]string{f.Item}, f.Change.Also...), func(id string) bool { return matched[verdict+id] }) {
				extra++
				t.Errorf("%s: unexpected: %s%s: %s (%s)", filepath.Base(file), verdict, f.Item, f.Message, f.Rule)
			}
		}
	}
	t.Logf("%d of %d expected changes found, %d unexpected", total-missed, total, extra)
}

type apidiffMessage struct{ verdict, symbol, owner, message string }

var methodSetRE = regexp.MustCompile(`^(\S+)\.(\w+), method set of (\*?)(\w+)$`)

// splitApidiffFile splits a file of apidiff's corpus as its own test does.
func splitApidiffFile(t *testing.T, data []byte) (old, new []byte, want []apidiffMessage) {
	t.Helper()
	var o, n bytes.Buffer
	sides := []*bytes.Buffer{&o, &n}
	sc := bufio.NewScanner(bytes.NewReader(data))
	for sc.Scan() {
		line := strings.TrimSpace(sc.Text())
		switch {
		case line == "// old":
			sides = []*bytes.Buffer{&o}
		case line == "// new":
			sides = []*bytes.Buffer{&n}
		case line == "// both":
			sides = []*bytes.Buffer{&o, &n}
		case strings.HasPrefix(line, "// i ") || strings.HasPrefix(line, "// c "):
			head, _, _ := strings.Cut(line[5:], ": ")
			m := apidiffMessage{verdict: line[3:4], symbol: head, message: line[5:]}
			if s := methodSetRE.FindStringSubmatch(head); s != nil {
				m.symbol = s[4] + "." + s[2] // the method is lost to users of this type
				if s[3] != "" && strings.HasPrefix(s[1], "(*") {
					m.symbol = "(*" + s[4] + ")." + s[2]
				}
			}
			m.symbol, _, _ = strings.Cut(m.symbol, ", ")
			m.owner, _, _ = strings.Cut(m.symbol, ".")
			want = append(want, m)
		default:
			for _, s := range sides {
				s.WriteString(sc.Text() + "\n")
			}
		}
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
	return o.Bytes(), n.Bytes(), want
}

var aliasRE = regexp.MustCompile(`(?m)^\s*(?:type )?([A-Z]\w*)\s*= (\w+)`)
var embedRE = regexp.MustCompile(`(?ms)^type ([A-Z]\w*) struct {\n(.*?)^}`)

// publicAliases maps unexported type names to the exported names by which users
// reach them: aliases, and structs that embed them.
func publicAliases(src []byte) map[string][]string {
	m := map[string][]string{}
	for _, s := range aliasRE.FindAllSubmatch(src, -1) {
		m[string(s[2])] = append(m[string(s[2])], string(s[1]))
	}
	for _, s := range embedRE.FindAllSubmatch(src, -1) {
		for field := range strings.FieldsSeq(string(s[2])) {
			m[field] = append(m[field], string(s[1]))
		}
	}
	return m
}
