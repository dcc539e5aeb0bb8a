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
m/std feature in m
m::neither fn in m fn()
m::neither ~cfg all(not(feature = "std"), not(windows))
m::neither ~profiles default,none
m::with_std fn in m fn()
m::with_std ~cfg feature = "std"
m::with_std ~profiles all,aarch64-apple-darwin,x86_64-pc-windows-msvc
`},
	{"the arms of cfg_select", `
-- Cargo.toml --
[package]
name = "m"
version = "1.0.0"
edition = "2024"

[features]
std = []
-- src/lib.rs --
cfg_select! {
    feature = "std" => {
        pub fn with_std() {}
    }
    all(windows, not(miri)) => {
        pub fn windows() {}
    },
    _ => {
        pub fn neither() {}
        std::cfg_select! { unix => { pub fn unix() {} } _ => { /* none */ } }
    }
}
core::cfg_select! {}
`, `
m ~edition 2024
m/std feature in m
m::neither fn in m fn()
m::neither ~cfg all(not(feature = "std"), not(windows))
m::neither ~profiles default,none
m::unix fn in m fn()
m::unix ~cfg all(not(feature = "std"), not(windows), unix)
m::unix ~profiles default,none
m::with_std fn in m fn()
m::with_std ~cfg feature = "std"
m::with_std ~profiles all,aarch64-apple-darwin,x86_64-pc-windows-msvc
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
m::First variant in m
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
`, `
m !gap 320500bc861f the import of super::x2 is not resolved
m !gap 91deed076a38 the import of nothing1::x1 is not resolved
m::a module in m
m::a::back reexport in m::a m::back
m::a::fa reexport in m::a m::fa
m::a::fb reexport in m::a m::fb
m::b module in m
m::b::back reexport in m::b m::back
m::b::fa reexport in m::b m::fa
m::b::fb reexport in m::b m::fb
m::back module in m
m::back::d module in m::back
m::back::d::d reexport in m::back::d m::back::d
m::back::d::fd reexport in m::back::d m::back::fd
m::back::fd fn in m::back fn()
m::c reexport in m m::back
m::fa fn in m fn()
m::fb fn in m fn()
`},
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
macro_rules! make {
    ($name:ident: $t:ty) => { method!($name $t); };
}
macro_rules! method {
    ($name:ident $t:ty) => { impl $t { pub fn $name() -> $crate::A { loop {} } } };
}
make!(made: A);
make!(made: crate::B);
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
m::exported! macro in m ($($expr),* ; $ident); ()
`},
	{"a derive is an impl", `
-- src/lib.rs --
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct P<T>(pub T);
#[cfg_attr(all(), derive(PartialOrd))]
pub struct Q;
`, `
impl std::clone::Clone for m::P<T0> impl in m::P where T0: std::clone::Clone
impl std::cmp::Eq for m::P<T0> impl in m::P where T0: std::cmp::Eq
impl std::cmp::PartialEq for m::P<T0> impl in m::P where T0: std::cmp::PartialEq
impl std::cmp::PartialOrd for m::Q impl in m::Q
impl std::default::Default for m::P<T0> impl in m::P where T0: std::default::Default
impl std::fmt::Debug for m::P<T0> impl in m::P where T0: std::fmt::Debug
impl std::hash::Hash for m::P<T0> impl in m::P where T0: std::hash::Hash
impl std::marker::Copy for m::P<T0> impl in m::P where T0: std::marker::Copy
m::P struct in m <T0>
m::P ~refunwindsafe T0: RefUnwindSafe
m::P ~send T0: Send
m::P ~shape tuple
m::P ~sync T0: Sync
m::P ~unpin T0: Unpin
m::P ~unwindsafe T0: UnwindSafe
m::P.0 field in m::P T0
m::Q struct in m
m::Q ~ordered
m::Q ~shape unit
`},
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
`, `
dep:serde dependency in m 1
m/extra feature in m
m/extra ~enables std
m/serde feature in m
m/serde ~implicit
m/std feature in m
m/std ~default
m::on_extra fn in m fn()
m::on_extra ~cfg feature = "extra"
m::on_extra ~profiles all,aarch64-apple-darwin,x86_64-pc-windows-msvc
m::on_serde fn in m fn(&dyn serde::Serializer)
m::on_serde ~cfg feature = "serde"
m::on_serde ~profiles all,aarch64-apple-darwin,x86_64-pc-windows-msvc
m::on_std fn in m fn()
m::on_std ~cfg feature = "std"
m::on_std ~profiles default,all,aarch64-apple-darwin,x86_64-pc-windows-msvc
m::on_windows fn in m fn()
m::on_windows ~cfg windows
m::on_windows ~profiles x86_64-pc-windows-msvc
m::size fn in m fn() -> u16
m::size ~cfg feature = "std"
m::size@none fn in m fn() -> u8
`},
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
`, `
dep:bitflags dependency in m 2
m ~edition 2018
m ~rust-version 1.70
m::Thing struct in m
m::Thing ~shape named
m::Thing.n field in m::Thing u8
m::Thing::new method in m::Thing fn() -> m::Thing
m::f fn in m fn(other::Unexported, bitflags::Flag)
m::renamed module in m
m::renamed::f fn in m::renamed fn(m::Thing)
`},
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
`, `
dep:plain dependency in m 1
dep:real_name dependency in m 0.4
m::a fn in m fn(std::vec::Vec<u8>)
m::b fn in m fn(real_name::T)
m::c fn in m fn(plain::T)
m::plain reexport in m plain
`},
}

var comparisons = []struct {
	name    string
	archive string
	want    []string
}{
	{"moving, reordering, reformatting and renaming private things is nothing", `
-- old/src/lib.rs --
pub struct T { pub a: u8, b: Helper }
struct Helper { n: u8 }
impl T { pub fn go(&self, x: u8) -> u8 { x } fn hidden(&self) {} }
pub fn new() -> T { T { a: 0, b: Helper { n: 0 } } }
static SECRET: u8 = 1;
impl Clone for T { fn clone(&self) -> T { new() } }
-- new/src/lib.rs --
//! Documented now.
mod inner;
use self::inner::Assistant as Aid;
pub use inner::new;

/// A T.
pub struct T {
    b: Aid,
    pub a: u8,
}
-- new/src/inner.rs --
use super::*;

pub(crate) struct Assistant { pub n: u8, pub more: [u8; 2] }

impl Clone for crate::T {
    fn clone(&self) -> Self { new() }
}

pub fn new() -> super::T { loop {} }

impl T {
    fn unseen() {}

    /// Goes.
    pub fn go(
        self: &Self,
        count: u8,
    ) -> u8 {
        count
    }
}
`, nil},
	{"an item that moves and stays under its old path is nothing but an addition", `
-- old/src/lib.rs --
pub struct T { pub a: u8 }
impl T { pub fn m(&self) {} }
pub fn f(_: &T) -> Option<T> { None }
-- new/src/lib.rs --
mod private { pub struct T { pub a: u8 } impl T { pub fn m(&self) {} } pub fn f(_: &T) -> Option<T> { None } }
pub use private::{f, T};
`, nil},
	{"an item that moves to a public module is added there", `
-- old/src/lib.rs --
pub struct T { pub a: u8 }
pub fn f(_: &T) -> Option<T> { None }
-- new/src/lib.rs --
pub mod public { pub struct T { pub a: u8 } }
pub use public::T;
pub fn f(_: &public::T) -> Option<T> { None }
`, []string{"rust/item-added m::public"}},
	{"generic parameters and lifetimes may have other names", `
-- old/src/lib.rs --
pub struct S<'a, T: Clone, const N: usize> { pub x: &'a [T; N] }
impl<'a, T: Clone, const N: usize> S<'a, T, N> { pub fn get<U: Into<T>>(&self, u: U) -> &'a T { loop {} } }
pub trait Tr<A, B = A> { fn f<'x>(&'x self, a: A) -> &'x B; }
impl<'q, X: Clone, const K: usize> Tr<X> for S<'q, X, K> { fn f<'x>(&'x self, a: X) -> &'x X { loop {} } }
pub fn g<T, U>(t: T, u: U) where T: PartialEq<U> {}
-- new/src/lib.rs --
pub struct S<'long, Item: Clone, const LEN: usize> { pub x: &'long [Item; LEN] }
impl<'b, I: Clone, const M: usize> S<'b, I, M> { pub fn get<V: Into<I>>(&self, u: V) -> &'b I { loop {} } }
pub trait Tr<In, Out = In> { fn f<'y>(&'y self, a: In) -> &'y Out; }
impl<'z, Y: Clone, const J: usize> Tr<Y> for S<'z, Y, J> { fn f<'w>(&'w self, a: Y) -> &'w Y { loop {} } }
pub fn g<A, B>(t: A, u: B) where A: PartialEq<B> {}
`, nil},
	{"bounds may stand in a where clause, in any order", `
-- old/src/lib.rs --
pub fn f<T: Clone + Send + 'static, U>(_: T, _: U) where U: Copy {}
pub struct S<T: Clone + Send>(pub T);
impl<T: Clone + Send> S<T> { pub fn m(&self) {} }
pub trait Tr: Clone + Send { fn m<T: Copy>(&self, _: T); type X: Copy + Send; }
-- new/src/lib.rs --
pub fn f<T, U: Copy>(_: T, _: U) where T: 'static + Send, T: Clone {}
pub struct S<T>(pub T) where T: Send + Clone;
impl<T> S<T> where T: Send, T: Clone { pub fn m(&self) {} }
pub trait Tr: Send where Self: Clone { fn m<T>(&self, _: T) where T: Copy; type X: Send + Copy; }
`, nil},
	{"elided lifetimes are those that could be named", `
-- old/src/lib.rs --
pub struct R<'a>(pub &'a u8);
pub fn f(x: &u8) -> &u8 { x }
pub fn g(x: &u8, y: &mut u8) {}
pub fn h(x: R) -> R { x }
impl R<'_> { pub fn m(&self, y: &u8) -> &u8 { self.0 } }
pub const C: &str = "x";
pub fn d(x: Box<dyn Fn(&u8) -> &u8>) {}
pub fn e(x: &dyn Send) {}
-- new/src/lib.rs --
pub struct R<'a>(pub &'a u8);
pub fn f<'a>(x: &'a u8) -> &'a u8 { x }
pub fn g<'a, 'b>(x: &'a u8, y: &'b mut u8) {}
pub fn h<'r>(x: R<'r>) -> R<'r> { x }
impl<'r> R<'r> { pub fn m<'s>(&'s self, y: &u8) -> &'s u8 { self.0 } }
pub const C: &'static str = "x";
pub fn d(x: Box<dyn for<'x> Fn(&'x u8) -> &'x u8 + 'static>) {}
pub fn e<'x>(x: &'x (dyn Send + 'x)) {}
`, nil},
	{"an async function is one that returns a future", `
-- old/src/lib.rs --
use std::future::Future;
pub async fn f() -> u8 { 0 }
pub async fn nothing() {}
pub fn g() -> impl Future<Output = ()> { async {} }
-- new/src/lib.rs --
pub fn f() -> impl std::future::Future<Output = u8> { async { 0 } }
pub fn nothing() -> impl core::future::Future<Output = ()> { async {} }
pub async fn g() {}
`, nil},
	{"an alias is what it stands for", `
-- old/src/lib.rs --
pub type Result<T> = std::result::Result<T, std::io::Error>;
type Pair<T> = (T, T);
pub fn f() -> Result<u8> { loop {} }
pub fn g(_: Pair<u8>) -> std::io::Result<()> { loop {} }
pub struct S { pub x: Pair<Pair<u8>> }
impl From<Pair<u8>> for S { fn from(_: Pair<u8>) -> S { loop {} } }
-- new/src/lib.rs --
pub type Result<T, E = std::io::Error> = core::result::Result<T, E>;
pub fn f() -> std::result::Result<u8, std::io::Error> { loop {} }
pub fn g(_: (u8, u8)) -> Result<()> { loop {} }
pub struct S { pub x: ((u8, u8), (u8, u8)) }
impl From<(u8, u8)> for S { fn from(_: (u8, u8)) -> S { loop {} } }
`, []string{"rust/generics-extended m::Result"}},
	{"a macro that writes an item is as good as the item", `
-- old/src/lib.rs --
pub struct A { pub x: u8 }
impl A { pub fn one(&self) -> u8 { 0 } pub fn two(&self) -> u8 { 0 } }
impl From<u8> for A { fn from(x: u8) -> A { A { x } } }
-- new/src/lib.rs --
macro_rules! record {
    ($name:ident { $($f:ident: $t:ty),* } $($get:ident)*) => {
        pub struct $name { $(pub $f: $t),* }
        impl $name { $(pub fn $get(&self) -> u8 { 0 })* }
        $(impl From<$t> for $name { fn from($f: $t) -> Self { $crate::$name { $f } } })*
    };
}
record!(A { x: u8 } two one);
`, nil},
	{"a derive is an impl that is written out", `
-- old/src/lib.rs --
#[derive(Clone, Copy, PartialEq)]
pub struct S<T> { pub x: T }
-- new/src/lib.rs --
pub struct S<U> { pub x: U }
impl<T: Clone> Clone for S<T> { fn clone(&self) -> Self { loop {} } }
impl<T> Copy for S<T> where T: Copy {}
impl<A: PartialEq> PartialEq for S<A> { fn eq(&self, _: &Self) -> bool { true } }
`, nil},
	{"a module may become a file, and a file a directory", `
-- old/src/lib.rs --
pub mod a { pub mod b { pub fn f() {} } }
pub mod c;
-- old/src/c.rs --
pub fn g() {}
-- new/src/lib.rs --
pub mod a;
#[path = "elsewhere.rs"]
pub mod c;
-- new/src/a/mod.rs --
pub mod b;
-- new/src/a/b.rs --
pub fn f() {}
-- new/src/elsewhere.rs --
include!("part.rs");
-- new/src/part.rs --
pub fn g() {}
`, nil},
	{"a glob becomes a list, and hides what was hidden before", `
-- old/src/lib.rs --
mod a { pub fn f() {} pub fn g() {} pub struct S; }
pub use a::*;
-- new/src/lib.rs --
mod a { pub fn f() {} pub struct S; pub fn h() {} }
mod b { pub fn g() {} pub fn f(_: u8) {} }
pub use a::{f, S};
pub use b::*;
`, nil},
	{"what a glob no longer brings is removed", `
-- old/src/lib.rs --
mod a { pub fn f() {} pub fn g() {} }
pub use a::*;
-- new/src/lib.rs --
mod a { pub fn f() {} pub fn g() {} }
pub use a::*;
use a::g as _g;
fn g() {}
`, []string{"rust/function-removed m::g"}},
	{"a cycle of re-exports loses and gains what it shows", `
-- old/src/lib.rs --
pub mod a { pub use super::b::*; pub fn fa() {} }
pub mod b { pub use super::a::*; pub fn fb() {} }
-- new/src/lib.rs --
pub mod a { pub use super::b::*; pub fn fa(_: u8) {} }
pub mod b { pub use super::a::*; }
`, []string{"rust/parameter-count-changed m::a::fa", "rust/function-removed m::a::fb", "rust/path-removed m::b::fb"}},
	{"a trait that is imported without a name is there for globs", `
-- old/src/lib.rs --
pub mod t { pub trait Tr { fn m(&self) {} } }
pub use t::Tr as _;
-- new/src/lib.rs --
pub mod t { pub trait Tr { fn m(&self) {} } }
`, []string{"rust/path-removed m::_ (Tr)"}},
	{"a feature that an optional dependency made is written out", `
-- old/Cargo.toml --
[package]
name = "m"
version = "1.0.0"
edition = "2021"

[dependencies]
serde = { version = "1", optional = true }
-- old/src/lib.rs --
#[cfg(feature = "serde")]
pub fn load(_: serde::Value) {}
-- new/Cargo.toml --
[package]
name = "m"
version = "1.0.0"
edition = "2021"

[features]
serde = ["dep:serde"]

[dependencies]
serde = { version = "1.0.3", optional = true }
-- new/src/lib.rs --
#[cfg(feature = "serde")]
pub fn load(_: serde::Value) {}
`, nil},
	{"inheriting from a workspace is nothing", `
-- old/m/Cargo.toml --
[package]
name = "m"
version = "1.2.3"
edition = "2021"
rust-version = "1.60"

[dependencies]
dep = "0.3.1"
-- old/m/src/lib.rs --
pub fn f(_: dep::T) {}
-- new/Cargo.toml --
[workspace]
members = ["m"]

[workspace.package]
version = "1.2.3"
edition = "2021"
rust-version = "1.60"

[workspace.dependencies]
dep = "0.3.7"
-- new/m/Cargo.toml --
[package]
name = "m"
version.workspace = true
edition = { workspace = true }
rust-version.workspace = true

[dependencies]
dep.workspace = true
-- new/m/src/lib.rs --
pub fn f(_: dep::T) {}
`, nil},
	{"a re-export of a neighbour is followed", `
-- old/m/Cargo.toml --
[package]
name = "m"
version = "1.0.0"
edition = "2021"

[dependencies]
core-part = { path = "../part", package = "part" }
-- old/m/src/lib.rs --
pub use core_part::Thing;
pub use core_part::*;
-- old/part/Cargo.toml --
[package]
name = "part"
version = "1.0.0"
-- old/part/src/lib.rs --
pub struct Thing { pub n: u8 }
pub fn f(_: &Thing, _: u8) {}
pub fn gone() {}
-- new/m/Cargo.toml --
[package]
name = "m"
version = "1.0.0"
edition = "2021"

[dependencies]
core-part = { path = "../part", package = "part" }
-- new/m/src/lib.rs --
pub use core_part::Thing;
pub use core_part::*;
-- new/part/Cargo.toml --
[package]
name = "part"
version = "1.0.0"
-- new/part/src/lib.rs --
pub struct Thing { pub n: u16 }
pub fn f(_: &Thing, _: u16) {}
`, []string{"rust/field-type-changed m::Thing.n", "rust/parameter-type-changed m::f", "rust/function-removed m::gone"}},
	{"an item that moves into a neighbour is the same", `
-- old/m/Cargo.toml --
[package]
name = "m"
version = "1.0.0"
edition = "2021"
-- old/m/src/lib.rs --
#[derive(Clone)]
pub struct Thing { pub n: u8 }
impl Thing { pub fn new() -> Self { loop {} } }
pub fn f(_: Thing) {}
-- new/m/Cargo.toml --
[package]
name = "m"
version = "1.0.0"
edition = "2021"

[dependencies]
part = { path = "../part" }
-- new/m/src/lib.rs --
pub use part::Thing;
pub fn f(_: part::Thing) {}
-- new/part/Cargo.toml --
[package]
name = "part"
version = "1.0.0"
edition = "2021"
-- new/part/src/lib.rs --
#[derive(Clone)]
pub struct Thing { pub n: u8 }
impl Thing { pub fn new() -> Self { loop {} } }
`, nil},
	{"an extern crate may have another name", `
-- old/Cargo.toml --
[package]
name = "m"
version = "1.0.0"
edition = "2021"

[dependencies]
bytes = "1"
-- old/src/lib.rs --
pub fn f(_: bytes::Bytes) {}
-- new/Cargo.toml --
[package]
name = "m"
version = "1.0.0"
edition = "2021"

[dependencies]
by = { package = "bytes", version = "1.2" }
-- new/src/lib.rs --
extern crate by as octets;
pub fn f(_: octets::Bytes) {}
`, nil},
	{"what cfg_if chooses is found in its arm", `
-- old/src/lib.rs --
cfg_if::cfg_if! {
    if #[cfg(unix)] { pub fn f(_: u8) {} } else { pub fn f(_: u8) {} }
}
#[cfg(windows)]
pub fn w() {}
-- new/src/lib.rs --
#[cfg(unix)]
mod imp { pub fn f(_: u8) {} }
#[cfg(not(unix))]
mod imp { pub fn f(_: u8) {} pub fn w() {} }
pub use imp::*;
`, []string{"rust/less-conditional m::w"}},
	{"a private type alias, a private trait and a private module are not API", `
-- old/src/lib.rs --
type A = u8;
trait Sealed { fn gone(&self); }
mod gone { pub fn gone() {} }
pub(crate) fn gone() {}
pub fn f(_: A) {}
#[cfg(test)]
mod tests { pub fn gone() {} }
-- new/src/lib.rs --
pub fn f(_: u8) {}
`, nil},
	{"one macro is expanded as before, another is no longer known", `
-- old/src/lib.rs --
macro_rules! f { ($n:ident) => { pub fn $n() {} } }
f!(one);
-- new/src/lib.rs --
unknown::f!(one);
pub fn two() {}
`, []string{"rust/unverified m", "rust/function-removed m::one risky", "rust/item-added m::two"}},
	{"a file that does not parse leaves doubt", `
-- old/src/lib.rs --
mod a;
pub use a::*;
pub fn g(_: u8) {}
-- old/src/a.rs --
pub fn f() {}
pub fn h() {}
-- new/src/lib.rs --
mod a;
pub use a::*;
pub fn g(_: u16) {}
-- new/src/a.rs --
pub fn f() {}
pub fn h( {
`, []string{"rust/parameter-type-changed m::g", "rust/unverified m", "rust/function-removed m::h risky"}},
}

// TestBadInput holds that what cannot be read is an error with a hint, or a gap
// with its place: never a panic, never silence.
func TestBadInput(t *testing.T) {
	with := func(text string, more ...string) fstest.MapFS {
		tree := libOf(text)
		for i := 0; i < len(more); i += 2 {
			tree[more[i]] = &fstest.MapFile{Data: []byte(more[i+1])}
		}
		return tree
	}
	manifest := func(text string) fstest.MapFS {
		return fstest.MapFS{"Cargo.toml": {Data: []byte(text)}, "src/lib.rs": {Data: []byte("pub fn f() {}\n")}}
	}
	for _, test := range []struct {
		name string
		tree fstest.MapFS
		want string
	}{
		{"an empty tree", fstest.MapFS{}, "error: there is no Cargo.toml in ."},
		{"no manifest", fstest.MapFS{"src/lib.rs": {Data: []byte("pub fn f() {}\n")}}, "error: there is no Cargo.toml in ."},
		{"a manifest that is no TOML", manifest("[package]\nname = \"m\"\nversion = \n"), "error: Cargo.toml:3: "},
		{"a manifest of another shape", manifest("package = 3\n"), "error: Cargo.toml:1: unexpected integer"},
		{"a manifest of bytes", manifest("\xff\xfe[\x00"), "error: Cargo.toml:1: "},
		{"an empty manifest", manifest(""), "error: Cargo.toml has no [package]"},
		{"a workspace alone", manifest("[workspace]\nmembers = [\"a\", \"b\"]\n"), "error: Cargo.toml has no [package]: it is a workspace alone"},
		{"a package without a name", manifest("[package]\nversion = \"1.0.0\"\n"), "error: Cargo.toml: the package has no name"},
		{"an edition of the future", manifest("[package]\nname = \"m\"\nedition = \"3021\"\n"), `error: Cargo.toml: unknown edition "3021"`},
		{"no library", fstest.MapFS{"Cargo.toml": {Data: []byte(manifest2021)}, "src/main.rs": {Data: []byte("fn main() {}\n")}}, "error: the package m has no library"},
		{"a library outside of the tree", manifest(manifest2021 + "[lib]\npath = \"../../../etc/passwd\"\n"), "error: the package m has no library"},
		{"a missing module", with("pub fn f() {}\n\npub mod gone;\n"), "gap: m src/lib.rs:3: there is no file src/gone.rs for mod gone"},
		{"a missing private module", with("mod gone;\n"), "gap: m src/lib.rs:1: there is no file"},
		{"a module that is a directory", with("pub mod a;\n", "src/a.rs/x", ""), "gap: m src/lib.rs:1: "},
		{"a syntax error", with("pub fn f() {}\n", "src/lib.rs", "pub fn f() {}\n\npub fn g( {\n"), "gap: m src/lib.rs:3: "},
		{"a syntax error in a module", with("pub mod a;\n", "src/a.rs", "pub fn f() {}\npub struct { }\n"), "gap: m::a src/a.rs:2: syntax error"},
		{"a brace too many", with("pub fn f() {}\n}\npub fn g() {}\n"), "gap: m src/lib.rs:2: syntax error"},
		{"bytes that are no UTF-8", with("pub fn f() {}\npub fn \xff\xfe() {}\n"), "gap: m src/lib.rs:2: "},
		{"a NUL", with("pub fn f() {}\n\x00\npub fn g() {}\n"), "gap: m src/lib.rs:2: "},
		{"UTF-16", with("p\x00u\x00b\x00 \x00f\x00n\x00 \x00f\x00(\x00)\x00{\x00}\x00"), "gap: m src/lib.rs:1: "},
		{"a macro that recurses for ever", with("macro_rules! r { ($($t:tt)*) => { r!($($t)* x); } }\n\nr!();\n"), "gap: m src/lib.rs:3: macro r! "},
		{"two macros that call each other", with("macro_rules! a { () => { b!(); } }\nmacro_rules! b { () => { a!(); } }\na!();\n"), "gap: m src/lib.rs:3: macro "},
		{"a macro in an impl that recurses for ever", with("macro_rules! r { () => { r!(); } }\npub struct S;\nimpl S { r!(); }\n"), "gap: m src/lib.rs:3: macro r! recurses too deeply"},
		{"an expansion that does not parse", with("macro_rules! r { ($n:ident) => { pub fn $n(x) -> } }\n\nr!(f);\n"), "gap: m src/lib.rs:3: macro r! cannot be expanded: the expansion of r! cannot be parsed"},
		{"no rule that matches", with("macro_rules! r { ($n:ident) => { pub fn $n() {} } }\nr!(1 2);\n"), "gap: m src/lib.rs:2: macro r! cannot be expanded: no rule of the macro matches"},
		{"a repetition that is not repeated", with("macro_rules! r { ($($n:ident)*) => { pub fn $n() {} } }\nr!(a b);\n"), "gap: m src/lib.rs:2: macro r! cannot be expanded"},
		{"a macro of nobody", with("mystery!(pub fn f() {});\n"), "gap: m src/lib.rs:1: macro mystery! is not known"},
		{"a file that the build makes", with("include!(concat!(env!(\"OUT_DIR\"), \"/x.rs\"));\n"), "gap: m src/lib.rs:1: include! of a file that is made by the build"},
		{"a path that leads out", with("#[path = \"../../../etc/passwd\"]\npub mod passwd;\n"), "gap: m src/lib.rs:2: ../../etc/passwd is outside of the tree"},
		{"an absolute path", with("#[path = \"/etc/passwd\"]\npub mod passwd;\n"), "gap: m src/lib.rs:2: "},
		{"a path of NUL", with("#[path = \"a\\0b\"]\npub mod a;\n"), "gap: m src/lib.rs:2: "},
		{"an include that leads out", with("include!(\"../../etc/passwd\");\n"), "gap: m src/lib.rs:1: "},
		{"a module that is its own file", with("#[path = \"lib.rs\"]\npub mod again;\n"), "gap: m"},
		{"re-exports of each other", with("pub use b::x as y;\nmod b { pub use super::y as x; }\n"), "gap: m src/lib.rs:"},
		{"a re-export of itself", with("pub use self::x as x;\npub use crate::y::y;\n"), "gap: m src/lib.rs:"},
		{"a re-export of nothing", with("pub use self::nothing::T;\n"), "gap: m src/lib.rs:1: the import of self::nothing::T is not resolved"},
		{"parentheses 100,000 deep", with("pub fn f(x: " + strings.Repeat("(", 100_000) + "u8" + strings.Repeat(")", 100_000) + ") {}\n"), "gap: m"},
		{"parentheses that never close", with("pub fn f() {}\npub fn g" + strings.Repeat("(", 100_000)), "gap: m src/lib.rs:"},
		{"angles 100,000 deep", with("pub fn f(x: " + strings.Repeat("A<", 100_000) + "u8" + strings.Repeat(">", 100_000) + ") {}\n"), "gap: m"},
		{"uses 100,000 deep", with("pub use " + strings.Repeat("a::{", 100_000) + "b" + strings.Repeat("}", 100_000) + ";\n"), "gap: m"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, err := extract(context.Background(), lang.Input{Tree: test.tree, Root: "."})
			if err != nil {
				var input *lang.InputError
				if want, ok := strings.CutPrefix(test.want, "error: "); !ok || !errors.As(err, &input) || input.Hint == "" || !strings.HasPrefix(input.Reason, want) {
					t.Errorf("error %.300v, want %s", err, test.want)
				}
				return
			}
			found := false
			var list []string
			for _, g := range s.Gaps {
				line := fmt.Sprintf("gap: %s %s: %.300s", g.Scope, g.Pos, g.Reason)
				list = append(list, line)
				found = found || strings.HasPrefix(line, test.want)
				if !g.Pos.IsValid() {
					t.Errorf("no place: %s", line)
				}
			}
			if !found {
				t.Errorf("no %s, but\n\t%.2000s", test.want, strings.Join(append(list, facts(s)...), "\n\t"))
			}
			if findings, err := Language.Findings(s, s); err != nil || len(findings) > 0 {
				t.Errorf("against itself: %v, %v", findings, err)
			}
			if findings, err := Language.Findings(surfaceOf(t, libOf(""), lang.Options{}), s); err != nil || len(findings) == 0 {
				t.Errorf("against an empty crate: %v, %v", findings, err)
			}
		})
	}
}

// TestDeepInput reads source that is nested far deeper than any compiler allows.
func TestDeepInput(t *testing.T) {
	deep := func(before, open, middle, close, after string) string {
		return before + strings.Repeat(open, 20_000) + middle + strings.Repeat(close, 20_000) + after
	}
	for name, text := range map[string]string{
		"modules":     deep("", "pub mod a { ", "pub fn f() {}", "}", "\n"),
		"blocks":      deep("pub fn f() ", "{ ", "impl X {}", "}", "\n"),
		"impls":       deep("struct S; fn f() ", "{ impl S { pub fn f() ", "{}", "} }", "\n"),
		"macro call":  deep("macro_rules! r { ($t:tt) => { pub const C: u8 = $t; } }\nr!(", "(", "0", ")", ");\n"),
		"matcher":     deep("#[macro_export]\nmacro_rules! r { (", "$(", "$t:tt", ")*", ") => {} }\nr!(a);\n"),
		"conditions":  deep("#[cfg(", "not(", "unix", ")", ")]\npub fn f() {}\n"),
		"attributes":  deep("", "#[cfg_attr(all(), ", "inline", ")]", "\npub fn f() {}\n"),
		"expressions": deep("pub const C: usize = ", "(1 + ", "1", ")", ";\n"),
		"references":  deep("pub fn f(x: ", "&", "u8", "", ") {}\n"),
		"functions":   deep("pub fn f(x: ", "fn(", "u8", ")", ") {}\n"),
		"bounds":      deep("pub fn f(x: ", "impl Fn(", "u8", ")", ") {}\n"),
		"comments":    deep("", "/*", "", "*/", "pub fn f() {}\n"),
		"strings":     deep("pub const S: &str = r", "#", "\"\"", "#", ";\n"),
	} {
		t.Run(name, func(t *testing.T) {
			s := surfaceOf(t, libOf(text), lang.Options{})
			ruletest.CheckInvariants(t, &Language, s, s)
		})
	}
}

// TestSourceThatExpands extracts and compares source that is small, and large
// or endless once its types, imports and macros are written out.
func TestSourceThatExpands(t *testing.T) {
	repeat := func(format string, n int) string {
		var b strings.Builder
		for i := 1; i <= n; i++ {
			fmt.Fprintf(&b, strings.ReplaceAll(format, "%p", fmt.Sprint(i-1))+"\n", i, i)
		}
		return b.String()
	}
	for name, text := range map[string]string{
		"structs":     repeat("pub struct A%[1]d<T>(A%p<(T, T)>, A%p<[T; 2]>);", 40) + "pub struct A0<T>(T);\n",
		"itself":      "pub struct T<P>(Option<Box<T<Vec<P>>>>, P);\npub enum E<T> { A(Box<E<(T, T)>>), B(T) }\n",
		"traits":      repeat("pub trait A%[1]d: A%p + B%p {}\npub trait B%[2]d: A%p + B%p {}", 30) + "pub trait A0 { fn f(&self); }\npub trait B0 {}\npub struct S;\nimpl A30 for S {}\n",
		"supertraits": "pub trait A: B {}\npub trait B: A {}\npub fn f(_: &dyn A) {}\n",
		"variants":    "pub const A: usize = B;\npub const B: usize = A;\npub enum E { X = A as isize, Y }\n",
		"modules":     repeat("pub mod m%[1]d { pub use super::m%p::*; pub use super::*; }", 40) + "pub mod m0 { pub struct S; }\n",
		"prefixes":    repeat("pub mod m%[1]d { pub use super::m%p as a; pub use super::m%p as b; }", 40) + "pub mod m0 { pub struct S; }\n",
		"derefs":      "pub struct A(B);\npub struct B(A);\nimpl std::ops::Deref for A { type Target = B; fn deref(&self) -> &B { loop {} } }\nimpl std::ops::Deref for B { type Target = A; fn deref(&self) -> &A { loop {} } }\n",
		"projections": "pub trait I { type T; }\nimpl<X: I> I for Option<X> { type T = <X as I>::T; }\npub fn f<X: I>(_: <Option<Option<X>> as I>::T) {}\nimpl I for u8 { type T = <u8 as I>::T; }\npub fn g(_: <u8 as I>::T) {}\n",
		"repetitions": "macro_rules! r { ($($a:ident)*; $($b:ident)*) => { $(pub mod $a { $(pub fn $a() {})* })* } }\nr!(a b c; d e);\nmacro_rules! q { ($($($($x:tt)*)*)*) => { $($($(pub const $x: u8 = 0;)*)*)* } }\nq!(A B C);\n",
	} {
		t.Run(name, func(t *testing.T) {
			s := surfaceOf(t, libOf(text), lang.Options{})
			if n := len(s.AppendText(nil)); n > 64<<20 {
				t.Errorf("a surface of %d MiB", n>>20)
			}
			ruletest.CheckInvariants(t, &Language, s, s)
		})
	}
}

// TestLargeInput reads a generated file of five megabytes.
func TestLargeInput(t *testing.T) {
	var b strings.Builder
	n := 0
	for ; b.Len() < 5<<20; n++ {
		fmt.Fprintf(&b, "pub const REGISTER_%d: u32 = 0x%x;\npub fn read_%[1]d(base: *const u32) -> u32 { unsafe { *base.add(REGISTER_%[1]d as usize) } }\n", n, n)
	}
	if s := surfaceOf(t, libOf(b.String()), lang.Options{}); len(s.Items) != 2*n+1 || len(s.Gaps) > 0 {
		t.Errorf("%d items and %d gaps, want %d items", len(s.Items), len(s.Gaps), 2*n+1)
	}
}

// TestExtractIsDeterministic reads a crate that is full of macros, and seen
// otherwise in every profile, on as many processors as there may be.
func TestExtractIsDeterministic(t *testing.T) {
	tree := fstest.MapFS{"Cargo.toml": {Data: []byte(manifest2021 + "[features]\ndefault = [\"std\"]\nstd = []\nnet = [\"std\"]\n[dependencies]\nserde = { version = \"1\", optional = true }\n")}}
	var lib strings.Builder
	lib.WriteString(`
macro_rules! types { ($($name:ident $value:literal),*) => { $(
    #[derive(Clone, Debug)]
    pub struct $name<T> { pub x: T, y: Option<T> }
    impl<T: Clone> $name<T> { pub const V: u8 = $value; #[cfg(feature = "net")] pub fn net(&self) -> T { loop {} } }
    impl<T> From<T> for $name<T> { fn from(x: T) -> Self { loop {} } }
)* } }
macro_rules! modules { ($($name:ident),*) => { $(pub mod $name {
    types!(A 1, B 2, C 3);
    #[cfg(windows)] pub fn f(_: u8) {}
    #[cfg(not(windows))] pub fn f(_: u16) {}
    #[cfg(feature = "serde")] pub fn load(_: serde::Value) -> mystery::T { loop {} }
    mystery!($name);
    pub use super::*;
})* } }
modules!(one, two, three, four);
`)
	for i, c := range extractions {
		name := fmt.Sprintf("part%d", i)
		for _, f := range txtar.Parse([]byte(c.archive)).Files {
			if rest, ok := strings.CutPrefix(f.Name, "src/"); ok {
				tree["src/"+name+"/"+strings.Replace(rest, "lib.rs", "mod.rs", 1)] = &fstest.MapFile{Data: f.Data}
			}
		}
		fmt.Fprintf(&lib, "pub mod %s;\npub use %[1]s::*;\n", name)
	}
	tree["src/lib.rs"] = &fstest.MapFile{Data: []byte(lib.String())}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var first []byte
	for i := range 50 {
		runtime.GOMAXPROCS(1 + i%8)
		again := surfaceOf(t, tree, lang.Options{}).AppendText(nil)
		if first == nil {
			first = again
		} else if !bytes.Equal(first, again) {
			t.Fatal("two surfaces of one tree differ")
		}
	}
	for _, profile := range []string{"@none", "@x86_64-pc-windows-msvc", "~profiles\tall,aarch64-apple-darwin,x86_64-pc-windows-msvc", "~profiles\tx86_64-pc-windows-msvc"} {
		if !bytes.Contains(first, []byte(profile)) {
			t.Errorf("no item is told apart by %s", profile)
		}
	}
}

func TestGapsHaveTheirPlace(t *testing.T) {
	s := surfaceOf(t, fstest.MapFS{
		"m/Cargo.toml":       {Data: []byte(manifest2021 + "[dependencies]\nother = { path = \"../other\" }\nabsent = { path = \"../absent\" }\n")},
		"m/src/lib.rs":       {Data: []byte("pub mod good;\npub mod bad;\npub mod gone;\nmod hidden { mystery!(); }\npub mod maker {\n    mystery!(1);\n}\npub use other::*;\npub use absent::Thing;\n")},
		"m/src/good.rs":      {Data: []byte("pub fn f() {}\n")},
		"m/src/bad/mod.rs":   {Data: []byte("pub fn f() {}\n\npub mod worse;\npub fn g( {\n")},
		"m/src/bad/worse.rs": {Data: []byte("pub enum {}\n")},
		"other/Cargo.toml":   {Data: []byte("[package]\nname = \"other\"\n")},
		"other/src/lib.rs":   {Data: []byte("pub fn from_other() {}\n")},
	}, lang.Options{})
	var got []string
	for _, g := range s.Gaps {
		got = append(got, fmt.Sprintf("%s %s %v", g.Scope, g.Pos, g.Broken))
	}
	slices.Sort(got)
	differ(t, got, []string{
		"m src/lib.rs:3 true",
		"m::bad src/bad/mod.rs:4 true",
		"m::bad::worse src/bad/worse.rs:1 true",
		"m::maker src/lib.rs:6 false",
	})
	if s.Lookup("m::good::f") == nil || s.Lookup("m::bad::f") == nil || s.Lookup("m::from_other") == nil || s.Lookup("m::Thing") == nil {
		t.Error("what could be read is not in the surface")
	}
}

func TestOptions(t *testing.T) {
	got, err := options(lang.Options{Targets: []string{"wasm32-wasip1", "wasm32-wasip1", "x86_64-unknown-linux-gnu"}, Features: []string{"cfg:loom", "b", "a", `cfg:kind="x"`, "dep/sub", "a"}})
	if want := `wasm32-wasip1 x86_64-unknown-linux-gnu features=a,b,dep/sub cfg=kind="x",loom`; err != nil || got != want {
		t.Errorf("options: %q, %v; want %q", got, err, want)
	}
	if again, err := options(readOptions(got)); err != nil || again != got {
		t.Errorf("read back: %q, %v", again, err)
	}
	for _, bad := range []lang.Options{{Targets: []string{"linux"}}, {Targets: []string{"linux/amd64"}}, {Targets: []string{"x86_64-unknown-linux-gnu "}}, {Targets: []string{"../x"}}, {Features: []string{"a b"}}, {Features: []string{"a,b"}}, {Features: []string{""}}, {Features: []string{"cfg:"}}, {Features: []string{"cfg:a b"}}, {Features: []string{`cfg:a="x,y"`}}} {
		var input *lang.InputError
		if _, err := options(bad); !errors.As(err, &input) || input.Hint == "" {
			t.Errorf("%q: error %v, want one with a hint", bad, err)
		}
	}
}

// TestProfiles reads a crate as it is with the features and the targets that
// the user names.
func TestProfiles(t *testing.T) {
	tree := libOf(`
#[cfg(feature = "a")] pub fn a() {}
#[cfg(feature = "b")] pub fn b() {}
#[cfg(feature = "dep")] pub fn dep() {}
#[cfg(target_arch = "wasm32")] pub fn wasm() {}
#[cfg(all(unix, target_pointer_width = "64"))] pub fn unix() {}
#[cfg(loom)] pub fn loom() {}
#[cfg(kind = "x")] pub fn kind() {}
#[cfg(not(any(feature = "a", kind)))] pub fn neither() {}
`)
	tree["Cargo.toml"] = &fstest.MapFile{Data: []byte(manifest2021 + "[features]\na = [\"dep?/x\"]\nb = [\"dep/x\", \"a\"]\n[dependencies]\ndep = { version = \"1\", optional = true }\n")}
	for _, test := range []struct{ targets, features, want string }{
		{"", "", "a b dep neither unix"},
		{"wasm32-wasip1", "", "a b dep neither wasm"},
		{"", "a", "a unix"},
		{"", "b", "a b dep unix"},
		{"i686-pc-windows-msvc", "dep cfg:loom", "dep loom neither"},
		{"", `cfg:kind="x"`, "a b dep kind neither unix"},
		{"aarch64-apple-darwin wasm32-wasip1", "cfg:nosuch", "a b dep neither unix wasm"},
	} {
		s := surfaceOf(t, tree, lang.Options{Targets: strings.Fields(test.targets), Features: strings.Fields(test.features)})
		var got []string
		for _, it := range s.Items {
			if it.Kind == "fn" {
				got = append(got, strings.TrimPrefix(it.ID, "m::"))
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("targets %q, features %q: %v, want %s", test.targets, test.features, got, test.want)
		}
	}
}

func TestUnknownFeatureIsAnError(t *testing.T) {
	_, err := extract(context.Background(), lang.Input{Tree: libOf(""), Root: ".", Options: lang.Options{Features: []string{"nosuch"}}})
	var input *lang.InputError
	if !errors.As(err, &input) || input.Hint == "" {
		t.Errorf("error %v, want one with a hint", err)
	}
}

func TestVersionIsTheManifests(t *testing.T) {
	tree := libOf("")
	for version, want := range map[string]string{"": "1.0.0", "v9": "v9"} {
		s, err := extract(context.Background(), lang.Input{Tree: tree, Root: ".", Version: version})
		if err != nil || s.Version != want || s.Component != "m" {
			t.Errorf("version %q: %v, %v", version, s, err)
		}
	}
}

func FuzzExtract(f *testing.F) {
	for _, text := range seeds() {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 4<<10 {
			t.Skip("small inputs find as much")
		}
		s := surfaceOf(t, libOf(string(src)), lang.Options{})
		if findings, err := Language.Findings(s, s); err != nil || len(findings) > 0 {
			t.Fatalf("against itself: %v, %v", findings, err)
		}
		text := s.AppendText(nil)
		if again, err := api.Read(bytes.NewReader(text)); err != nil || !bytes.Equal(again.AppendText(nil), text) {
			t.Fatalf("not read back: %v", err)
		}
	})
}

// seeds are the sources of all tables.
func seeds() []string {
	var list []string
	add := func(archive string) {
		for _, file := range txtar.Parse([]byte(archive)).Files {
			if strings.HasSuffix(file.Name, ".rs") {
				list = append(list, string(file.Data))
			}
		}
	}
	for _, c := range extractions {
		add(c.archive)
	}
	for _, c := range comparisons {
		add(c.archive)
	}
	return list
}

func FuzzParse(f *testing.F) {
	for _, text := range seeds() {
		f.Add([]byte(text), 0)
	}
	f.Add([]byte("fn A()->A<{"), 0)
	f.Fuzz(func(t *testing.T, src []byte, line int) {
		if len(src) > 16<<10 {
			t.Skip("small inputs find as much")
		}
		file := parseFile("src/lib.rs", src, max(line, 0))
		last := bytes.Count(src, []byte("\n")) + 2
		for _, e := range file.errors {
			if line <= 0 && (e.line < 1 || e.line > last) {
				t.Errorf("%s in line %d", e.what, e.line)
			}
		}
	})
}

func FuzzMacro(f *testing.F) {
	for _, seed := range [][2]string{
		{"($($n:ident),* $(,)?) => { $(pub fn $n() {})* };", "a, b,"},
		{"($v:vis struct $n:ident { $($f:ident: $t:ty = $e:expr),* }) => { $v struct $n { $($f: $t),* } }", "pub(crate) struct S { a: Vec<Vec<u8>> = 1 << 2, b: &'a dyn Fn(u8) -> u8 = |x| x }"},
		{"(@inner $($t:tt)*) => { $($t)* }; ($($t:tt)*) => { m!(@inner $($t)*); };", "{ a [b (c)] } => ::x"},
		{"($($($k:literal),+);*) => { $(const A: [u8; 2] = [$($k),+];)* }", "1, -2; \"a\", true"},
		{"($(#[$m:meta])* $i:item $b:block $l:lifetime $p:path) => { $(#[$m])* $i fn f<$l>() -> $p $b }", "#[doc = \"x\"] #[a(b)] pub enum E { A } { 0 } 'a ::std::vec::Vec::<u8>"},
		{"($p:pat => $e:expr; $s:stmt) => { $crate::x!($p, $e) }", "Some(1..=2) | None => a::<b>(c); let x = 1"},
		{"($a:ident) => { macro_rules! $a { ($$x:expr) => { $$x } } }", "name"},
		{"($($a:ident $($b:ident)*);*) => { $($($a $b)*)* }", "a b c; d"},
		{"/// doc\n() => {} ; [] => () ; {} => []", ""},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, body, input string) {
		if len(body)+len(input) > 4<<10 {
			t.Skip("small inputs find as much")
		}
		m := parseMacro("m", "crate", []byte(body))
		for i := range m.rules {
			_ = matcherText(m.rules[i].matcher)
		}
		text, err := m.expand([]byte(input))
		if err != nil || len(text) > 64<<10 {
			return
		}
		parseFile("src/lib.rs", text, 1)
	})
}

func FuzzCompareRecorded(f *testing.F) {
	for _, c := range comparisons {
		p := &rule.Page{Files: txtar.Parse([]byte(c.archive)).Files}
		f.Add(surfaceOf(f, crateOf(p.Side("old")), lang.Options{}).AppendText(nil))
		f.Add(surfaceOf(f, crateOf(p.Side("new")), lang.Options{}).AppendText(nil))
	}
	base := surfaceOf(f, libOf("pub struct T<A>(pub A);\nimpl<A: Clone> Clone for T<A> { fn clone(&self) -> Self { loop {} } }\npub trait Tr { type X: Copy; fn f<'a>(&'a self) -> &'a u8; }\npub fn g(x: u8) -> impl Tr { loop {} }\npub enum E { V { f: u8 } }\n"), lang.Options{})
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
