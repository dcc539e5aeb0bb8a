package rust

import (
	"bufio"
	"context"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/lang"
)

// TestRustdoc compares the surfaces of crates with what rustdoc says of them.
// APICHECK_RUSTDOC names a file of lines DIR<tab>LIST<tab>PROFILE: a crate, a
// sorted list PATH<tab>KIND of its public items made from rustdoc's JSON, and
// the profile that rustdoc saw.
func TestRustdoc(t *testing.T) {
	file := os.Getenv("APICHECK_RUSTDOC")
	if file == "" {
		t.Skip("APICHECK_RUSTDOC is not set")
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	total, agree := 0, 0
	for line := range strings.Lines(string(data)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		want := readList(t, f[1])
		s, err := extract(context.Background(), lang.Input{Tree: os.DirFS(filepath.Dir(filepath.Dir(f[0]))), Root: path.Join(filepath.Base(filepath.Dir(f[0])), filepath.Base(f[0]))})
		if err != nil {
			t.Errorf("%s: %v", f[0], err)
			continue
		}
		got := paths(s, f[2])
		both := 0
		for k := range want {
			if got[k] {
				both++
			} else {
				t.Logf("%s: missing %s", filepath.Base(f[1]), strings.ReplaceAll(k, "\t", " "))
			}
		}
		for k := range got {
			if !want[k] {
				t.Logf("%s: too many %s", filepath.Base(f[1]), strings.ReplaceAll(k, "\t", " "))
			}
		}
		n := len(want) + len(got) - both
		total, agree = total+n, agree+both
		if both != n {
			t.Logf("%s: %d of %d agree (%.2f %%), %d gaps", filepath.Base(f[1]), both, n, 100*float64(both)/float64(n), len(s.Gaps))
		}
	}
	t.Logf("all: %d of %d agree (%.3f %%)", agree, total, 100*float64(agree)/float64(total))
}

func readList(t *testing.T, name string) map[string]bool {
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	set := map[string]bool{}
	for s := bufio.NewScanner(f); s.Scan(); {
		set[s.Text()] = true
	}
	return set
}

// paths lists the items of a surface under every path that leads to them.
func paths(s *api.Surface, profile string) map[string]bool {
	set := map[string]bool{}
	links := map[string]string{}
	var items []*api.Item
	root := ""
	for i := range s.Items {
		it := &s.Items[i]
		if it.Kind == "crate" && root == "" {
			root = it.ID
		}
		if strings.Contains(it.ID, "@") || it.Facts.Has("doc-hidden") {
			continue
		}
		if in, ok := it.Facts.Get("profiles"); ok && !slices.Contains(strings.Split(in, ","), profile) {
			continue
		}
		items = append(items, it)
		if it.Kind == "reexport" && s.Lookup(it.Type) != nil {
			links[it.ID] = it.Type
		}
	}
	add := func(id, kind string) {
		switch kind {
		case "impl", "feature", "dependency", "symbol":
			return
		case "crate":
			kind = "module"
		case "proc-macro":
			kind = "function-macro"
		case "foreign-type":
			kind = "extern-type"
		}
		if i := strings.Index(id, "<"); i > 0 { // of one instance of a type
			if j := strings.LastIndex(id, ">"); j > 0 {
				id = id[:i] + id[j+1:]
			}
		}
		if kind == "reexport" {
			id = strings.TrimSuffix(id, "!")
		}
		if rest, ok := strings.CutPrefix(id, root); ok {
			id = "crate" + rest
		}
		set[strings.TrimSuffix(id, " (value)")+"\t"+kind] = true
	}
	for _, it := range items {
		if links[it.ID] == "" {
			add(it.ID, it.Kind)
		}
	}
	for link, target := range links {
		for depth := 0; links[target] != "" && depth < 10; depth++ {
			target = links[target]
		}
		for _, it := range items {
			if it.ID == target || strings.HasPrefix(it.ID, target+"::") || strings.HasPrefix(it.ID, target+".") || strings.HasPrefix(it.ID, target+"<") {
				if links[it.ID] == "" {
					add(link+it.ID[len(target):], it.Kind)
				}
			}
		}
	}
	return set
}
