//go:build ignore

// This program records the public names of the Rust standard library in
// std.txt. It reads them from the HTML documentation that comes with the
// toolchain (component rust-docs), for the sources need not be installed. Run
// it with "go run std_gen.go" in this directory after a new Rust release; an
// argument names another root of the documentation than that of rustc.
//
// After a comment line with the version, std.txt has one line for each path of
// each item, sorted bytewise, with fields separated by tabs:
//
//	KIND PATH CANONICAL [DETAIL]
//
// CANONICAL is the same for all paths of one item. DETAIL depends on KIND:
//
//	type                GENERICS=TYPE; unstable is one field more
//	trait               words: auto unsafe nodyn super=A+B req=a,b prov=a,b unstable
//	struct enum union   words: params=N consts=N send=C sync=C unpin=C unwind=C
//	                    refunwind=C copy=C nonexhaustive variants=A,B unstable
//	other kinds         unstable or nothing
//
// A condition C is yes, no, ? (too complicated to say) or the bounds that the
// type parameters need, by position: 0:Send+Sync,1:Send. Traits that have no
// word of their own among these would be there with their path. Bounds that the
// declaration of the type has too are left out. A supertrait without "::" is
// private, or a lifetime.
//
// The lines of kind impl record the impls of some traits. There, PATH is the
// trait with its arguments, CANONICAL the self type and DETAIL the bounds of
// the impl. A name in them without "::" is a primitive type or else a parameter
// of the impl.
package main

import (
	"bytes"
	"cmp"
	"fmt"
	"html"
	"log"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// crates lists the recorded crates, the preferred ones first.
var crates = []string{"std", "core", "alloc", "proc_macro"}

// closed lists the modules whose items are left out: they are many, they depend
// on the architecture, or they are unstable.
var closed = []string{"std::arch", "core::arch", "core::core_arch", "std::simd", "core::simd", "core::core_simd"}

// kinds maps the kinds of rustdoc, which are the prefixes of the file names and
// the classes of the links, to ours. Keywords are left out.
var kinds = map[string]string{
	"mod": "mod", "struct": "struct", "enum": "enum", "union": "union", "trait": "trait", "traitalias": "traitalias",
	"type": "type", "fn": "fn", "constant": "const", "static": "static", "macro": "macro", "primitive": "primitive",
	"attr": "attr", "derive": "derive",
}

// conditions lists the traits of which each type says whether it has them.
var conditions = []struct{ word, trait string }{
	{"send", "std::marker::Send"},
	{"sync", "std::marker::Sync"},
	{"unpin", "std::marker::Unpin"},
	{"unwind", "std::panic::UnwindSafe"},
	{"refunwind", "std::panic::RefUnwindSafe"},
	{"copy", "std::marker::Copy"},
}

// implTraits lists the traits whose impls are recorded.
var implTraits = []string{
	"std::borrow::Borrow", "std::borrow::ToOwned", "std::clone::Clone", "std::cmp::Eq", "std::cmp::Ord",
	"std::cmp::PartialEq", "std::cmp::PartialOrd", "std::convert::AsMut", "std::convert::AsRef", "std::convert::From",
	"std::convert::Into", "std::convert::TryFrom", "std::default::Default", "std::error::Error", "std::fmt::Debug",
	"std::fmt::Display", "std::hash::Hash", "std::io::Read", "std::io::Write", "std::iter::IntoIterator",
	"std::iter::Iterator", "std::marker::Copy", "std::ops::Deref", "std::str::FromStr", "std::string::ToString",
}

// builtin lists the impls of these traits that are the work of the compiler, for
// types that have no page of their own.
var builtin = []string{
	"impl\tstd::clone::Clone\t()",
	"impl\tstd::clone::Clone\t(T,)\tT: std::clone::Clone",
	"impl\tstd::clone::Clone\t(T1, T2)\tT1: std::clone::Clone, T2: std::clone::Clone",
	"impl\tstd::clone::Clone\tF\tF: std::marker::FnPtr",
	"impl\tstd::marker::Copy\t()",
	"impl\tstd::marker::Copy\t(T,)\tT: std::marker::Copy",
	"impl\tstd::marker::Copy\t(T1, T2)\tT1: std::marker::Copy, T2: std::marker::Copy",
	"impl\tstd::marker::Copy\tF\tF: std::marker::FnPtr",
}

// An item is what a name stands for.
type item struct {
	kind      string
	canonical string
	page      string // the page of the canonical path, below the root
}

// An entry is a name in the list of a module.
type entry struct {
	*item
	name     string
	unstable bool
	reexport bool // has no page in the module
}

// A line is an entry with the path of its module.
type line struct {
	entry
	path string
}

var (
	root  string
	lines []line

	pages    = map[string]string{}  // by path below the root
	items    = map[string]*item{}   // by identity, see itemOf
	itemPage = map[string]*item{}   // by page
	lists    = map[string][]entry{} // by the page of the module
)

func main() {
	log.SetFlags(0)
	if len(os.Args) > 1 {
		root = os.Args[1]
	} else {
		out, err := exec.Command("rustc", "--print", "sysroot").Output()
		if err != nil {
			log.Fatal("rustc: ", err)
		}
		root = filepath.Join(strings.TrimSpace(string(out)), "share/doc/rust/html")
	}
	version := find(`data-rustdoc-version="([^"]*)"`, read("std/index.html"))
	if version == "" {
		log.Fatal(root, ": no rustdoc version in std/index.html")
	}

	for _, crate := range crates {
		page := crate + "/index.html"
		lines = append(lines, line{entry{item: itemOf(page), name: crate}, crate})
		walk(crate, page, false)
	}
	choose()

	text := map[string]bool{}
	for _, l := range lines {
		fields := []string{l.kind, l.path, l.canonical}
		if l.kind == "primitive" && !strings.Contains(l.path, "::primitive::") {
			fields[1] = l.canonical // std::u8 is the module
		}
		if d := detailOf(l.item); d != "" {
			fields = append(fields, d)
		}
		if l.unstable {
			// A definition has spaces, words are separated by them.
			if last := len(fields) - 1; last == 3 && l.kind != "type" {
				fields[last] += " unstable"
			} else {
				fields = append(fields, "unstable")
			}
		}
		text[strings.Join(fields, "\t")] = true
	}
	for _, l := range impls() {
		text[l] = true
	}

	var out bytes.Buffer
	fmt.Fprintf(&out, "# Rust %s, written by std_gen.go\n", version)
	count := map[string]int{}
	for _, l := range slices.Sorted(maps.Keys(text)) {
		kind, _, _ := strings.Cut(l, "\t")
		count[kind]++
		out.WriteString(l + "\n")
	}
	if err := os.WriteFile("std.txt", out.Bytes(), 0o666); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("std.txt: %d bytes, Rust %s\n", out.Len(), version)
	for _, kind := range slices.Sorted(maps.Keys(count)) {
		fmt.Printf("%6d %s\n", count[kind], kind)
	}
}

// read returns the page, or "" if there is none.
func read(page string) string {
	text, ok := pages[page]
	if !ok {
		b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(page)))
		if err != nil && !os.IsNotExist(err) {
			log.Fatal(err)
		}
		text = string(b)
		pages[page] = text
	}
	return text
}

var regexps = map[string]*regexp.Regexp{}

// re returns the compiled expression, where . matches newlines too.
func re(expr string) *regexp.Regexp {
	if regexps[expr] == nil {
		regexps[expr] = regexp.MustCompile("(?s)" + expr)
	}
	return regexps[expr]
}

// find returns the first group of the first match, or "".
func find(expr, text string) string {
	if m := re(expr).FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// target returns the page that a link of a page leads to.
func target(page, href string) string {
	href, _, _ = strings.Cut(href, "#")
	if href == "" {
		return page
	}
	return path.Join(path.Dir(page), html.UnescapeString(href))
}

// kindAndPath tells the item of a page from the name of the page:
// std/vec/struct.Vec.html is the struct std::vec::Vec.
func kindAndPath(page string) (kind, name string) {
	dir, file := path.Split(page)
	kind, name, _ = strings.Cut(strings.TrimSuffix(file, ".html"), ".")
	if file == "index.html" {
		return "mod", strings.ReplaceAll(path.Clean(dir), "/", "::")
	}
	return kinds[kind], strings.ReplaceAll(dir, "/", "::") + name
}

// lastName returns the last name of a path.
func lastName(p string) string { return p[strings.LastIndex(p, ":")+1:] }

// itemOf returns the item of a page, or nil if that is unknown. Pages of one
// item in several modules and crates have in common where the source is.
// (The expansions of a macro may have the source in common, but not the name.)
func itemOf(page string) *item {
	if it, ok := itemPage[page]; ok {
		return it
	}
	text := read(page)
	if to := find(`<meta http-equiv="refresh" content="0;URL=([^"]*)"`, text); to != "" {
		itemPage[page] = itemOf(target(page, to))
		return itemPage[page]
	}
	kind, name := kindAndPath(page)
	if text == "" || kind == "" {
		itemPage[page] = nil
		return nil
	}
	id := kind + " " + lastName(name)
	if kind != "primitive" {
		_, heading, _ := strings.Cut(text, `<span class="sub-heading">`)
		heading, _, _ = strings.Cut(heading, "</div>")
		src := find(`<a class="src" href="([^"]*)"`, heading)
		if src == "" {
			log.Print(page, ": no source")
			src = page
		}
		// For items of other crates only the lines of the heading are known,
		// which for a module in a file of its own is in the parent.
		file, at := target(page, src), src[strings.Index(src, "#")+1:]
		if kind == "mod" {
			file = strings.TrimSuffix(strings.TrimSuffix(file, ".rs.html"), "/mod")
			if !strings.HasPrefix(at, "1-") {
				file = strings.TrimSuffix(file, "/lib") + "/" + lastName(name)
			}
			at = ""
		}
		at, _, _ = strings.Cut(at, "-")
		id += " " + file + "#" + at
	}
	if items[id] == nil {
		items[id] = &item{kind: kind, canonical: name, page: page}
		if kind == "primitive" {
			items[id].canonical = lastName(name)
		}
	}
	itemPage[page] = items[id]
	return items[id]
}

// walk records the names below the module.
func walk(module, page string, unstable bool) {
	if slices.Contains(closed, module) {
		return
	}
	for _, e := range list(page) {
		p := module + "::" + e.name
		// The list tells for an item whether it is unstable at this path, but
		// for a re-export whether it is at its own. (Some stable functions of
		// an unstable module may be used.)
		e.unstable = e.unstable || e.reexport && unstable
		lines = append(lines, line{e, p})
		// A module that is only re-exported has its page elsewhere.
		if child := path.Dir(page) + "/" + e.name + "/index.html"; e.kind == "mod" && itemOf(child) == e.item {
			walk(p, child, e.unstable)
		}
	}
}

// list returns the names of the module, which are those of its items, of its
// re-exports and of the modules from which it re-exports all.
func list(page string) []entry {
	if l, ok := lists[page]; ok {
		return l
	}
	lists[page] = nil
	var result []entry
	var globs []string
	text := read(page)
	for _, table := range re(`<dl class="item-table.*?</dl>`).FindAllString(text, -1) {
		for _, row := range re(`<dt[ >].*?</dt>`).FindAllString(table, -1) {
			e := entry{
				unstable: strings.Contains(row, `<span class="stab unstable"`),
				reexport: strings.Contains(row, `<code>pub use `),
			}
			links := re(`<a class="(\w+)" href="([^"]*)"[^>]*>(.*?)</a>([^<]*)`).FindAllStringSubmatch(row, -1)
			if links == nil {
				log.Print(page, ": no link in ", row)
				continue
			}
			link := links[len(links)-1]
			class, href, after := link[1], link[2], link[4]
			to := target(page, href)
			if class == "keyword" {
				continue
			}
			if strings.HasPrefix(after, "::*") {
				globs = append(globs, to)
				continue
			}
			e.name = plain(link[3])
			if as := find(` as (\w+);`, after); as != "" {
				e.name = as
			}
			if e.item = itemOf(to); e.item == nil {
				log.Print(page, ": unknown item ", href)
				continue
			}
			if _, variant, ok := strings.Cut(href, "#variant."); ok {
				e.item = variantOf(to, variant)
			}
			result = append(result, e)
		}
	}
	for _, glob := range globs {
		if itemOf(glob) == nil || itemOf(glob).kind != "mod" {
			log.Print(page, ": cannot re-export all of ", glob)
			continue
		}
		for _, e := range list(glob) {
			// What is named explicitly comes before.
			if !slices.ContainsFunc(result, func(r entry) bool { return r.kind == e.kind && r.name == e.name }) {
				result = append(result, e)
			}
		}
	}
	lists[page] = result
	return result
}

// variantOf returns the variant of the enum.
func variantOf(page, name string) *item {
	enum := itemOf(page)
	id := "variant " + enum.page + "#" + name
	if items[id] == nil {
		items[id] = &item{kind: "variant", canonical: name, page: page}
	}
	return items[id]
}

// choose makes the canonical paths of the items: of those in the first crate
// the shortest.
func choose() {
	better := func(a, b line) int {
		return cmp.Or(
			slices.Index(crates, a.crate())-slices.Index(crates, b.crate()),
			// A prelude is not the home of its names, however short its path.
			order(strings.Contains(a.path, "::prelude::"), strings.Contains(b.path, "::prelude::")),
			order(a.unstable, b.unstable),
			len(a.path)-len(b.path),
			strings.Compare(a.path, b.path),
		)
	}
	best := map[*item]line{}
	for _, l := range lines {
		if b, ok := best[l.item]; !ok || better(l, b) < 0 {
			best[l.item] = l
		}
	}
	for it, l := range best {
		if it.kind != "primitive" && it.kind != "variant" {
			it.canonical = l.path
		}
	}
	// The page of an item is that of its canonical path: the other crates know
	// fewer impls.
	for _, page := range slices.Sorted(maps.Keys(itemPage)) {
		if kind, p := kindAndPath(page); itemPage[page] != nil && kind == itemPage[page].kind && p == itemPage[page].canonical {
			itemPage[page].page = page
		}
	}
	for it := range best {
		if it.kind == "variant" {
			it.canonical = itemOf(it.page).canonical + "::" + it.canonical
		}
	}
}

func (l line) crate() string {
	crate, _, _ := strings.Cut(l.path, "::")
	return crate
}

// order compares so that false comes first.
func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// plain returns the text of some HTML, with single spaces.
func plain(text string) string {
	return strings.Join(strings.Fields(html.UnescapeString(re(`<[^>]*>`).ReplaceAllString(text, ""))), " ")
}

// render returns the text of some code of the page with canonical paths instead
// of the names that are links.
func render(page, code string) string {
	var out strings.Builder
	add := func(text string) { out.WriteString(html.UnescapeString(text)) }
	rest := 0
	for _, m := range re(`<a class="(\w+)" href="([^"]*)"(?: title="\w+ ([^"]*)")?[^>]*>(.*?)</a>|<(\w*)[^>]*>`).FindAllStringSubmatchIndex(code, -1) {
		add(code[rest:m[0]])
		rest = m[1]
		if m[2] < 0 {
			if code[m[10]:m[11]] == "div" {
				add(" ")
			}
			continue
		}
		class, href, text := code[m[2]:m[3]], code[m[4]:m[5]], code[m[8]:m[9]]
		if strings.Contains(href, "//") {
			class = "" // a crate that std does not export
		}
		switch class {
		case "struct", "enum", "union", "trait", "traitalias", "type":
			// Ambiguous names have some of their path before them.
			before := re(`(?:\b\w+::)+$`).ReplaceAllString(out.String(), "")
			out.Reset()
			out.WriteString(before)
			if it := itemOf(target(page, href)); it != nil {
				add(it.canonical)
			} else {
				log.Print(page, ": unknown item ", href)
				add(cmp.Or(code[max(m[6], 0):max(m[7], 0)], plain(text)))
			}
		default:
			add(re(`<[^>]*>`).ReplaceAllString(text, ""))
		}
	}
	add(code[rest:])
	text := strings.Join(strings.Fields(out.String()), " ")
	return strings.ReplaceAll(text, "[const] ", "")
}

// cutTop cuts the code around the first separator outside of brackets.
func cutTop(code, sep string) (before, after string, found bool) {
	depth := 0
	for i := 0; i < len(code); i++ {
		if code[i] == '>' && i > 0 && code[i-1] == '-' {
			continue // an arrow
		}
		if depth == 0 && strings.HasPrefix(code[i:], sep) {
			return code[:i], code[i+len(sep):], true
		}
		switch code[i] {
		case '<', '(', '[', '{':
			depth++
		case '>', ')', ']', '}':
			depth--
		}
	}
	return code, "", false
}

// splitTop returns the parts between separators outside of brackets.
func splitTop(code, sep string) []string {
	var parts []string
	for found := true; found; {
		var part string
		part, code, found = cutTop(code, sep)
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// cutArgs cuts the code after the angle brackets that it begins with, if any.
func cutArgs(code string) (args, rest string) {
	if !strings.HasPrefix(code, "<") {
		return "", code
	}
	inner, _, _ := cutTop(code[1:], ">")
	return inner, code[min(len(inner)+2, len(code)):]
}

// generics are the type and const parameters of a declaration or an impl, with
// the bounds of its where clause too.
type generics struct {
	types, consts []string
	bounds        []bound
}

type bound struct {
	subject string
	traits  []string
}

func (b bound) String() string { return b.subject + ": " + strings.Join(b.traits, " + ") }

func (g *generics) bound(subject, traits string) {
	if parts := splitTop(traits, "+"); parts != nil && !strings.HasPrefix(subject, "'") {
		g.bounds = append(g.bounds, bound{subject, parts})
	}
}

func parseGenerics(params, where string) (g generics) {
	for _, param := range splitTop(params, ",") {
		if strings.HasPrefix(param, "'") {
			continue
		}
		param, _, _ = cutTop(param, " = ")
		name, traits, _ := cutTop(param, ":")
		if name, ok := strings.CutPrefix(name, "const "); ok {
			g.consts = append(g.consts, name)
			continue
		}
		g.types = append(g.types, name)
		g.bound(name, traits)
	}
	for _, predicate := range splitTop(where, ",") {
		subject, traits, _ := cutTop(predicate, ": ")
		g.bound(subject, traits)
	}
	return g
}

// parts cuts the page at the headings of its lists and returns the parts by the
// name of the heading.
func parts(page string) map[string]string {
	text := read(page)
	result := map[string]string{}
	name, begin := "", 0
	for _, m := range re(`<h2 id="([^"]*)" class="section-header">`).FindAllStringSubmatchIndex(text, -1) {
		result[name] += text[begin:m[0]]
		name, begin = text[m[2]:m[3]], m[1]
	}
	result[name] += text[begin:]
	return result
}

// An impl is the heading of an impl of a trait.
type impl struct {
	generics
	negative   bool
	trait      string
	args, self string
}

// parseImpls returns the impls of traits in a part of the page.
func parseImpls(page, part string) []impl {
	var result []impl
	for _, m := range re(`<h3 class="code-header">((?:unsafe )?impl.*?)</h3>`).FindAllStringSubmatch(part, -1) {
		code := strings.TrimPrefix(render(page, m[1]), "unsafe ")
		params, rest := cutArgs(strings.TrimPrefix(code, "impl"))
		rest, where, _ := cutTop(rest, " where ")
		trait, self, ok := cutTop(strings.TrimPrefix(strings.TrimSpace(rest), "const "), " for ")
		if !ok {
			continue
		}
		i := impl{generics: parseGenerics(params, where), self: strings.TrimSpace(self)}
		trait, i.negative = strings.CutPrefix(trait, "!")
		i.trait, _, _ = strings.Cut(trait, "<")
		i.args, _ = cutArgs(trait[len(i.trait):])
		result = append(result, i)
	}
	return result
}

var details = map[*item]string{}

// detailOf returns the DETAIL of the item.
func detailOf(it *item) string {
	d, ok := details[it]
	if !ok {
		switch it.kind {
		case "type":
			d = typeDetail(it.page)
		case "trait":
			d = traitDetail(it.page)
		case "struct", "enum", "union":
			d = dataDetail(it)
		}
		details[it] = d
	}
	return d
}

// declaration returns the declaration on the page: what is before its keyword,
// and what is after its name.
func declaration(page, keyword string) (before, after string) {
	code := render(page, find(`<pre class="rust item-decl"><code>(.*?)</code></pre>`, read(page)))
	_, name := kindAndPath(page)
	before, after, ok := strings.Cut(code, keyword+" "+lastName(name))
	if !ok {
		log.Print(page, ": no declaration in ", code)
	}
	return before, after
}

func typeDetail(page string) string {
	_, code := declaration(page, "type")
	_, rest := cutArgs(code)
	params := strings.TrimSuffix(code, rest)
	where, definition, ok := cutTop(rest, "= ")
	if !ok || strings.TrimSpace(where) != "" {
		log.Print(page, ": no alias in ", code)
	}
	return params + "=" + strings.TrimSuffix(definition, ";")
}

func traitDetail(page string) string {
	before, code := declaration(page, "trait")
	sections := parts(page)
	var words []string
	for _, word := range []string{"auto", "unsafe"} {
		if slices.Contains(strings.Fields(before), word) {
			words = append(words, word)
		}
	}
	if strings.Contains(sections["dyn-compatibility"], "<b>not</b>") {
		words = append(words, "nodyn")
	}
	_, code = cutArgs(code)
	code, _, _ = cutTop(code, "{")
	code, _, _ = cutTop(code, " where ")
	if supers, ok := strings.CutPrefix(code, ":"); ok {
		supers = strings.Join(slices.DeleteFunc(splitTop(supers, "+"), func(s string) bool { return s[0] == '?' }), "+")
		words = append(words, "super="+strings.ReplaceAll(supers, " ", ""))
	}
	for _, which := range []struct{ word, heading string }{{"req", "required-"}, {"prov", "provided-"}} {
		var names []string
		for _, heading := range slices.Sorted(maps.Keys(sections)) {
			if strings.HasPrefix(heading, which.heading) {
				for _, m := range re(`<section id="\w+\.(\w+)" class="method`).FindAllStringSubmatch(sections[heading], -1) {
					names = append(names, m[1])
				}
			}
		}
		if names != nil {
			words = append(words, which.word+"="+strings.Join(names, ","))
		}
	}
	return strings.Join(words, " ")
}

func dataDetail(it *item) string {
	before, code := declaration(it.page, it.kind)
	params, rest := cutArgs(code)
	_, where, _ := cutTop(rest, "where ")
	where, _, _ = cutTop(strings.TrimSuffix(where, ";"), "{")
	g := parseGenerics(params, where)
	words := []string{"params=" + strconv.Itoa(len(g.types)), "consts=" + strconv.Itoa(len(g.consts))}

	sections := parts(it.page)
	all := parseImpls(it.page, sections["trait-implementations"]+sections["synthetic-implementations"])
	for _, c := range conditions {
		var impls []impl
		for _, i := range all {
			if head, _, _ := strings.Cut(i.self, "<"); i.trait == c.trait && head == it.canonical {
				impls = append(impls, i)
			}
		}
		words = append(words, c.word+"="+condition(g, c.trait, impls))
	}

	if strings.Contains(before, "#[non_exhaustive]") {
		words = append(words, "nonexhaustive")
	}
	if it.kind == "enum" {
		var names []string
		for _, m := range re(`<section id="variant\.(\w+)" class="variant`).FindAllStringSubmatch(read(it.page), -1) {
			names = append(names, m[1])
		}
		words = append(words, "variants="+strings.Join(names, ","))
	}
	return strings.Join(words, " ")
}

// condition tells when a type with the parameters has the trait, of which it
// has the impls.
func condition(decl generics, trait string, impls []impl) string {
	var positive, negative []string
	for _, i := range impls {
		if c := implCondition(decl, i); i.negative {
			negative = append(negative, c)
		} else {
			positive = append(positive, c)
		}
	}
	positive = slices.Compact(positive)
	switch {
	case slices.Contains(positive, "yes"):
		return "yes"
	// For HashMap rustdoc has a negative impl beside that of the source.
	case len(positive) == 1:
		return positive[0]
	case positive == nil && slices.Contains(negative, "yes"):
		return "no"
	case impls == nil && trait == "std::marker::Copy":
		return "no"
	}
	return "?"
}

// implCondition tells what the impl demands of the parameters of the type, but
// not what their declaration demands already.
func implCondition(decl generics, i impl) string {
	_, args, _ := strings.Cut(i.self, "<")
	args = strings.TrimSuffix(args, ">")
	position := map[string]int{} // by the name in the impl
	n := 0
	for _, arg := range splitTop(args, ",") {
		switch {
		case strings.HasPrefix(arg, "'"), slices.Contains(i.consts, arg):
		case !slices.Contains(i.types, arg) || n == len(decl.types):
			return "?"
		default:
			if _, ok := position[arg]; ok {
				return "?"
			}
			position[arg] = n
			n++
		}
	}
	declared := map[string]bool{}
	for _, b := range decl.bounds {
		for _, t := range b.traits {
			declared[b.subject+":"+t] = true
		}
	}
	demands := make([][]string, len(decl.types))
	for _, b := range i.bounds {
		at, ok := position[b.subject]
		for _, t := range b.traits {
			subject := b.subject
			if ok {
				subject = decl.types[at]
			}
			switch {
			case t[0] == '?' || t[0] == '\'' || declared[subject+":"+t]:
			case !ok || !re(`^[\w:]+$`).MatchString(t):
				return "?"
			default:
				for _, c := range conditions {
					if t == c.trait {
						t = lastName(t)
					}
				}
				demands[at] = append(demands[at], t)
			}
		}
	}
	var words []string
	for at, traits := range demands {
		if traits != nil {
			slices.Sort(traits)
			words = append(words, strconv.Itoa(at)+":"+strings.Join(slices.Compact(traits), "+"))
		}
	}
	return cmp.Or(strings.Join(words, ","), "yes")
}

// impls returns the lines of kind impl.
func impls() []string {
	var all []impl
	for _, l := range lines {
		if slices.Contains(implTraits, l.path) && l.kind == "trait" {
			for name, part := range parts(l.page) {
				if name == "implementors" || name == "foreign-impls" {
					all = append(all, parseImpls(l.page, part)...)
				}
			}
		}
		// The pages of the traits do not know the impls of other crates.
		if strings.HasPrefix(l.canonical, "proc_macro::") && (l.kind == "struct" || l.kind == "enum") {
			for _, i := range parseImpls(l.page, parts(l.page)["trait-implementations"]) {
				if slices.Contains(implTraits, i.trait) {
					all = append(all, i)
				}
			}
		}
	}
	result := slices.Clone(builtin)
	for _, i := range all {
		if i.negative || i.args != "" && strings.HasPrefix(i.trait, "std::cmp::Partial") && head(i.args) != head(i.self) {
			continue
		}
		for _, i := range i.tuples() {
			trait := i.trait
			if i.args != "" {
				trait += "<" + i.args + ">"
			}
			var bounds []string
			for _, b := range i.bounds {
				bounds = append(bounds, b.String())
			}
			fields := []string{"impl", trait, i.self}
			if bounds != nil {
				fields = append(fields, strings.Join(bounds, ", "))
			}
			text := strings.Join(fields, "\t")
			if !slices.ContainsFunc(closed, func(module string) bool { return strings.Contains(text, module+"::") }) {
				result = append(result, text)
			}
		}
	}
	return result
}

// head returns the type without its arguments.
func head(t string) string {
	switch {
	case t == "":
		return ""
	case strings.HasPrefix(t, "&"):
		return "&" + find(`^&(?:'\w+ )?(mut )`, t)
	case t[0] == '[':
		_, _, array := cutTop(t[1:], ";")
		return "[" + strconv.FormatBool(array)
	case t[0] == '(' && t != "()":
		return "(" + strconv.Itoa(len(splitTop(t[1:len(t)-1], ",")))
	}
	t, _, _ = strings.Cut(t, "<")
	return t
}

// tuples returns the impl if its type is not a large tuple. An impl for all
// tuples becomes those for one and two elements.
func (i impl) tuples() []impl {
	const all, array = "(T₁, T₂, …, Tₙ)", "[T; N]"
	if i.self != all && i.args != all {
		if strings.HasPrefix(i.self, "(") && len(splitTop(i.self[1:len(i.self)-1], ",")) > 2 {
			return nil
		}
		return []impl{i}
	}
	one, two := i, i
	if i.args == "" {
		one.self, two.self = "(T,)", "(T1, T2)"
		two.bounds = nil
		for _, b := range i.bounds {
			for _, t := range []string{"T1", "T2"} {
				two.bounds = append(two.bounds, bound{strings.Replace(b.subject, "T", t, 1), b.traits})
			}
		}
	} else {
		r1 := strings.NewReplacer(all, "(T,)", array, "[T; 1]")
		r2 := strings.NewReplacer(all, "(T, T)", array, "[T; 2]")
		one.args, one.self = r1.Replace(i.args), r1.Replace(i.self)
		two.args, two.self = r2.Replace(i.args), r2.Replace(i.self)
	}
	return []impl{one, two}
}
