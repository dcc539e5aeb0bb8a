package rust

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
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

const manifest2021 = "[package]\nname = \"m\"\nversion = \"1.0.0\"\nedition = \"2021\"\n"

// crateOf makes a crate of files: without a manifest it gets manifest2021.
func crateOf(files []txtar.File) fs.FS {
	if !slices.ContainsFunc(files, func(f txtar.File) bool { return f.Name == "Cargo.toml" }) {
		files = append([]txtar.File{{Name: "Cargo.toml", Data: []byte(manifest2021)}}, files...)
	}
	return ruletest.Tree(files)
}

// libOf makes a crate of the text of src/lib.rs.
func libOf(text string) fstest.MapFS {
	return fstest.MapFS{"Cargo.toml": {Data: []byte(manifest2021)}, "src/lib.rs": {Data: []byte(text)}}
}

// rootOf is where the crate of a test stands: in m, where it has neighbours.
func rootOf(tree fs.FS) string {
	if _, err := fs.Stat(tree, "m/Cargo.toml"); err == nil {
		return "m"
	}
	return "."
}

func surfaceOf(t testing.TB, tree fs.FS, o lang.Options) *api.Surface {
	t.Helper()
	s, err := extract(context.Background(), lang.Input{Tree: tree, Root: rootOf(tree), Options: o})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// facts returns the items and gaps of a surface as it is recorded.
func facts(s *api.Surface) []string {
	_, text, _ := strings.Cut(string(s.AppendText(nil)), "\n\n")
	var list []string
	for line := range strings.Lines(strings.TrimSuffix(text, "end\n")) {
		if line != "m\tcrate\t\n" && line != "m\t~edition\t2021\n" {
			list = append(list, strings.TrimRight(strings.ReplaceAll(line, "\t", " "), " \n"))
		}
	}
	return list
}

func differ(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got:\n\t%s\nwant:\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

func TestExtract(t *testing.T) {
	for _, test := range extractions {
		t.Run(test.name, func(t *testing.T) {
			tree := crateOf(txtar.Parse([]byte(test.archive)).Files)
			s := surfaceOf(t, tree, lang.Options{})
			ruletest.CheckInvariants(t, &Language, s, s)
			differ(t, facts(s), strings.Split(strings.TrimSpace(test.want), "\n"))
		})
	}
}

// lines compares two crates, given as one txtar archive with old/ and new/, and
// returns the findings as rule pages write them.
func lines(t testing.TB, archive string) []string {
	t.Helper()
	p := &rule.Page{Files: txtar.Parse([]byte(archive)).Files}
	old := surfaceOf(t, crateOf(p.Side("old")), lang.Options{})
	new := surfaceOf(t, crateOf(p.Side("new")), lang.Options{})
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
			differ(t, lines(t, test.archive), test.want)
		})
	}
}

var extractions = []struct {
	name    string
	archive string
	want    string
}{
	{"modules by file, by mod.rs, by path and inline", `
-- src/lib.rs --
pub mod by_file;
pub mod by_dir;
#[path = "odd/place.rs"]
pub mod elsewhere;
pub mod inline {
    pub mod file;
    pub mod deeper { pub fn in_deeper() {} }
    #[path = "other.rs"]
    pub mod by_path;
}
mod private { pub fn unseen() {} }
-- src/by_file.rs --
pub mod child;
-- src/by_file/child.rs --
pub fn in_child() {}
-- src/by_dir/mod.rs --
pub mod child;
-- src/by_dir/child.rs --
pub fn in_dir_child() {}
-- src/odd/place.rs --
pub mod beside;
-- src/odd/beside.rs --
pub fn in_beside() {}
-- src/inline/file.rs --
pub fn in_inline_file() {}
-- src/inline/other.rs --
pub fn in_other() {}
`, `
m::by_dir module in m
m::by_dir::child module in m::by_dir
m::by_dir::child::in_dir_child fn in m::by_dir::child fn()
m::by_file module in m
m::by_file::child module in m::by_file
m::by_file::child::in_child fn in m::by_file::child fn()
m::elsewhere module in m
m::elsewhere::beside module in m::elsewhere
m::elsewhere::beside::in_beside fn in m::elsewhere::beside fn()
m::inline module in m
m::inline::by_path module in m::inline
m::inline::by_path::in_other fn in m::inline::by_path fn()
m::inline::deeper module in m::inline
m::inline::deeper::in_deeper fn in m::inline::deeper fn()
m::inline::file module in m::inline
m::inline::file::in_inline_file fn in m::inline::file fn()
`},
	{"the arms of cfg_if", `
-- Cargo.toml --
[package]
name = "m"
version = "1.0.0"
edition = "2021"

[features]
std = []

[dependencies]
cfg-if = "1"
-- src/lib.rs --
cfg_if::cfg_if! {
    if #[cfg(feature = "std")] {
        pub fn with_std() {}
    } else if #[cfg(windows)] {
        pub fn windows() {}
    } else {
        pub fn neither() {}
    }
}
`, `
m::neither fn in m fn()
m::neither ~cfg all(not(feature = "std"), not(windows))
m::neither ~profiles default,none
m::with_std fn in m fn()
m::with_std ~cfg feature = "std"
m::with_std ~profiles all,aarch64-apple-darwin,x86_64-pc-windows-msvc
m/std feature in m
`},
	{"an included file", `
-- src/lib.rs --
pub mod inner { include!("generated.rs"); }
include!("more/top.rs");
-- src/generated.rs --
pub struct Generated;
-- src/more/top.rs --
pub fn top(g: crate::inner::Generated) {}
`, `
m::inner module in m
m::inner::Generated struct in m::inner
m::inner::Generated ~shape unit
m::top fn in m fn(m::inner::Generated)
`},
	{"globs, and what shadows them", `
-- src/lib.rs --
mod a { pub fn f() {} pub fn g() {} pub fn h(_: u8) {} pub(crate) fn hidden() {} fn private() {} }
mod b { pub fn h(_: u16) {} pub struct S; }
pub use a::*;
pub use b::S;
pub use b::h;
fn g() {}
`, `
m::S struct in m
m::S ~shape unit
m::f fn in m fn()
m::h fn in m fn(u16)
`},
	{"renamed imports", `
-- src/lib.rs --
mod a { pub struct Inner { pub x: u8 } pub trait Tr {} pub enum E { A } }
pub use a::Inner as Outer;
pub use a::Inner as Again;
pub use a::E::A as First;
pub use a::Tr as _;
`, `
m::Again struct in m
m::Again ~shape named
m::Again.x field in m::Again u8
m::First reexport in m m::a::E::A
m::Outer reexport in m m::Again
`},
	{"cyclic re-exports", `
-- src/lib.rs --
pub mod a { pub use crate::b::*; pub use super::c as back; pub fn fa() {} }
pub mod b { pub use crate::a::*; pub fn fb() {} }
pub mod c { pub use self::d::*; pub mod d { pub use super::*; pub fn fd() {} } }
pub use nothing1::x1 as x2;
mod nothing1 { pub use super::x2 as x1; }
pub use self::a::*;
`, `?`},
	{"macros with repetitions, nested and with $crate", `
-- src/lib.rs --
macro_rules! structs {
    ($($(#[$m:meta])* $name:ident { $($f:ident: $t:ty),* $(,)? })*) => {
        $($(#[$m])* pub struct $name { $(pub $f: $t),* })*
    };
}
structs! {
    #[derive(Clone)]
    A { x: u8, y: Option<u8>, }
    B { z: &'static str }
}
macro_rules! define {
    ($outer:ident $inner:ident) => {
        macro_rules! $outer {
            ($d:ident: $t:ty) => { impl $t { pub fn $d() -> $crate::A { loop {} } } };
        }
        $outer!($inner: A);
        $outer!($inner: $crate::B);
    };
}
define!(make made);
macro_rules! count {
    () => {};
    ($head:ident $($tail:ident)*) => { pub const $head: usize = 0; count!($($tail)*); };
}
count!(X Y Z);
/// An exported macro.
#[macro_export]
macro_rules! exported {
    ($($x:expr),* ; $y:ident) => { $crate::helper!($($x)*) };
    () => {};
}
macro_rules! unused { () => {} }
`, `
impl std::clone::Clone for m::A impl in m::A
m::A struct in m
m::A ~shape named
m::A.x field in m::A u8
m::A.y field in m::A std::option::Option<u8>
m::A::made method in m::A fn() -> m::A
m::B struct in m
m::B ~shape named
m::B.z field in m::B &'static str
m::B::made method in m::B fn() -> m::A
m::X const in m usize = 0
m::Y const in m usize = 0
m::Z const in m usize = 0
m::exported macro in m ($($expr), * ; $ident); ()
`},
	{"a derive is an impl", `
-- src/lib.rs --
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct P<T>(pub T);
#[cfg_attr(all(), derive(PartialOrd))]
pub struct Q;
`, `?`},
	{"functions inside of macros inside of an impl", `
-- src/lib.rs --
macro_rules! getters { ($($n:ident: $t:ty),*) => { $(pub fn $n(&self) -> $t { loop {} })* } }
pub struct S;
impl S { getters!(a: u8, b: Vec<u8>); }
`, `
m::S struct in m
m::S ~shape unit
m::S::a method in m::S fn(&self) -> u8
m::S::b method in m::S fn(&self) -> std::vec::Vec<u8>
`},
	{"conditions and features", `
-- Cargo.toml --
[package]
name = "m"
version = "1.0.0"
edition = "2021"

[features]
default = ["std"]
std = []
extra = ["std", "dep:hidden"]
_private = []

[dependencies]
serde = { version = "1.0.200", optional = true }
hidden = { version = "2", optional = true }
-- src/lib.rs --
#[cfg(feature = "std")]
pub fn on_std() {}
#[cfg(feature = "extra")]
pub fn on_extra() {}
#[cfg(feature = "serde")]
pub fn on_serde(_: &dyn serde::Serializer) {}
#[cfg(windows)]
pub fn on_windows() {}
#[cfg(not(feature = "std"))]
pub fn size() -> u8 { 0 }
#[cfg(feature = "std")]
pub fn size() -> u16 { 0 }
#[cfg(test)]
pub fn never() {}
`, `?`},
	{"what a workspace gives", `
-- Cargo.toml --
[workspace]
members = ["m", "other"]

[workspace.package]
version = "3.1.4"
edition = "2018"
rust-version = "1.70"

[workspace.dependencies]
other = { path = "other" }
bitflags = "2.4.1"
-- m/Cargo.toml --
[package]
name = "m"
version.workspace = true
edition.workspace = true
rust-version.workspace = true

[dependencies]
other = { workspace = true }
bitflags.workspace = true
-- m/src/lib.rs --
pub use other::Thing;
pub use other::deep as renamed;
pub fn f(_: other::Unexported, _: bitflags::Flag) {}
-- other/Cargo.toml --
[package]
name = "other"
version = "0.3.7"
edition = "2021"
-- other/src/lib.rs --
pub struct Thing { pub n: u8 }
impl Thing { pub fn new() -> Thing { Thing { n: 0 } } }
pub mod deep { pub fn f(_: super::Thing) {} }
pub struct Unexported;
`, `?`},
	{"extern crates under other names", `
-- Cargo.toml --
[package]
name = "m"
version = "1.0.0"
edition = "2021"

[dependencies]
renamed = { package = "real-name", version = "0.4" }
plain = "1"
-- src/lib.rs --
extern crate alloc as heap;
extern crate plain as p;
pub fn a(_: heap::vec::Vec<u8>) {}
pub fn b(_: renamed::T) {}
pub fn c(_: p::T) {}
pub extern crate plain;
`, `?`},
}

var comparisons = []struct {
	name    string
	archive string
	want    []string
}{}
