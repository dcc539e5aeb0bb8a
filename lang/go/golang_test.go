package golang

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/apicheck/apicheck/internal/api"
	"github.com/apicheck/apicheck/internal/rule"
	"github.com/apicheck/apicheck/internal/ruletest"
	"github.com/apicheck/apicheck/lang"
)

func surfaceOf(t testing.TB, tree fs.FS) *api.Surface {
	t.Helper()
	s, err := extract(context.Background(), lang.Input{Tree: tree, Root: "."})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func findingsOf(t testing.TB, old, new fs.FS) []rule.Finding {
	t.Helper()
	findings, err := Language.Findings(surfaceOf(t, old), surfaceOf(t, new))
	if err != nil {
		t.Fatal(err)
	}
	return findings
}

// lines compares two trees, given as one txtar archive with old/ and new/, and
// returns the findings as rule pages write them.
func lines(t testing.TB, archive string) []string {
	t.Helper()
	p := &rule.Page{Files: txtar.Parse([]byte(archive)).Files}
	old, new := surfaceOf(t, ruletest.Tree(p.Side("old"))), surfaceOf(t, ruletest.Tree(p.Side("new")))
	ruletest.CheckInvariants(t, &Language, old, new)
	findings, err := Language.Findings(old, new)
	if err != nil {
		t.Fatal(err)
	}
	return ruletest.Lines(findings, rules)
}

func TestComparisons(t *testing.T) {
	for _, test := range comparisons {
		t.Run(test.name, func(t *testing.T) {
			if got := lines(t, test.archive); !slices.Equal(got, test.want) {
				t.Errorf("findings:\n\t%s\nwant:\n\t%s", strings.Join(got, "\n\t"), strings.Join(test.want, "\n\t"))
			}
		})
	}
}

var comparisons = []struct {
	name    string
	archive string
	want    []string
}{
	{"moving, reordering, reformatting and renaming private things is nothing", `
-- old/m.go --
package m

type T struct { A int; b helper }
type helper struct{ n int }
func (t *T) Do(x int) (n int, err error) { return x, nil }
func New() *T { return &T{} }
var secret = 1
-- new/new.go --
package m

var mystery = "x"

func New() (t *T) { t = new(T); return }
-- new/t.go --
// Package m is documented now.
package m

type assistant struct {
	n int
	m map[int]*T
}

type T struct {
	b *assistant
	A int
}

// Do does.
func (receiver *T) Do(
	count int,
) (int, error) {
	return 0, nil
}
`, nil},
	{"a type that moves behind an alias is the same type", `
-- old/go.mod --
module example.com/m
-- old/m.go --
package m

type T struct{ A int }
func (T) M() {}
func F(T) {}
-- new/go.mod --
module example.com/m
-- new/internal/core/core.go --
package core

type Thing struct{ A int }
func (Thing) M() {}
-- new/m.go --
package m

import "example.com/m/internal/core"

type T = core.Thing
func F(core.Thing) {}
`, nil},
	{"a type that moves to a public package with an alias left is an addition", `
-- old/go.mod --
module example.com/m
-- old/m.go --
package m

type T struct{ A int }
func (T) M() {}
func F() *T { return nil }
-- new/go.mod --
module example.com/m
-- new/sub/sub.go --
package sub

type T struct{ A int }
func (T) M() {}
-- new/m.go --
package m

import "example.com/m/sub"

type T = sub.T
func F() *sub.T { return nil }
`, []string{"go/package-added ./sub"}},
	{"an interface that becomes an instance of a generic one is the same", `
-- old/m.go --
package m

type Stream interface { Send(*Msg) error }
type Msg struct{ X int }
func Open() Stream { return nil }
-- new/m.go --
package m

type Sender[T any] interface { Send(*T) error }
type Stream = Sender[Msg]
type Msg struct{ X int }
func Open() Stream { return nil }
`, []string{"go/declaration-added Sender"}},
	{"major versions of a module are compared under one path", `
-- old/go.mod --
module example.com/m/v2
-- old/m.go --
package m

import "example.com/m/v2/q"

func F(q.Q) {}
-- old/q/q.go --
package q

type Q struct{ X int }
-- new/go.mod --
module example.com/m/v3
-- new/m.go --
package m

import "example.com/m/v3/q"

func F(q.Q) {}
-- new/q/q.go --
package q

type Q struct{ X int }
`, nil},
	{"a parameter inserted before another pairs no types", `
-- old/m.go --
package m

type V interface{ A() }
type G struct{}
func (*G) Get() V { return nil }
func (*G) Set(V) {}
func MakeV() V { return nil }
-- new/m.go --
package m

type V interface{ A() }
type S interface{ M() }
type G struct{}
func (*G) Get() V { return nil }
func (*G) Set(S, V) {}
func MakeV() V { return nil }
`, []string{"go/signature-changed (*G).Set", "go/declaration-added S"}},
	{"what only shows through embedding is one finding", `
-- old/m.go --
package m

type Base struct{ ID int }
func (Base) Key() string { return "" }
type A struct{ Base }
type B struct{ *Base }
-- new/m.go --
package m

type Base struct{ ID string }
func (Base) Key() int { return 0 }
type A struct{ Base }
type B struct{ *Base }
`, []string{"go/field-type-changed Base.ID", "go/signature-changed Base.Key"}},
	{"a removed embedded struct takes its members with it, in one finding", `
-- old/m.go --
package m

import "sync"

type T struct{ sync.Mutex }
type U struct{ Base }
type Base struct{ A int }
func (Base) M() {}
-- new/m.go --
package m

type T struct{ mu int }
type U struct{ b Base }
type Base struct{ A int }
func (Base) M() {}
`, []string{"go/field-removed T.Mutex", "go/field-removed U.Base"}},
	{"members of a hidden type that users are given count", `
-- old/m.go --
package m

type conn struct{ Name string; secret int }
func (*conn) Send() {}
func (*conn) flush() {}
func Dial() *conn { return nil }
-- new/m.go --
package m

type link struct{ Name []byte }
func (*link) Send(int) {}
func (*link) drain() {}
func Dial() *link { return nil }
`, []string{"go/signature-changed (*conn).Send", "go/comparability-lost conn", "go/field-type-changed conn.Name"}},
	{"members of a hidden type that users only hand in do not", `
-- old/go.mod --
module example.com/m
-- old/m.go --
package m

import "example.com/m/internal/log"

func SetLog(l *log.Logger) {}
-- old/internal/log/log.go --
package log

type Logger struct{ Prefix string }
func (*Logger) Debug() {}
-- new/go.mod --
module example.com/m
-- new/m.go --
package m

import "example.com/m/internal/log"

func SetLog(l *log.Logger) {}
-- new/internal/log/log.go --
package log

type Logger struct{ Name string }
`, nil},
	{"internal packages and programs are not API", `
-- old/go.mod --
module example.com/m
-- old/m.go --
package m

func F() {}
-- old/internal/x/x.go --
package x

func Gone() {}
-- old/cmd/tool/main.go --
package main

func Gone() {}
func main() {}
-- old/testdata/t.go --
package t

func Gone() {}
-- old/nested/go.mod --
module example.com/m/nested
-- old/nested/n.go --
package nested

func Gone() {}
-- new/go.mod --
module example.com/m
-- new/m.go --
package m

func F() {}
`, nil},
	{"cgo types and constants are compared by name", `
-- old/m.go --
package m

// #include <x.h>
import "C"
import "unsafe"

type Kind C.kind_t
const (
	KindA Kind = C.KIND_A
	KindB Kind = C.KIND_B
	KindC Kind = C.KIND_C
)
type T struct{ ptr *C.thing_t }
func (t *T) Ptr() *C.thing_t { return t.ptr }
func (t *T) Raw() unsafe.Pointer { return nil }
func F(n C.int) C.size_t { return C.strlen(nil) }
-- new/m.go --
package m

// #include <x.h>
import "C"
import "unsafe"

type Kind C.kind_t
const (
	KindA Kind = C.KIND_A
	KindB Kind = C.KIND_OTHER
	KindD Kind = C.KIND_D
)
type T struct{ ptr C.other_t }
func (t *T) Ptr() *C.thing_t { return nil }
func (t *T) Raw() unsafe.Pointer { return nil }
func F(n C.int) C.size_t { return C.strlen(nil) }
`, []string{"go/declaration-removed KindC", "go/const-value-changed KindB risky", "go/declaration-added KindD"}},
	{"a type of C is never a pointer to a Go type", `
-- old/m.go --
package m

// #include <x.h>
import "C"

type T struct{ X int }
func (t *T) Extern() *T { return t }
-- new/m.go --
package m

// #include <x.h>
import "C"

type T struct{ X int }
func (t *T) Extern() C.extern_t { return C.extern_t{} }
`, []string{"go/signature-changed (*T).Extern"}},
	{"a type of another module that changes may be an alias of the new one", `
-- old/m.go --
package m

import (
	"golang.org/x/net/context"
	yaml "gopkg.in/yaml.v2"
)

func Do(ctx context.Context, n int) {}
func Load(n yaml.Node, limit int) {}
type Wrapper yaml.Node
type Name = yaml.Node
-- new/m.go --
package m

import (
	"context"
	"gopkg.in/yaml.v2"
)

func Do(ctx context.Context, n int) {}
func Load(n yaml.Node, limit string) {}
type Wrapper yaml.Node
type Name = yaml.Node
`, []string{"go/signature-changed Load", "go/signature-changed Do risky"}},
	{"a method that may be promoted from another module is not removed for sure", `
-- old/m.go --
package m

import "example.org/base"

type T struct{ X int }
func (T) Close() {}
type U struct{ base.B }
func (U) Close() {}
-- new/m.go --
package m

import "example.org/base"

type T struct{ X int; base.B }
type U struct{ base.B }
`, []string{"go/method-removed U.Close", "go/comparability-lost T risky", "go/method-removed T.Close risky", "go/field-added T.B"}},
	{"a generated file that is not there leaves doubt, not breaks", `
-- old/go.mod --
module example.com/m
-- old/m.go --
package m

import "example.com/m/gen"

func F(*Message) gen.Kind { return 0 }
func G(x *Message) {}
type T struct { M *Message }
-- new/go.mod --
module example.com/m
-- new/m.go --
package m

import "example.com/m/gen"

func F(*Message) gen.Kind { return 0 }
func G(x *Message, n int) {}
type T struct { M *Message }
`, []string{"go/signature-changed G"}},
	{"declarations in a file that does not parse are not removed for sure", `
-- old/a.go --
package m

func A() {}
-- old/b.go --
package m

func B() {}
func C(int) {}
-- new/a.go --
package m

func A(int) {}
-- new/b.go --
package m

func C(int) {
	if {
}
`, []string{"go/signature-changed A", "go/unverified .", "go/declaration-removed B risky"}},
	{"declarations may differ by platform", `
-- old/m.go --
package m

func Everywhere() {}
-- old/handle_unix.go --
//go:build unix

package m

type Handle int
func (Handle) Fd() int { return 0 }
func Poll(Handle) {}
-- old/handle_windows.go --
package m

type Handle uintptr
func (Handle) Fd() int { return 0 }
-- new/m.go --
package m

func Everywhere() {}
-- new/handle_unix.go --
//go:build unix

package m

type Handle int
func (Handle) Fd() int { return 0 }
-- new/handle_windows.go --
package m

type Handle uint32
func (Handle) Fd() int { return 0 }
func Poll(Handle) {}
`, []string{"go/type-changed Handle", "go/platform-removed Poll", "go/platform-added Poll"}},
	{"only a file of one architecture changes", `
-- old/m.go --
package m

const Word = 8
-- old/x_linux_arm64.go --
package m

func Only() {}
-- new/m.go --
package m

const Word = 8
-- new/x_linux_arm64.go --
package m

func Only(int) {}
`, []string{"go/signature-changed Only"}},
	{"what unexported methods take and return is out of reach", `
-- old/m.go --
package m

type Option interface{ apply(*config) }
type config struct{ Level int }
func (*config) Set() {}
type Level int
func (Level) apply(*config) {}
-- new/m.go --
package m

type Option interface{ apply(*settings) error }
type settings struct{}
type Level int
func (Level) apply(*settings) error { return nil }
`, nil},
	{"constraints of another module are compared by name, in unions too", `
-- old/m.go --
package m

import "golang.org/x/exp/constraints"

func Sum[T constraints.Integer | constraints.Float](list []T) (sum T) { return }
func Max[T constraints.Ordered](a, b T) T { return a }
func Same[T constraints.Signed | ~string](a T) {}
-- new/m.go --
package m

import (
	"cmp"
	"golang.org/x/exp/constraints"
)

type integer interface{ ~int | ~int64 }
type float interface{ ~float64 }

func Sum[T integer | float](list []T) (sum T) { return }
func Max[T cmp.Ordered](a, b T) T { return a }
func Same[T ~string | constraints.Signed](a T) {}
`, []string{"go/constraint-tightened Max risky", "go/constraint-tightened Sum risky"}},
	{"a hidden type is reached by a parameter first and by a result later", `
-- old/m.go --
package m

type opts struct{ X int }
func A(o opts) {}
func B() opts { return opts{} }
-- new/m.go --
package m

type opts struct{ X, Y int }
func A(o opts) {}
func B() opts { return opts{} }
`, []string{"go/field-added opts.Y"}},
	{"functions that take what users cannot name are out of their reach", `
-- old/m.go --
package m

type Option func(*options)
type options struct{ Timeout int }
func WithTimeout(n int) Option { return nil }
func Walk(f func(node) result) {}
type node struct{ Name string }
type result struct{ Done bool }
var V struct{ N int; impl impl }
type impl struct{ X int }
-- new/m.go --
package m

type Option func(*options)
type options struct{ Delay int }
func WithTimeout(n int) Option { return nil }
func Walk(f func(node) result) {}
type node struct{ Text string }
type result struct{ Stop bool }
var V struct{ N int; impl impl }
type impl struct{ Y string }
`, nil},
	{"aliases have type parameters too", `
-- old/m.go --
package m

type A[P any] = []P
type B[P any] = []P
type C = []int
type D[T any] struct{ n int }
-- new/m.go --
package m

type A[P comparable] = []P
type B[P, Q any] = []P
type C[T any] = []int
type D = L[int]
type L[T any] struct{ n int }
`, []string{"go/constraint-tightened A", "go/type-parameters-changed B", "go/type-parameters-changed C", "go/type-parameters-changed D", "go/declaration-added L"}},
	{"a type that loses a method which an unnamed interface asks for", `
-- old/m.go --
package m

type Opt struct{}
func (Opt) m() {}
type Gen[T any] struct{}
func (Gen[T]) m() {}
type Other struct{}
func (Other) gone() {}
func F(x interface{ m() }) {}
-- new/m.go --
package m

type Opt struct{}
type Gen[T any] struct{}
type Other struct{}
func F(x interface{ m() }) {}
`, []string{"go/implementation-lost Gen risky", "go/implementation-lost Opt risky"}},
	{"a range statement hands out what an iterator yields", `
-- old/m.go --
package m

type item struct{ Name string }
func All() func(yield func(item) bool) { return nil }
-- new/m.go --
package m

type item struct{ Title string }
func All() func(yield func(item) bool) { return nil }
`, []string{"go/field-removed item.Name", "go/field-added item.Title"}},
	{"users never write the type arguments of a hidden type", `
-- old/m.go --
package m

type list[T any] struct{ Len int }
type L = list[int]
-- new/m.go --
package m

type list[T comparable] struct{ Len int }
type L = list[int]
`, nil},
	{"an alias has type parameters of its own", `
-- old/go.mod --
module example.com/m
-- old/internal/l/l.go --
package l

type L[T any] struct{ V T }
-- old/m.go --
package m

import "example.com/m/internal/l"

type A[P any] = l.L[P]
type B[P any] struct{ V P }
-- new/go.mod --
module example.com/m
-- new/internal/l/l.go --
package l

type L[T any] struct{ V T }
-- new/m.go --
package m

import "example.com/m/internal/l"

type A[P comparable] = l.L[P]
type B[P comparable] = K[P]
type K[P any] struct{ V P }
`, []string{"go/constraint-tightened A", "go/constraint-tightened B", "go/declaration-added K"}},
	{"a directory may have the name of a type", `
-- old/go.mod --
module example.com/m
-- old/x/x.go --
package x

type T struct{ A int }
-- old/x.T/x.go --
package xT

func M() {}
-- new/go.mod --
module example.com/m
-- new/x/x.go --
package x

type T struct{ A string }
-- new/x.T/x.go --
package xT

func M() {}
`, []string{"go/field-type-changed ./x.T.A"}},
	{"a generic struct is as comparable as its arguments", `
-- old/m.go --
package m

type S[T any] struct{ x T }
type R[T comparable] struct{ x T }
type Q[T any] struct{ x int }
-- new/m.go --
package m

type S[T any] struct{ x []T }
type R[T any] struct{ x T }
type Q[T any] struct{ x T }
`, []string{"go/comparability-lost S", "go/comparability-lost Q risky", "go/constraint-loosened R"}},
	{"types may have the names of predeclared ones", `
-- old/m.go --
package m

type byte uint8
type int struct{ X string }
type error interface{ Error() string; Code() int32 }
type _T0 struct{ X string }
type T struct{ A int }
func F() byte { return 0 }
func E() error { return nil }
func G[P any](p P) _T0 { panic(0) }
var N = len("x")
-- new/m.go --
package m

type byte uint8
type int struct{ X string }
type error interface{ Error() string; Code() int32 }
type _T0 struct{ X string }
type T struct{ A int }
func F() byte { return 0 }
func E() error { return nil }
func G[P any](p P) P { panic(0) }
var N int
`, []string{"go/signature-changed G", "go/value-type-changed N"}},
	{"an unnamed struct may embed more than one type without a name", `
-- old/m.go --
package m

type a struct{ A int }
type b struct{ B int }
var V struct { a; b }
-- new/m.go --
package m

type c struct{ A int }
type b struct{ B int }
var V struct { c; b }
`, nil},
	{"a field that becomes a method is removed and added", `
-- old/m.go --
package m

type T struct{ Name string }
-- new/m.go --
package m

type T struct{ name string }
func (T) Name() string { return "" }
`, []string{"go/field-removed T.Name", "go/method-added T.Name"}},
	{"an interface of another module that is embedded now has methods that nobody knows", `
-- old/m.go --
package m

import "io"

type I interface{ io.Reader }
type J interface{ io.Reader; Close() error }
-- new/m.go --
package m

import (
	"io"
	"example.org/other"
)

type I interface{ io.Reader; other.I }
type J interface{ io.ReadCloser }
`, []string{"go/type-changed I risky"}},
	{"an array as long as another module says is not known", `
-- old/m.go --
package m

import "example.org/sum"

func Sum() (s [sum.Size]byte) { return }
func Half() (s [sum.Size / 2]byte) { return }
func Same() (s [sum.Size]byte) { return }
type Kind uint8
const A Kind = sum.Kind
-- new/m.go --
package m

import "example.org/sum"

func Sum() (s [sum.Length]byte) { return }
func Half() (s [16]byte) { return }
func Same() (s [sum.Size]byte) { return }
type Kind uint8
const A Kind = sum.Kind
`, []string{"go/signature-changed Half risky", "go/unverified Half", "go/unverified Sum"}},
	{"a type of another module that becomes an interface may have been one", `
-- old/m.go --
package m

import "example.org/other"

type T other.T
-- new/m.go --
package m

type T interface{ M() }
`, []string{"go/type-changed T risky"}},
	{"a condition is a bool whatever it asks", `
-- old/m.go --
package m

import "github.com/mattn/go-isatty"

var NoColor = !isatty.IsTerminal(1)
-- new/m.go --
package m

import "github.com/mattn/go-isatty"

var NoColor = dumb() || !isatty.IsTerminal(1)
func dumb() bool { return false }
`, nil},
	{"a mutex can be compared, as the compiler has it", `
-- old/m.go --
package m

type T struct{ A int }
-- new/m.go --
package m

import "sync"

type T struct{ A int; mu sync.Mutex; once sync.Once; wg sync.WaitGroup }
`, nil},
	{"generic types and methods are compared by the position of their parameters", `
-- old/m.go --
package m

type Map[K comparable, V any] struct{ m map[K]V }
func (m *Map[K, V]) Get(k K) (v V, ok bool) { return }
func (m *Map[K, V]) Keys() []K { return nil }
func Fold[T, R any](list []T, f func(R, T) R) (r R) { return }
type Pair[T any] struct { A, B T }
type IntPair = Pair[int]
-- new/m.go --
package m

type Map[Key comparable, Value any] struct{ m map[Key]*Value }
func (m *Map[A, B]) Get(k A) (B, bool) { panic(0) }
func (m *Map[A, B]) Keys() []B { return nil }
func Fold[In any, Out any](l []In, f func(Out, In) Out) Out { panic(0) }
type Pair[T any] struct { A, B T }
type IntPair = Pair[int64]
`, []string{"go/signature-changed (*Map).Keys", "go/type-changed IntPair"}},
	{"values that are equal however they are written", `
-- old/m.go --
package m

import "math"

const (
	A = iota
	B
	F = 0.5
	S = "a" + "b"
	M = math.MaxInt64
	R = 'x'
	Z = 1i
)
-- new/m.go --
package m

const (
	A = 0
	B = 1
	F = 1.0 / 2
	S = "ab"
	M = 1<<63 - 1
	R = '\x78'
	Z = 2i / 2
)
`, nil},
	{"a package that does not import is a doubt for what it declares", `
-- old/m.go --
package m

type T struct{ X int }
-- new/m.go --
package m

type T struct{ X int }
-- new/other.go --
package other

type U struct{}
`, []string{"go/unverified ."}},
}

func TestExtractIsDeterministic(t *testing.T) {
	tree := fstest.MapFS{}
	for _, c := range comparisons {
		for _, f := range txtar.Parse([]byte(c.archive)).Files {
			if name, ok := strings.CutPrefix(f.Name, "new/"); ok && strings.HasSuffix(name, ".go") {
				tree[strings.ReplaceAll(c.name[:12], " ", "_")+"/"+name] = &fstest.MapFile{Data: f.Data}
			}
		}
	}
	first := surfaceOf(t, tree).AppendText(nil)
	for range 20 {
		if again := surfaceOf(t, tree).AppendText(nil); !bytes.Equal(first, again) {
			t.Fatal("two surfaces of one tree differ")
		}
	}
}

// TestJudgeIsDeterministicAndSilent compares types that apidiff pairs in the
// order of a map, and prints about.
func TestJudgeIsDeterministicAndSilent(t *testing.T) {
	const archive = `
-- old/m.go --
package m

type V interface{ A() }
type W interface{ B() }
type G struct{ E V }
func (*G) Get() V { return nil }
func (*G) Set(V) {}
func (*G) Put(W, V) {}
func (*G) Move(V, W) {}
-- new/m.go --
package m

type V interface{ A(); x() }
type W interface{ B(); C() }
type S interface{ M() }
type G struct{ E W; F V }
func (*G) Get() V { return nil }
func (*G) Set(S, V) {}
func (*G) Put(V, W) {}
func (G) Move(S, V, W) {}
`
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout := os.Stdout
	os.Stdout = w
	first := lines(t, archive)
	same := true
	for range 200 {
		same = same && slices.Equal(first, lines(t, archive))
	}
	os.Stdout = stdout
	w.Close()
	if !same {
		t.Error("two comparisons of the same surfaces differ")
	}
	if printed, _ := io.ReadAll(r); len(printed) > 0 {
		t.Errorf("something was printed: %s", printed)
	}
}

func TestGapsHaveTheirPlace(t *testing.T) {
	s := surfaceOf(t, fstest.MapFS{
		"go.mod":    {Data: []byte("module example.com/m\n")},
		"m.go":      {Data: []byte("package m\n\nimport \"example.org/x\"\n\nfunc Good() {}\n\nvar V = x.New()\n")},
		"bad.go":    {Data: []byte("package m\n\nfunc Bad( {\n")},
		"sub/s.go":  {Data: []byte("package sub\n\nfunc F(Missing) {}\n")},
		"two/a.go":  {Data: []byte("package two\n\nfunc A() {}\n")},
		"two/b.go":  {Data: []byte("package two\n\nfunc B() {}\n")},
		"two/c.go":  {Data: []byte("package three\n\nfunc C() {}\n")},
		"nul/n.go":  {Data: []byte("package nul\n\x00")},
		"none/n.go": {Data: nil},
	})
	want := map[string]struct {
		broken bool
		pos    string
	}{
		".":      {true, "bad.go:3"},
		"V":      {false, "m.go:7"},
		"./sub":  {false, "sub"},
		"./two":  {true, "two/c.go:1"},
		"./nul":  {true, "nul/n.go:2"},
		"./none": {true, "none/n.go:1"},
	}
	for _, g := range s.Gaps {
		w, ok := want[g.Scope]
		if !ok || g.Broken != w.broken || g.Pos.String() != w.pos {
			t.Errorf("gap %q at %s, broken %v: %s", g.Scope, g.Pos, g.Broken, g.Reason)
		}
		delete(want, g.Scope)
	}
	for scope := range want {
		t.Errorf("no gap for %s", scope)
	}
	if s.Lookup("Good") == nil || s.Lookup("./two.A") == nil {
		t.Error("what could be read is not in the surface")
	}
}

// TestSourceThatExpands extracts and compares source that is small, and large
// or endless once its types and constants are written out.
func TestSourceThatExpands(t *testing.T) {
	repeat := func(format string, n int) string {
		var b strings.Builder
		b.WriteString("package m\n")
		for i := 1; i <= n; i++ {
			fmt.Fprintf(&b, strings.ReplaceAll(format, "%p", fmt.Sprint(i-1))+"\n", i, i)
		}
		return b.String()
	}
	for name, src := range map[string]string{
		"aliases":    repeat("type A%[1]d = struct{ X, Y A%p }", 60) + "type A0 = struct{ X int }\nfunc F(A60) {}\n",
		"interfaces": repeat("type A%[1]d interface{ A%p; B%p }\ntype B%[2]d interface{ A%p; B%p }", 16) + "type A0 interface{ M() }\ntype B0 interface{ M() }\nfunc F(interface{ A16 }) {}\nfunc G[T interface{ A16 }](T) {}\n",
		"constants":  repeat("const S%[1]d = S%p + S%p", 60) + "const S0 = \"0123456789\"\n",
		"instances":  "package m\n\ntype T[P any] struct{ *T[[]P]; X int }\n\nvar V T[int]\n",
		"itself":     "package m\n\ntype I interface{ M(interface{ I }) }\n",
		"pointers":   "package m\n\nvar P " + strings.Repeat("*", 5000) + "int\n",
	} {
		t.Run(name, func(t *testing.T) {
			s := surfaceOf(t, fstest.MapFS{"m.go": {Data: []byte(src)}})
			if n := len(s.AppendText(nil)); n > 64<<20 {
				t.Errorf("a surface of %d MiB", n>>20)
			}
			if findings, err := Language.Findings(s, s); err != nil || len(findings) > 0 {
				t.Errorf("against itself: %v, %v", findings, err)
			}
		})
	}
}

func TestBadModules(t *testing.T) {
	for name, tree := range map[string]fstest.MapFS{
		"empty":          {},
		"no Go files":    {"go.mod": {Data: []byte("module example.com/m\n")}, "README": {}},
		"only tests":     {"m_test.go": {Data: []byte("package m\n")}},
		"no module path": {"go.mod": {Data: []byte("go 1.20\n")}, "m.go": {Data: []byte("package m\n")}},
	} {
		_, err := extract(context.Background(), lang.Input{Tree: tree, Root: "."})
		var input *lang.InputError
		if !errors.As(err, &input) || input.Hint == "" {
			t.Errorf("%s: error %v, want one with a hint", name, err)
		}
	}
}

func TestOptions(t *testing.T) {
	got, err := options(lang.Options{Targets: []string{"windows/amd64", "linux/amd64", "linux/amd64"}, Features: []string{"b", "a"}})
	if want := "linux/amd64 windows/amd64 tags=a,b"; err != nil || got != want {
		t.Errorf("options: %q, %v; want %q", got, err, want)
	}
	if again, err := options(readOptions(got)); err != nil || again != got {
		t.Errorf("read back: %q, %v", again, err)
	}
	for _, bad := range []lang.Options{{Targets: []string{"linux"}}, {Targets: []string{"a/b/c"}}, {Targets: []string{"linux/foo"}}, {Targets: []string{"linx/amd64"}}, {Features: []string{"a b"}}, {Features: []string{"!x"}}} {
		if _, err := options(bad); err == nil {
			t.Errorf("%v is accepted", bad)
		}
	}
}

func TestStandardLibraryIsComplete(t *testing.T) {
	for _, goos := range []string{"linux", "darwin", "windows", "plan9"} {
		std := newStdImporter(goos)
		for path := range stdIndex() {
			if strings.Contains(path, "@") {
				continue
			}
			pkg, err := std.Import(path)
			if err != nil || !pkg.Complete() {
				t.Errorf("%s on %s: %v", path, goos, err)
			}
		}
		handle, err := std.Import("syscall")
		if err != nil {
			t.Fatal(err)
		}
		if has := handle.Scope().Lookup("Handle") != nil; has != (goos == "windows") {
			t.Errorf("syscall.Handle on %s: %v", goos, has)
		}
	}
}

func TestGuessNames(t *testing.T) {
	for path, want := range map[string]string{
		"github.com/mattn/go-isatty":        "isatty",
		"gopkg.in/yaml.v3":                  "yaml",
		"github.com/go-logr/logr/v2":        "logr",
		"github.com/hashicorp/golang-lru":   "lru",
		"github.com/json-iterator/go":       "go",
		"k8s.io/kube-openapi/pkg/util":      "util",
		"github.com/aws/aws-sdk-go":         "aws-sdk",
		"example.com/v2":                    "example.com",
		"sigs.k8s.io/structured-merge-diff": "structured_merge_diff",
	} {
		if !slices.Contains(guessNames(path), want) {
			t.Errorf("%s suggests %v, not %s", path, guessNames(path), want)
		}
	}
}

func FuzzExtract(f *testing.F) {
	for _, c := range comparisons {
		for _, file := range txtar.Parse([]byte(c.archive)).Files {
			if strings.HasSuffix(file.Name, ".go") {
				f.Add(file.Data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 4<<10 {
			t.Skip("small inputs find as much")
		}
		tree := fstest.MapFS{"m.go": {Data: src}}
		s, err := extract(context.Background(), lang.Input{Tree: tree, Root: ".", Options: lang.Options{Targets: []string{"linux/amd64"}}})
		if err != nil {
			t.Fatal(err)
		}
		if findings, err := Language.Findings(s, s); err != nil || len(findings) > 0 {
			t.Fatalf("against itself: %v, %v", findings, err)
		}
		text := s.AppendText(nil)
		if again, err := api.Read(bytes.NewReader(text)); err != nil || !bytes.Equal(again.AppendText(nil), text) {
			t.Fatalf("not read back: %v", err)
		}
	})
}

func FuzzCompareRecorded(f *testing.F) {
	for _, c := range comparisons {
		p := &rule.Page{Files: txtar.Parse([]byte(c.archive)).Files}
		f.Add(surfaceOf(f, ruletest.Tree(p.Side("old"))).AppendText(nil))
	}
	base := surfaceOf(f, fstest.MapFS{"m.go": {Data: []byte("package m\n\ntype T struct{ A int }\n")}})
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := api.Read(bytes.NewReader(text))
		if err != nil {
			return
		}
		s.Options = base.Options
		_, _ = compare(base, s) // no panic, no hang
		_, _ = compare(s, base)
	})
}
