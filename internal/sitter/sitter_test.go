package sitter

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
)

var all = sync.OnceValue(func() []bool { return slices.Repeat([]bool{true}, len(Rust().names)) })

func parse(t testing.TB, src string, descend []bool) []Node {
	t.Helper()
	nodes, err := Rust().Parse([]byte(src), descend)
	if err != nil {
		t.Fatal(err)
	}
	checkShape(t, src, nodes)
	return nodes
}

// checkShape holds nodes to what Node promises: stretches of the source, inside
// of their parents, one behind the other.
func checkShape(t testing.TB, src string, nodes []Node) {
	t.Helper()
	if len(nodes) == 0 || nodes[0].Next != len(nodes) {
		t.Fatalf("%d nodes without one root", len(nodes))
	}
	var check func(i int)
	check = func(i int) {
		parent, at := &nodes[i], nodes[i].Start
		for j := i + 1; j < parent.Next; j = nodes[j].Next {
			n := &nodes[j]
			if n.Start < at || n.End < n.Start || n.End > parent.End || n.Next <= j || n.Next > parent.Next {
				t.Fatalf("node %d (%s %d-%d, next %d) does not fit into node %d (%s %d-%d, next %d)", j, n.Kind, n.Start, n.End, n.Next, i, parent.Kind, parent.Start, parent.End, parent.Next)
			}
			if n.Missing && n.Start != n.End {
				t.Fatalf("node %d (%s) is missing, and %d bytes long", j, n.Kind, n.End-n.Start)
			}
			at = n.End
			if n.Next > j+1 {
				check(j)
			}
		}
	}
	if nodes[0].Start < 0 || nodes[0].End > len(src) {
		t.Fatalf("the root is %d-%d of %d bytes", nodes[0].Start, nodes[0].End, len(src))
	}
	check(0)
}

// outline writes the nodes that are named in the grammar, by depth.
func outline(src string, nodes []Node) []string {
	var list []string
	var write func(from, to, depth int)
	write = func(from, to, depth int) {
		for i := from; i < to; i = nodes[i].Next {
			n := &nodes[i]
			line := strings.Repeat(".", depth)
			if n.Field != "" {
				line += n.Field + "="
			}
			line += n.Kind
			if n.Missing {
				line += "!"
			}
			if n.Next == i+1 && n.End > n.Start {
				line += fmt.Sprintf(" %q", src[n.Start:n.End])
			}
			list = append(list, line)
			write(i+1, n.Next, depth+1)
		}
	}
	write(0, len(nodes), 0)
	return list
}

func TestParse(t *testing.T) {
	items := Rust().Kinds("source_file", "mod_item", "declaration_list")
	for _, test := range []struct {
		name, src string
		descend   []bool
		want      []string
	}{
		{"an empty source", "", nil, []string{"source_file"}},
		{"a source of blanks", " \n\t", nil, []string{"source_file"}},
		{"kinds and fields", "fn f(x: u8) {}", nil, []string{
			"source_file", ".function_item", `..fn "fn"`, `..name=identifier "f"`, "..parameters=parameters", `...( "("`,
			"...parameter", `....pattern=identifier "x"`, `....: ":"`, `....type=primitive_type "u8"`, `...) ")"`, "..body=block", `...{ "{"`, `...} "}"`,
		}},
		{"only kinds that are asked for are entered", "mod a { fn f() {} struct S; }", items, []string{
			"source_file", ".mod_item", `..mod "mod"`, `..name=identifier "a"`, "..body=declaration_list", `...{ "{"`,
			`...function_item "fn f() {}"`, `...struct_item "struct S;"`, `...} "}"`,
		}},
		{"an error is a node", "fn f() {}\n?? $\nfn g() {}", items, []string{
			"source_file", `.function_item "fn f() {}"`, ".ERROR \"\\n?? $\"", `.function_item "fn g() {}"`,
		}},
		{"what is missing is a node of no length", "mod a { fn f() {}", items, []string{
			"source_file", ".mod_item", `..mod "mod"`, `..name=identifier "a"`, "..body=declaration_list", `...{ "{"`, `...function_item "fn f() {}"`, "...}!",
		}},
		{"comments are nodes", "// a\n/* b */ fn f() {}", items, []string{
			"source_file", `.line_comment "// a"`, `.block_comment "/* b */"`, `.function_item "fn f() {}"`,
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.descend == nil {
				test.descend = all()
			}
			if got := outline(test.src, parse(t, test.src, test.descend)); !slices.Equal(got, test.want) {
				t.Errorf("got:\n\t%s\nwant:\n\t%s", strings.Join(got, "\n\t"), strings.Join(test.want, "\n\t"))
			}
		})
	}
}

func TestParseOddSources(t *testing.T) {
	for name, src := range map[string]string{
		"NUL":                "fn f() {}\x00fn g() {}",
		"no UTF-8":           "fn \xff\xfe() {}",
		"a cut rune":         "fn f() { \"\xe2\x82",
		"deep parentheses":   "const C: u8 = " + strings.Repeat("(", 100_000) + "0" + strings.Repeat(")", 100_000) + ";",
		"open parentheses":   strings.Repeat("(", 100_000),
		"closed parentheses": strings.Repeat(")", 100_000),
		"deep modules":       strings.Repeat("mod a{", 10_000) + strings.Repeat("}", 10_000),
		"deep blocks":        "fn f()" + strings.Repeat("{", 100_000) + strings.Repeat("}", 100_000),
	} {
		t.Run(name, func(t *testing.T) {
			nodes, err := Rust().Parse([]byte(src), Rust().Kinds("source_file", "mod_item", "declaration_list", "function_item", "block"))
			if err != nil || len(nodes) == 0 || nodes[0].Next != len(nodes) {
				t.Errorf("%d nodes, %v", len(nodes), err)
			}
		})
	}
}

func TestTooLarge(t *testing.T) {
	if _, err := Rust().Parse(make([]byte, MaxSize+1), all()); !errors.Is(err, ErrTooLarge) {
		t.Errorf("error %v", err)
	}
}

func TestKindsOfNoGrammarPanic(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a kind that does not exist is accepted")
		}
	}()
	Rust().Kinds("source_file", "no_such_kind")
}

// TestParsersAreShared parses from more goroutines than parsers are kept.
func TestParsersAreShared(t *testing.T) {
	const src = "mod a { fn f() {} } struct S { x: u8 }"
	want := outline(src, parse(t, src, all()))
	var g sync.WaitGroup
	for range 40 {
		g.Go(func() {
			for range 20 {
				nodes, err := Rust().Parse([]byte(src), all())
				if err != nil || !slices.Equal(outline(src, nodes), want) {
					t.Errorf("parsed otherwise: %v", err)
				}
			}
		})
	}
	g.Wait()
}

func FuzzParse(f *testing.F) {
	for _, src := range []string{"", "fn f(x: u8) {}", "mod a { fn f() {", "?? $", "// a\n/* b */ impl<T> X for Y<T> where T: Z {}", "macro_rules! m { () => {} }", "\"\xff", "r#\"x\"# 'a 'b' b'c' 1.0e3 ..="} {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 4<<10 {
			t.Skip("small inputs find as much")
		}
		parse(t, string(src), all())
	})
}
