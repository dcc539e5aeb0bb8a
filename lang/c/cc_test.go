package c

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"modernc.org/cc/v4"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/lang"
)

// seen is what a reader of C sees of a library: its functions with the number
// of their parameters, and its records with their sizes and offsets.
type seen map[string]string

// seenByCC reads one header by another front end of C, with the same stand-ins
// and macros.
func seenByCC(dir, header string) (seen, error) {
	abi, err := cc.NewABI("linux", "amd64")
	if err != nil {
		return nil, err
	}
	system, err := filepath.Abs("include")
	if err != nil {
		return nil, err
	}
	paths := []string{dir, filepath.Join(system, "common"), filepath.Join(system, "posix")}
	config := &cc.Config{
		ABI: abi, IncludePaths: append([]string{""}, paths...), SysIncludePaths: paths, Header: true,
		Predefined: predefined(dialects["lp64"]),
	}
	ast, err := cc.Translate(config, []cc.Source{
		{Name: "<predefined>", Value: config.Predefined}, {Name: "<builtin>", Value: cc.Builtin}, {Name: filepath.Join(dir, filepath.FromSlash(header))},
	})
	if err != nil {
		return nil, err
	}
	s := seen{}
	for name, nodes := range ast.Scope.Nodes {
		for _, n := range nodes {
			switch n := n.(type) {
			case *cc.Declarator:
				if !strings.HasPrefix(n.Position().Filename, dir) {
					continue
				}
				if f, ok := n.Type().(*cc.FunctionType); ok && !n.IsTypename() {
					count := f.MaxArgs()
					if f.IsVariadic() {
						count = f.MinArgs()
					}
					s[name] = fmt.Sprint(count)
				}
				if r := recordOf(n.Type()); n.IsTypename() && r != nil {
					s.record(name, n.Type().Size(), r)
				}
			case *cc.StructOrUnionSpecifier:
				if strings.HasPrefix(n.Position().Filename, dir) {
					if r := recordOf(n.Type()); r != nil {
						s.record(fmt.Sprint(n.Type().Kind())+" "+name, n.Type().Size(), r)
					}
				}
			}
		}
	}
	return s, nil
}

type ccRecord interface {
	NumFields() int
	FieldByIndex(int) *cc.Field
	IsIncomplete() bool
}

func recordOf(t cc.Type) ccRecord {
	if r, ok := t.(ccRecord); ok && !r.IsIncomplete() {
		return r
	}
	return nil
}

func (s seen) record(name string, size int64, r ccRecord) {
	s[name] = fmt.Sprint(size)
	for i := range r.NumFields() {
		if f := r.FieldByIndex(i); f != nil && f.Name() != "" && !f.IsBitfield() {
			s[name+"."+f.Name()] = fmt.Sprint(f.Offset())
		}
	}
}

// seenByUs reads the same of a surface.
func seenByUs(s *api.Surface) seen {
	got := seen{}
	for _, it := range s.Items {
		switch it.Kind {
		case "func":
			got[it.ID] = it.Type
		case "struct", "union", "typedef", "opaque":
			if size, ok := it.Facts.Get("size"); ok {
				got[it.ID] = size
			}
		case "field":
			if at, ok := it.Facts.Get("offset"); ok {
				got[it.ID] = at
			}
		}
	}
	return got
}

// TestCC holds functions and layouts against the front end modernc.org/cc, for
// the headers below the directory that APICHECK_CC_HEADERS names.
func TestCC(t *testing.T) {
	dir := os.Getenv("APICHECK_CC_HEADERS")
	if dir == "" {
		t.Skip("APICHECK_CC_HEADERS names no directory")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	surface, err := extract(t.Context(), lang.Input{Name: "m", Tree: os.DirFS(dir), Root: ".", Options: lang.Options{Targets: []string{"lp64"}}})
	if err != nil {
		t.Fatal(err)
	}
	ours := seenByUs(surface)
	theirs := seen{}
	read, left := 0, 0
	err = filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(name) != ".h" {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		one, err := seenByCC(dir, rel)
		if err != nil {
			left++
			t.Logf("%s: left out: %.200s", rel, err)
			return nil
		}
		read++
		for k, v := range one {
			theirs[k] = v
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	agree, only := 0, 0
	for name, want := range theirs {
		got, ok := ours[name]
		switch {
		case !ok:
			// Tags with a typedef, and what is private or only there for others.
			only++
		case strings.Contains(got, "("):
			if n := paramCount(got); strconv.Itoa(n) != want {
				t.Errorf("%s: %s, and %s parameters for cc", name, got, want)
				continue
			}
			agree++
		case got != want:
			t.Errorf("%s: %s, and %s for cc", name, got, want)
		default:
			agree++
		}
	}
	t.Logf("%d headers, %d left out; %d facts agree, %d are not items", read, left, agree, only)
}

// paramCount counts the parameters in the text of a function's type, whose
// list is the last parenthesis that is not inside of another.
func paramCount(text string) int {
	depth, count, from := 0, 0, 0
	for i, c := range text {
		switch c {
		case '(':
			if depth++; depth == 1 {
				count, from = 1, i+1
			}
		case ',':
			if depth == 1 {
				count++
			}
		case ')':
			if depth--; depth == 0 {
				switch list := text[from:i]; {
				case list == "void" || list == "":
					count = 0
				case strings.HasSuffix(list, ", ..."):
					count--
				}
			}
		}
	}
	return count
}
