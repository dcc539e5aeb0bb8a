// Package ruletest proves the rule pages of a language: that each example
// yields exactly the findings it says, and that the invariants of the design
// hold for it. A language's test is one call of Run.
package ruletest

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/diff"
	"github.com/apicheck/apicheck/internal/rule"
	"github.com/apicheck/apicheck/lang"
)

var update = flag.Bool("update", false, "rewrite the want sections of the rule pages")

// A Witness builds client against library, as its users would, and returns the
// first error, or ErrNoWitness.
type Witness func(library, client fs.FS) error

// ErrNoWitness is what a Witness returns that lacks the tools for a client.
var ErrNoWitness = errors.New("the tools for this client are not installed")

// Run tests every rule page of a language.
func Run(t *testing.T, l *lang.Language, witness Witness) {
	if err := lang.Validate(l); err != nil {
		t.Fatal(err)
	}
	for _, r := range l.Rules {
		t.Run(strings.TrimPrefix(r.ID, l.Name+"/"), func(t *testing.T) {
			t.Parallel()
			p, err := rule.ReadPage(l.Docs, r.ID)
			if err != nil {
				t.Fatal(err)
			}
			testPage(t, l, r, p, witness)
		})
	}
}

func testPage(t *testing.T, l *lang.Language, r rule.Rule, p *rule.Page, witness Witness) {
	oldTree, newTree := Tree(p.Side("old")), Tree(p.Side("new"))
	old, new := extract(t, l, oldTree, "v1.0.0"), extract(t, l, newTree, "v1.0.1")
	findings := compare(t, l, old, new)

	got := Lines(findings, l.Rules)
	if *update {
		rewrite(t, r, got)
	} else if !slices.Equal(got, p.Want) {
		t.Errorf("findings:\n\t%s\nwant:\n\t%s", strings.Join(got, "\n\t"), strings.Join(p.Want, "\n\t"))
	}
	if !slices.ContainsFunc(findings, func(f rule.Finding) bool { return f.Rule == r.ID }) {
		t.Errorf("the example has no finding of %s", r.ID)
	}
	for _, f := range findings {
		if f.Rule == rule.Unclassified(l.Name).ID {
			t.Errorf("%s is claimed by no rule: %s", f.Item, f.Message)
		}
	}

	CheckInvariants(t, l, old, new)

	if client := p.Side("client"); len(client) > 0 && witness != nil {
		err := witness(oldTree, Tree(client))
		if errors.Is(err, ErrNoWitness) {
			return
		}
		if err != nil {
			t.Errorf("the client does not build against old: %v", err)
		}
		if err := witness(newTree, Tree(client)); err == nil {
			t.Errorf("the client still builds against new")
		}
	}
}

// CheckInvariants checks what holds for any two surfaces of a language: a
// surface equals itself, recording one changes neither it nor the findings,
// and the comparison the other way round is the mirror.
func CheckInvariants(t testing.TB, l *lang.Language, old, new *api.Surface) {
	t.Helper()
	for _, s := range []*api.Surface{old, new} {
		if again := compare(t, l, s, s); len(again) > 0 {
			t.Errorf("a surface compared with itself: %s: %s", again[0].Item, again[0].Message)
		}
	}
	recordedOld, recordedNew := record(t, old), record(t, new)
	findings := compare(t, l, old, new)
	if a, b := describe(findings), describe(compare(t, l, recordedOld, recordedNew)); !slices.Equal(a, b) {
		t.Errorf("findings between sources:\n\t%s\nbetween their recorded surfaces:\n\t%s", strings.Join(a, "\n\t"), strings.Join(b, "\n\t"))
	}
	back := compare(t, l, new, old)
	for _, pair := range []struct{ a, b []string }{
		{touched(findings, diff.Removed), touched(back, diff.Added)},
		{touched(findings, diff.Added), touched(back, diff.Removed)},
	} {
		if !slices.Equal(pair.a, pair.b) {
			t.Errorf("not mirrored: %v one way, %v the other way", pair.a, pair.b)
		}
	}
}

// record writes a surface and reads it back.
func record(t testing.TB, s *api.Surface) *api.Surface {
	t.Helper()
	text := s.AppendText(nil)
	again, err := api.Read(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("a surface cannot be read back: %v", err)
	}
	if !bytes.Equal(again.AppendText(nil), text) {
		t.Error("a surface is not written as it was read")
	}
	return again
}

// describe lists all that a finding says but for positions.
func describe(findings []rule.Finding) []string {
	list := make([]string, len(findings))
	for i, f := range findings {
		list[i] = fmt.Sprintf("%s %s %s %s %q %q %q %v %s", f.Fingerprint, f.Rule, f.Impact, f.Item, f.Message, f.Old.Decl, f.New.Decl, f.Change.Also, f.Change.Doubt)
	}
	return list
}

// touched lists the items that were added or removed, with those where it shows.
func touched(findings []rule.Finding, op diff.Op) []string {
	var list []string
	for _, f := range findings {
		if f.Change.Op == op {
			list = append(list, f.Item)
			list = append(list, f.Change.Also...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func extract(t testing.TB, l *lang.Language, tree fs.FS, version string) *api.Surface {
	t.Helper()
	s, err := l.Extract(context.Background(), lang.Input{Tree: tree, Root: ".", Version: version, Origin: "example"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func compare(t testing.TB, l *lang.Language, old, new *api.Surface) []rule.Finding {
	t.Helper()
	findings, err := l.Findings(old, new)
	if err != nil {
		t.Fatal(err)
	}
	return findings
}

// Tree makes a file tree of txtar files.
func Tree(files []txtar.File) fs.FS {
	tree := fstest.MapFS{}
	for _, f := range files {
		tree[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
	}
	return tree
}

// Lines writes findings as the want section of a page has them.
func Lines(findings []rule.Finding, rules []rule.Rule) []string {
	list := make([]string, 0, len(findings))
	for _, f := range findings {
		line := f.Rule + " " + f.Item
		if i := slices.IndexFunc(rules, func(r rule.Rule) bool { return r.ID == f.Rule }); i < 0 || rules[i].Impact != f.Impact {
			line += " " + string(f.Impact)
		}
		list = append(list, line)
	}
	return list
}

// rewrite puts lines into the want section of a page below the working directory.
func rewrite(t *testing.T, r rule.Rule, lines []string) {
	t.Helper()
	_, name, _ := strings.Cut(r.ID, "/")
	path := filepath.Join("rules", name+".txtar")
	arc, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(arc.Files, func(f txtar.File) bool { return f.Name == "want" })
	if i < 0 {
		i = len(arc.Files)
		arc.Files = append(arc.Files, txtar.File{Name: "want"})
	}
	arc.Files[i].Data = []byte(strings.Join(lines, "\n") + "\n")
	if err := os.WriteFile(path, txtar.Format(arc), 0o666); err != nil {
		t.Fatal(err)
	}
}
